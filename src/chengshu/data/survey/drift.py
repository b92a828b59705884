"""What a rescan found different from what a person confirmed."""

from collections.abc import Iterator, Mapping

from chengshu.data.survey.confirming import band_of
from chengshu.data.survey.contracts import (
    Band,
    ColumnDraft,
    Decision,
    Drift,
    DriftKind,
    TableDraft,
    Value,
)
from chengshu.data.survey.fields import column_line
from chengshu.data.survey.table_drift import Span, find_table_drifts

_MEANINGS = ("element", "identifier", "is_secret")


def find_drifts(
    base: TableDraft,
    found: TableDraft,
    decisions: Mapping[str, Decision],
    *,
    span: Span | None = None,
) -> tuple[Drift, ...]:
    """Return the differences of `found` against the table as it was confirmed.

    What the source declares is compared as it stands. A meaning has changed only where the
    machine now proposes something it did not propose when a person decided, and that the person
    did not choose: the same wrong guess twice is not news, nor is an unsure one.
    """
    before = {column.column: column for column in base.columns}
    after = {column.column: column for column in found.columns}
    return (
        *find_table_drifts(base, found, decisions, span=span),
        *(Drift(column_line(name), DriftKind.NEW) for name in after if name not in before),
        *(Drift(column_line(name), DriftKind.GONE) for name in before if name not in after),
        *(
            drift
            for name, column in after.items()
            if name in before
            for drift in _find_changes(before[name], column, decisions.get(column_line(name)))
        ),
    )


def _find_changes(
    before: ColumnDraft, after: ColumnDraft, decision: Decision | None
) -> Iterator[Drift]:
    line = column_line(after.column)
    declared = (
        ("type", before.source_type, after.source_type),
        ("comment", before.comment, after.comment),
        ("key", _word(before), _word(after)),
    )
    for name, was, now in declared:
        if was != now:
            yield Drift(line, DriftKind.CHANGED, name, was, now)
    if decision is not None and not decision.is_left_out:
        yield from _find_meanings(before, after, decision)


def _word(column: ColumnDraft) -> str:
    return "1" if column.is_declared_key else "0"


def _find_meanings(before: ColumnDraft, after: ColumnDraft, decision: Decision) -> Iterator[Drift]:
    for name in _MEANINGS:
        was, now = _proposed(before, name), _proposed(after, name)
        if not _is_sure(after, name):
            continue
        confirmed = _word_of(decision.values.get(name))
        if now and now not in {was, confirmed}:
            yield Drift(column_line(after.column), DriftKind.MEANING, name, confirmed, now)


def _is_sure(column: ColumnDraft, name: str) -> bool:
    """Tell whether a guess is worth asking a person about again."""
    proposal = column.proposals.get(name)
    return proposal is not None and band_of(proposal.confidence) is not Band.LOW


def _proposed(column: ColumnDraft, name: str) -> str:
    proposal = column.proposals.get(name)
    return _word_of(proposal.value) if proposal else ""


def _word_of(value: Value) -> str:
    if isinstance(value, bool):
        return "1" if value else ""
    return str(value or "")
