"""A department's decision on a line: claim, decline, object."""

from django.db import transaction
from django.utils.translation import gettext as _

from chengshu.base.accounts import api as accounts
from chengshu.base.accounts.contracts import Actor
from chengshu.base.clock import api as clock
from chengshu.data.claims.checks import check_holding, check_reason
from chengshu.data.claims.contracts import (
    ClaimAction,
    ClaimRole,
    ClaimState,
    DisputeKind,
    DisputeState,
    EventKind,
    Holding,
)
from chengshu.data.claims.errors import RetiredTemplateError, RuledError
from chengshu.data.claims.models import Line
from chengshu.data.claims.selectors.lines import find_authority, lock_line
from chengshu.data.claims.selectors.templates import to_template
from chengshu.data.claims.services.disputes import join_dispute, settle
from chengshu.data.claims.services.events import add_event
from chengshu.data.claims.services.steps import (
    demand_person,
    expect,
    find_dispute,
    move,
)
from chengshu.data.claims.states import CLAIMED_STATES
from chengshu.data.elements.contracts import Level

_HELD_FIELDS = (
    *("system", "table", "field", "local_name", "data_type", "length", "code_table"),
    *("coverage", "share_type", "share_condition", "no_share_basis"),
)


@transaction.atomic
def claim(*, actor: Actor, line_id: int, holding: Holding) -> Line:
    """Take an element: the first department of a region becomes its authority.

    A second one opens a dispute (or joins it) and waits for the bureau's ruling.

    Raises:
        BadHoldingError, TightenedShareError: The claim itself is wrong.
        RetiredTemplateError: The template is retired, and the department holds no claim of it.
        RuledError: The bureau has ruled for another department.
        WrongClaimStateError: The line is in review, or was disputed.
    """
    demand_person(actor)
    line = lock_line(line_id=line_id)
    expect(line, ClaimAction.CLAIM)
    if line.template.retired_at is not None and not line.field:
        raise RetiredTemplateError(key=line.template.code)
    check_holding(to_template(line.template), holding)
    authority = find_authority(line)
    _refuse_ruled(line, authority)
    is_amended = line.role == ClaimRole.AUTHORITY and bool(line.field)
    for name in _HELD_FIELDS:
        setattr(line, name, getattr(holding, name))
    line.named_entry = holding.resource_key
    _sign(actor, line, reason="")
    detail = {name: getattr(holding, name) for name in ("system", "table", "field")}
    if authority is None or authority.pk == line.pk:
        line.role = ClaimRole.AUTHORITY
        move(line, CLAIMED_STATES[Level(line.template.level)])
        line.save()
        kind = EventKind.AMENDED if is_amended else EventKind.CLAIMED
        add_event(actor, line, kind, detail=detail)
    else:
        line.role = ClaimRole.NONE
        join_dispute(line, DisputeKind.RIVAL)
        detail["authority"] = authority.department_code
        add_event(actor, line, EventKind.RIVALLED, detail=detail)
    return line


@transaction.atomic
def decline(*, actor: Actor, line_id: int, reason: str, uses: bool = False) -> Line:
    """Say that an element is not the department's; `uses` says that it needs it from another.

    A claim is given up by it: where one rival is left, that one becomes the authority.

    Raises:
        ClaimReasonNeededError: No reason is given.
        RuledError: The bureau has ruled that it is this department's.
        WrongClaimStateError: The line is in review, or declined already.
    """
    demand_person(actor)
    text = check_reason(reason, _("不适用原因"))
    line = lock_line(line_id=line_id)
    expect(line, ClaimAction.DECLINE)
    if line.role == ClaimRole.AUTHORITY:
        _refuse_ruled(line, None)
    line.dispute = None
    line.role = ClaimRole.USER if uses else ClaimRole.NONE
    _sign(actor, line, reason=text)
    move(line, ClaimState.NOT_APPLICABLE)
    line.save()
    add_event(actor, line, EventKind.DECLINED, reason=text, detail={"uses": uses})
    settle(actor, find_dispute(line, DisputeState.OPEN))
    return line


@transaction.atomic
def object_to(*, actor: Actor, line_id: int, reason: str) -> Line:
    """Contest the template, or that it is asked of this department; the bureau rules.

    Raises:
        ClaimReasonNeededError: No reason is given.
        RuledError: The bureau has ruled already.
        WrongClaimStateError: The line was answered already.
    """
    demand_person(actor)
    text = check_reason(reason, _("异议理由"))
    line = lock_line(line_id=line_id)
    expect(line, ClaimAction.OBJECT)
    _refuse_ruled(line, None)
    _sign(actor, line, reason=text)
    join_dispute(line, DisputeKind.OBJECTION)
    add_event(actor, line, EventKind.OBJECTED, reason=text)
    return line


def _sign(actor: Actor, line: Line, *, reason: str) -> None:
    line.reason = reason
    line.decided_at = clock.now()
    line.decided_by = actor.username


def _refuse_ruled(line: Line, authority: Line | None) -> None:
    """Refuse to walk around a ruling; the ruled authority itself may claim and amend."""
    ruled = find_dispute(line, DisputeState.RULED)
    if ruled is None or (authority is not None and authority.pk == line.pk):
        return
    if ruled.authority_code:
        raise RuledError(authority=accounts.get_organisation(ruled.authority_code).name)
