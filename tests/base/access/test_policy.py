"""The policy: roles, scopes, grades, purposes, and the trace of every refusal."""

import pytest

from chengshu.base.access import api as access
from chengshu.base.access import policy
from chengshu.base.access.contracts import Scope
from chengshu.base.access.errors import (
    BrokenPolicyError,
    ForeignOrganisationError,
    GradeTooHighError,
    PurposeMissingError,
    UnknownPermissionError,
)
from chengshu.base.accounts.contracts import Actor, Post, Role
from chengshu.base.audit import api as audit
from chengshu.base.errors.api import NotAllowedError
from tests.base.conftest import person

_POLICY = """
room.any: {title: 看全市, roles: {leader: any}}
room.below: {title: 管下级, roles: {bureau_administrator: below}}
room.own: {title: 管本单位, roles: {data_officer: own}}
room.graded: {title: 看数据, roles: {developer: any, data_officer: own}, grades: {developer: 2}}
room.purposed: {title: 看明文, roles: {leader: any}, needs_purpose: true}
"""


@pytest.fixture(autouse=True)
def _policy(monkeypatch: pytest.MonkeyPatch, city: Actor) -> None:
    rules = policy.load_rules(_POLICY) | {rule.permission: rule for rule in policy.list_rules()}
    monkeypatch.setattr(policy, "_rules", lambda: rules)


LEADER = person("leader", "city", Role.LEADER)
DISTRICT = person("wang", "district", Role.BUREAU_ADMINISTRATOR)
OFFICER = person("li", "tax", Role.DATA_OFFICER)
DEVELOPER = person("dev", "health", Role.DEVELOPER)


@pytest.mark.parametrize("organisation", [None, "tax", "city", "nowhere"])
def test_any_reaches_every_organisation(organisation: str | None) -> None:
    access.check(LEADER, "room.any", organisation=organisation)


@pytest.mark.parametrize(
    ("organisation", "allowed"),
    [(None, True), ("district", True), ("community", True), ("city", False), ("tax", False)],
)
def test_below_reaches_the_own_and_what_lies_under_it(
    organisation: str | None, *, allowed: bool
) -> None:
    assert access.may(DISTRICT, "room.below", organisation=organisation) is allowed


def test_a_data_bureau_acts_for_its_whole_government() -> None:
    bureau = person("qian", "bureau", Role.BUREAU_ADMINISTRATOR)
    assert access.may(bureau, "room.below", organisation="tax")
    assert access.may(bureau, "room.below", organisation="community")
    assert "district" in access.reach(bureau, "room.below").organisations


def test_a_post_at_an_unknown_organisation_reaches_nothing_below() -> None:
    lost = person("qian", "nowhere", Role.BUREAU_ADMINISTRATOR)
    assert not access.may(lost, "room.below", organisation="tax")


@pytest.mark.parametrize(
    ("organisation", "allowed"), [(None, True), ("tax", True), ("health", False)]
)
def test_own_reaches_the_own_only(organisation: str | None, *, allowed: bool) -> None:
    assert access.may(OFFICER, "room.own", organisation=organisation) is allowed


def test_a_role_counts_only_where_its_post_is() -> None:
    posts = (Post("tax", frozenset({Role.DATA_OFFICER})), Post("health", frozenset({Role.LEADER})))
    both = Actor("li", "李", posts)
    assert access.may(both, "room.own", organisation="tax")
    assert not access.may(both, "room.own", organisation="health")


@pytest.mark.parametrize(
    ("actor", "grade", "allowed"),
    [
        (DEVELOPER, None, True),
        (DEVELOPER, 2, True),
        (DEVELOPER, 3, False),
        (OFFICER, 4, True),
    ],
)
def test_a_grade_above_the_roles_limit_is_refused(
    actor: Actor, grade: int | None, *, allowed: bool
) -> None:
    own = actor.organisation_code
    assert access.may(actor, "room.graded", organisation=own, grade=grade) is allowed


