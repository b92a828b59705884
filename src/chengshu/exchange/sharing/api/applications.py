"""The door to applications: the programs that ask for and call data."""

from django.db import transaction

from chengshu.base.access import api as access
from chengshu.base.accounts.contracts import Actor
from chengshu.base.audit import api as audit
from chengshu.exchange.sharing import selectors
from chengshu.exchange.sharing.contracts import ApplicationInfo
from chengshu.exchange.sharing.services import applications
from chengshu.exchange.sharing.sides import reach


def save_application(
    actor: Actor, *, code: str, name: str, organisation_code: str
) -> ApplicationInfo:
    """Register an application of an organisation, or rename it; saving twice changes nothing."""
    access.check(actor, "sharing.save_application", organisation=organisation_code)
    with transaction.atomic():
        info = applications.save_application(
            code=code, name=name, organisation_code=organisation_code
        )
        audit.record(actor, "sharing.save_application", subject=code, detail={"name": name})
    return info


def switch_application(actor: Actor, code: str, *, active: bool) -> ApplicationInfo:
    """Switch an application on or off; a call of a switched-off one is refused."""
    owner = selectors.get_application_row(code=code).organisation_code
    access.check(actor, "sharing.save_application", organisation=owner)
    with transaction.atomic():
        info = applications.switch_application(code=code, active=active)
        audit.record(actor, "sharing.switch_application", subject=code, detail={"active": active})
    return info


def get_application(code: str) -> ApplicationInfo:
    """Return one application.

    Raises:
        ApplicationNotFoundError: There is none.
    """
    return selectors.to_application(selectors.get_application_row(code=code))


def list_applications(actor: Actor) -> tuple[ApplicationInfo, ...]:
    """Return the applications of the organisations the actor reaches."""
    return selectors.list_applications(organisations=reach(actor, "sharing.list_applications"))
