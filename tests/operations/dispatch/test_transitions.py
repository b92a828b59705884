"""Every state x action x role, against a table written down here a second time."""

import pytest

from chengshu.base.accounts.contracts import Actor, Role
from chengshu.operations.dispatch import api as dispatch
from chengshu.operations.dispatch.contracts import CaseAction, CaseState, Move
from chengshu.operations.dispatch.errors import ActionNotAllowedError, WrongStateError
from chengshu.operations.dispatch.models import Case
from tests.operations.conftest import actor
from tests.operations.dispatch.conftest import Reporter

ALLOWED = {
    # action: (from, to, who)
    "accept": ({"reported"}, "accepted", {"officer"}),
    "void": ({"reported", "accepted"}, "voided", {"officer"}),
    "dispatch": ({"accepted"}, "dispatched", {"officer"}),
    "return": ({"dispatched", "handling"}, "accepted", {"unit", "above"}),
    "receive": ({"dispatched"}, "handling", {"unit", "above"}),
    "handle": ({"handling"}, "handled", {"unit", "above"}),
    "suspend": ({"dispatched", "handling"}, "suspended", {"officer"}),
    "resume": ({"suspended"}, "handling", {"officer"}),
    "verify": ({"handled"}, "verified", {"officer", "grid"}),
    "rework": ({"handled", "verified"}, "handling", {"officer", "grid"}),
    "close": ({"verified"}, "closed", {"officer"}),
}
WHO = {
    "officer": actor(Role.DUTY_OFFICER, "centre"),
    "unit": actor(Role.HANDLING_UNIT, "water"),
    "above": actor(Role.HANDLING_UNIT, "urban"),
    "other unit": actor(Role.HANDLING_UNIT, "health"),
    "grid": actor(Role.GRID_WORKER, "east"),
    "other grid": actor(Role.GRID_WORKER, "west"),
    "officer's colleague": actor(Role.LEADER, "centre"),
    **{
        role.value: actor(role, "city")
        for role in Role
        if role not in {Role.DUTY_OFFICER, Role.HANDLING_UNIT, Role.GRID_WORKER, Role.SYSTEM}
    },
}


def put(case_no: str, state: CaseState) -> None:
    Case.objects.filter(no=case_no).update(
        state=state, handling_left="2", handling_amount=2, handling_unit="working_day"
    )


def attempt(who: Actor, case_no: str, action: CaseAction) -> str:
    try:
        return dispatch.act(who, case_no, Move(action, note="说明", unit="water")).state
    except Exception as error:  # noqa: BLE001 - the name of whatever came is the result
        return type(error).__name__


@pytest.mark.parametrize("action", list(CaseAction))
def test_every_state_and_role_does_only_what_the_table_says(
    action: CaseAction, report: Reporter
) -> None:
    origins, target, people = ALLOWED[action]
    wrong = []
    for state in CaseState:
        case = report()
        for name, who in WHO.items():
            put(case.no, state)
            outcome = attempt(who, case.no, action)
            good = state in origins and name in people
            if good != (outcome == target and outcome in set(CaseState)):
                wrong.append((state, name, outcome))
            if good:
                case = report()  # an assignment stands now; take a fresh one
    assert wrong == []


def test_the_program_itself_may_act(report: Reporter, system: Actor) -> None:
    case = report()

    assert dispatch.act(system, case.no, Move(CaseAction.ACCEPT)).state == CaseState.ACCEPTED


def test_a_wrong_state_is_named_in_words(report: Reporter, officer: Actor) -> None:
    case = report()

    with pytest.raises(WrongStateError, match=r"待受理.*结案"):
        dispatch.act(officer, case.no, Move(CaseAction.CLOSE))


def test_a_wrong_post_is_refused_in_words(report: Reporter, grid: Actor) -> None:
    case = report()

    with pytest.raises(ActionNotAllowedError, match="受理"):
        dispatch.act(grid, case.no, Move(CaseAction.ACCEPT))


def test_buttons_are_exactly_the_permitted_actions(report: Reporter) -> None:
    case = report()
    wrong = []
    for state in CaseState:
        put(case.no, state)
        for name in ("officer", "unit", "above", "grid"):
            shown = {one.action.value for one in dispatch.get_case(WHO[name], case.no).actions}
            expected = {
                action
                for action, (origins, _target, people) in ALLOWED.items()
                if state in origins and name in people
            }
            if shown != expected:
                wrong.append((state, name, shown ^ expected))
    assert wrong == []
