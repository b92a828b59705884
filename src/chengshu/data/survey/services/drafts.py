"""Keeping what a scan proposes, without touching what people have said."""

from collections.abc import Collection, Sequence

from django.db import transaction

from chengshu.base.clock import api as clock
from chengshu.data.sources.contracts import TableProfile
from chengshu.data.survey.contracts import DraftState, Drift, TableDraft
from chengshu.data.survey.documents import (
    decisions_from_document,
    draft_from_document,
    draft_to_document,
    drifts_from_document,
    drifts_to_document,
)
from chengshu.data.survey.drift import find_drifts
from chengshu.data.survey.fields import COLUMN_FIELDS, OFFERED, TABLE_LINES
from chengshu.data.survey.lines import Sheet, all_lines
from chengshu.data.survey.models import DraftedTable
from chengshu.data.survey.samples import enrich
from chengshu.data.survey.sheets import count_lines
from chengshu.data.survey.table_drift import Span

_READ = frozenset({
    *("is_business", "is_secret"),
    *(name for names in TABLE_LINES.values() for name in names),
    *(name for name in COLUMN_FIELDS if name not in OFFERED),
})


@transaction.atomic
def keep_drafts(
    *,
    scan_id: int,
    source_code: str,
    organisation_code: str,
    drafts: Sequence[TableDraft],
    profiles: Sequence[TableProfile] = (),
    gone: Collection[str] = (),
) -> int:
    """Keep the drafts of a scan; return how many tables changed.

    Drafts that say the same change nothing but their figures, so that nobody is asked again.

    `profiles` are what the drafts were inferred from (declared types and comments, which drift is
    measured on, and values, of which a few are kept masked). `gone` are tables the source listed
    before and no longer has; a table merely not read must not be among them.
    """
    known = {profile.name: profile for profile in profiles}
    names = [draft.table for draft in drafts]
    rows = {
        row.table: row
        for row in DraftedTable.objects
        .select_for_update()
        .filter(source_code=source_code, table__in=names)
        .order_by("id")
    }
    changed = 0
    for draft in drafts:
        row = rows.get(draft.table) or DraftedTable(source_code=source_code, table=draft.table)
        row.organisation_code = organisation_code
        changed += _keep(row, enrich(draft, known.get(draft.table)), scan_id)
    return changed + _mark_gone(source_code, gone, scan_id)


def _keep(row: DraftedTable, draft: TableDraft, scan_id: int) -> bool:
    document = draft_to_document(draft)
    is_known = row.pk is not None
    is_back = row.state == DraftState.GONE
    has_drifted = drifts_to_document(_find_drifts(row, draft)) != row.drift
    if is_known and row.document == document and not (is_back or has_drifted):
        return False
    is_same = is_known and gist_of(draft) == gist_of(_found_before(row))
    is_news = is_back or has_drifted or not is_same
    row.document = document
    row.scan_id = scan_id
    if is_news:
        row.revision = row.revision + 1 if is_known else 1
        row.changed_at = clock.now()
        _take(row, draft)
    count_lines(row)
    row.save()
    return is_news


def _found_before(row: DraftedTable) -> TableDraft:
    return draft_from_document(row.document)


def gist_of(draft: TableDraft) -> object:
    """Return what a person reads of a draft: figures and confidences may shift, this may not."""
    return (
        {name: proposal.value for name, proposal in draft.proposals.items() if name in _READ},
        [
            (
                *(column.column, column.source_type, column.comment, column.is_declared_key),
                {name: each.value for name, each in column.proposals.items() if name in _READ},
            )
            for column in draft.columns
        ],
    )


def _take(row: DraftedTable, draft: TableDraft) -> None:
    if row.base is None:
        _take_news(row, draft)
    else:
        _take_drift(row, draft)


def _take_news(row: DraftedTable, draft: TableDraft) -> None:
    """Renew a table nobody has confirmed; words of people stay where the proposal stayed."""
    row.decisions = _surviving(row, draft)
    if row.aside_by:
        row.state = DraftState.ASIDE if row.aside_reason else DraftState.WAITING
        return
    business = draft.proposals.get("is_business")
    is_aside = business is not None and business.value is False
    row.state = DraftState.ASIDE if is_aside else DraftState.WAITING


def _surviving(row: DraftedTable, draft: TableDraft) -> dict[str, object]:
    """Return decisions whose line proposes now what it proposed when a person decided."""
    if not row.decisions:
        return {}
    sheet = Sheet(draft=draft)
    decided = decisions_from_document(row.decisions)
    lines = {line.id: line for line in all_lines(sheet)}
    kept = {}
    for name, decision in decided.items():
        line = lines.get(name)
        if line is None:
            continue
        said = {each for each in line.fields if each not in decision.corrected}
        if decision.is_left_out or all(
            decision.values.get(each) == line.values[each] for each in said
        ):
            kept[name] = row.decisions[name]
    return kept


def _find_drifts(row: DraftedTable, draft: TableDraft) -> tuple[Drift, ...]:
    """Return what is different of a confirmed table; nothing of one nobody has confirmed."""
    if row.base is None:
        return ()
    base, former = draft_from_document(row.base), decisions_from_document(row.former)
    confirmed = clock.day_of(row.confirmed_at) if row.confirmed_at else None
    span = Span(confirmed, clock.today()) if confirmed else None
    return find_drifts(base, draft, former, span=span)


def _take_drift(row: DraftedTable, draft: TableDraft) -> None:
    """Compare a confirmed table with what is found now; what changed asks for a word again."""
    drifts = _find_drifts(row, draft)
    touched = {drift.line for drift in drifts}
    before = {drift.line for drift in drifts_from_document(row.drift) if drift in drifts}
    row.decisions = {
        **{line: word for line, word in row.former.items() if line not in touched},
        **{line: word for line, word in row.decisions.items() if line in touched & before},
    }
    row.drift = drifts_to_document(drifts)
    row.state = DraftState.DRIFTED if drifts else DraftState.CONFIRMED


def _mark_gone(source_code: str, gone: Collection[str], scan_id: int) -> int:
    rows = DraftedTable.objects.filter(source_code=source_code, table__in=gone)
    return rows.exclude(state=DraftState.GONE).update(
        state=DraftState.GONE, scan_id=scan_id, changed_at=clock.now()
    )
