"""Every state x action x role, against a table written down here a second time; then at random."""

import random
from collections.abc import Callable

import pytest
from django.db import connection

from chengshu.base.accounts.contracts import Actor, Role
from chengshu.data.claims import api
from chengshu.data.claims.contracts import ClaimAction, ClaimState
from chengshu.data.claims.models import Line
from tests.data.claims.city import BUREAU, CIVIL, HOLDING, NAME, OFFICERS, POLICE, issue, person

pytestmark = pytest.mark.usefixtures("city")

HELD = {"claimed", "supplemented", "extended"}
ALLOWED = {
    # action: (from, to, who)
    "claim": (HELD | {"issued", "not_applicable", "returned"}, "claimed", {"officer"}),
    "decline": (HELD | {"issued", "disputed", "returned"}, "not_applicable", {"officer"}),
    "object": ({"issued"}, "disputed", {"officer"}),
    "submit": (HELD | {"returned"}, "format_review", {"officer"}),
    "approve": ({"format_review"}, "approved", {"bureau"}),
    "return": ({"format_review", "approved", "listed"}, "returned", {"bureau"}),
    "list": ({"approved"}, "listed", {"bureau"}),
}
WHO = {
    "officer": POLICE,
    "bureau": BUREAU,
    "other officer": CIVIL,
    "other region": OFFICERS["east_civil"],
    **{
        role.value: person(role.value, "police", role)
        for role in Role
        if role not in {Role.DATA_OFFICER, Role.BUREAU_ADMINISTRATOR, Role.SYSTEM}
    },
    "nobody": Actor("", "访客"),
}
STEPS: dict[str, Callable[[Actor, int], object]] = {
    "claim": lambda who, line: api.claim_element(who, line, HOLDING),
    "decline": lambda who, line: api.decline_element(who, line, reason="不掌握"),
    "object": lambda who, line: api.object_to_element(who, line, reason="不归我管"),
    "submit": api.submit_claim,
    "approve": api.approve_claim,
    "return": lambda who, line: api.return_claim(who, line, reason="请补充"),
    "list": api.list_claim,
}


@pytest.fixture
def line() -> int:
    line = issue(NAME, "police")["police"]
    api.claim_element(POLICE, line, HOLDING)
    return line


def put(line: int, state: ClaimState) -> None:
    role = "" if state in {"issued", "not_applicable", "disputed"} else "authority"
    Line.objects.filter(pk=line).update(state=state, role=role, dispute=None, results=[])


def attempt(who: Actor, line: int, action: str) -> str:
    """Try a step and undo it; return the state it led to, or the name of the refusal."""
    mark = connection.savepoint()
    try:
        STEPS[action](who, line)
        return str(Line.objects.get(pk=line).state)
    except Exception as error:  # noqa: BLE001 - the name of whatever came is the result
        return type(error).__name__
    finally:
        connection.savepoint_rollback(mark)


def expected(action: str, state: str, name: str) -> str:
    origins, target, people = ALLOWED[action]
    if name not in people:
        return "refused by permission"
    return target if state in origins else "WrongClaimStateError"


PERMISSION = {"NotAllowedError", "ForeignOrganisationError"}


@pytest.mark.parametrize("action", list(ALLOWED))
def test_every_state_and_role_does_only_what_the_table_says(action: str, line: int) -> None:
    wrong = []
    for state in ClaimState:
        put(line, state)
        for name, who in WHO.items():
            outcome = attempt(who, line, action)
            said = "refused by permission" if outcome in PERMISSION else outcome
            if said != expected(action, state.value, name):
                wrong.append((state.value, name, outcome))
    assert wrong == []


def test_buttons_are_exactly_the_permitted_actions(line: int) -> None:
    wrong = []
    for state in ClaimState:
        put(line, state)
        for name in ("officer", "bureau", "auditor", "leader"):
            who = WHO[name] if name in {"officer", "bureau"} else person(name, "x", Role(name))
            shown = {action.value for action in api.get_claim(who, line).actions}
            right = {a for a in ALLOWED if expected(a, state.value, name) == ALLOWED[a][1]}
            if shown != right:
                wrong.append((state.value, name, shown ^ right))
    assert wrong == []


def test_the_enum_and_the_table_name_the_same_actions() -> None:
    assert {action.value for action in ClaimAction} == set(ALLOWED) == set(STEPS)


@pytest.mark.parametrize("seed", range(4))
def test_random_walks_keep_one_authority_and_touch_only_the_own_department(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - a reproducible walk, no secret
    lines = issue(NAME, "police", "civil", "health")
    owner = {line: code for code, line in lines.items()}
    people = [*OFFICERS.items(), ("bureau", BUREAU), ("auditor", WHO["auditor"])]
    for _step in range(60):
        name, who = chance.choice(people)
        line = chance.choice(list(owner))
        action = chance.choice(list(STEPS))
        before = dict(Line.objects.values_list("pk", "state"))
        outcome = walk(who, line, action)
        after = dict(Line.objects.values_list("pk", "state"))
        changed = {pk for pk in before if before[pk] != after[pk]}
        if name != "bureau" and changed:
            assert outcome == "done"
            assert owner[line] == name
            assert action in {"claim", "decline", "object", "submit"}
        if name == "auditor":
            assert changed == set()
        authorities = Line.objects.filter(role="authority").count()
        assert authorities <= 1
        disputes = [d for d in api.list_disputes(BUREAU) if d.state.value == "open"]
        assert len(disputes) <= 1
        assert bool(disputes) == Line.objects.filter(state="disputed").exists()
        if disputes and chance.random() < 0.2:
            code = chance.choice([*lines, ""])
            walk_rule(disputes[0].id, code)


def walk(who: Actor, line: int, action: str) -> str:
    try:
        STEPS[action](who, line)
    except Exception as error:  # noqa: BLE001 - refusals are part of the walk
        return type(error).__name__
    return "done"


def walk_rule(dispute: int, authority: str) -> None:
    try:
        api.rule_dispute(BUREAU, dispute, authority=authority, reason="裁定")
    except Exception as error:  # noqa: BLE001 - refusals are part of the walk
        assert type(error).__name__ == "BadRulingError"  # noqa: PT017 - any other is a hole
