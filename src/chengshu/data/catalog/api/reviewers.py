"""The door to who reviews: chief data officers, delegations."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from chengshu.base.access import api as access
from chengshu.base.accounts import api as accounts
from chengshu.base.accounts.contracts import Actor, PersonInfo
from chengshu.base.audit import api as audit
from chengshu.data.catalog.contracts import ChiefInfo, DelegationInfo
from chengshu.data.catalog.errors import BadDelegationError
from chengshu.data.catalog.selectors import reviewers as selectors
from chengshu.data.catalog.services import reviewers as services


def name_chief(actor: Actor, organisation: str, username: str) -> None:
    """Make a person the chief data officer of a department; "" leaves it without one.

    Raises:
        BadDelegationError: The person may not review entries of the department.
    """
    access.check(actor, "catalog.name_chief", organisation=organisation)
    person = _find(username) if username else None
    if person is not None:
        named = Actor(person.username, person.name, person.posts)
        if not access.may(named, "catalog.review_department", organisation=organisation):
            raise BadDelegationError(
                field=_("首席数据官"), reason=_("必须是该单位有目录审核权限的人员")
            )
    with transaction.atomic():
        if services.name_chief(actor=actor, organisation=organisation, person=person):
            detail = {"person": username}
            audit.record(actor, "catalog.name_chief", subject=organisation, detail=detail)


def list_chiefs(actor: Actor) -> tuple[ChiefInfo, ...]:
    """Return the departments whose chief the actor may name, with who it is."""
    return selectors.list_chiefs(reach=access.reach(actor, "catalog.name_chief"))


def may_delegate(actor: Actor) -> bool:
    """Tell whether the actor reviews at all, and so may let another do it."""
    return access.may(actor, "catalog.delegate", organisation=actor.organisation_code)


def delegate_reviews(
    actor: Actor, to: str, *, starts_on: dt.date, ends_on: dt.date, reason: str
) -> int:
    """Let a colleague review in the actor's place on these days, both included.

    What the actor may not do, the colleague does not gain; what was delegated is not passed on.

    Raises:
        BadDelegationError: The days, the person or the reason do not do.
    """
    access.check(actor, "catalog.delegate", organisation=actor.organisation_code)
    person = _find(to)
    with transaction.atomic():
        number = services.delegate(
            actor=actor, to=person, starts_on=starts_on, ends_on=ends_on, reason=reason
        )
        detail = {"to": to, "from": starts_on.isoformat(), "until": ends_on.isoformat()}
        audit.record(actor, "catalog.delegate", subject=str(number), detail=detail)
    return number


def revoke_delegation(actor: Actor, number: int) -> None:
    """End a delegation of the actor's own at once."""
    access.check(actor, "catalog.delegate", organisation=actor.organisation_code)
    with transaction.atomic():
        services.revoke(actor=actor, number=number)
        audit.record(actor, "catalog.revoke_delegation", subject=str(number))


def list_delegations(actor: Actor) -> tuple[DelegationInfo, ...]:
    """Return the delegations of and to the actor; the bureau sees all."""
    reach = access.reach(actor, "catalog.name_chief")
    return selectors.list_delegations(username=actor.username, reach=reach)


def _find(username: str) -> PersonInfo:
    person = accounts.find_person(username)
    if person is None or not person.is_active:
        raise BadDelegationError(field=_("人员"), reason=_("没有此用户名的在岗人员"))
    return person
