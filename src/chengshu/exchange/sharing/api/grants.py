"""The door to grants: which is in force, what they say, taking them away."""

from django.db import transaction

from chengshu.base.access import api as access
from chengshu.base.accounts.contracts import Actor
from chengshu.base.audit import api as audit
from chengshu.base.clock import api as clock
from chengshu.exchange.sharing import checks, selectors
from chengshu.exchange.sharing.contracts import GrantInfo, GrantState
from chengshu.exchange.sharing.services import grants
from chengshu.exchange.sharing.sides import check_sides, reach


def current_grant(application_code: str, resource_code: str) -> GrantInfo:
    """Return the grant in force today.

    Raises:
        GrantError: There is none; its kind and sentence say why and what to do.
    """
    return selectors.get_current_grant(
        application_code=application_code, resource_code=resource_code, today=clock.today()
    )


def list_grants_in_force(application_code: str) -> tuple[GrantInfo, ...]:
    """Return the grants an application may use today, one per resource."""
    return selectors.list_in_force(application_code=application_code, today=clock.today())


def list_grants(actor: Actor) -> tuple[GrantInfo, ...]:
    """Return the last version of each grant given by or to organisations the actor reaches."""
    return selectors.list_grants(organisations=reach(actor, "sharing.list_requests"))


def list_grant_versions(actor: Actor, number: str) -> tuple[GrantInfo, ...]:
    """Return all versions of a grant, newest first, for its applicant and its provider."""
    versions = selectors.list_versions(number=number)
    check_sides(actor, "sharing.list_requests", versions[0])
    return versions


def get_grant(actor: Actor, number: str) -> GrantInfo:
    """Return the last version of a grant."""
    return list_grant_versions(actor, number)[0]


def grant_standing(grant: GrantInfo) -> str:
    """Return `in_force`, or the code of the error a call under this version would meet."""
    fault = selectors.find_fault(grant, today=clock.today())
    return fault.code if fault else "in_force"


def revoke_grant(actor: Actor, number: str, *, reason: str) -> GrantInfo:
    """Take a grant back for good; the next call fails."""
    return _change(actor, number, GrantState.REVOKED, reason=reason)


def suspend_grant(actor: Actor, number: str, *, reason: str) -> GrantInfo:
    """Pause a grant; the next call fails until it is resumed."""
    return _change(actor, number, GrantState.SUSPENDED, reason=reason)


def resume_grant(actor: Actor, number: str, *, reason: str = "") -> GrantInfo:
    """Put a suspended grant in force again."""
    return _change(actor, number, GrantState.ACTIVE, reason=reason)


def _change(actor: Actor, number: str, state: GrantState, *, reason: str) -> GrantInfo:
    provider = selectors.list_versions(number=number)[0].provider_code
    access.check(actor, "sharing.change_grant", organisation=provider)
    checks.check_reason(state, reason)
    with transaction.atomic():
        info, changed = grants.change_grant(
            number=number, state=state, by=actor.username, reason=reason
        )
        if changed:
            detail = {"state": state.value, "version": info.version, "reason": reason}
            audit.record(actor, "sharing.change_grant", subject=number, detail=detail)
    return info
