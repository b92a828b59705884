"""The door of repair: orders to providers, answered, escalated, closed; their rows."""

from typing import IO

from django.db import transaction

from chengshu.base.access import api as access
from chengshu.base.accounts.contracts import Actor
from chengshu.base.audit import api as audit
from chengshu.base.look.contracts import TaskCard
from chengshu.data.quality import api as quality
from chengshu.data.quality.contracts import RowPage, RowQuery, RowState
from chengshu.data.repair import tasks
from chengshu.data.repair.contracts import (
    CorrectionResult,
    OrderPage,
    OrderQuery,
    OrderStep,
    RepairOrderInfo,
)
from chengshu.data.repair.selectors import orders as selectors
from chengshu.data.repair.services import correcting, orders
from chengshu.data.repair.services.following import OrderFollower
from chengshu.data.repair.workbook import write_workbook

__all__ = [
    "OrderFollower",
    "answer_order",
    "close_order",
    "correct_rows",
    "download_rows",
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


def download_rows(actor: Actor, number: str) -> bytes:
    """Return the workbook of an order's open rows with all their reasons.

    The provider's own officer gets full values, others masked ones. At most 10,000 rows; the
    rest follows when these are settled.

    Raises:
        RepairOrderNotFoundError: There is no such order.
    """
    order = selectors.get_order(number=number)
    access.check(actor, "repair.download", organisation=order.organisation_code)
    is_own = access.may(actor, "quality.read_values", organisation=order.organisation_code)
    listing = quality.list_own_rows if is_own else quality.list_quarantined
    rows = listing(actor, _open_rows(order)).rows
    resource = correcting.resource_of(order.resource_code)
    content = write_workbook(rows, correcting.columns_of(resource))
    detail = {"rows": len(rows), "is_masked": not is_own}
    audit.record(actor, "repair.download", subject=number, detail=detail)
    return content


def correct_rows(actor: Actor, number: str, *, stream: IO[bytes]) -> CorrectionResult:
    """Load a corrected workbook: with any fault nothing, else all of it through the gate.

    Rows that are accepted repair those of their key; rows refused again stay in the order.

    Raises:
        RepairOrderNotFoundError: There is no such order.
        RepairStateError: The order is closed.
        UnreadableWorkbookError: It is no workbook, or its columns are not those of the order.
        NoKeyError: Rows of the resource cannot be told apart by key.
        LoadRunningError: The resource is being loaded.
    """
    order = selectors.get_order(number=number)
    access.check(actor, "repair.correct", organisation=order.organisation_code)
    correcting.check_open(order)
    resource = correcting.resource_of(order.resource_code)
    rows = correcting.read_rows(stream, resource)
    held = quality.list_own_rows(actor, _open_rows(order)).rows
    faults = correcting.find_faults(rows, resource=resource, held=held)
    if faults:
        shown = faults[: correcting.MOST_FAULTS]
        return CorrectionResult(len(rows), shown, fault_count=len(faults))
    batch = correcting.load_rows(actor, rows, resource=resource, number=number)
    with transaction.atomic():
        orders.note_correction(number=number, batch=batch, by=actor.username)
        detail = {"rows": len(rows), "batch": batch.id, "accepted": batch.accepted}
        audit.record(actor, "repair.correct", subject=number, detail=detail)
    return correcting.result_of(batch)


def escalate_overdue(actor: Actor) -> int:
    """Tell the bureau of every open order past its deadline, each once; return how many."""
    access.check(actor, "repair.close")
    with transaction.atomic():
        late = orders.escalate_overdue()
        for order in late:
            audit.record(actor, "repair.escalate", subject=order.number)
    return len(late)


def _open_rows(order: RepairOrderInfo) -> RowQuery:
    return RowQuery(
        resource_code=order.resource_code,
        batch_ids=order.batches,
        leading=order.rule,
        is_first=True,
        state=RowState.QUARANTINED,
        limit=correcting.MOST_ROWS,
    )
