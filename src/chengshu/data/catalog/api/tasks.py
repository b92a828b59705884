"""What the start page shows a person of the catalogue: reviews, and drafts given back."""

import datetime as dt

from django.urls import reverse
from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext as _

from chengshu.base.accounts.contracts import Actor
from chengshu.base.look.contracts import TaskCard
from chengshu.data.catalog.api.resources import list_withheld_due
from chengshu.data.catalog.api.reviews import list_drafts, list_review_tasks
from chengshu.data.catalog.contracts import (
    Purpose,
    ResourceState,
    ReviewTask,
    WithheldResource,
    WithheldStanding,
)
from chengshu.data.catalog.labels import STATE_LABELS

_SHOWN = 10


def list_tasks(actor: Actor) -> tuple[TaskCard, ...]:
    """Return one card per entry that waits for the actor; a long queue becomes one card more."""
    reviews = list_review_tasks(actor)
    cards = [_card(task) for task in reviews[:_SHOWN]]
    returned = [task for task in list_drafts(actor) if task.is_returned]
    cards += [_card(task) for task in returned[:_SHOWN]]
    rest = len(reviews) + len(returned) - len(cards)
    if rest:
        title = _("另有 %(count)s 条目录待处理") % {"count": rest}
        cards.append(TaskCard(title, _("目录审核"), reverse("catalog:reviews")))
    cards += [_withheld_card(line) for line in list_withheld_due(actor)[:_SHOWN]]
    return tuple(cards)


def _withheld_card(line: WithheldResource) -> TaskCard:
    """Return the card of a line of the negative list whose day of review comes."""
    day = line.review_on
    ends_at = dt.datetime.combine(day, dt.time(23, 59), get_current_timezone()) if day else None
    is_late = line.standing is WithheldStanding.OVERDUE
    return TaskCard(
        title=line.title,
        kind=_("复核不予共享"),
        url=reverse("catalog:entry", args=[line.key]),
        due_at=ends_at,
        light="red" if is_late else "yellow",
        organisation=line.provider_name,
        note=line.basis,
    )


def _card(task: ReviewTask) -> TaskCard:
    kind = STATE_LABELS[task.state] if task.state is not ResourceState.DRAFT else _("退回修改")
    return TaskCard(
        title=task.title,
        kind=kind,
        url=reverse("catalog:entry", args=[task.key]) + ("?draft=1" if task.is_change else ""),
        due_at=task.due_at,
        light=task.light,
        organisation=task.provider_name,
        note=_note(task),
    )


def _note(task: ReviewTask) -> str:
    notes = {
        Purpose.PUBLISH: "",
        Purpose.CHANGE: _("变更已发布目录"),
        Purpose.OFFLINE: _("申请下线"),
    }
    behalf = _("受“%(name)s”委托") % {"name": task.on_behalf} if task.on_behalf else ""
    return " · ".join(filter(None, (notes[task.purpose], behalf)))
