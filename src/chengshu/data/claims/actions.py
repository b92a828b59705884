"""What a person may do with a line now, for showing buttons; the steps check it again."""

from chengshu.base.access import api as access
from chengshu.base.accounts.contracts import Actor
from chengshu.data.claims.contracts import ClaimAction, ClaimRole, DisputeState
from chengshu.data.claims.models import Line
from chengshu.data.claims.services.steps import find_dispute
from chengshu.data.claims.states import ORIGINS, PERMISSIONS

_UNDISPUTED = {ClaimAction.SUBMIT, ClaimAction.APPROVE, ClaimAction.LIST}


def list_actions(actor: Actor, line: Line) -> tuple[ClaimAction, ...]:
    """Return the actions that fit the line's state, its disputes and the actor's permissions."""
    if actor.is_system:
        return ()
    return tuple(
        action
        for action, origins in ORIGINS.items()
        if line.state in origins
        and _fits(actor, line, action)
        and access.may(actor, PERMISSIONS[action], organisation=line.department_code)
    )


def _fits(actor: Actor, line: Line, action: ClaimAction) -> bool:
    if action is ClaimAction.CLAIM and line.template.retired_at is not None and not line.field:
        return False
    if action is ClaimAction.SUBMIT and line.role != ClaimRole.AUTHORITY:
        return False
    if action is ClaimAction.APPROVE and _is_stopped(actor, line):
        return False
    if action in _UNDISPUTED:
        return find_dispute(line, DisputeState.OPEN) is None
    return action is ClaimAction.RETURN or not _is_bound(line, action)


def _is_stopped(actor: Actor, line: Line) -> bool:
    failed = any(each["is_required"] and not each["passed"] for each in line.results)
    return failed or line.decided_by == actor.username


def _is_bound(line: Line, action: ClaimAction) -> bool:
    """Tell whether a ruling stands against a department's decision."""
    ruled = find_dispute(line, DisputeState.RULED)
    if ruled is None or not ruled.authority_code:
        return False
    is_authority = line.role == ClaimRole.AUTHORITY
    if action is ClaimAction.CLAIM:
        return not is_authority
    return is_authority or action is ClaimAction.OBJECT
