"""Steps of an order, and how it is found, locked and closed."""

from django.utils.translation import gettext as _

from chengshu.base.clock import api as clock
from chengshu.data.repair.city import repair_term
from chengshu.data.repair.contracts import OrderState, StepKind
from chengshu.data.repair.errors import RepairOrderNotFoundError, RepairStateError
from chengshu.data.repair.models import OrderStep, RepairOrder

SYSTEM = "system"


def lock_order(number: str) -> RepairOrder:
    """Return an order, locked until the transaction ends.

    Raises:
        RepairOrderNotFoundError: There is no such order.
    """
    order = RepairOrder.objects.select_for_update().filter(number=number).first()
    if order is None:
        raise RepairOrderNotFoundError(key=number)
    return order


def note_step(order: RepairOrder, kind: StepKind, **said: object) -> None:
    """Add a step to an order, now."""
    OrderStep.objects.create(order=order, kind=kind, at=clock.now(), **said)


def start_clock(order: RepairOrder) -> None:
    """Let the term of an order begin now; the caller saves it."""
    now, term = clock.now(), repair_term()
    order.state, order.escalated_at = OrderState.OPEN, None
    order.opened_at = order.opened_at or now
    order.due_at, order.unit = clock.deadline(now, term.amount, term.unit), term.unit


def close_order(order: RepairOrder, *, by: str, note: str = "") -> None:
    """Close a locked order."""
    order.state, order.closed_by, order.closed_at = OrderState.CLOSED, by, clock.now()
    order.save(update_fields=["state", "closed_by", "closed_at"])
    note_step(order, StepKind.CLOSED, by=by, note=note)


def check_not_closed(order: RepairOrder) -> None:
    """Raise `RepairStateError` where an order is closed."""
    if order.state == OrderState.CLOSED:
        raise RepairStateError(reason=_("工单已办结，不能再答复"))
