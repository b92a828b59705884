"""Reads of repair orders."""

from django.db.models import Q, QuerySet

from chengshu.base.access.contracts import Reach
from chengshu.base.clock import api as clock
from chengshu.base.clock.contracts import TimeUnit
from chengshu.data.quality.contracts import OrderPage, OrderQuery, OrderState, RepairOrderInfo
from chengshu.data.quality.errors import RepairOrderNotFoundError
from chengshu.data.quality.models import RepairOrder

_MOST_TASKS = 50


def get_order(*, number: str) -> RepairOrderInfo:
    """Return one repair order, or raise."""
    order = _orders().filter(number=number).first()
    if order is None:
        raise RepairOrderNotFoundError(key=number)
    return _to_order(order)


def list_orders(*, query: OrderQuery, reach: Reach) -> OrderPage:
    """Return one page of repair orders, those due first at the top."""
    found = _orders().order_by("due_at", "number")
    if not reach.everything:
        found = found.filter(organisation_code__in=reach.organisations)
    if query.organisation_code:
        found = found.filter(organisation_code=query.organisation_code)
    if query.resource_code:
        found = found.filter(judgement__resource_code=query.resource_code)
    if query.state:
        found = found.filter(state=query.state)
    if query.text:
        words = Q(number__icontains=query.text) | Q(judgement__resource_title__icontains=query.text)
        found = found.filter(words)
    page = found[query.offset : query.offset + query.limit]
    return OrderPage(tuple(_to_order(order) for order in page), found.count())


def list_waiting(*, answers: Reach, closes: Reach) -> tuple[RepairOrderInfo, ...]:
    """Return the first orders that wait: to be answered within one reach, closed in another."""
    waiting = _within(OrderState.OPEN, answers) | _within(OrderState.ANSWERED, closes)
    if not waiting:
        return ()
    found = _orders().filter(waiting).order_by("due_at", "number")[:_MOST_TASKS]
    return tuple(_to_order(order) for order in found)


def _within(state: OrderState, reach: Reach) -> Q:
    """Return the condition of an order in a state within reach; empty where nothing is."""
    if reach.everything:
        return Q(state=state)
    if not reach.organisations:
        return Q()
    return Q(state=state, organisation_code__in=reach.organisations)


def _orders() -> QuerySet[RepairOrder]:
    return RepairOrder.objects.select_related("judgement")


def _to_order(order: RepairOrder) -> RepairOrderInfo:
    judgement = order.judgement
    at = order.closed_at or clock.now()
    return RepairOrderInfo(
        number=order.number,
        batch_id=judgement.batch_id,
        resource_code=judgement.resource_code,
        resource_title=judgement.resource_title,
        organisation_code=order.organisation_code,
        state=OrderState(order.state),
        rows=judgement.quarantined - judgement.repeated,
        open_rows=judgement.waiting,
        opened_at=order.opened_at,
        due_at=order.due_at,
        light=clock.light(order.opened_at, order.due_at, at, unit=TimeUnit(order.unit)),
        answer=order.answer,
        answered_by=order.answered_by,
        answered_at=order.answered_at,
        closed_by=order.closed_by,
        closed_at=order.closed_at,
    )
