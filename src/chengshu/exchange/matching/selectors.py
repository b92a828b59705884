"""Reads of demands, duties and measures."""

import datetime as dt

from django.db.models import F, Q, QuerySet

from chengshu.base.access.api import Reach
from chengshu.base.clock import api as clock
from chengshu.base.clock.contracts import TimeUnit
from chengshu.exchange.matching.contracts import (
    DemandAction,
    DemandInfo,
    DemandQuery,
    DemandState,
    DutyInfo,
    EventInfo,
    NewDemand,
    Urgency,
)
from chengshu.exchange.matching.errors import DemandNotFoundError
from chengshu.exchange.matching.models import Demand, DemandEvent, Duty
from chengshu.exchange.matching.ways import DELIVERED, ENDED

_ORDERS = {"title", "state", "submitted_at", "due_at", "wanted_on", "organisation_code"}
_LARGEST = 2**63 - 1


def get_demand(*, demand_id: int, lock: bool = False) -> Demand:
    """Return one demand, locked where a step is to be taken.

    Raises:
        DemandNotFoundError: There is none.
    """
    rows = Demand.objects.select_for_update() if lock else Demand.objects.all()
    found = rows.filter(pk=min(demand_id, _LARGEST)).first()
    if found is None:
        raise DemandNotFoundError(kind="", key=demand_id)
    return found


def within(reach: Reach) -> QuerySet[Demand]:
    """Return the demands of, or to, the organisations within reach."""
    if reach.everything:
        return Demand.objects.all()
    own = list(reach.organisations)
    return Demand.objects.filter(Q(organisation_code__in=own) | Q(provider_code__in=own))


def list_demands(*, query: DemandQuery, reach: Reach) -> tuple[tuple[Demand, ...], int]:
    """Return one page of demands, those due first at the top, and how many there are."""
    rows = _narrow(within(reach), query)
    column = query.order.removeprefix("-")
    if column in _ORDERS:
        way = F(column).desc(nulls_last=True) if query.order[0] == "-" else F(column).asc()
    else:
        way = F("due_at").asc(nulls_last=True)
    first = max(query.page - 1, 0) * query.page_size
    return tuple(rows.order_by(way, "-id")[first : first + query.page_size]), rows.count()


def _narrow(rows: QuerySet[Demand], query: DemandQuery) -> QuerySet[Demand]:
    exact = {
        "organisation_code": query.organisation,
        "provider_code": query.provider,
        "state": query.state or "",
    }
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    if query.text:
        rows = rows.filter(Q(title__icontains=query.text) | Q(items__icontains=query.text))
    if query.is_open is not None:
        ended = Q(state__in=ENDED)
        rows = rows.exclude(ended) if query.is_open else rows.filter(ended)
    if query.is_late is not None:
        late = Q(due_at__lt=clock.now())
        rows = rows.filter(late) if query.is_late else rows.exclude(late)
    return rows


def to_demand(
    row: Demand, *, now: dt.datetime, actions: tuple[DemandAction, ...] = ()
) -> DemandInfo:
    """Return a row as others may see it."""
    light = (
        clock.light(row.started_at, row.due_at, now, unit=TimeUnit.WORKING_DAY).value
        if row.due_at
        else ""
    )
    return DemandInfo(
        id=row.pk,
        number=row.number,
        asked=NewDemand(
            title=row.title,
            organisation_code=row.organisation_code,
            scenario=row.scenario,
            basis=row.basis,
            items=row.items,
            frequency=row.frequency,
            mode=row.mode,
            wanted_on=row.wanted_on,
            urgency=Urgency(row.urgency),
        ),
        state=DemandState(row.state),
        provider_code=row.provider_code,
        resource_key=row.resource_key,
        reason=row.reason,
        score=row.score,
        submitted_by=row.submitted_by,
        submitted_at=row.submitted_at,
        due_at=row.due_at,
        light=light,
        actions=actions,
    )


def list_events(*, demand_id: int) -> tuple[EventInfo, ...]:
    """Return the history of a demand, newest first."""
    return tuple(
        EventInfo(
            action=DemandAction(row.action) if row.action else None,
            state=DemandState(row.state),
            reason=row.reason,
            by=row.by_name or row.by,
            at=row.at,
        )
        for row in DemandEvent.objects.filter(demand_id=demand_id).order_by("-id")
    )


def list_duties(*, reach: Reach, today: dt.date) -> tuple[DutyInfo, ...]:
    """Return the duties taken on for demands within reach, the earliest first."""
    rows = Duty.objects.select_related("demand").filter(demand__in=within(reach))
    return tuple(_to_duty(row, today) for row in rows.order_by("due_on", "id"))


def _to_duty(row: Duty, today: dt.date) -> DutyInfo:
    demand = row.demand
    is_met = DemandState(demand.state) in DELIVERED
    return DutyInfo(
        demand_id=demand.pk,
        demand_number=demand.number,
        title=demand.title,
        provider_code=row.provider_code,
        organisation_code=demand.organisation_code,
        resource_key=demand.resource_key,
        items=demand.items,
        promise=row.promise,
        owner=row.owner,
        due_on=row.due_on,
        is_met=is_met,
        is_late=not is_met and row.due_on < today,
    )


def count_board(*, reach: Reach, now: dt.datetime) -> dict[str, int]:
    """Return the counts the measures are made of."""
    rows = within(reach).exclude(state=DemandState.WITHDRAWN)
    answered = rows.filter(answered_at__isnull=False)
    refused = rows.filter(state=DemandState.REFUSED)
    return {
        "submitted": rows.count(),
        "delivered": rows.filter(state__in=DELIVERED).count(),
        "answered": answered.count(),
        "in_time": answered.filter(answered_at__lte=F("answer_due_at")).count(),
        "refused": refused.count(),
        "unfounded": refused.filter(reason="").count(),
        "late": rows.filter(due_at__lt=now).count(),
    }
