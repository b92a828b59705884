"""The door of matching: demands and their steps, duties, the board's measures, tasks."""

from collections.abc import Iterable
from dataclasses import replace

from django.db import transaction
from django.urls import reverse

from chengshu.base.access import api as access
from chengshu.base.accounts import api as accounts
from chengshu.base.accounts.contracts import Actor, OrganisationInfo
from chengshu.base.audit import api as audit
from chengshu.base.clock import api as clock
from chengshu.base.look.contracts import TaskCard
from chengshu.data.catalog import api as catalog
from chengshu.data.catalog.contracts import ResourceQuery, ResourceState, ShareType
from chengshu.exchange.matching import selectors, services
from chengshu.exchange.matching.contracts import (
    DemandAction,
    DemandInfo,
    DemandPage,
    DemandQuery,
    DutyInfo,
    EventInfo,
    Measures,
    Move,
    NewDemand,
    Side,
)
from chengshu.exchange.matching.labels import STATE_LABELS
from chengshu.exchange.matching.models import Demand
from chengshu.exchange.matching.ways import PERMISSIONS, WAYS

_SHOWN = 50
_SHARED = (ShareType.UNCONDITIONAL.value, ShareType.CONDITIONAL.value)


def submit_demand(actor: Actor, new: NewDemand) -> DemandInfo:
    """Ask for data nobody shares yet; the same open demand again is the same one."""
    access.check(actor, "matching.submit_demand", organisation=new.organisation_code)
    with transaction.atomic():
        row, is_new = services.submit(actor=actor, new=new)
        if is_new:
            detail = {"title": row.title}
            audit.record(actor, "matching.submit_demand", subject=row.number, detail=detail)
    return get_demand(actor, row.pk)


def act(actor: Actor, demand_id: int, move: Move) -> DemandInfo:
    """Take one step: the bureau's, the provider's or the demander's."""
    row = selectors.get_demand(demand_id=demand_id)
    side = WAYS[move.action].side
    access.check(actor, PERMISSIONS[side], organisation=_organisation(row, side))
    with transaction.atomic():
        row = services.take_step(actor=actor, demand_id=demand_id, move=move)
        detail = {"action": move.action.value, "state": row.state, "reason": row.reason}
        audit.record(actor, "matching.act", subject=row.number, detail=detail)
    return get_demand(actor, demand_id)


def get_demand(actor: Actor, demand_id: int) -> DemandInfo:
    """Return one demand, for its demander, its provider and the bureau, with what may be done.

    Raises:
        DemandNotFoundError: There is none.
        NotAllowedError: Neither side is the actor's.
    """
    row = _readable(actor, demand_id)
    return selectors.to_demand(row, now=clock.now(), actions=_actions(actor, row))


def list_demands(actor: Actor, query: DemandQuery | None = None) -> DemandPage:
    """Return one page of the demands of and to the actor's organisations, the most urgent first."""
    access.check(actor, "matching.read")
    reach = access.reach(actor, "matching.read")
    rows, total = selectors.list_demands(query=query or DemandQuery(), reach=reach)
    now = clock.now()
    return DemandPage(tuple(selectors.to_demand(row, now=now) for row in rows), total)


def list_events(actor: Actor, demand_id: int) -> tuple[EventInfo, ...]:
    """Return the history of a demand, newest first."""
    return selectors.list_events(demand_id=_readable(actor, demand_id).pk)


def list_duties(actor: Actor) -> tuple[DutyInfo, ...]:
    """Return what departments promised to supply, the earliest first."""
    access.check(actor, "matching.read")
    reach = access.reach(actor, "matching.read")
    return selectors.list_duties(reach=reach, today=clock.today())


def measure_board(actor: Actor) -> Measures:
    """Return the measures over the demands the actor may see."""
    access.check(actor, "matching.read")
    counts = selectors.count_board(reach=access.reach(actor, "matching.read"), now=clock.now())
    in_time = counts.pop("in_time")
    return Measures(
        **counts,
        satisfaction=_share(counts["delivered"], counts["submitted"]),
        on_time=_share(in_time, counts["answered"]),
        attach_rate=_attach_rate(actor),
    )


def list_demanders(actor: Actor) -> tuple[OrganisationInfo, ...]:
    """Return the organisations the actor may submit demands for."""
    reach = access.reach(actor, "matching.submit_demand")
    return tuple(each for each in accounts.list_organisations() if reach.covers(each.code))


def list_tasks(actor: Actor) -> tuple[TaskCard, ...]:
    """Return a card for each demand whose next step with a clock is the actor's."""
    if actor.is_system or not access.may(actor, "matching.read"):
        return ()
    reach = access.reach(actor, "matching.read")
    rows, _total = selectors.list_demands(query=DemandQuery(page_size=_SHOWN), reach=reach)
    now = clock.now()
    return tuple(
        _card(selectors.to_demand(row, now=now))
        for row in rows
        if row.due_at is not None and _actions(actor, row)
    )


def _card(info: DemandInfo) -> TaskCard:
    return TaskCard(
        title=info.asked.title,
        kind=STATE_LABELS[info.state],
        url=reverse("matching:demand", args=[info.id]),
        due_at=info.due_at,
        light=info.light,
        note=info.number,
    )


def _readable(actor: Actor, demand_id: int) -> Demand:
    """Return a demand either side may read; refuse in the demander's name."""
    row = selectors.get_demand(demand_id=demand_id)
    if not row.provider_code or not access.may(
        actor, "matching.read", organisation=row.provider_code
    ):
        access.check(actor, "matching.read", organisation=row.organisation_code)
    return row


def _organisation(row: Demand, side: Side) -> str | None:
    sides = {Side.DEMANDER: row.organisation_code, Side.PROVIDER: row.provider_code}
    return sides.get(side)


def _actions(actor: Actor, row: Demand) -> tuple[DemandAction, ...]:
    return tuple(
        action
        for action, way in WAYS.items()
        if row.state in way.origins
        and access.may(actor, PERMISSIONS[way.side], organisation=_organisation(row, way.side))
    )


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _attach_rate(actor: Actor) -> float | None:
    """Return attached over all published entries that are shared, with a condition or without."""
    if not access.may(actor, "catalog.read"):
        return None
    shared = [ResourceQuery(state=ResourceState.PUBLISHED, share_type=kind) for kind in _SHARED]
    attached = [replace(query, is_attached=True) for query in shared]
    return _share(_count(actor, attached), _count(actor, shared))


def _count(actor: Actor, queries: Iterable[ResourceQuery]) -> int:
    return sum(
        catalog.search_resources(actor, replace(query, page_size=1)).total for query in queries
    )
