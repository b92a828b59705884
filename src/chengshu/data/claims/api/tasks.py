"""What the start page shows a person of claims: elements to answer, to mend, to review, to rule."""

from django.urls import reverse
from django.utils.translation import gettext as _

from chengshu.base.access import api as access
from chengshu.base.accounts.contracts import Actor
from chengshu.base.clock import api as clock
from chengshu.base.look.contracts import TaskCard
from chengshu.data.claims.contracts import (
    ClaimInfo,
    ClaimQuery,
    ClaimState,
    DisputeInfo,
    DisputeState,
)
from chengshu.data.claims.labels import DISPUTE_KINDS
from chengshu.data.claims.selectors.disputes import list_disputes, to_dispute
from chengshu.data.claims.selectors.lines import list_lines, to_claim

_SHOWN = 5


def list_tasks(actor: Actor) -> tuple[TaskCard, ...]:
    """Return the cards of the actor: many lines of one kind are one card with the nearest clock."""
    return (*_answers(actor), *_repairs(actor), *_reviews(actor), *_rulings(actor))


def _lines(actor: Actor, permission: str, state: ClaimState) -> tuple[list[ClaimInfo], int]:
    if actor.is_system or not access.may(actor, permission):
        return [], 0
    query = ClaimQuery(state=state, page_size=_SHOWN)
    found, total = list_lines(query=query, reach=access.reach(actor, permission))
    now = clock.now()
    return [to_claim(line, now=now) for line in found], total


def _answers(actor: Actor) -> list[TaskCard]:
    lines, total = _lines(actor, "claims.decide", ClaimState.ISSUED)
    title = _("%(count)s 项数据要素待认领") % {"count": total}
    return _heap(lines, title, _("要素认领"), state="issued")


def _reviews(actor: Actor) -> list[TaskCard]:
    lines, total = _lines(actor, "claims.review", ClaimState.FORMAT_REVIEW)
    title = _("%(count)s 项数据要素待审核") % {"count": total}
    return _heap(lines, title, _("规范性审核"), state="format_review")


def _heap(lines: list[ClaimInfo], title: str, kind: str, *, state: str) -> list[TaskCard]:
    """Return one card for all lines of a state; the first is the most urgent."""
    if not lines:
        return []
    names = "、".join(line.template.name_zh for line in lines)
    url = f"{reverse('claims:list')}?state={state}"
    first = lines[0]
    return [TaskCard(title, kind, url, due_at=first.due_at, light=first.light, note=names)]


def _repairs(actor: Actor) -> list[TaskCard]:
    lines, _total = _lines(actor, "claims.decide", ClaimState.RETURNED)
    return [
        TaskCard(
            title=_("修改“%(name)s”的认领内容") % {"name": line.template.name_zh},
            kind=_("退回修改"),
            url=reverse("claims:line", args=[line.id]),
            due_at=line.due_at,
            light=line.light,
            note=line.reason,
        )
        for line in lines
    ]


def _rulings(actor: Actor) -> list[TaskCard]:
    if actor.is_system or not access.may(actor, "claims.rule"):
        return []
    reach = access.reach(actor, "claims.rule")
    found = list_disputes(reach=reach, state=DisputeState.OPEN)[:_SHOWN]
    now = clock.now()
    return [_ruling(to_dispute(dispute, now=now, sees=reach)) for dispute in found]


def _ruling(dispute: DisputeInfo) -> TaskCard:
    return TaskCard(
        title=_("裁定“%(name)s”的数源单位") % {"name": dispute.template.name_zh},
        kind=DISPUTE_KINDS[dispute.kind],
        url=reverse("claims:dispute", args=[dispute.id]),
        due_at=dispute.due_at,
        light=dispute.light,
        note=dispute.number,
    )
