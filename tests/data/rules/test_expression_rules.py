"""Conditions as rules: settled by the entry's names, kept when names change, judged by row."""

import dataclasses
import datetime as dt

import pyarrow as pa
import pytest
from django.utils import translation

from chengshu.data.catalog.contracts import ItemDraft, ResourceInfo
from chengshu.data.rules.contracts import RuleSpec, Severity
from chengshu.data.rules.kinds import rule_kinds
from chengshu.data.rules.kinds.expressions import Expression
from chengshu.data.rules.language import RuleTextError
from chengshu.data.rules.rulebook import severity_of
from tests.data.rules.landings import failing, rows

ITEMS = (ItemDraft("status", "状态", "C"), ItemDraft("closed_on", "注销日期", "D"))


@dataclasses.dataclass(frozen=True)
class Entry:
    items: tuple[ItemDraft, ...] = ITEMS


def settled(text: str) -> RuleSpec:
    kind = rule_kinds.get("expression")
    assert isinstance(kind, Expression)
    entry: ResourceInfo = Entry()  # type: ignore[assignment] - a kind looks at the items only
    return kind.settle(RuleSpec("expression", "", {"text": text, "name": "closed"}), entry)


def test_a_condition_refuses_the_rows_it_does_not_hold_of() -> None:
    batch = rows(
        {
            "status": ["注销", "注销", "正常", None, "注销"],
            "closed_on": pa.array([None, dt.date(2024, 1, 2), None, None, None], pa.date32()),
        },
        raw=[None, None, None, None, '{"closed_on":"去年"}'],
    )
    assert failing(settled('如果 状态="注销" 则 注销日期 不为空'), batch) == [0]


def test_a_saved_condition_keeps_what_its_names_meant() -> None:
    spec = RuleSpec.from_document(settled("注销日期<=今天()").to_document())
    assert spec.code == "expression#closed"
    assert spec.parameters["items"] == {"closed_on": {"name": "注销日期", "type": "D"}}
    kind = rule_kinds.get("expression")
    assert kind.columns(spec) == ("closed_on",)
    with translation.override("zh-hans"):
        assert kind.expects(spec, "") == "应满足：注销日期 <= 今天()"
    with translation.override("en"):
        assert kind.expects(spec, "") == "Must hold: closed_on <= today()"


def test_a_condition_nobody_understands_is_not_saved() -> None:
    with pytest.raises(RuleTextError):
        settled("注册日期 不为空")


def test_a_rule_says_what_follows_when_it_fails() -> None:
    assert severity_of(RuleSpec("required", "a")) is Severity.REJECT
    assert severity_of(RuleSpec("required", "a", {"severity": "warn"})) is Severity.WARN
    assert severity_of(RuleSpec("volume")) is Severity.WARN
