"""Organisations, people and actors."""

from dataclasses import replace

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser

from chengshu.base.accounts import api as accounts
from chengshu.base.accounts.contracts import Actor, OrganisationKind, Post, Role
from chengshu.base.accounts.errors import (
    OrganisationCycleError,
    PostNotAllowedError,
    UnknownOrganisationError,
    WeakPasswordError,
)
from chengshu.base.audit import api as audit
from chengshu.base.errors.api import NotAllowedError
from tests.base.conftest import PASSWORD, person

OFFICER = (Post("tax", frozenset({Role.DATA_OFFICER})),)


def test_subordinates_are_found_over_four_levels(city: Actor) -> None:
    assert accounts.list_subordinates("district") == {"district", "town", "community"}
    assert accounts.list_subordinates("community") == {"community"}
    assert accounts.list_subordinates("nowhere") == frozenset()


def test_organisations_are_listed_by_parent_and_kind(city: Actor) -> None:
    assert [row.code for row in accounts.list_organisations(parent="district")] == ["town"]
    found = accounts.list_organisations(kind=OrganisationKind.DEPARTMENT)
    assert [row.code for row in found] == ["health", "tax"]


def test_areas_are_named_after_their_governments(city: Actor) -> None:
    town = accounts.get_organisation("town")
    for code, name, area in (
        ("s1", "文昌街道办事处", "219901009"),
        ("d1", "云台区人民政府", "219901"),
    ):
        accounts.save_organisation(city, replace(town, code=code, name=name, area_code=area))

    names = accounts.area_names()
    assert (names["219901009"], names["219901"]) == ("文昌街道", "云台区")


def test_saving_an_organisation_twice_leaves_one_audit_line(city: Actor) -> None:
    before = audit.verify().checked
    tax = accounts.get_organisation("tax")
    accounts.save_organisation(city, tax)
    assert audit.verify().checked == before
    accounts.save_organisation(city, replace(tax, name="国家税务总局云枢市税务局"))
    assert audit.verify().checked == before + 1
    assert accounts.get_organisation("tax").name == "国家税务总局云枢市税务局"


def test_an_organisation_cannot_stand_below_itself(city: Actor) -> None:
    district = accounts.get_organisation("district")
    with pytest.raises(OrganisationCycleError):
        accounts.save_organisation(city, replace(district, parent_code="community"))


def test_an_unknown_organisation_is_named_in_the_refusal(city: Actor) -> None:
    assert accounts.find_organisation("nowhere") is None
    with pytest.raises(UnknownOrganisationError, match="nowhere"):
        accounts.get_organisation("nowhere")
    tax = accounts.get_organisation("tax")
    with pytest.raises(UnknownOrganisationError):
        accounts.save_organisation(city, replace(tax, parent_code="nowhere"))


def test_a_person_becomes_an_actor_with_posts(city: Actor) -> None:
    accounts.save_person(city, username="li", name="李一", password=PASSWORD, posts=OFFICER)
    user = get_user_model().objects.get(username="li")
    actor = accounts.actor_of(user, "10.1.1.1")
    assert actor.roles == {Role.DATA_OFFICER}
    assert actor.organisation_code == "tax"
    assert actor.address == "10.1.1.1"


def test_a_visitor_is_an_actor_without_posts() -> None:
    actor = accounts.actor_of(AnonymousUser())
    assert (actor.username, actor.posts) == ("", ())


def test_saving_a_person_twice_changes_nothing(city: Actor) -> None:
    for _ in range(2):
        accounts.save_person(city, username="li", name="李一", password=PASSWORD, posts=OFFICER)
    found = audit.list_entries(city, audit.EntryFilter(action="accounts.save_person"))
    assert found.total == 1


