"""Role by action by state: who may do what with a drafted table, with no hole."""

import random
from collections.abc import Callable
from itertools import product

import pytest

from chengshu.base.accounts.contracts import Actor, Post, Role
from chengshu.base.errors.api import NotAllowedError
from chengshu.data.survey import api
from chengshu.data.survey.contracts import Act, Band, DraftState
from chengshu.data.survey.errors import (
    DraftNotFoundError,
    DraftStateError,
    LineRefusedError,
    NothingToUndoError,
    PersonRequiredError,
    UndecidedLinesError,
)
from chengshu.data.survey.models import DraftedTable
from tests.data.survey.drafted import OFFICER, OWNER

pytestmark = pytest.mark.django_db

ACTIONS: dict[str, Callable[[Actor, int], object]] = {
    "get": api.get_draft,
    "next": api.find_next_draft,
    "accept": lambda who, draft: api.accept_line(who, draft, "c:xm", revision=1),
    "accept_above": lambda who, draft: api.accept_above(who, draft, Band.LOW, revision=1),
    "correct": lambda who, draft: api.correct_line(
        who, draft, "c:xm", values={"name_zh": "姓名"}, revision=1
    ),
    "leave_out": lambda who, draft: api.leave_out_line(who, draft, "c:xm", revision=1),
    "reopen": lambda who, draft: api.reopen_line(who, draft, "c:sfzh", revision=1),
    "join": lambda who, draft: api.join_entry(who, draft, "no_such", revision=1),
    "undo": api.undo_step,
    "submit": lambda who, draft: api.submit_draft(who, draft, revision=1),
    "set_aside": lambda who, draft: api.set_aside(who, draft, reason="测试"),
    "take_back": lambda who, draft: api.take_back(who, draft, reason="测试"),
    "clear_secret": lambda who, draft: api.clear_secret(who, draft, "c:mm", reason="误判"),
}
READS = frozenset({"get", "next"})
ASIDE = {"set_aside": {DraftState.WAITING, DraftState.GONE}, "take_back": {DraftState.ASIDE}}
OPEN = {DraftState.WAITING, DraftState.DRIFTED}
PLACES = (OWNER, "housing", "bureau")
MOVED = (
    DraftStateError,
    LineRefusedError,
    NothingToUndoError,
    UndecidedLinesError,
)  # allowed, but not just now


def sees(role: Role, place: str) -> bool:
    """Say by the issue's own words who may know of a drafted table."""
    if role in {Role.BUREAU_ADMINISTRATOR, Role.AUDITOR, Role.SYSTEM}:
        return True
    return role is Role.DATA_OFFICER and place == OWNER


def may(role: Role, place: str, action: str) -> bool:
    """Say by the issue's own words who may act on one."""
    if action in READS:
        return sees(role, place)
    if action == "clear_secret":
        return role is Role.BUREAU_ADMINISTRATOR
    return role is Role.DATA_OFFICER and place == OWNER


def fits(action: str, state: DraftState) -> bool:
    """Say in which states an action has a meaning."""
    return action in READS or state in ASIDE.get(action, OPEN)


def refusal(role: Role, place: str) -> str:
    """Say how it ends for those who may not: the program as such, and hidden or refused."""
    if role is Role.SYSTEM:
        return "machine"
    return "hidden" if role is Role.DATA_OFFICER and place != OWNER else "refused"


def attempt(actor: Actor, action: str, draft: int) -> str:
    """Return how an action ended: done, not now, hidden, refused, or machine."""
    try:
        ACTIONS[action](actor, draft)
    except DraftNotFoundError:
        return "hidden"
    except NotAllowedError:
        return "refused"
    except PersonRequiredError:
        return "machine"
    except MOVED:
        return "not now"
    return "done"


@pytest.fixture(params=list(DraftState))
def standing(request: pytest.FixtureRequest, draft: int) -> tuple[int, DraftState]:
    """Return a drafted table in each state."""
    api.accept_line(OFFICER, draft, "c:sfzh", revision=1)
    state: DraftState = request.param
    DraftedTable.objects.filter(pk=draft).update(state=state)
    return draft, state


def test_every_role_does_what_it_may_and_nothing_else(standing: tuple[int, DraftState]) -> None:
    draft, state = standing
    kept = DraftedTable.objects.filter(pk=draft).values().get()
    for role, place, action in product(Role, PLACES, ACTIONS):
        DraftedTable.objects.filter(pk=draft).update(**kept)
        actor = Actor("someone", "某人", (Post(place, frozenset({role})),))
        ended = attempt(actor, action, draft)
        case = (role.value, place, action, state.value)
        if not may(role, place, action):
            assert ended == refusal(role, place), case
            assert DraftedTable.objects.filter(pk=draft).values().get() == kept, case
        elif not fits(action, state):
            assert ended == "not now", case
        else:
            assert ended in {"done", "not now"}, case
            assert ended == "done" or action in {"submit", "join"}, case


def test_buttons_promise_exactly_what_may_be_done(standing: tuple[int, DraftState]) -> None:
    draft, state = standing
    named = {
        Act.DECIDE: "accept",
        Act.SET_ASIDE: "set_aside",
        Act.TAKE_BACK: "take_back",
        Act.CLEAR_MARK: "clear_secret",
    }
    for role, place in product(Role, PLACES):
        if role is Role.SYSTEM or not sees(role, place):
            continue
        actor = Actor("someone", "某人", (Post(place, frozenset({role})),))
        acts = api.get_draft(actor, draft).acts
        for act, action in named.items():
            promised = may(role, place, action) and fits(action, state)
            assert (act in acts) == promised, (role, place, act, state)


def test_random_posts_never_reach_over_their_department(draft: int) -> None:
    chance = random.Random(20261120)  # noqa: S311 - a fixed seed; nothing is secret
    kept = DraftedTable.objects.filter(pk=draft).values().get()
    for _ in range(150):
        DraftedTable.objects.filter(pk=draft).update(**kept)
        posts = tuple(
            Post(chance.choice(PLACES), frozenset(chance.sample(list(Role)[:-1], 2)))
            for _ in range(chance.randint(1, 3))
        )
        actor = Actor("someone", "某人", posts)
        action = chance.choice(sorted(ACTIONS))
        allowed = any(
            may(role, post.organisation_code, action) for post in posts for role in post.roles
        )
        ended = attempt(actor, action, draft)
        assert (ended in {"done", "not now"}) == allowed, (posts, action, ended)


def test_lists_show_each_department_its_own(draft: int) -> None:
    for role, place in product(Role, PLACES):
        actor = Actor("someone", "某人", (Post(place, frozenset({role})),))
        try:
            total = api.list_drafts(actor).total
        except NotAllowedError:
            total = 0
        assert total == (1 if sees(role, place) else 0), (role, place)
