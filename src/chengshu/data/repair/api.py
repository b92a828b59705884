"""The door of repair: orders to providers, answered, escalated, closed; their rows."""

from django.db import transaction

from chengshu.base.access import api as access
from chengshu.base.accounts.contracts import Actor
from chengshu.base.audit import api as audit
from chengshu.base.look.contracts import TaskCard
from chengshu.data.quality import api as quality
from chengshu.data.quality.contracts import RowPage, RowQuery, RowState
from chengshu.data.repair import tasks
from chengshu.data.repair.contracts import OrderPage, OrderQuery, OrderStep, RepairOrderInfo
from chengshu.data.repair.selectors import orders as selectors
from chengshu.data.repair.services import orders
from chengshu.data.repair.services.following import OrderFollower

__all__ = [
    "OrderFollower",
    "answer_order",
    "close_order",
    "escalate_overdue",
    "get_order",
    "list_order_rows",
    "list_orders",
    "list_repair_tasks",
    "list_steps",
]

_EVERY_ORDER = OrderQuery()


def get_order(actor: Actor, number: str) -> RepairOrderInfo:
    """Return one repair order.

    Raises:
        RepairOrderNotFoundError: There is no such order.
    """
    order = selectors.get_order(number=number)
    access.check(actor, "repair.read", organisation=order.organisation_code)
    return order


def list_orders(actor: Actor, query: OrderQuery = _EVERY_ORDER) -> OrderPage:
    """Return one page of repair orders, those due first at the top unless asked otherwise."""
    access.check(actor, "repair.read")
    return selectors.list_orders(query=query, reach=access.reach(actor, "repair.read"))


def list_steps(actor: Actor, number: str) -> tuple[OrderStep, ...]:
    """Return what happened to an order, in time.

    Raises:
        RepairOrderNotFoundError: There is no such order.
    """
    get_order(actor, number)
    return selectors.list_steps(number=number)


def list_order_rows(
    actor: Actor,
    number: str,
    *,
    state: RowState | None = None,
    text: str = "",
    limit: int = 50,
    offset: int = 0,
) -> RowPage:
    """Return one page of the rows an order holds, sensitive values masked.

    Raises:
        RepairOrderNotFoundError: There is no such order.
    """
    order = get_order(actor, number)
    query = RowQuery(
        resource_code=order.resource_code,
        batch_ids=order.batches,
        leading=order.rule,
        is_first=True,
        state=state,
        text=text,
        limit=limit,
        offset=offset,
    )
    return quality.list_quarantined(actor, query)


def list_repair_tasks(actor: Actor) -> tuple[TaskCard, ...]:
    """Return the orders that wait for the actor: to be answered, confirmed, or overdue."""
    answers = access.reach(actor, "repair.answer")
    closes = access.reach(actor, "repair.close")
    waiting = selectors.list_waiting(answers=answers, closes=closes)
    return tuple(
        tasks.card_of(
            order, answers=access.may(actor, "repair.answer", organisation=order.organisation_code)
        )
        for order in waiting
    )


def answer_order(actor: Actor, number: str, *, answer: str) -> RepairOrderInfo:
    """Answer a repair order for the provider.

    Raises:
        RepairOrderNotFoundError: There is no such order.
        RepairStateError: The order is closed, or the answer is empty.
    """
    order = selectors.get_order(number=number)
    access.check(actor, "repair.answer", organisation=order.organisation_code)
    with transaction.atomic():
        orders.answer_order(number=number, answer=answer, by=actor.username)
        audit.record(actor, "repair.answer", subject=number, detail={"answer": answer})
    return selectors.get_order(number=number)


def close_order(actor: Actor, number: str) -> RepairOrderInfo:
    """Close an answered repair order; rows still open reopen it when they come again.

    Raises:
        RepairOrderNotFoundError: There is no such order.
        RepairStateError: The provider has not answered yet.
    """
    order = selectors.get_order(number=number)
    access.check(actor, "repair.close", organisation=order.organisation_code)
    with transaction.atomic():
        orders.confirm_order(number=number, by=actor.username)
        audit.record(actor, "repair.close", subject=number, detail={"open_rows": order.open_rows})
    return selectors.get_order(number=number)


def escalate_overdue(actor: Actor) -> int:
    """Tell the bureau of every open order past its deadline, each once; return how many."""
    access.check(actor, "repair.close")
    with transaction.atomic():
        late = orders.escalate_overdue()
        for order in late:
            audit.record(actor, "repair.escalate", subject=order.number)
    return len(late)
