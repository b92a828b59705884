"""Both sides of sharing: who asks and who provides see the same request and grant."""

from chengshu.base.access import api as access
from chengshu.base.accounts.contracts import Actor
from chengshu.exchange.sharing.contracts import GrantInfo, RequestInfo


def reach(actor: Actor, permission: str) -> frozenset[str] | None:
    """Return the organisations the actor reaches, None for all.

    Raises:
        NotAllowedError: The actor does not hold the permission at all.
    """
    access.check(actor, permission)
    found = access.reach(actor, permission)
    return None if found.everything else found.organisations


def check_sides(actor: Actor, permission: str, thing: RequestInfo | GrantInfo) -> None:
    """Let either side of a request or grant through; refuse in the provider's name."""
    if not access.may(actor, permission, organisation=thing.organisation_code):
        access.check(actor, permission, organisation=thing.provider_code)
