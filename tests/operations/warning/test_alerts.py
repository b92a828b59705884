from dataclasses import replace
from decimal import Decimal

import pytest

from chengshu.base.accounts.contracts import Actor, Role
from chengshu.base.errors.api import NotAllowedError
from chengshu.operations.dispatch import api as dispatch
from chengshu.operations.dispatch.contracts import CaseAction, CaseQuery, Move
from chengshu.operations.vitals.contracts import Level, Threshold
from chengshu.operations.vitals.errors import IndicatorNotFoundError
from chengshu.operations.warning import api as warning
from chengshu.operations.warning.contracts import AlertInfo, AlertQuery, AlertRuleSpec, AlertState
from chengshu.operations.warning.errors import (
    AlertClearedError,
    AlertNotFoundError,
    BadRuleError,
    NoCaseRuleError,
)
from chengshu.operations.warning.judging import judge
from chengshu.operations.warning.models import Alert
from tests.operations.conftest import actor
from tests.operations.warning.conftest import RULE, Feed


def only() -> AlertInfo:
    (alert,) = warning.list_alerts(actor(Role.LEADER, "city")).rows
    return alert


def history(alert: AlertInfo) -> list[str]:
    detail = warning.get_alert(actor(Role.LEADER, "city"), alert.id)
    return [step.action for step in detail.steps]


def test_a_reading_over_the_threshold_raises_one_alert(
    rule: AlertRuleSpec, feed: Feed, system: Actor
) -> None:
    feed(10, a01=120, a02=50)

    raised = warning.evaluate(system)
    assert [(one.area_code, one.level, one.state) for one in raised] == [
        ("219901", Level.YELLOW, AlertState.RAISED)
    ]
    assert raised[0].title == "东岭区“报修平均处理时长”黄色预警"
    assert raised[0].reason == "2026-10 的值为 120分钟，黄色阈值为大于 100分钟。"
    assert warning.evaluate(system) == ()
    assert history(only()) == ["raise"]


def test_levels_rise_at_once_and_fall_beyond_the_margin(
    rule: AlertRuleSpec, feed: Feed, system: Actor
) -> None:
    levels = []
    for minutes in (120, 400, 290, 270, 90, 85, 79):
        feed(10, a01=minutes)
        warning.evaluate(system)
        alert = only()
        levels.append((minutes, alert.level.value, alert.state.value))

    assert levels == [
        (120, "yellow", "raised"),
        (400, "red", "raised"),
        (290, "red", "raised"),  # not yet 20 below 300
        (270, "yellow", "raised"),
        (90, "yellow", "raised"),  # not yet 20 below 100
        (85, "yellow", "raised"),
        (79, "yellow", "cleared"),
    ]
    assert history(only()) == ["raise", "rise", "fall", "clear"]
    assert only().peak_level == Level.RED
    assert only().cleared_at is not None


def test_a_cleared_alert_rises_again(rule: AlertRuleSpec, feed: Feed, system: Actor) -> None:
    for minutes in (120, 50, 130):
        feed(10, a01=minutes)
        warning.evaluate(system)

    assert (only().state, only().text) == (AlertState.RAISED, "130")
    assert history(only()) == ["raise", "clear", "raise"]


def test_a_new_period_takes_over_and_keeps_the_open_case(
    rule: AlertRuleSpec, feed: Feed, system: Actor, officer: Actor
) -> None:
    feed(10, a01=120)
    warning.evaluate(system)
    first = warning.open_case(officer, only().id)
    feed(11, a01=150)
    warning.evaluate(system)

    newer, older = warning.list_alerts(officer).rows
    assert (newer.period, newer.case_no) == ("2026-11", first.case_no)
    assert (older.period, older.state) == ("2026-10", AlertState.CLEARED)
    assert history(older)[-1] == "replace"


def test_a_finished_case_is_not_carried_on(
    rule: AlertRuleSpec, feed: Feed, system: Actor, officer: Actor
) -> None:
    feed(10, a01=120)
    warning.evaluate(system)
    first = warning.open_case(officer, only().id)
    dispatch.act(officer, first.case_no, Move(CaseAction.VOID, note="误报"))
    feed(11, a01=150)
    warning.evaluate(system)

    assert warning.list_alerts(officer).rows[0].case_no == ""


def test_opening_a_case_twice_opens_one(
    rule: AlertRuleSpec, feed: Feed, system: Actor, officer: Actor
) -> None:
    feed(10, a01=120)
    warning.evaluate(system)
    first = warning.open_case(officer, only().id, note="请尽快")
    second = warning.open_case(officer, only().id)

    assert first.case_no == second.case_no
    case = dispatch.get_case(officer, first.case_no).case
    assert (case.source, case.source_key, case.area_code) == (
        "warning",
        f"alert-{first.id}",
        "219901",
    )
    assert case.description.splitlines() == [first.reason, "核查最近的报修工单。", "请尽快"]
    assert dispatch.list_cases(officer, CaseQuery()).total == 1


def test_a_crash_between_case_and_alert_opens_no_second_case(
    rule: AlertRuleSpec, feed: Feed, system: Actor, officer: Actor
) -> None:
    feed(10, a01=120)
    warning.evaluate(system)
    opened = warning.open_case(officer, only().id)
    Alert.objects.update(case_no="")  # as if killed before the alert was saved

    assert warning.open_case(officer, opened.id).case_no == opened.case_no


