"""Rules over rows together, put to real landed files and snapshots."""

import datetime as dt
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pytest

from chengshu.data.lake import api as lake
from chengshu.data.lake.contracts import LandedFile
from chengshu.data.rules import api as rules
from chengshu.data.rules.contracts import BatchKind, Observation, RuleSpec, SetKind, Severity
from chengshu.data.rules.errors import BadRuleError
from chengshu.data.rules.kinds import rule_kinds
from chengshu.data.rules.kinds.sets.drifts import stability_index
from chengshu.data.rules.landed import LandedSurroundings
from tests.data.lake.shops import draft_shop, land, publish

TODAY = dt.date(2026, 3, 1)


@pytest.fixture(autouse=True)
def _shop(db: None) -> None:
    draft_shop()


@dataclass(frozen=True)
class Adding(LandedSurroundings):
    """Surroundings of a batch that replaces rows by their key, as incremental loads do."""

    def replaced_by(self) -> tuple[str, ...] | None:
        return ("id",)


def shops(*cells: dict[str, object]) -> LandedFile:
    schema = lake.table_schema("shop")
    rows = [{name: cell.get(name) for name in schema.names} for cell in cells]
    return land(pa.Table.from_pylist(rows, schema=schema))


def refused(spec: RuleSpec, landed: LandedFile, *, adding: bool = False) -> list[int]:
    kind = rule_kinds.get(spec.kind)
    kind.check(spec)
    assert isinstance(kind, SetKind)
    surroundings = (Adding if adding else LandedSurroundings)(landed, TODAY)
    return kind.find(spec, surroundings).tolist()


def seen(spec: RuleSpec, landed: LandedFile, refused_rows: tuple[int, ...] = ()) -> Observation:
    kind = rule_kinds.get(spec.kind)
    kind.check(spec)
    assert isinstance(kind, BatchKind)
    surroundings = LandedSurroundings(landed, TODAY, np.array(refused_rows, dtype=np.int64))
    observation = kind.examine(spec, surroundings)
    assert "%(" not in kind.tells(spec, observation)
    return observation


def test_a_key_of_history_is_refused_only_where_its_row_stands() -> None:
    publish(shops({"id": 1, "area_code": "a"}, {"id": 2, "area_code": "b"}), key=("id",))
    landed = shops({"id": 1, "area_code": "a"}, {"id": 3, "area_code": "b"})
    spec = RuleSpec("known_key", "", {"columns": ["area_code"]})
    assert refused(spec, landed, adding=True) == [1]
    assert refused(spec, landed) == []  # a whole load replaces everything


def test_a_condition_narrows_the_rows_a_set_rule_looks_at() -> None:
    publish(shops({"id": 1, "area_code": "a"}, {"id": 2, "area_code": "b"}), key=("id",))
    landed = shops({"id": 3, "area_code": "a"}, {"id": 4, "area_code": "b"})
    items = {"id": {"name": "编号", "type": "I"}}
    parameters = {"columns": ["area_code"], "where": "编号 > 3", "where_items": items}
    assert refused(RuleSpec("known_key", "", parameters), landed, adding=True) == [1]


def test_a_reference_abolished_later_holds_for_rows_from_before() -> None:
    day = dt.date
    publish(shops({"name": "甲", "opened_on": day(2020, 1, 1)}))
    landed = shops(
        {"name": "乙", "area_code": "甲", "opened_on": day(2021, 1, 1)},
        {"name": "丙", "area_code": "甲", "opened_on": day(2019, 1, 1)},
        {"name": "丁", "area_code": "戊", "opened_on": day(2021, 1, 1)},
    )
    parameters = {"columns": ["area_code"], "resource": "shop", "others": ["name"]}
    assert refused(RuleSpec("valid_reference", "", parameters), landed) == [2]
    dated = parameters | {"on": "opened_on", "valid_from": "opened_on"}
    assert refused(RuleSpec("valid_reference", "", dated), landed) == [1, 2]


def test_near_duplicates_are_a_hint_about_the_later_row() -> None:
    landed = shops(
        {"name": "云枢市李记面馆", "area_code": "1"},
        {"name": "云枢李记面馆", "area_code": "1"},
        {"name": "云枢市王记面馆", "area_code": "1"},
        {"name": "云枢李记面馆", "area_code": "2"},
        {"name": "张三", "area_code": "1"},
        {"name": "李四", "area_code": "1"},
    )
    spec = RuleSpec("near_duplicate", "", {"block": ["area_code"], "columns": ["name"]})
    assert refused(spec, landed) == [1]
    assert rules.severity_of(spec) is Severity.WARN


