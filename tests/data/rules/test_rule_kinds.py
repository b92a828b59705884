"""Each kind of rule, as a function over Arrow batches."""

import datetime as dt
from decimal import Decimal

import pyarrow as pa
import pytest

from chengshu.base.errors.api import InvalidInputError
from chengshu.data.rules.contracts import RuleSpec
from chengshu.data.rules.errors import BadRuleError, RuleMappingError
from chengshu.data.rules.kinds import rule_kinds
from tests.data.rules.landings import Answers, failing, rows


def test_required_refuses_nulls_but_not_cells_kept_as_text() -> None:
    batch = rows({"born": pa.array([None, None], pa.date32())}, [None, '{"born":"昨天"}'])
    assert failing(RuleSpec("required", "born"), batch) == [0]
    assert failing(RuleSpec("date", "born"), batch) == [1]
    assert failing(RuleSpec("type", "born", {"type": "N"}), batch) == [1]


def test_text_that_looks_like_a_key_is_none() -> None:
    batch = rows({"a": ["x"], "b": ["y"]}, ['{"a":"say \\"b\\": now"}'])
    assert failing(RuleSpec("type", "a", {"type": "N"}), batch) == [0]
    assert failing(RuleSpec("type", "b", {"type": "N"}), batch) == []


def test_rows_without_raw_text_are_well_shaped() -> None:
    batch = rows({"a": ["x"]}).select(["a", "_position"])
    assert failing(RuleSpec("shape"), batch) == []


def test_misshapen_rows_are_found() -> None:
    batch = rows({"a": [None, "x"]}, ['{"_line":7,"_text":"1,2,3","_reason":"3"}', None])
    assert failing(RuleSpec("shape"), batch) == [0]


def test_length_counts_characters_not_bytes() -> None:
    batch = rows({"name": ["城枢", "城枢市", None, "abc"]})
    assert failing(RuleSpec("length", "name", {"maximum": 2}), batch) == [1, 3]


def test_pattern_must_match_the_whole_text() -> None:
    batch = rows({"phone": ["13800138000", "13800138000\n", "x13800138000", None]})
    assert failing(RuleSpec("pattern", "phone", {"pattern": "1[3-9][0-9]{9}"}), batch) == [1, 2]


def test_alternatives_of_a_pattern_are_anchored_together() -> None:
    batch = rows({"code": ["a", "b", "ab"]})
    assert failing(RuleSpec("pattern", "code", {"pattern": "a|b"}), batch) == [2]


def test_catastrophic_patterns_run_in_linear_time() -> None:
    batch = rows({"text": ["a" * 50_000 + "!"]})
    assert failing(RuleSpec("pattern", "text", {"pattern": "(a+)+"}), batch) == [0]


@pytest.mark.parametrize("pattern", ["(?=a)b", "(a)\\1", "(", "", "a" * 501])
def test_patterns_that_cannot_run_are_refused(pattern: str) -> None:
    with pytest.raises(BadRuleError):
        rule_kinds.get("pattern").check(RuleSpec("pattern", "a", {"pattern": pattern}))


def test_codes_hold_on_the_day_of_judgement_or_on_a_named_day() -> None:
    batch = rows({"sex": ["1", "9", None]})
    answers = Answers(batch, codes=frozenset({"1", "2"}))
    spec = RuleSpec("code", "sex", {"code_table": "gender"})
    assert rule_kinds.get("code").bind(spec, answers)(batch).to_pylist() == [False, True, False]
    rule_kinds.get("code").bind(
        RuleSpec("code", "sex", {"code_table": "gender", "on": "2020-01-01"}), answers
    )
    assert answers.asked == [("gender", answers.today), ("gender", dt.date(2020, 1, 1))]


def test_codes_of_whole_numbers_are_compared_as_text() -> None:
    batch = rows({"sex": [1, 9]})
    spec = RuleSpec("code", "sex", {"code_table": "gender"})
    assert failing(spec, batch, codes=frozenset({"1"})) == [1]


def test_references_must_exist() -> None:
    batch = rows({"shop": ["a", "b", None]})
    spec = RuleSpec("reference", "shop", {"resource": "shops", "column": "code"})
    assert failing(spec, batch, references=("a",)) == [1]


def test_identifiers_are_judged_and_nulls_pass() -> None:
    batch = rows({"id": ["11010519491231002X", "110105194912310021", None]})
    assert failing(RuleSpec("citizen_id", "id"), batch) == [1]
    batch = rows({"id": ["91350100M000100Y43", "91350100M000100Y44", None]})
    assert failing(RuleSpec("uscc", "id"), batch) == [1]


@pytest.mark.parametrize(
    "column",
    [
        pa.array([-1, 0, 5, 6, None]),
        pa.array([-0.5, 0.0, 5.0, 5.01, None]),
        pa.array([Decimal("-0.01"), Decimal(0), Decimal(5), Decimal("5.01"), None]),
    ],
)
def test_ranges_include_both_ends(column: pa.Array) -> None:
    spec = RuleSpec("range", "n", {"minimum": 0, "maximum": 5})
    assert failing(spec, rows({"n": column})) == [0, 3]


def test_a_range_may_be_open() -> None:
    batch = rows({"n": [-1, 9]})
    assert failing(RuleSpec("range", "n", {"minimum": 0}), batch) == [0]
    assert failing(RuleSpec("range", "n", {"maximum": 5}), batch) == [1]


