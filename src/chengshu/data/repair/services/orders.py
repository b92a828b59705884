"""What people and the clock do to orders: answer, close, escalate."""

from django.utils.translation import gettext as _

from chengshu.base.clock import api as clock
from chengshu.data.ingest.contracts import BatchInfo
from chengshu.data.repair.contracts import OrderState, StepKind
from chengshu.data.repair.errors import RepairStateError
from chengshu.data.repair.models import RepairOrder
from chengshu.data.repair.services.steps import (
    check_not_closed,
    close_order,
    lock_order,
    note_step,
)


def answer_order(*, number: str, answer: str, by: str) -> RepairOrder:
    """Keep the provider's answer; an answered order may be answered again until it is closed.

    Raises:
        RepairOrderNotFoundError: There is no such order.
        RepairStateError: The order is closed, or the answer is empty.
    """
    order = lock_order(number)
    check_not_closed(order)
    if not answer.strip():
        raise RepairStateError(reason=_("请填写答复内容"))
    order.state, order.answer = OrderState.ANSWERED, answer
    order.answered_by, order.answered_at = by, clock.now()
    order.save(update_fields=["state", "answer", "answered_by", "answered_at"])
    note_step(order, StepKind.ANSWERED, by=by, note=answer)
    return order


def confirm_order(*, number: str, by: str) -> RepairOrder:
    """Close an answered order; closing twice changes nothing.

    Raises:
        RepairOrderNotFoundError: There is no such order.
        RepairStateError: The provider has not answered yet.
    """
    order = lock_order(number)
    if order.state == OrderState.OPEN:
        raise RepairStateError(reason=_("数源部门尚未答复，不能办结"))
    if order.state == OrderState.ANSWERED:
        close_order(order, by=by)
    return order


def note_correction(*, number: str, batch: BatchInfo, by: str) -> None:
    """Note in an order what became of its corrected file.

    Raises:
        RepairOrderNotFoundError: There is no such order.
    """
    said = _("上传 %(rows)s 行，合格 %(accepted)s 行，仍不合格 %(refused)s 行")
    counts = {"rows": batch.landed, "accepted": batch.accepted, "refused": batch.quarantined}
    note_step(
        lock_order(number),
        StepKind.CORRECTED,
        by=by,
        note=said % counts,
        batch_id=batch.id,
        rows=batch.landed,
    )


def escalate_overdue() -> list[RepairOrder]:
    """Tell the bureau of each open order whose deadline has passed, once; return them."""
    now = clock.now()
    late = list(
        RepairOrder.objects
        .select_for_update(skip_locked=True)
        .filter(state=OrderState.OPEN, due_at__lt=now, escalated_at=None)
        .order_by("due_at", "number")
    )
    for order in late:
        order.escalated_at = now
        order.save(update_fields=["escalated_at"])
        note_step(order, StepKind.ESCALATED)
    return late
