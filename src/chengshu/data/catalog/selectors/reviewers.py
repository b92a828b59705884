"""Reading who reviews: chiefs, and delegations that stand today."""

from collections.abc import Mapping

from django.db.models import Q

from chengshu.base.access.api import Reach
from chengshu.base.accounts import api as accounts
from chengshu.base.accounts.contracts import Actor, Post
from chengshu.base.clock import api as clock
from chengshu.data.catalog.contracts import ChiefInfo, DelegationInfo
from chengshu.data.catalog.models import ChiefRow, DelegationRow


def find_chief(*, organisation: str) -> ChiefRow | None:
    """Return the chief data officer of a department, or None."""
    return ChiefRow.objects.filter(organisation_code=organisation).first()


def map_chiefs() -> Mapping[str, str]:
    """Return department to the user name of its chief."""
    return dict(ChiefRow.objects.values_list("organisation_code", "username"))


def list_chiefs(*, reach: Reach) -> tuple[ChiefInfo, ...]:
    """Return every department within reach with its chief, if it has one."""
    chiefs = {row.organisation_code: row for row in ChiefRow.objects.all()}
    return tuple(
        ChiefInfo(
            each.code,
            each.name,
            chiefs[each.code].username if each.code in chiefs else "",
            chiefs[each.code].name if each.code in chiefs else "",
        )
        for each in accounts.list_organisations()
        if reach.covers(each.code)
    )


def list_principals(actor: Actor) -> tuple[Actor, ...]:
    """Return in whose place the actor may review today; people who left give nothing away."""
    if not actor.username or actor.is_system:
        return ()
    today = clock.today()
    rows = DelegationRow.objects.filter(
        to=actor.username, starts_on__lte=today, ends_on__gte=today, revoked_at__isnull=True
    )
    names = dict.fromkeys(rows.order_by("id").values_list("by", flat=True))
    people = (accounts.find_person(name) for name in names)
    return tuple(
        Actor(person.username, person.name, person.posts)
        for person in people
        if person is not None and person.is_active and _shares(person.posts, actor)
    )


def _shares(posts: tuple[Post, ...], actor: Actor) -> bool:
    """Tell whether somebody still works in one organisation with the actor."""
    return bool({post.organisation_code for post in posts} & actor.organisation_codes)


def list_delegations(*, username: str, reach: Reach) -> tuple[DelegationInfo, ...]:
    """Return the delegations of or to a person, and those within `reach`, newest first."""
    wanted = Q(by=username) | Q(to=username)
    if reach.everything:
        wanted |= Q(pk__isnull=False)
    else:
        wanted |= Q(organisation_code__in=sorted(reach.organisations))
    today = clock.today()
    return tuple(
        DelegationInfo(
            id=row.pk,
            organisation_code=row.organisation_code,
            by=row.by,
            by_name=row.by_name,
            to=row.to,
            to_name=row.to_name,
            starts_on=row.starts_on,
            ends_on=row.ends_on,
            reason=row.reason,
            is_active=row.revoked_at is None and row.starts_on <= today <= row.ends_on,
            is_over=row.revoked_at is not None or row.ends_on < today,
        )
        for row in DelegationRow.objects.filter(wanted)
    )
