"""Reads of accounts."""

import re
from collections import defaultdict
from collections.abc import Iterable

from django.db import connection
from django.db.models import Q

from chengshu.base.accounts import models
from chengshu.base.accounts.contracts import (
    Level,
    OrganisationInfo,
    OrganisationKind,
    PersonInfo,
    Post,
    Role,
)
from chengshu.base.accounts.errors import UnknownOrganisationError

_GOVERNMENT_ENDING = re.compile("人民政府$|管理委员会$|办事处$|居民委员会$|村民委员会$")
_BELOW = """
WITH RECURSIVE below AS (
    SELECT id, code FROM accounts_organisation WHERE code = %s
    UNION
    SELECT o.id, o.code FROM accounts_organisation o JOIN below b ON o.parent_id = b.id
)
SELECT code FROM below
"""


def find_organisation(*, code: str) -> OrganisationInfo | None:
    """Return the organisation of `code`, or None."""
    row = models.Organisation.objects.select_related("parent").filter(code=code).first()
    return to_organisation(row) if row else None


def get_organisation(*, code: str) -> OrganisationInfo:
    """Return the organisation of `code` or raise `UnknownOrganisationError`."""
    found = find_organisation(code=code)
    if found is None:
        raise UnknownOrganisationError(key=code)
    return found


def list_organisations(
    *, parent: str | None = None, kind: OrganisationKind | None = None
) -> tuple[OrganisationInfo, ...]:
    """Return organisations by code, below `parent` (direct children) and of `kind` when given."""
    rows = models.Organisation.objects.select_related("parent")
    if parent is not None:
        rows = rows.filter(parent__code=parent)
    if kind is not None:
        rows = rows.filter(kind=kind)
    return tuple(to_organisation(row) for row in rows)


def area_names() -> dict[str, str]:
    """Return the names of areas by code: what a government's name begins with."""
    rows = models.Organisation.objects.filter(kind=OrganisationKind.GOVERNMENT)
    return {
        code: _GOVERNMENT_ENDING.sub("", name)
        for code, name in rows.order_by("area_code").values_list("area_code", "name")
    }


def list_subordinates(*, code: str) -> frozenset[str]:
    """Return `code` and all codes below it; empty when there is no such organisation."""
    with connection.cursor() as cursor:
        cursor.execute(_BELOW, [code])
        return frozenset(row[0] for row in cursor.fetchall())


def find_person(*, username: str) -> PersonInfo | None:
    """Return the person of `username`, or None."""
    people = _to_people(models.Person.objects.filter(username=username))
    return people[0] if people else None


def list_people(
    *, organisations: frozenset[str] | None = None, text: str = ""
) -> tuple[PersonInfo, ...]:
    """Return people by user name, with a post at `organisations` and matching `text` if given."""
    rows = models.Person.objects.all()
    if organisations is not None:
        rows = rows.filter(posts__organisation__code__in=organisations).distinct()
    if text:
        rows = rows.filter(Q(username__icontains=text) | Q(name__icontains=text))
    return _to_people(rows)


def list_posts(*, person_id: int) -> tuple[Post, ...]:
    """Return the posts of one person, by organisation."""
    rows = models.Post.objects.filter(person_id=person_id).select_related("organisation")
    return to_posts(rows)


def to_organisation(row: models.Organisation) -> OrganisationInfo:
    """Return the contract of a table row."""
    return OrganisationInfo(
        code=row.code,
        name=row.name,
        uscc=row.uscc,
        kind=OrganisationKind(row.kind),
        level=Level(row.level),
        area_code=row.area_code,
        parent_code=row.parent.code if row.parent else None,
    )


def to_posts(rows: Iterable[models.Post]) -> tuple[Post, ...]:
    """Return one `Post` per organisation, in the order in which the posts were given."""
    roles: dict[str, set[Role]] = defaultdict(set)
    for row in sorted(rows, key=lambda row: row.pk):
        roles[row.organisation.code].add(Role(row.role))
    return tuple(Post(code, frozenset(held)) for code, held in roles.items())


def _to_people(rows: Iterable[models.Person]) -> tuple[PersonInfo, ...]:
    people = models.Person.objects.filter(pk__in=[row.pk for row in rows])
    return tuple(
        PersonInfo(
            username=person.username,
            name=person.name,
            posts=to_posts(person.posts.all()),
            phone=person.phone,
            is_active=person.is_active,
        )
        for person in people.prefetch_related("posts__organisation")
    )