@pytest.mark.parametrize(("purpose", "allowed"), [(None, False), ("  ", False), ("核查", True)])
def test_some_things_need_a_purpose(purpose: str | None, *, allowed: bool) -> None:
    assert access.may(LEADER, "room.purposed", purpose=purpose) is allowed


@pytest.mark.parametrize(
    ("actor", "permission", "question", "error", "words"),
    [
        (LEADER, "room.own", {}, NotAllowedError, "管本单位"),
        (OFFICER, "room.own", {"organisation": "health"}, ForeignOrganisationError, "health"),
        (DEVELOPER, "room.graded", {"grade": 3}, GradeTooHighError, "3 级"),
        (LEADER, "room.purposed", {}, PurposeMissingError, "用途"),
    ],
)
def test_every_refusal_says_why_and_leaves_a_line(
    city: Actor,
    actor: Actor,
    permission: str,
    question: dict[str, object],
    error: type[NotAllowedError],
    words: str,
) -> None:
    with pytest.raises(error, match=words) as caught:
        access.check(actor, permission, **question)
    assert type(caught.value) is error
    line = audit.list_entries(city).entries[0]
    assert (line.username, line.action, line.outcome) == (actor.username, permission, "refused")
    assert line.detail == {**question, "reason": caught.value.code}
    assert line.address == "10.0.0.1"


def test_asking_whether_leaves_no_line() -> None:
    before = audit.verify().checked
    assert not access.may(OFFICER, "room.any")
    assert access.may(LEADER, "room.any")
    assert audit.verify().checked == before


def test_a_visitor_may_nothing() -> None:
    visitor = Actor("", "访客")
    assert not any(access.may(visitor, rule.permission) for rule in access.list_rules())


def test_the_system_may_everything(city: Actor) -> None:
    assert all(access.may(city, rule.permission, grade=5) for rule in access.list_rules())


def test_a_permission_the_policy_does_not_list_is_a_bug(city: Actor) -> None:
    with pytest.raises(UnknownPermissionError, match=r"room\.unknown"):
        access.check(city, "room.unknown")
    with pytest.raises(UnknownPermissionError):
        access.may(LEADER, "room.unknown")


def test_reach_names_the_organisations_of_a_list(city: Actor) -> None:
    assert access.reach(city, "room.own").everything
    assert access.reach(LEADER, "room.any").covers("anything")
    assert access.reach(DISTRICT, "room.below").organisations == {"district", "town", "community"}
    assert access.reach(OFFICER, "room.own") == access.Reach(
        everything=False, organisations=frozenset({"tax"})
    )
    assert not access.reach(OFFICER, "room.own").covers("health")
    assert access.reach(LEADER, "room.own").organisations == frozenset()


@pytest.mark.parametrize(
    "line",
    [
        "a.b: {roles: {leader: any}}",
        "a.b: {title: '', roles: {leader: any}}",
        "a.b: {title: 甲, roles: {king: any}}",
        "a.b: {title: 甲, roles: {leader: everywhere}}",
        "a.b: {title: 甲, roles: {leader: any}, grade: 3}",
        "a.b: {title: 甲, roles: {leader: any}}\na.b: {title: 乙, roles: {leader: any}}",
        "a.b: [",
    ],
)
def test_a_misspelt_policy_does_not_load(line: str) -> None:
    with pytest.raises(BrokenPolicyError, match=r"policy\.yaml"):
        policy.load_rules(line)


def test_the_policy_of_the_product_loads_and_names_every_permission() -> None:
    for rule in policy.load_rules(policy.POLICY.read_text(encoding="utf-8")).values():
        room, _, verb = rule.permission.partition(".")
        assert room.isidentifier()
        assert verb.isidentifier()
        assert rule.roles
        assert all(isinstance(scope, Scope) for scope in rule.roles.values())
        assert Role.SYSTEM not in rule.roles
        assert set(rule.grades) <= set(rule.roles)
