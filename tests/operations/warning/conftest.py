import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from chengshu.base.accounts.contracts import Actor
from chengshu.operations.dispatch import api as dispatch
from chengshu.operations.dispatch.contracts import CaseClassInfo
from chengshu.operations.vitals import api as vitals
from chengshu.operations.vitals.contracts import Level, Threshold
from chengshu.operations.warning import api as warning
from chengshu.operations.warning.contracts import AlertRuleSpec
from tests.operations.vitals import calls

RULE = AlertRuleSpec(
    code="heat_late",
    name="供热报修处理超时",
    indicator_code="heat_minutes",
    thresholds={
        Level.RED: Threshold(">", Decimal(300)),
        Level.YELLOW: Threshold(">", Decimal(100)),
    },
    margin=Decimal(20),
    case_class="9999",
    code_system="test-2026",
    lead_unit="water",
    advice="核查最近的报修工单。",
)
Feed = Callable[..., None]


@pytest.fixture
def indicator(city: None, system: Actor) -> None:
    calls.draft_calls()
    spec = replace(
        calls.SPEC,
        code="heat_minutes",
        name="报修平均处理时长",
        unit="分钟",
        precision=0,
        person="",
        thresholds={},
        formula={"numerator": {"kind": "avg", "column": "minutes"}, "area_digits": 6},
    )
    vitals.save_indicator(system, spec)
    dispatch.save_case_classes(system, [CaseClassInfo("test-2026", "9999", "其他")])


@pytest.fixture
def feed(indicator: None, system: Actor) -> Feed:
    """Publish one call per area in a month and compute; keys are district numbers."""

    def publish(month: int, **minutes: float) -> None:
        rows = tuple(
            calls.Call(number, f"2199{area[1:]}001", dt.date(2026, month, 2), "heat", value)
            for number, (area, value) in enumerate(minutes.items(), 1)
        )
        calls.publish(rows)
        vitals.compute_indicator(system, "heat_minutes")

    return publish


@pytest.fixture
def rule(indicator: None, officer: Actor) -> AlertRuleSpec:
    return warning.save_rule(officer, replace(RULE, areas=("219901", "219902")))
