"""Reads of lines: locked for a step, found, listed, told as contracts."""

import datetime as dt
from collections.abc import Collection

from django.db.models import F, Q, QuerySet

from chengshu.base.access.api import Reach
from chengshu.base.clock import api as clock
from chengshu.base.clock.contracts import TimeUnit
from chengshu.data.catalog.contracts import ShareType
from chengshu.data.claims.contracts import (
    STAGES,
    ClaimAction,
    ClaimInfo,
    ClaimQuery,
    ClaimRole,
    ClaimState,
    EventInfo,
    EventKind,
    Holding,
    RuleResult,
    Stage,
)
from chengshu.data.claims.errors import LineNotFoundError
from chengshu.data.claims.models import Line, LineEvent, TemplateRow
from chengshu.data.claims.selectors.templates import to_template

_ORDERS = {
    "code": "template__code",
    "name": "template__name_zh",
    "department": "department_code",
    "state": "state",
    "due_at": "due_at",
    "issued_at": "issued_at",
}
_LARGEST = 2**63 - 1


def lock_line(*, line_id: int) -> Line:
    """Return a line locked for a step, its template first.

    Every step that may touch the authority of an element holds the template's lock, so that two
    departments claiming at once go one after the other.
    """
    template_id = get_line(line_id=line_id).template_id
    template = TemplateRow.objects.select_for_update().get(pk=template_id)
    line = Line.objects.select_for_update().get(pk=line_id)
    line.template = template
    return line


def get_line(*, line_id: int) -> Line:
    """Return one line with its template.

    Raises:
        LineNotFoundError: There is none.
    """
    found = Line.objects.select_related("template").filter(pk=min(line_id, _LARGEST)).first()
    if found is None:
        raise LineNotFoundError(kind="", key=line_id)
    return found


def find_authority(line: Line) -> Line | None:
    """Return the line of the authority for the same element and region, or None."""
    return siblings(line).filter(role=ClaimRole.AUTHORITY).first()


def siblings(line: Line) -> QuerySet[Line]:
    """Return all lines of the same element and region, the line itself too."""
    return Line.objects.filter(template_id=line.template_id, area_code=line.area_code)


def list_lines(*, query: ClaimQuery, reach: Reach) -> tuple[tuple[Line, ...], int]:
    """Return one page of the lines within `reach`, and how many there are."""
    rows = _narrow(Line.objects.select_related("template"), query)
    if not reach.everything:
        rows = rows.filter(department_code__in=list(reach.organisations))
    first = max(query.page - 1, 0) * query.page_size
    page = tuple(_sort(rows, query.order)[first : first + query.page_size])
    is_whole = not first and len(page) < query.page_size
    return page, len(page) if is_whole else rows.count()


def _narrow(rows: QuerySet[Line], query: ClaimQuery) -> QuerySet[Line]:
    exact = {
        "department_code": query.department,
        "template__code": query.template,
        "template__level": query.level or "",
        "state": query.state or "",
    }
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    if query.text:
        rows = rows.filter(
            Q(template__name_zh__icontains=query.text)
            | Q(template__code__icontains=query.text)
            | Q(local_name__icontains=query.text)
            | Q(table__icontains=query.text)
        )
    if query.stage is Stage.OVERDUE:
        return rows.filter(due_at__lt=clock.now())
    return rows.filter(state__in=STAGES[query.stage]) if query.stage else rows


def _sort(rows: QuerySet[Line], order: str) -> QuerySet[Line]:
    column = _ORDERS.get(order.removeprefix("-"))
    if column is None:
        return rows.order_by(F("due_at").asc(nulls_last=True), "template__code", "department_code")
    way = F(column).desc(nulls_last=True) if order[0] == "-" else F(column).asc(nulls_last=True)
    return rows.order_by(way, "template__code", "department_code")


def list_by_ids(*, line_ids: Collection[int]) -> tuple[Line, ...]:
    """Return lines by number, in order of element."""
    rows = Line.objects.select_related("template").filter(pk__in=line_ids)
    return tuple(rows.order_by("template__code", "department_code"))


def to_claim(line: Line, *, now: dt.datetime, actions: tuple[ClaimAction, ...] = ()) -> ClaimInfo:
    """Return a line as others may see it."""
    return ClaimInfo(
        id=line.pk,
        template=to_template(line.template),
        department_code=line.department_code,
        area_code=line.area_code,
        state=ClaimState(line.state),
        role=ClaimRole(line.role),
        holding=to_holding(line),
        reason=line.reason,
        results=tuple(RuleResult(**result) for result in line.results),
        issued_at=line.issued_at,
        due_at=line.due_at,
        light=light_of(line.started_at, line.due_at, now),
        decided_at=line.decided_at,
        decided_by=line.decided_by,
        dispute_id=line.dispute_id,
        resource_key=line.resource_key,
        column=line.column,
        listed_at=line.listed_at,
        actions=actions,
    )


def to_holding(line: Line) -> Holding | None:
    """Return what the department says it holds; None while it says nothing."""
    if not line.field:
        return None
    return Holding(
        system=line.system,
        table=line.table,
        field=line.field,
        local_name=line.local_name,
        data_type=line.data_type,
        coverage=line.coverage,
        share_type=ShareType(line.share_type),
        length=line.length,
        code_table=line.code_table,
        share_condition=line.share_condition,
        no_share_basis=line.no_share_basis,
        resource_key=line.named_entry,
    )


def light_of(start: dt.datetime, due: dt.datetime | None, now: dt.datetime) -> str:
    """Return the colour of a clock in working days; empty where none runs."""
    return clock.light(start, due, now, unit=TimeUnit.WORKING_DAY).value if due else ""


def list_events(*, line_id: int) -> tuple[EventInfo, ...]:
    """Return the history of a line, newest first."""
    return tuple(
        EventInfo(
            kind=EventKind(row.kind),
            state=ClaimState(row.state),
            reason=row.reason,
            by=row.by_name or row.by,
            at=row.at,
            detail=row.detail,
        )
        for row in LineEvent.objects.filter(line_id=line_id).order_by("-id")
    )
