"""What a source says of its columns, put beside the drafts; values are masked before they stay."""

from collections.abc import Mapping
from dataclasses import replace

from chengshu.data.catalog import api as catalog
from chengshu.data.sources.contracts import ColumnProfile, TableProfile
from chengshu.data.survey.confirming import get_rules
from chengshu.data.survey.contracts import ColumnDraft, Proposal, TableDraft

_LONGEST = 40  # characters of one sample
_NOTHING = Proposal(value="", confidence=0)


def enrich(draft: TableDraft, profile: TableProfile | None) -> TableDraft:
    """Return the draft with declared type, comment, key and masked samples of each column."""
    if profile is None:
        return draft
    found = {column.name: column for column in profile.columns}
    columns = tuple(_enrich_column(column, found) for column in draft.columns)
    return replace(draft, comment=draft.comment or profile.comment, columns=columns)


def _enrich_column(draft: ColumnDraft, found: Mapping[str, ColumnProfile]) -> ColumnDraft:
    profile = found.get(draft.column)
    if profile is None:
        return draft
    return replace(
        draft,
        source_type=profile.type,
        comment=profile.comment,
        is_declared_key=profile.is_primary_key,
        samples=mask_samples(draft, profile.sample),
    )


def mask_samples(draft: ColumnDraft, values: tuple[str, ...]) -> tuple[str, ...]:
    """Return a few values as they may be seen: by the proposed mask, else only plain kinds.

    Values of a secret column are not kept at all, masked or not.
    """
    rules = get_rules()
    said = {name: _value(draft, name) for name in ("is_secret", "mask", "personal", "kind")}
    if said["is_secret"]:
        return ()
    shown = list(dict.fromkeys(value[:_LONGEST] for value in values if value))[: rules.samples]
    if said["mask"]:
        masked = (catalog.mask_value(str(said["mask"]), value) or "" for value in shown)
        return tuple(dict.fromkeys(masked))
    if said["kind"] in rules.plain_kinds and not said["personal"]:
        return tuple(shown)
    return tuple(dict.fromkeys(_hide(value) for value in shown))


def _value(draft: ColumnDraft, name: str) -> object:
    return draft.proposals.get(name, _NOTHING).value


def _hide(value: str) -> str:
    """Keep the first character and the length: enough to recognise, too little to know."""
    return value[:1] + "*" * (len(value) - 1)