def test_posts_are_replaced_and_a_missing_password_is_kept(city: Actor) -> None:
    accounts.save_person(city, username="li", name="李一", password=PASSWORD, posts=OFFICER)
    moved = (Post("health", frozenset({Role.DEVELOPER, Role.DATA_OFFICER})),)
    accounts.save_person(city, username="li", name="李一", posts=moved)
    found = accounts.find_person("li")
    assert found is not None
    assert found.posts == moved
    assert get_user_model().objects.get(username="li").check_password(PASSWORD)


def test_a_person_without_password_cannot_sign_in(city: Actor) -> None:
    accounts.save_person(city, username="li", name="李一", posts=OFFICER)
    assert not get_user_model().objects.get(username="li").has_usable_password()


@pytest.mark.parametrize("password", ["short-1A", "12345678901234", "password123", "liyiliyiliyi"])
def test_weak_passwords_are_refused_in_chinese(city: Actor, password: str) -> None:
    with pytest.raises(WeakPasswordError, match="密码"):
        accounts.save_person(city, username="liyi", name="李一", password=password, posts=OFFICER)
    assert accounts.find_person("liyi") is None


@pytest.mark.parametrize("other", [Role.OPERATOR, Role.BUREAU_ADMINISTRATOR])
def test_who_audits_does_not_administer(city: Actor, other: Role) -> None:
    posts = (Post("bureau", frozenset({Role.AUDITOR, other})),)
    with pytest.raises(PostNotAllowedError, match="审计员"):
        accounts.save_person(city, username="li", name="李一", posts=posts)


def test_nobody_becomes_the_system(city: Actor) -> None:
    posts = (Post("bureau", frozenset({Role.SYSTEM})),)
    with pytest.raises(PostNotAllowedError):
        accounts.save_person(city, username="li", name="李一", posts=posts)


def test_an_administrator_manages_only_below(city: Actor) -> None:
    administrator = person("wang", "district", Role.BUREAU_ADMINISTRATOR)
    town = accounts.get_organisation("town")
    accounts.save_organisation(administrator, replace(town, name="东区二街道"))
    with pytest.raises(NotAllowedError):
        accounts.save_organisation(administrator, replace(town, parent_code="city"))
    with pytest.raises(NotAllowedError):
        accounts.save_person(administrator, username="li", name="李一", posts=OFFICER)


def test_an_administrator_cannot_take_over_people_of_others(city: Actor) -> None:
    administrator = person("wang", "district", Role.BUREAU_ADMINISTRATOR)
    accounts.save_person(city, username="li", name="李一", password=PASSWORD, posts=OFFICER)
    own = (Post("town", frozenset({Role.GRID_WORKER})),)
    with pytest.raises(NotAllowedError):
        accounts.save_person(
            administrator, username="li", name="李一", password="Taken.0ver-1", posts=own
        )


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.AUDITOR, Role.BUREAU_ADMINISTRATOR])
def test_only_an_operator_hands_out_administration(city: Actor, role: Role) -> None:
    administrator = person("wang", "city", Role.BUREAU_ADMINISTRATOR)
    posts = (Post("bureau", frozenset({role})),)
    with pytest.raises(NotAllowedError):
        accounts.save_person(administrator, username="li", name="李一", posts=posts)
    operator = person("zhao", "bureau", Role.OPERATOR)
    accounts.save_person(operator, username="li", name="李一", posts=posts)


def test_listing_people_is_checked_and_recorded(city: Actor) -> None:
    accounts.save_person(city, username="li", name="李一", posts=OFFICER)
    officer = person("sun", "tax", Role.DATA_OFFICER)
    assert [row.username for row in accounts.list_people(officer, organisation="tax")] == ["li"]
    assert accounts.list_people(city, text="李")[0].name == "李一"
    assert accounts.list_people(city, text="无") == ()
    with pytest.raises(NotAllowedError):
        accounts.list_people(officer, organisation="health")
    found = audit.list_entries(city, audit.EntryFilter(action="accounts.list_people"))
    assert {entry.outcome for entry in found.entries} == {"done", "refused"}