def test_a_rule_opens_cases_itself_from_its_level_on(
    rule: AlertRuleSpec, feed: Feed, system: Actor, officer: Actor
) -> None:
    warning.save_rule(officer, replace(RULE, auto_case=True, case_level=Level.RED, areas=()))
    feed(10, a01=120, a02=500)
    warning.evaluate(system)
    warning.evaluate(system)

    cases = {one.area_code: one.case_no for one in warning.list_alerts(officer).rows}
    assert cases["219901"] == ""
    assert cases["219902"] != ""
    assert cases[""] != ""  # the city's average is over 300 too
    assert dispatch.list_cases(officer, CaseQuery()).total == 2
    city = dispatch.get_case(officer, cases[""]).case
    assert (city.area_code, city.location) == ("219900", "全市")


def test_acknowledging_is_recorded_once(
    rule: AlertRuleSpec, feed: Feed, system: Actor, officer: Actor
) -> None:
    feed(10, a01=120)
    warning.evaluate(system)
    assert warning.get_alert(officer, only().id).may_acknowledge
    warning.acknowledge_alert(officer, only().id, note="已知悉")
    again = warning.acknowledge_alert(officer, only().id)

    assert (again.state, again.acknowledged_by) == (AlertState.ACKNOWLEDGED, officer.name)
    assert history(only()) == ["raise", "acknowledge"]
    assert not warning.get_alert(officer, only().id).may_acknowledge
    feed(10, a01=50)
    warning.evaluate(system)
    with pytest.raises(AlertClearedError):
        warning.acknowledge_alert(officer, only().id)
    with pytest.raises(AlertClearedError):
        warning.open_case(officer, only().id)


def test_a_rule_without_class_opens_no_case(
    indicator: None, feed: Feed, system: Actor, officer: Actor
) -> None:
    warning.save_rule(officer, replace(RULE, case_class="", areas=("219901",)))
    feed(10, a01=120)
    warning.evaluate(system)

    assert not warning.get_alert(officer, only().id).may_open_case
    with pytest.raises(NoCaseRuleError):
        warning.open_case(officer, only().id)


def test_an_inactive_rule_raises_nothing(
    rule: AlertRuleSpec, feed: Feed, system: Actor, officer: Actor
) -> None:
    warning.save_rule(officer, replace(rule, is_active=False))
    feed(10, a01=500)

    assert warning.evaluate(system) == ()


def test_lists_filter(rule: AlertRuleSpec, feed: Feed, system: Actor, officer: Actor) -> None:
    feed(10, a01=120, a02=500)
    warning.evaluate(system)

    def areas(**filters: object) -> list[str]:
        page = warning.list_alerts(officer, AlertQuery(**filters))  # type: ignore[arg-type]
        return [one.area_code for one in page.rows]

    assert areas(sort="-severity") == ["219902", "219901"]
    assert areas(levels=["red"]) == ["219902"]
    assert areas(states=["cleared"]) == []
    assert areas(area_code="219901") == ["219901"]
    assert areas(indicator_code="other") == []
    assert areas(text="报修", page_size=1, page=2, sort="severity") == ["219902"]


@pytest.mark.parametrize(
    "change",
    [
        {"name": ""},
        {"thresholds": {}},
        {"margin": Decimal(-1)},
        {"auto_case": True, "case_class": ""},
        {"lead_unit": "nobody"},
    ],
)
def test_a_rule_that_cannot_work_is_refused(
    change: dict[str, object], indicator: None, officer: Actor
) -> None:
    with pytest.raises(BadRuleError):
        warning.save_rule(officer, replace(RULE, **change))  # type: ignore[arg-type]


def test_unknown_things_and_strangers_are_refused(
    rule: AlertRuleSpec, officer: Actor, worker: Actor
) -> None:
    with pytest.raises(IndicatorNotFoundError):
        warning.save_rule(officer, replace(RULE, indicator_code="none"))
    with pytest.raises(AlertNotFoundError):
        warning.get_alert(officer, 1)
    with pytest.raises(NotAllowedError):
        warning.evaluate(worker)
    with pytest.raises(NotAllowedError):
        warning.save_rule(worker, RULE)
    assert [one.code for one in warning.list_rules(officer)] == ["heat_late"]
    assert warning.list_levels()[0] == ("red", "红色")
    assert warning.list_states()[-1] == ("cleared", "已解除")


@pytest.mark.parametrize(
    ("op", "value", "held", "level"),
    [
        (">", 10, None, None),
        (">", 10, "yellow", "yellow"),
        (">", 8, "yellow", None),
        (">=", 8, "yellow", "yellow"),
        (">=", 7, "yellow", None),
        ("<", 10, None, None),
        ("<", 11, "yellow", "yellow"),
        ("<", 12, "yellow", None),
        ("<=", 12, "yellow", "yellow"),
    ],
)
def test_hysteresis(op: str, value: int, held: str | None, level: str | None) -> None:
    thresholds = {Level.YELLOW: Threshold(op, Decimal(10))}

    found = judge(Decimal(value), thresholds, margin=Decimal(2), held=Level(held) if held else None)
    assert found == level
