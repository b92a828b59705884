"""Who reviews: naming chief data officers, delegating for some days."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from chengshu.base.accounts.contracts import Actor, PersonInfo
from chengshu.base.clock import api as clock
from chengshu.data.catalog.errors import BadDelegationError, DelegationNotFoundError
from chengshu.data.catalog.models import ChiefRow, DelegationRow

_MAX_DAYS = 92


def name_chief(*, actor: Actor, organisation: str, person: PersonInfo | None) -> bool:
    """Make `person` the chief data officer of a department, or nobody; tell whether it changed."""
    if person is None:
        removed, _rows = ChiefRow.objects.filter(organisation_code=organisation).delete()
        return bool(removed)
    row = ChiefRow.objects.filter(organisation_code=organisation).first()
    if row is not None and row.username == person.username:
        return False
    values = {
        "username": person.username,
        "name": person.name,
        "named_by": actor.username,
        "named_at": clock.now(),
    }
    ChiefRow.objects.update_or_create(organisation_code=organisation, defaults=values)
    return True


@transaction.atomic
def delegate(
    *, actor: Actor, to: PersonInfo, starts_on: dt.date, ends_on: dt.date, reason: str
) -> int:
    """Let `to` review in the actor's place on these days; return the delegation's number.

    Raises:
        BadDelegationError: The days, the person or the reason do not do.
    """
    _demand_days(starts_on, ends_on)
    if not reason.strip():
        raise BadDelegationError(field=_("委托原因"), reason=_("必须写明为什么委托"))
    if to.username == actor.username:
        raise BadDelegationError(field=_("受委托人"), reason=_("不能委托给本人"))
    shared = {post.organisation_code for post in to.posts} & actor.organisation_codes
    if not to.is_active or not shared:
        raise BadDelegationError(field=_("受委托人"), reason=_("必须是本单位的在岗人员"))
    row = DelegationRow.objects.create(
        organisation_code=actor.organisation_code,
        by=actor.username,
        by_name=actor.name,
        to=to.username,
        to_name=to.name,
        starts_on=starts_on,
        ends_on=ends_on,
        reason=reason.strip(),
        made_at=clock.now(),
    )
    return row.pk


def _demand_days(starts_on: dt.date, ends_on: dt.date) -> None:
    if ends_on < starts_on or ends_on < clock.today():
        raise BadDelegationError(field=_("截止日期"), reason=_("不能早于开始日期，也不能早于今天"))
    if (ends_on - starts_on).days > _MAX_DAYS:
        raise BadDelegationError(
            field=_("截止日期"), reason=_("一次委托不能超过 %(days)s 天") % {"days": _MAX_DAYS}
        )


def revoke(*, actor: Actor, number: int) -> None:
    """End a delegation of the actor's own at once.

    Raises:
        DelegationNotFoundError: There is none of his that still stands.
    """
    rows = DelegationRow.objects.filter(pk=number, by=actor.username, revoked_at__isnull=True)
    if not rows.update(revoked_at=clock.now()):
        raise DelegationNotFoundError(kind="", key=number)
