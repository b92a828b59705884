"""Reading imports: runs, and what a file would change."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from django.db.models import Q
from django.utils.translation import gettext as _
from pydantic import TypeAdapter

from chengshu.data.catalog.checks import find_key_faults
from chengshu.data.catalog.contracts import (
    EntryChangeKind,
    FieldChange,
    Guess,
    ImportChoice,
    ImportOutcome,
    ImportProposal,
    ImportRun,
    ImportState,
    ResourceDraft,
    ResourceState,
)
from chengshu.data.catalog.documents import from_document, to_document
from chengshu.data.catalog.errors import ImportNotFoundError
from chengshu.data.catalog.labels import STATE_LABELS
from chengshu.data.catalog.merging import merge_news
from chengshu.data.catalog.models import ImportedRow, ImportRunRow, Resource
from chengshu.data.catalog.selectors.history import find_changes
from chengshu.data.catalog.words import title_key

_CHUNK = 500
_RUN = TypeAdapter(ImportRun)
_IN_REVIEW = frozenset({ResourceState.DEPARTMENT_REVIEW, ResourceState.BUREAU_REVIEW})
Document = dict[str, object]


@dataclass(frozen=True)
class Incoming:
    """One draft a file makes, and the fields it speaks about.

    `is_keyed`: it names its own key. `is_whole`: what a spoken field leaves out is gone.
    """

    draft: ResourceDraft
    spoken: frozenset[str]
    is_keyed: bool = False
    is_whole: bool = False


@dataclass(frozen=True)
class Planned:
    """What shall become of an incoming draft: `draft` is what is to be kept.

    `said` is what the file says, kept as the base of the next comparison.
    """

    draft: ResourceDraft
    kind: EntryChangeKind
    said: Mapping[str, object]
    changes: tuple[FieldChange, ...] = ()
    reason: str = ""


def get_run(*, number: int) -> ImportRun:
    """Return one import.

    Raises:
        ImportNotFoundError: There is none.
    """
    row = ImportRunRow.objects.filter(pk=number).first()
    if row is None:
        raise ImportNotFoundError(key=number)
    return to_run(row)


def list_runs(*, by: str | None, limit: int) -> tuple[ImportRun, ...]:
    """Return the latest imports, of one person where a name is given."""
    rows = ImportRunRow.objects.exclude(state=ImportState.DISCARDED)
    if by is not None:
        rows = rows.filter(by=by)
    return tuple(to_run(row) for row in rows[:limit])


def to_run(row: ImportRunRow) -> ImportRun:
    """Return the frozen form of a row."""
    names = ("name", "size", "digest", "state", "by", "by_name", "created_at", "done_at")
    values: dict[str, object] = {name: getattr(row, name) for name in (*names, "job_id")}
    parts = {
        "proposal": TypeAdapter(ImportProposal).validate_python(row.proposal),
        "choice": TypeAdapter(ImportChoice).validate_python(row.choice),
        "outcome": TypeAdapter(ImportOutcome).validate_python(row.outcome),
    }
    return _RUN.validate_python({"id": row.pk, **values, **parts})


def plan_import(*, incoming: Sequence[Incoming]) -> Iterator[Planned]:
    """Yield what would become of each incoming draft, in order."""
    taken = {each.draft.key for each in incoming}
    for start in range(0, len(incoming), _CHUNK):
        yield from _plan_chunk(incoming[start : start + _CHUNK], taken)


def _plan_chunk(incoming: Sequence[Incoming], taken: set[str]) -> Iterator[Planned]:
    by_key, by_title = _find_known([each.draft for each in incoming])
    bases = {
        row.resource_id: row.document
        for row in ImportedRow.objects.filter(resource__in=[row.pk for row in by_key.values()])
    }
    for each in incoming:
        row = by_key.get(each.draft.key)
        if row is None and not each.is_keyed:
            row = by_title.get((each.draft.provider_code, title_key(each.draft.title)))
            row = None if row is None or row.key in taken else row
        if row is None:
            yield _plan_new(each)
            continue
        taken.add(row.key)
        yield _plan_known(each, row, base=bases.get(row.pk, {}))


def _find_known(
    drafts: Iterable[ResourceDraft],
) -> tuple[dict[str, Resource], dict[tuple[str, str], Resource]]:
    """Return the entries that drafts may mean: by key, and by provider and title."""
    keys, titles, providers = set(), set(), set()
    for draft in drafts:
        keys.add(draft.key)
        titles.add(title_key(draft.title))
        providers.add(draft.provider_code)
    wanted = Q(key__in=keys) | Q(provider_code__in=providers, title_key__in=titles)
    rows = list(Resource.objects.select_related("shown", "working").filter(wanted).order_by("id"))
    standing = [row for row in rows if row.state != ResourceState.WITHDRAWN]
    by_title = {(row.provider_code, row.title_key): row for row in reversed(standing)}
    return {row.key: row for row in rows}, by_title


def _said(each: Incoming) -> Document:
    document = to_document(each.draft)
    return {name: document[name] for name in sorted(each.spoken) if name in document}


def _plan_new(each: Incoming) -> Planned:
    fault = next(iter(find_key_faults(each.draft)), None)
    if fault is not None:
        reason = f"{fault.field}：{fault.sentence}"
        return Planned(each.draft, EntryChangeKind.FAULTY, {}, reason=reason)
    return Planned(each.draft, EntryChangeKind.NEW, _said(each))


def _plan_known(each: Incoming, row: Resource, *, base: Mapping[str, object]) -> Planned:
    """Compare three: what the last file said, what stands now, what this file says.

    Only what the file itself changed since is taken over, so that importing the same file again
    never undoes the work of a person.
    """
    if row.provider_code != each.draft.provider_code:
        reason = _("编号“%(key)s”已被其他单位使用，请清空目录编号或改正提供方") % {"key": row.key}
        return Planned(each.draft, EntryChangeKind.FAULTY, {}, reason=reason)
    version = row.working or row.shown
    current: Document = to_document(from_document(version.document)) if version else {}
    said = _said(each)
    news = {name: value for name, value in said.items() if base.get(name, _NOTHING) != value}
    joined = {**current, **news} if each.is_whole else merge_news(current, news, base)
    merged = from_document(joined)
    merged = replace(merged, guesses=_guesses(current, each.draft, news))
    before, after = _normal(current), _normal(to_document(merged))
    if before == after:
        return Planned(merged, EntryChangeKind.UNCHANGED, said)
    fault = next(iter(find_key_faults(merged)), None)
    if fault is not None:
        reason = f"{fault.field}：{fault.sentence}"
        return Planned(merged, EntryChangeKind.FAULTY, {}, reason=reason)
    state = ResourceState(version.state) if version else ResourceState.DRAFT
    if state in _IN_REVIEW:
        reason = _("正处于“%(state)s”，审核结束后再导入") % {"state": STATE_LABELS[state]}
        return Planned(merged, EntryChangeKind.FAULTY, {}, reason=reason)
    changes = find_changes(before, after)
    return Planned(merged, EntryChangeKind.CHANGED, said, changes)


_NOTHING = object()


def _guesses(
    current: Document, draft: ResourceDraft, news: Mapping[str, object]
) -> tuple[Guess, ...]:
    """Return the guesses that still stand: those about fields the file brings anew are its own."""
    kept = from_document(current).guesses if current else ()
    old = tuple(guess for guess in kept if guess.field not in news)
    return (*old, *(guess for guess in draft.guesses if guess.field in news))


def _normal(document: Document) -> Document:
    """Return a document without what makes no difference: guesses, blanks, repeated names."""
    items = document.get("items")
    rows = items if isinstance(items, list) else []
    return {**_trimmed(document), "guesses": None, "items": [_normal_item(row) for row in rows]}


def _normal_item(item: Document) -> Document:
    same = item.get("source_column") == item.get("column")
    return {**_trimmed(item), **({"source_column": ""} if same else {})}


def _trimmed(document: Document) -> Document:
    return {
        name: value.strip() if isinstance(value, str) else value for name, value in document.items()
    }
