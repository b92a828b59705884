from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

import pytest

from chengshu.base.accounts.contracts import Actor
from chengshu.data.catalog.errors import ResourceNotFoundError
from chengshu.data.lake.contracts import parse_expression
from chengshu.data.lake.errors import InvalidExpressionError
from chengshu.operations.vitals import api as vitals
from chengshu.operations.vitals.contracts import Frequency, Level, Threshold
from chengshu.operations.vitals.errors import BadFormulaError, BadIndicatorError
from chengshu.operations.vitals.formula import parse_formula
from chengshu.operations.vitals.words import describe_expression, describe_formula
from tests.operations.vitals.calls import KEPT, SPEC, publish

LABELS = {"a": "甲", "b": "乙"}


@pytest.mark.parametrize(
    "formula",
    [
        {},
        {"numerator": "count"},
        {"numerator": {"kind": "median", "column": "minutes"}},
        {"numerator": {"kind": "sum"}},
        {"numerator": {"kind": "count", "sql": "1; drop table"}},
        {"numerator": {"kind": "count"}, "other": 1},
        {"numerator": {"kind": "count"}, "scale": "many"},
        {"numerator": {"kind": "count"}, "scale": 0},
        {"numerator": {"kind": "count"}, "scale": "NaN"},
        {"numerator": {"kind": "count"}, "where": "kind = 'heat'"},
        {"numerator": {"kind": "count"}, "area_digits": 5},
    ],
)
def test_what_is_no_formula_is_refused(
    formula: Mapping[str, object], resource: None, clerk: Actor
) -> None:
    with pytest.raises(BadFormulaError):
        vitals.save_indicator(clerk, replace(SPEC, formula=formula))


def test_sql_in_a_filter_is_refused(resource: None, clerk: Actor) -> None:
    formula = {"numerator": {"kind": "count", "where": {"op": "raw", "sql": "1=1"}}}
    with pytest.raises(InvalidExpressionError):
        vitals.save_indicator(clerk, replace(SPEC, formula=formula))


@pytest.mark.parametrize(
    "change",
    [
        {"code": "Heat"},
        {"code": "x"},
        {"name": " "},
        {"theme": ""},
        {"precision": 7},
        {"owner_code": "urban", "person": "nobody"},
        {"area_item": "nowhere"},
        {"period_item": "nowhere"},
        {"period_item": ""},
        {"frequency": Frequency.ONCE},
        {"formula": {"numerator": {"kind": "sum", "column": "nothing"}}},
        {
            "formula": {
                "numerator": {
                    "kind": "count",
                    "where": {"op": "not", "arg": {"op": "is_null", "column": "nothing"}},
                }
            }
        },
        {"thresholds": {Level.RED: Threshold("~", Decimal(1))}},
        {"thresholds": {Level.RED: Threshold(">", Decimal("NaN"))}},
    ],
)
def test_a_definition_that_cannot_work_is_refused(
    change: dict[str, object], resource: None, clerk: Actor
) -> None:
    with pytest.raises(BadIndicatorError):
        vitals.save_indicator(clerk, replace(SPEC, **change))  # type: ignore[arg-type]


def test_owner_and_resource_must_exist(resource: None, clerk: Actor, system: Actor) -> None:
    with pytest.raises(BadIndicatorError):
        vitals.save_indicator(system, replace(SPEC, owner_code="nobody"))
    with pytest.raises(ResourceNotFoundError):
        vitals.save_indicator(clerk, replace(SPEC, resource_code="nothing"))


def test_saving_twice_makes_one_version(resource: None, clerk: Actor) -> None:
    first = vitals.save_indicator(clerk, SPEC)
    second = vitals.save_indicator(clerk, SPEC)

    assert first == second
    assert (first.version, first.owner_name, first.person_name) == (1, "云枢市城市管理局", "韩文")
    assert first.spec == SPEC


def test_lists_narrow(resource: None, clerk: Actor) -> None:
    vitals.save_indicator(clerk, SPEC)

    assert len(vitals.list_indicators(clerk)) == 1
    assert len(vitals.list_indicators(clerk, theme="供热", owner="urban")) == 1
    assert vitals.list_indicators(clerk, theme="空气") == ()
    assert vitals.list_indicators(clerk, resource_code="other") == ()


def test_a_preview_computes_and_keeps_nothing(resource: None, clerk: Actor) -> None:
    snapshot = publish()
    preview = vitals.preview_indicator(clerk, SPEC)

    assert preview.rows[0][:2] == ("219902", "2026-11")
    assert (preview.total, preview.snapshot_id) == (5, snapshot.id)
    assert "记录数 ÷ 记录数 × 100" in preview.formula_words
    assert vitals.list_indicators(clerk) == ()


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ({"op": "=", "column": "a", "value": 1}, "“甲”等于 1"),
        ({"op": "!=", "column": "a", "value": None}, "“甲”不等于 空值"),
        ({"op": "<", "column": "a", "other": "b"}, "“甲”小于 “乙”"),
        ({"op": ">", "column": "a", "value": 1}, "“甲”大于 1"),
        ({"op": ">=", "column": "a", "value": 1}, "“甲”不小于 1"),
        ({"op": "contains", "column": "a", "value": "路"}, "“甲”包含 路"),
        ({"op": "starts_with", "column": "c", "value": "路"}, "“c”以 路 开头"),
        ({"op": "in", "column": "a", "values": [1, 2]}, "“甲”属于 1、2"),
        ({"op": "in", "column": "a", "values": list(range(9))}, "“甲”属于 0、1、2、3、4、5…"),
        ({"op": "is_null", "column": "a"}, "“甲”为空"),
        ({"op": "between", "column": "a", "low": 1, "high": 2}, "“甲”在 1 与 2 之间"),
        ({"op": "not", "arg": KEPT}, "非（“kind”等于 heat）"),
        (
            {
                "op": "and",
                "args": [
                    {"op": "is_null", "column": "a"},
                    {"op": "or", "args": [KEPT, {"op": "is_null", "column": "b"}]},
                ],
            },
            "“甲”为空 且 （“kind”等于 heat 或 “乙”为空）",
        ),
    ],
)
def test_filters_in_words(document: Mapping[str, object], words: str) -> None:
    assert describe_expression(parse_expression(document), LABELS) == words


@pytest.mark.parametrize(
    ("measure", "words"),
    [
        ({"kind": "count", "column": "a"}, "“甲”非空的记录数"),
        ({"kind": "count_distinct", "column": "a"}, "“甲”不同取值数"),
        ({"kind": "sum", "column": "a"}, "“甲”之和"),
        ({"kind": "avg", "column": "a"}, "“甲”平均值"),
        ({"kind": "min", "column": "a"}, "“甲”最小值"),
        ({"kind": "max", "column": "a"}, "“甲”最大值"),
    ],
)
def test_measures_in_words(measure: Mapping[str, str], words: str) -> None:
    assert describe_formula(parse_formula({"numerator": measure}), LABELS) == words
