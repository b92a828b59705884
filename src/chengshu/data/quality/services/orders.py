"""Repair orders: opened with a judgement, answered by the provider, closed when settled."""

from django.utils.translation import gettext as _

from chengshu.base.clock import api as clock
from chengshu.data.quality.city import repair_term
from chengshu.data.quality.contracts import OrderState
from chengshu.data.quality.errors import OrderStateError, RepairOrderNotFoundError
from chengshu.data.quality.models import Judgement, RepairOrder


def open_order(*, judgement: Judgement) -> RepairOrder | None:
    """Open the one order of a judgement; its clock starts now.

    Rows that were refused before keep the order, and the clock, of that time.
    """
    if not judgement.waiting:
        return None
    now, term = clock.now(), repair_term()
    return RepairOrder.objects.create(
        number=f"ZG{now:%Y%m%d}-{judgement.batch_id:06d}",
        judgement=judgement,
        organisation_code=judgement.organisation_code,
        opened_at=now,
        due_at=clock.deadline(now, term.amount, term.unit),
        unit=term.unit,
    )


def answer_order(*, number: str, answer: str, by: str) -> RepairOrder:
    """Keep the provider's answer; an answered order may be answered again until it is closed.

    Raises:
        RepairOrderNotFoundError: There is no such order.
        OrderStateError: The order is closed.
    """
    order = _lock(number)
    if order.state == OrderState.CLOSED:
        raise OrderStateError(reason=_("工单已办结，不能再答复"))
    if not answer.strip():
        raise OrderStateError(reason=_("请填写答复内容"))
    order.state, order.answer = OrderState.ANSWERED, answer
    order.answered_by, order.answered_at = by, clock.now()
    order.save(update_fields=["state", "answer", "answered_by", "answered_at"])
    return order


def close_order(*, number: str, by: str) -> RepairOrder:
    """Close an answered order; closing twice changes nothing.

    Raises:
        RepairOrderNotFoundError: There is no such order.
        OrderStateError: The provider has not answered yet.
    """
    order = _lock(number)
    if order.state == OrderState.OPEN:
        raise OrderStateError(reason=_("数源部门尚未答复，不能办结"))
    if order.state == OrderState.ANSWERED:
        _close(order, by)
    return order


def close_settled_orders(*, resource_code: str) -> int:
    """Close the orders of a resource in which no row is open any more."""
    settled = (
        RepairOrder.objects
        .select_for_update(of=("self",))
        .filter(judgement__resource_code=resource_code, judgement__waiting=0)
        .exclude(state=OrderState.CLOSED)
    )
    orders = list(settled)
    for order in orders:
        _close(order, "system")
    return len(orders)


def _lock(number: str) -> RepairOrder:
    order = RepairOrder.objects.select_for_update().filter(number=number).first()
    if order is None:
        raise RepairOrderNotFoundError(key=number)
    return order


def _close(order: RepairOrder, by: str) -> None:
    order.state, order.closed_by, order.closed_at = OrderState.CLOSED, by, clock.now()
    order.save(update_fields=["state", "closed_by", "closed_at"])
