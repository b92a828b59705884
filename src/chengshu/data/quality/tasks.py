"""Repair orders as tasks on a person's start page."""

from django.urls import reverse
from django.utils.translation import gettext as _

from chengshu.base.look.contracts import TaskCard
from chengshu.data.quality.contracts import OrderState, RepairOrderInfo


def card_of(order: RepairOrderInfo) -> TaskCard:
    """Return the task an order is for the person it waits for."""
    return _answer_card(order) if order.state is OrderState.OPEN else _close_card(order)


def _answer_card(order: RepairOrderInfo) -> TaskCard:
    title = _("%(title)s：%(rows)s 行问题数据待整改")
    return TaskCard(
        title=title % {"title": order.resource_title, "rows": order.open_rows},
        kind=_("整改工单"),
        url=reverse("quality:order", args=[order.number]),
        due_at=order.due_at,
        light=order.light,
        note=order.number,
    )


def _close_card(order: RepairOrderInfo) -> TaskCard:
    title = _("%(title)s：整改答复待确认")
    return TaskCard(
        title=title % {"title": order.resource_title},
        kind=_("整改工单"),
        url=reverse("quality:order", args=[order.number]),
        note=order.number,
    )
