"""Reads of repair orders."""

from django.db.models import Q, QuerySet

from chengshu.base.access.contracts import Reach
from chengshu.base.clock import api as clock
from chengshu.base.clock.contracts import TimeUnit
from chengshu.data.repair.contracts import (
    OrderPage,
    OrderQuery,
    OrderState,
    OrderStep,
    RepairOrderInfo,
    StepKind,
)
from chengshu.data.repair.errors import RepairOrderNotFoundError
from chengshu.data.repair.models import RepairOrder
from chengshu.data.rules import api as rules

_MOST_TASKS = 50


def get_order(*, number: str) -> RepairOrderInfo:
    """Return one repair order, or raise."""
    order = _orders().filter(number=number).first()
    if order is None:
        raise RepairOrderNotFoundError(key=number)
    return _to_order(order)


def list_orders(*, query: OrderQuery, reach: Reach) -> OrderPage:
    """Return one page of repair orders in the order asked for."""
    sign = "-" if query.descending else ""
    found = _orders().filter(_asked(query)).order_by(f"{sign}{query.sort}", "number")
    if not reach.everything:
        found = found.filter(organisation_code__in=reach.organisations)
    page = found[query.offset : query.offset + query.limit]
    return OrderPage(tuple(_to_order(order) for order in page), found.count())


def list_steps(*, number: str) -> tuple[OrderStep, ...]:
    """Return what happened to an order, in time."""
    steps = RepairOrder.objects.get(number=number).steps.all()
    return tuple(
        OrderStep(StepKind(step.kind), step.at, step.by, step.note, step.batch_id, step.rows)
        for step in steps
    )


def list_waiting(*, answers: Reach, closes: Reach) -> tuple[RepairOrderInfo, ...]:
    """Return the first orders that wait within one reach for an answer, in another for the bureau.

    The bureau sees what was answered, and what is overdue.
    """
    overdue = Q(state=OrderState.OPEN, escalated_at__isnull=False)
    waiting = _within(Q(state=OrderState.OPEN), answers)
    waiting |= _within(Q(state=OrderState.ANSWERED) | overdue, closes)
    if not waiting:
        return ()
    found = _orders().filter(waiting).order_by("due_at", "number")[:_MOST_TASKS]
    return tuple(_to_order(order) for order in found)


def _asked(query: OrderQuery) -> Q:
    wanted: dict[str, object] = {
        "organisation_code": query.organisation_code,
        "resource_code": query.resource_code,
        "rule": query.rule,
        "state": query.state,
    }
    asked = Q(**{name: value for name, value in wanted.items() if value})
    if query.is_overdue:
        asked &= Q(state=OrderState.OPEN, due_at__lt=clock.now())
    if query.text:
        words = ("number", "resource_title", "label")
        text = Q()
        for word in words:
            text |= Q(**{f"{word}__icontains": query.text})
        asked &= text
    return asked


def _within(state: Q, reach: Reach) -> Q:
    """Return the condition of an order in a state within reach; empty where nothing is."""
    if reach.everything:
        return state
    return state & Q(organisation_code__in=reach.organisations) if reach.organisations else Q()


def _orders() -> QuerySet[RepairOrder]:
    return RepairOrder.objects.prefetch_related("batches")


def _cause_of(order: RepairOrder) -> str:
    """Return the rule in a few words of the reader's language: the item and the kind."""
    if not order.kind:
        return ""
    title = str(rules.get_kind(order.kind).title)
    return f"{order.label} · {title}" if order.label else title


def _to_order(order: RepairOrder) -> RepairOrderInfo:
    at = order.closed_at or clock.now()
    return RepairOrderInfo(
        number=order.number,
        resource_code=order.resource_code,
        resource_title=order.resource_title,
        organisation_code=order.organisation_code,
        rule=order.rule,
        cause=_cause_of(order),
        state=OrderState(order.state),
        rows=order.rows,
        open_rows=order.open_rows,
        batches=tuple(part.batch_id for part in order.batches.all()),
        opened_at=order.opened_at,
        due_at=order.due_at,
        light=clock.light(order.opened_at, order.due_at, at, unit=TimeUnit(order.unit)),
        answer=order.answer,
        answered_by=order.answered_by,
        answered_at=order.answered_at,
        escalated_at=order.escalated_at,
        closed_by=order.closed_by,
        closed_at=order.closed_at,
    )
