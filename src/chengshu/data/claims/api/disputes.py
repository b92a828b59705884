"""The door to disputes: read by the parties and the bureau, ruled by the bureau."""

from django.db import transaction

from chengshu.base.access import api as access
from chengshu.base.accounts.contracts import Actor
from chengshu.base.audit import api as audit
from chengshu.base.clock import api as clock
from chengshu.data.claims.contracts import DisputeInfo, DisputeState
from chengshu.data.claims.errors import DisputeNotFoundError
from chengshu.data.claims.models import Dispute
from chengshu.data.claims.selectors import disputes as selectors
from chengshu.data.claims.services import disputes


def list_disputes(actor: Actor, *, state: DisputeState | None = None) -> tuple[DisputeInfo, ...]:
    """Return the disputes that a department of the actor's is party to, open ones first."""
    access.check(actor, "claims.read_lines")
    reach = access.reach(actor, "claims.read_lines")
    return tuple(
        _show(actor, dispute) for dispute in selectors.list_disputes(reach=reach, state=state)
    )


def get_dispute(actor: Actor, dispute_id: int) -> DisputeInfo:
    """Return one dispute; a party sees who else claims it, not from which of their tables.

    Raises:
        DisputeNotFoundError: There is none, or the actor's department is no party to it.
    """
    access.check(actor, "claims.read_lines")
    info = _show(actor, selectors.get_dispute(dispute_id=dispute_id))
    reach = access.reach(actor, "claims.read_lines")
    if not any(reach.covers(party.department_code) for party in info.parties):
        raise DisputeNotFoundError(kind="", key=dispute_id)
    return info


def rule_dispute(actor: Actor, dispute_id: int, *, authority: str, reason: str) -> DisputeInfo:
    """Name the authority of a disputed element; the others become users."""
    access.check(actor, "claims.rule")
    with transaction.atomic():
        dispute = disputes.rule(
            actor=actor, dispute_id=dispute_id, authority=authority, reason=reason
        )
        detail = {"authority": authority, "reason": dispute.ruling}
        audit.record(actor, "claims.rule", subject=dispute.number, detail=detail)
    return get_dispute(actor, dispute_id)


def _show(actor: Actor, dispute: Dispute) -> DisputeInfo:
    is_rulable = dispute.state != DisputeState.SETTLED and not actor.is_system
    return selectors.to_dispute(
        dispute,
        now=clock.now(),
        sees=access.reach(actor, "claims.read_lines"),
        may_rule=is_rulable and access.may(actor, "claims.rule"),
    )
