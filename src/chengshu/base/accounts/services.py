"""Writes of accounts."""

from collections.abc import Iterable

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from chengshu.base.accounts import lockouts, models, selectors
from chengshu.base.accounts.contracts import (
    ADMINISTRATION,
    OrganisationInfo,
    PersonInfo,
    Post,
    Role,
)
from chengshu.base.accounts.errors import (
    OrganisationCycleError,
    PostNotAllowedError,
    UnknownOrganisationError,
    WeakPasswordError,
)


@transaction.atomic
def save_organisation(*, info: OrganisationInfo) -> bool:
    """Make the organisation of `info.code` be as `info` says; return whether anything changed."""
    if selectors.find_organisation(code=info.code) == info:
        return False
    models.Organisation.objects.update_or_create(
        code=info.code,
        defaults={
            "name": info.name,
            "uscc": info.uscc,
            "kind": info.kind.value,
            "level": info.level.value,
            "area_code": info.area_code,
            "parent": _parent_of(info),
        },
    )
    return True


def _parent_of(info: OrganisationInfo) -> models.Organisation | None:
    if info.parent_code is None:
        return None
    if info.parent_code in selectors.list_subordinates(code=info.code) | {info.code}:
        raise OrganisationCycleError(name=info.name)
    return _organisation(info.parent_code)


def _organisation(code: str) -> models.Organisation:
    row = models.Organisation.objects.filter(code=code).first()
    if row is None:
        raise UnknownOrganisationError(key=code)
    return row


@transaction.atomic
def save_person(*, info: PersonInfo, password: str | None) -> bool:
    """Make the person of `info.username` be as `info` says; return whether anything changed.

    A password that is already the person's is left as it is, so that sessions stay valid.
    """
    _refuse_posts(info)
    person = models.Person.objects.filter(username=info.username).first()
    fresh = person is None
    person = person or models.Person(username=info.username)
    rekeyed = _set_password(person, password)
    if not fresh and not rekeyed and selectors.find_person(username=info.username) == info:
        return False
    person.name, person.phone, person.is_active = info.name, info.phone, info.is_active
    person.save()
    _replace_posts(person, info.posts)
    return True


@transaction.atomic
def reset_password(*, username: str, password: str) -> None:
    """Give a person another password; open sessions end, a lockout is lifted."""
    person = models.Person.objects.select_for_update().get(username=username)
    _set_password(person, password)
    person.save(update_fields=["password"])
    lockouts.forget_failures(username)


def _refuse_posts(info: PersonInfo) -> None:
    roles = {role for post in info.posts for role in post.roles}
    if Role.SYSTEM in roles:
        raise PostNotAllowedError(name=info.name, reason=_("“系统”不是人员岗位。"))
    if Role.AUDITOR in roles and roles & ADMINISTRATION - {Role.AUDITOR}:
        raise PostNotAllowedError(name=info.name, reason=_("审计员不得兼任管理员或运维员。"))


def _set_password(person: models.Person, password: str | None) -> bool:
    """Set a password that differs; a person without one cannot sign in."""
    if password is None:
        if person.pk is None:
            person.set_unusable_password()
        return False
    if person.pk is not None and person.check_password(password):
        return False
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise WeakPasswordError(field=_("密码"), reason=" ".join(error.messages)) from error
    person.set_password(password)
    return True


def _replace_posts(person: models.Person, posts: Iterable[Post]) -> None:
    kept: list[int] = []
    for post in posts:
        organisation = _organisation(post.organisation_code)
        for role in sorted(post.roles):
            row, _made = models.Post.objects.get_or_create(
                person=person, organisation=organisation, role=role.value
            )
            kept.append(row.pk)
    person.posts.exclude(pk__in=kept).delete()
