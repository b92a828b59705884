"""Reading drafted tables: one with its lines, lists, progress."""

from collections import Counter
from collections.abc import Iterable

from django.db.models import Case, Q, QuerySet, When

from chengshu.base.access.contracts import Reach
from chengshu.data.survey.contracts import (
    Band,
    DraftInfo,
    DraftPage,
    DraftQuery,
    DraftRow,
    DraftState,
    SourceProgress,
    StepInfo,
    StepKind,
)
from chengshu.data.survey.documents import draft_from_document
from chengshu.data.survey.evidence_words import word_evidence
from chengshu.data.survey.lines import column_lines, table_lines
from chengshu.data.survey.models import DraftedTable, DraftStep
from chengshu.data.survey.sheets import read_sheet

_ORDERS = {
    "table": "table",
    "title": "title",
    "columns": "columns",
    "row_count": "row_count",
    "undecided": "undecided",
    "changed_at": "changed_at",
}
# Tables that wait for a person stand first.
_RANK = Case(
    When(state__in=(DraftState.DRIFTED, DraftState.GONE), then=0),
    When(state=DraftState.WAITING, then=1),
    When(state=DraftState.ASIDE, then=2),
    default=3,
)
_FACTS = ("is_business", "time_column", "growth", "update_cycle")


def find_owner(*, draft: int) -> str | None:
    """Return the organisation a drafted table belongs to, or None."""
    found = DraftedTable.objects.filter(pk=draft)
    return found.values_list("organisation_code", flat=True).first()


def get_name(*, draft: int) -> str:
    """Return source and table of a drafted table, as the audit chain names it."""
    row = DraftedTable.objects.only("source_code", "table").get(pk=draft)
    return str(row)


def find_draft(*, draft: int) -> DraftInfo | None:
    """Return a drafted table with its lines and steps, without acts; None if unknown."""
    row = DraftedTable.objects.filter(pk=draft).first()
    if row is None:
        return None
    sheet = read_sheet(row)
    facts = {name: sheet.draft.proposals[name] for name in _FACTS if name in sheet.draft.proposals}
    return DraftInfo(
        **vars(_to_row(row)),
        revision=row.revision,
        scan_id=row.scan_id,
        comment=sheet.draft.comment,
        table_lines=table_lines(sheet),
        column_lines=column_lines(sheet),
        facts=facts,
        duplicates=sheet.draft.duplicates,
        steps=tuple(_to_step(step) for step in row.steps.order_by("-number")),
    )


def list_drafts(*, query: DraftQuery, reach: Reach) -> DraftPage:
    """Return one page of drafted tables of the organisations in reach."""
    rows = _matching(query, _reachable(reach))
    field = query.order.removeprefix("-")
    sign = "-" if query.order.startswith("-") else ""
    order = [f"{sign}{_ORDERS[field]}"] if field in _ORDERS else []
    rows = rows.annotate(rank=_RANK).order_by(*order, "rank", "source_code", "table")
    first = (query.page - 1) * query.page_size
    page = tuple(_to_row(row) for row in rows[first : first + query.page_size])
    return DraftPage(page, rows.count())


def find_next(*, draft: int, reach: Reach) -> int | None:
    """Return the next table of the same source that waits for a person, or None."""
    here = DraftedTable.objects.filter(pk=draft).first()
    if here is None:
        return None
    rows = _reachable(reach).filter(
        source_code=here.source_code, state__in=(DraftState.WAITING, DraftState.DRIFTED)
    )
    after = rows.filter(table__gt=here.table).order_by("table").first()
    found = after or rows.exclude(pk=draft).order_by("table").first()
    return found.pk if found else None


def list_progress(*, reach: Reach) -> tuple[SourceProgress, ...]:
    """Return how far each source is, in tables."""
    counts: dict[tuple[str, str], Counter[str]] = {}
    for source, owner, state in _reachable(reach).values_list(
        "source_code", "organisation_code", "state"
    ):
        counts.setdefault((source, owner), Counter())[state] += 1
    return tuple(
        SourceProgress(source, owner, **{state.value: each[state] for state in DraftState})
        for (source, owner), each in sorted(counts.items())
    )


def _reachable(reach: Reach) -> QuerySet[DraftedTable]:
    rows = DraftedTable.objects.all()
    return rows if reach.everything else rows.filter(organisation_code__in=reach.organisations)


def _matching(query: DraftQuery, rows: QuerySet[DraftedTable]) -> QuerySet[DraftedTable]:
    exact = {
        "source_code": query.source,
        "organisation_code": query.organisation,
        "state": query.state,
        "band": query.band,
    }
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    if query.text:
        rows = rows.filter(Q(table__icontains=query.text) | Q(title__icontains=query.text))
    return rows


def _to_row(row: DraftedTable) -> DraftRow:
    is_machine_aside = row.state == DraftState.ASIDE and not row.aside_by
    return DraftRow(
        id=row.pk,
        source_code=row.source_code,
        organisation_code=row.organisation_code,
        table=row.table,
        title=row.title,
        state=DraftState(row.state),
        band=Band(row.band),
        columns=row.columns,
        undecided=row.undecided,
        lines=row.lines,
        row_count=row.row_count,
        aside_reason=_machine_reason(row) if is_machine_aside else row.aside_reason,
        is_machine_aside=is_machine_aside,
        resource_key=row.resource_key,
        confirmed_by=row.confirmed_by,
        changed_at=row.changed_at,
    )


def _machine_reason(row: DraftedTable) -> str:
    proposal = draft_from_document(row.document).proposals.get("is_business")
    return "；".join(word_evidence(each) for each in proposal.evidence) if proposal else ""


def _to_step(step: DraftStep) -> StepInfo:
    return StepInfo(
        number=step.number,
        kind=StepKind(step.kind),
        lines=_lines(step),
        reason=step.reason,
        by_name=step.by_name or step.by,
        at=step.at,
        is_undone=step.undone_at is not None,
    )


def _lines(step: DraftStep) -> tuple[str, ...]:
    names: Iterable[str] = step.before or step.after
    return () if step.kind == StepKind.SUBMITTED else tuple(names)
