"""Repair orders as tasks on a person's start page."""

from django.urls import reverse
from django.utils.translation import gettext as _

from chengshu.base.look.contracts import TaskCard
from chengshu.data.repair.contracts import OrderState, RepairOrderInfo


def card_of(order: RepairOrderInfo, *, answers: bool) -> TaskCard:
    """Return the task an order is for the person it waits for; `answers`: for its provider."""
    title = _title_of(order, answers=answers) % {
        "title": order.resource_title,
        "rows": order.open_rows,
    }
    is_open = order.state is OrderState.OPEN
    return TaskCard(
        title=title,
        kind=_("整改工单"),
        url=reverse("repair:order", args=[order.number]),
        due_at=order.due_at if is_open else None,
        light=order.light if is_open else "",
        note=order.cause or order.number,
    )


def _title_of(order: RepairOrderInfo, *, answers: bool) -> str:
    if order.state is OrderState.ANSWERED:
        return _("%(title)s：整改答复待确认")
    if answers:
        return _("%(title)s：%(rows)s 行问题数据待整改")
    return _("%(title)s：整改超期未答复，%(rows)s 行待督办")