def test_sums_are_those_of_accepted_rows() -> None:
    publish(shops({"area_code": "a", "weight": 3.0}))
    landed = shops({"area_code": "a", "weight": 3.0}, {"area_code": "a", "weight": 1.0})
    parameters = {"columns": ["area_code"], "measure": "sum", "of": "weight"}
    parameters |= {"resource": "shop", "others": ["area_code"]}
    parameters |= {"other_measure": "sum", "other_of": "weight"}
    spec = RuleSpec("total", "", parameters)
    assert not seen(spec, landed, refused_rows=(1,)).fails
    found = seen(spec, landed)
    assert (found.fails, found.total) == (True, 1)
    assert found.examples == ({"key": "a", "ours": 4.0, "theirs": 3.0},)


def test_groups_and_departments_are_watched() -> None:
    publish(shops({"area_code": "a", "name": "甲"}))
    landed = shops({"area_code": "a", "name": "乙"}, {"area_code": "b", "name": "丙"})
    group = RuleSpec("group", "", {"columns": ["area_code"], "maximum": 0})
    assert seen(group, landed).total == 2
    parameters = {"columns": ["area_code"], "of": "name", "resource": "shop"}
    parameters |= {"others": ["area_code"], "other_of": "name"}
    agreement = seen(RuleSpec("agreement", "", parameters), landed)
    assert agreement.examples == ({"key": "a", "ours": "乙", "theirs": "甲"},)


def test_volume_is_measured_by_earlier_batches() -> None:
    spec = RuleSpec("volume")
    assert not seen(spec, shops({"id": 1})).fails
    publish(shops(*({"id": number} for number in range(10))))
    assert seen(spec, shops({"id": 1})).figures == {"rows": 1, "mean": 10.0, "batches": 1}
    assert seen(spec, shops({"id": 1})).fails
    assert not seen(spec, shops(*({"id": number} for number in range(6)))).fails


def test_freshness_looks_at_the_newest_date_that_has_come() -> None:
    landed = shops({"opened_on": dt.date(2026, 2, 1)}, {"opened_on": dt.date(2027, 1, 1)})
    assert seen(RuleSpec("freshness", "opened_on", {"days": 20}), landed).fails
    assert not seen(RuleSpec("freshness", "opened_on", {"days": 30}), landed).fails


def test_a_first_batch_is_in_time() -> None:
    assert not seen(RuleSpec("timeliness", "", {"days": 1}), shops({"id": 1})).fails


def test_drift_of_values_and_of_empty_cells_is_seen() -> None:
    publish(shops(*({"id": number, "area_code": "ab"[number % 2]} for number in range(40))))
    spec = RuleSpec("drift", "area_code")
    same = shops(*({"id": number, "area_code": "ab"[number % 2]} for number in range(30)))
    assert not seen(spec, same).fails
    moved = seen(spec, shops(*({"id": number, "area_code": "z"} for number in range(30))))
    assert moved.figures["moved"] == ["psi"]
    empty = seen(
        spec,
        shops(*({"id": n, "area_code": "ab"[n % 2] if n % 4 > 1 else None} for n in range(40))),
    )
    assert "nulls" in str(empty.figures["moved"])


def test_a_stability_index_is_what_the_field_means_by_it() -> None:
    assert stability_index([(50, 50), (50, 50)]) == 0
    assert stability_index([(50, 80), (50, 20)]) == pytest.approx(
        0.3 * np.log(1.6) - 0.3 * np.log(0.4)
    )
    assert stability_index([]) == 0


@pytest.mark.parametrize(
    "spec",
    [
        RuleSpec("volume", "", {"severity": "reject"}),
        RuleSpec("volume", "", {"least": 3, "most": 2}),
        RuleSpec("group", "", {"columns": ["a"]}),
        RuleSpec("group", "", {"columns": ["a"], "measure": "sum", "minimum": 1}),
        RuleSpec("drift"),
        RuleSpec("freshness", "", {"days": 3}),
        RuleSpec("near_duplicate", "", {"columns": ["a"]}),
        RuleSpec("near_duplicate", "", {"columns": ["a"], "block": ["b"], "least": 7}),
        RuleSpec("known_key"),
        RuleSpec("total", "", {"columns": ["a"], "resource": "shop", "others": ["a", "b"]}),
        RuleSpec(
            "valid_reference",
            "",
            {"columns": ["a"], "resource": "shop", "others": ["a"], "valid_to": "b"},
        ),
    ],
)
def test_set_rules_that_cannot_work_are_refused(spec: RuleSpec) -> None:
    with pytest.raises(BadRuleError):
        rule_kinds.get(spec.kind).check(spec)


def test_a_batch_is_examined_by_its_batch_rules_only() -> None:
    landed = shops({"id": 1})
    specs = [RuleSpec("required", "id"), RuleSpec("volume")]
    found = rules.examine_batch(landed, specs, np.zeros(0, dtype=np.int64))
    assert [spec.kind for spec, _seen in found] == ["volume"]
    assert all(not len(finding.places) for finding in rules.find_failures(landed, specs))
    assert replace(found[0][1], figures={}) == Observation(fails=False)
