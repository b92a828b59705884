"""What the start page shows a person of the catalogue: reviews, and drafts given back."""

from django.urls import reverse
from django.utils.translation import gettext as _

from chengshu.base.accounts.contracts import Actor
from chengshu.base.look.contracts import TaskCard
from chengshu.data.catalog.api.reviews import list_drafts, list_review_tasks
from chengshu.data.catalog.contracts import Purpose, ResourceState, ReviewTask
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
    return tuple(cards)


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
