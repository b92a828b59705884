"""The door of accounts: organisations, people, and the actor a signed-in user is."""

from collections.abc import Iterable
from typing import cast

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from chengshu.base.accounts import lockouts, models, selectors, services
from chengshu.base.accounts.contracts import (
    ADMINISTRATION,
    Actor,
    Guard,
    Lockout,
    OrganisationInfo,
    OrganisationKind,
    PersonInfo,
    Post,
)
from chengshu.base.accounts.errors import OwnAccountError, UnknownPersonError

__all__ = [
    "actor_of",
    "area_names",
    "find_lockout",
    "find_organisation",
    "find_person",
    "get_organisation",
    "get_person",
    "guard",
    "list_organisations",
    "list_people",
    "list_subordinates",
    "reset_password",
    "save_organisation",
    "save_person",
    "unlock_person",
]


def guard() -> Guard:
    """Return the object that checks and records for rooms below `access`."""
    return cast(Guard, import_string(settings.CHENGSHU_GUARD)())


def actor_of(user: AbstractBaseUser | AnonymousUser, address: str = "") -> Actor:
    """Return who `user` is; a visitor who has not signed in holds no post."""
    if not isinstance(user, models.Person):
        return Actor(username="", name=_("访客"), address=address)
    posts = selectors.list_posts(person_id=user.pk)
    return Actor(username=user.username, name=user.name, posts=posts, address=address)


def get_organisation(code: str) -> OrganisationInfo:
    """Return the organisation of `code`.

    Raises:
        UnknownOrganisationError: There is none.
    """
    return selectors.get_organisation(code=code)


def find_organisation(code: str) -> OrganisationInfo | None:
    """Return the organisation of `code`, or None."""
    return selectors.find_organisation(code=code)


def list_organisations(
    *, parent: str | None = None, kind: OrganisationKind | None = None
) -> tuple[OrganisationInfo, ...]:
    """Return organisations by code: all, the direct children of `parent`, or those of `kind`."""
    return selectors.list_organisations(parent=parent, kind=kind)


def area_names() -> dict[str, str]:
    """Return the names of areas by code, e.g. {"219901": "云台区"}, from their governments."""
    return selectors.area_names()


def list_subordinates(code: str) -> frozenset[str]:
    """Return `code` itself and every code below it; empty when the code is unknown."""
    return selectors.list_subordinates(code=code)


def save_organisation(actor: Actor, info: OrganisationInfo) -> OrganisationInfo:
    """Make the organisation of `info.code` be as `info` says; saving twice changes nothing.

    Raises:
        UnknownOrganisationError: The parent does not exist.
        OrganisationCycleError: The parent lies below the organisation.
    """
    for code in _organisations_touched(info):
        guard().check(actor, "accounts.save_organisation", organisation=code)
    with transaction.atomic():
        if services.save_organisation(info=info):
            guard().record(
                actor, "accounts.save_organisation", subject=info.code, detail={"name": info.name}
            )
    return info


def find_person(username: str) -> PersonInfo | None:
    """Return the person of `username`, or None."""
    return selectors.find_person(username=username)


def list_people(
    actor: Actor, *, organisation: str | None = None, text: str = ""
) -> tuple[PersonInfo, ...]:
    """Return people by user name, of one organisation or whose name contains `text`.

    Without an organisation: of all those the actor reaches.
    """
    guard().check(actor, "accounts.list_people", organisation=organisation)
    reach = guard().reach(actor, "accounts.list_people")
    within = reach if organisation is None else frozenset({organisation})
    people = selectors.list_people(organisations=within, text=text)
    guard().record(
        actor,
        "accounts.list_people",
        subject=organisation or "*",
        detail={"text": text, "count": len(people)},
    )
    return people


def get_person(actor: Actor, username: str) -> PersonInfo:
    """Return one person; recorded.

    Raises:
        UnknownPersonError: There is nobody of this name within the actor's reach.
    """
    guard().check(actor, "accounts.list_people")
    person = selectors.find_person(username=username)
    reach = guard().reach(actor, "accounts.list_people")
    held = {post.organisation_code for post in person.posts} if person else set()
    if person is None or (reach is not None and not held & reach):
        raise UnknownPersonError(key=username)
    guard().record(actor, "accounts.list_people", subject=username, detail={})
    return person


def find_lockout(actor: Actor, username: str) -> Lockout:
    """Return whether wrong passwords lock a person out just now."""
    guard().check(actor, "accounts.list_people")
    return lockouts.find_lockout(username)


def unlock_person(actor: Actor, username: str) -> None:
    """Let a locked-out person try again at once.

    Raises:
        UnknownPersonError: There is nobody of this name.
    """
    _check_posts(actor, _known_person(username).posts)
    with transaction.atomic():
        dropped = lockouts.forget_failures(username)
        guard().record(
            actor, "accounts.unlock_person", subject=username, detail={"counts": dropped}
        )


def reset_password(actor: Actor, *, username: str, password: str) -> None:
    """Give a person another password: open sessions end, a lockout is lifted.

    Raises:
        UnknownPersonError: There is nobody of this name.
        WeakPasswordError: The password breaks the rules.
    """
    _check_posts(actor, _known_person(username).posts)
    with transaction.atomic():
        services.reset_password(username=username, password=password)
        guard().record(actor, "accounts.reset_password", subject=username, detail={})


def save_person(  # noqa: PLR0913 - the record a person is made of, all by keyword
    actor: Actor,
    *,
    username: str,
    name: str,
    password: str | None = None,
    posts: Iterable[Post] = (),
    phone: str = "",
    is_active: bool = True,
) -> PersonInfo:
    """Make the person of `username` be as given; saving twice changes nothing.

    A missing `password` leaves an existing one alone.

    Raises:
        NotAllowedError: A post, old or new, lies outside the actor's reach.
        WeakPasswordError: The password breaks the rules.
        PostNotAllowedError: The roles may not be held by one person.
        UnknownOrganisationError: A post names an organisation that does not exist.
        OwnAccountError: The actor would deactivate the own account.
    """
    info = PersonInfo(username, name, tuple(posts), phone, is_active)
    _check_person(actor, info)
    if username == actor.username and not is_active:
        raise OwnAccountError
    with transaction.atomic():
        if services.save_person(info=info, password=password):
            detail = {"posts": {post.organisation_code: sorted(post.roles) for post in info.posts}}
            guard().record(actor, "accounts.save_person", subject=username, detail=detail)
    return info


def _organisations_touched(info: OrganisationInfo) -> list[str]:
    """Return where the actor must be allowed: the old place in the tree and the new one."""
    known = selectors.find_organisation(code=info.code)
    places = {info.parent_code or info.code} | ({info.code} if known else set())
    return sorted(places)


def _check_person(actor: Actor, info: PersonInfo) -> None:
    """Check every post the person has or shall have; administration is for operators to give."""
    known = selectors.find_person(username=info.username)
    _check_posts(actor, info.posts + (known.posts if known else ()))


def _known_person(username: str) -> PersonInfo:
    person = selectors.find_person(username=username)
    if person is None:
        raise UnknownPersonError(key=username)
    return person


def _check_posts(actor: Actor, posts: Iterable[Post]) -> None:
    """Check that the actor may change a person who holds `posts`."""
    posts = tuple(posts)
    guard().check(actor, "accounts.save_person")
    for code in sorted({post.organisation_code for post in posts}):
        guard().check(actor, "accounts.save_person", organisation=code)
    if any(post.roles & ADMINISTRATION for post in posts):
        guard().check(actor, "accounts.grant_administration")