@pytest.mark.parametrize(
    "parameters",
    [{}, {"minimum": "", "maximum": None}, {"minimum": "x"}, {"minimum": 2, "maximum": 1}],
)
def test_ranges_that_cannot_work_are_refused(parameters: dict[str, object]) -> None:
    for kind in ("range", "date_range"):
        with pytest.raises(BadRuleError):
            rule_kinds.get(kind).check(RuleSpec(kind, "n", parameters))


def test_date_ranges_take_days_years_and_today() -> None:
    days = [
        dt.date(168, 1, 1),
        dt.date(1900, 1, 1),
        dt.date(2026, 11, 20),
        dt.date(2181, 2, 6),
        None,
    ]
    spec = RuleSpec("date_range", "day", {"minimum": 1900, "maximum": "today"})
    assert failing(spec, rows({"day": pa.array(days, pa.date32())})) == [0, 3]
    spec = RuleSpec("date_range", "day", {"maximum": "2026"})
    assert failing(spec, rows({"day": pa.array(days, pa.date32())})) == [3]
    spec = RuleSpec("date_range", "day", {"minimum": "2026-11-20T08:00:00"})
    assert failing(spec, rows({"day": pa.array(days, pa.date32())})) == [0, 1]


def test_moments_are_ranged_by_their_day() -> None:
    moments = pa.array([dt.datetime(2026, 11, 20, 23, 59), dt.datetime(2026, 11, 21)])  # noqa: DTZ001 - wall clock
    spec = RuleSpec("date_range", "at", {"maximum": "today"})
    assert failing(spec, rows({"at": moments})) == [1]


def test_ranges_of_the_wrong_type_are_our_fault() -> None:
    with pytest.raises(RuleMappingError):
        failing(RuleSpec("range", "n", {"minimum": 0}), rows({"n": ["1"]}))
    with pytest.raises(RuleMappingError):
        failing(RuleSpec("date_range", "n", {"minimum": 1900}), rows({"n": [1]}))


def test_the_first_row_of_a_key_is_accepted() -> None:
    batch = rows({"id": ["a", "b", "a", "a", None, None]})
    assert failing(RuleSpec("unique", "", {"columns": ["id"]}), batch) == [2, 3]


def test_a_row_refused_by_another_rule_does_not_stand_in_the_way() -> None:
    batch = rows({"id": ["a", "a", "a"]})
    spec = RuleSpec("unique", "", {"columns": ["id"]})
    assert failing(spec, batch, refused=(0,)) == [0, 2]


def test_all_rows_of_a_repeated_key_may_be_refused() -> None:
    batch = rows({"id": ["a", "b", "a"]})
    assert failing(RuleSpec("unique", "", {"columns": ["id"], "keep": "none"}), batch) == [0, 2]


def test_keys_of_several_columns_are_compared_part_by_part() -> None:
    batch = rows({"a": ["x", "xy", "x", None], "b": [1, 1, 1, 1], "c": ["yz", "z", "yz", "yz"]})
    assert failing(RuleSpec("unique", "", {"columns": ["a", "b", "c"]}), batch) == [2]


def test_nothing_repeats_in_nothing() -> None:
    batch = rows({"id": pa.array([], pa.string())})
    for keep in ("first", "none"):
        assert failing(RuleSpec("unique", "", {"columns": ["id"], "keep": keep}), batch) == []


@pytest.mark.parametrize(
    "spec",
    [
        RuleSpec("unique"),
        RuleSpec("unique", "", {"columns": []}),
        RuleSpec("unique", "", {"columns": ["a"], "keep": "last"}),
        RuleSpec("length", "a"),
        RuleSpec("length", "a", {"maximum": True}),
        RuleSpec("length", "a", {"maximum": 0}),
        RuleSpec("code", "a"),
        RuleSpec("code", "a", {"code_table": "x", "on": "someday"}),
        RuleSpec("reference", "a", {"resource": "x"}),
    ],
)
def test_rules_without_what_they_need_are_refused(spec: RuleSpec) -> None:
    with pytest.raises(BadRuleError):
        rule_kinds.get(spec.kind).check(spec)


def test_unknown_kinds_are_refused() -> None:
    with pytest.raises(InvalidInputError):
        rule_kinds.get("astrology")


@pytest.mark.parametrize("key", rule_kinds.keys())
def test_every_kind_says_what_it_expects(key: str) -> None:
    parameters = {"columns": ["a"], "maximum": 5, "pattern": "a", "type": "N"}
    parameters |= {"code_table": "gender", "resource": "shop", "column": "code"}
    parameters |= {"birth": "b", "until": "b", "scale": 2, "latitude": "b", "region": "b"}
    parameters |= {"area": [122.9, 41.0, 123.1, 41.2], "maximum": 5}
    parameters |= {"others": ["code"], "block": ["a"], "of": "a", "other_of": "code", "days": 3}
    parameters |= {"text": "a > 5", "items": {"a": {"name": "数", "type": "N"}}}
    kind = rule_kinds.get(key)
    kind.check(RuleSpec(key, "a", parameters))
    sentence = kind.expects(RuleSpec(key, "a", parameters), "名称")
    assert "%(" not in sentence
    assert str(kind.title)


def test_open_ends_are_words() -> None:
    spec = RuleSpec("date_range", "a", {"maximum": "today"})
    sentence = rule_kinds.get("date_range").expects(spec, "日期")
    assert "不限" in sentence
    assert "今天" in sentence
