"""Reads of boards: progress per department, the city's list."""

import datetime as dt
from collections import defaultdict

from django.db.models import Count, Min, Q

from chengshu.base.access.api import Reach
from chengshu.base.clock import api as clock
from chengshu.base.clock.contracts import TimeUnit
from chengshu.data.catalog.contracts import ShareType
from chengshu.data.claims.contracts import (
    POSITIVE,
    STAGES,
    ClaimRole,
    ClaimState,
    DepartmentProgress,
    ListedElement,
    Stage,
)
from chengshu.data.claims.models import Line
from chengshu.data.elements.contracts import Level


def list_progress(
    *, reach: Reach, opens: Reach, now: dt.datetime
) -> tuple[DepartmentProgress, ...]:
    """Return counts per department within `reach`, those that answered least first."""
    rows = Line.objects.all()
    if not reach.everything:
        rows = rows.filter(department_code__in=list(reach.organisations))
    counted = rows.values("department_code").annotate(
        issued=Count("id"),
        waiting=Count("id", filter=Q(state=ClaimState.ISSUED)),
        claimed=Count("id", filter=Q(state__in=POSITIVE)),
        not_applicable=Count("id", filter=Q(state=ClaimState.NOT_APPLICABLE)),
        used=Count("id", filter=Q(state=ClaimState.NOT_APPLICABLE, role=ClaimRole.USER)),
        disputed=Count("id", filter=Q(state=ClaimState.DISPUTED)),
        in_review=Count("id", filter=Q(state=ClaimState.FORMAT_REVIEW)),
        reviewed=Count("id", filter=Q(state__in=STAGES[Stage.REVIEWED])),
        listed=Count("id", filter=Q(state=ClaimState.LISTED)),
        overdue=Count("id", filter=Q(due_at__lt=now)),
        first_issued_at=Min("issued_at"),
    )
    found = [
        DepartmentProgress(
            **row,
            days=_days(row["first_issued_at"], now),
            may_open=opens.covers(row["department_code"]),
        )
        for row in counted
    ]
    return tuple(sorted(found, key=lambda row: (row.decided_share, row.department_code)))


def _days(start: dt.datetime, now: dt.datetime) -> int:
    return int(clock.elapsed(start, now, TimeUnit.WORKING_DAY))


def list_listed() -> tuple[ListedElement, ...]:
    """Return the city's list in order of element, each line with the departments that use it."""
    rows = Line.objects.select_related("template").filter(state=ClaimState.LISTED)
    users: dict[tuple[int, str], list[str]] = defaultdict(list)
    using = Line.objects.filter(role=ClaimRole.USER, template__in=rows.values("template"))
    for template, area, department in using.order_by("department_code").values_list(
        "template_id", "area_code", "department_code"
    ):
        users[template, area].append(department)
    return tuple(
        _listed(row, tuple(users[row.template_id, row.area_code]))
        for row in rows.order_by("template__code", "area_code")
    )


def _listed(row: Line, users: tuple[str, ...]) -> ListedElement:
    template = row.template
    return ListedElement(
        code=template.code,
        name_zh=template.name_zh,
        level=Level(template.level),
        definition=template.definition,
        data_type=template.data_type,
        length=template.length,
        share_type=ShareType(row.share_type),
        area_code=row.area_code,
        authority_code=row.department_code,
        users=users,
        resource_key=row.resource_key,
        column=row.column,
        coverage=row.coverage,
        listed_at=row.listed_at or row.started_at,
    )
