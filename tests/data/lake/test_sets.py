"""Questions over rows together: what DuckDB answers is what plain Python finds."""

import datetime as dt
from collections import Counter
from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chengshu.data.catalog import api as catalog
from chengshu.data.catalog.contracts import ItemDraft, ResourceDraft
from chengshu.data.lake import api as lake
from chengshu.data.lake.contracts import (
    Column,
    Compare,
    Comparison,
    Gate,
    LandedFile,
    Literal,
    Measure,
    MeasureKind,
    PublishMode,
)
from chengshu.data.lake.contracts.sets import (
    Disagreements,
    Groups,
    KnownKeys,
    LikelyPairs,
    LostReferences,
    Rows,
    Shares,
    Totals,
)
from chengshu.data.lake.errors import UnknownColumnError
from tests.data.lake.shops import ACTOR, land, make_rows, publish

COUNT = Measure(MeasureKind.COUNT)
AMOUNT = Measure(MeasureKind.SUM, "amount")


def shops(cells: list[dict[str, object]]) -> LandedFile:
    schema = lake.table_schema("shop")
    rows = [{name: cell.get(name) for name in schema.names} for cell in cells]
    return land(pa.Table.from_pylist(rows, schema=schema))


def places(table: pa.Table) -> list[int]:
    return [int(place) for place in table["_position"].to_pylist()]


def areas(rows: list[dict[str, object]]) -> None:
    items = (
        ItemDraft("code", "区划", "C", is_primary_key=True),
        ItemDraft("total", "合计", "Y", length=12, scale=2),
        ItemDraft("valid_from", "启用", "D"),
        ItemDraft("valid_to", "停用", "D"),
        ItemDraft("label", "名称", "C"),
    )
    catalog.draft_resource(ACTOR, ResourceDraft("area", "区划", "market", items=items))
    schema = lake.table_schema("area")
    table = pa.Table.from_pylist(
        [{name: row.get(name) for name in schema.names} for row in rows], schema=schema
    )
    landed = lake.land(ACTOR, resource_code="area", batch_id=9000, batches=table.to_batches())
    gate = Gate(9000, landed.rows, landed.rows, ())
    lake.publish_snapshot(ACTOR, landed=landed, gate=gate, mode=PublishMode.FULL)


@pytest.mark.usefixtures("shop")
def test_keys_of_history_are_known_unless_their_row_is_replaced() -> None:
    publish(shops([{"id": 1, "area_code": "a"}, {"id": 2, "area_code": "b"}]), key=("id",))
    landed = shops([
        {"id": 1, "area_code": "a"},  # replaces the row that has it
        {"id": 3, "area_code": "b"},
        {"id": 4, "area_code": "c"},
        {"id": 5, "area_code": None},
        {"id": 6, "area_code": "b"},
    ])
    asked = KnownKeys(Rows(landed), ("area_code",), ("id",))
    assert places(lake.ask(asked)) == [1, 4]
    assert places(lake.ask(KnownKeys(Rows(landed, refused=(4,)), ("area_code",), ("id",)))) == [1]
    assert places(lake.ask(KnownKeys(Rows(landed), ("area_code",)))) == [0, 1, 4]


@pytest.mark.usefixtures("shop")
def test_nothing_is_known_before_anything_is_published() -> None:
    assert places(lake.ask(KnownKeys(Rows(shops([{"id": 1}])), ("id",)))) == []


@pytest.mark.usefixtures("shop")
def test_references_must_have_been_valid_on_their_day() -> None:
    day = dt.date
    areas([
        {"code": "a", "valid_from": day(2020, 1, 1), "valid_to": day(2022, 12, 31)},
        {"code": "b", "valid_from": day(2023, 1, 1)},
        {"code": "c"},
    ])
    landed = shops([
        {"area_code": "a", "opened_on": day(2021, 5, 1)},
        {"area_code": "a", "opened_on": day(2023, 5, 1)},  # abolished by then
        {"area_code": "b", "opened_on": day(2022, 12, 31)},  # not yet
        {"area_code": "b", "opened_on": day(2023, 1, 1)},
        {"area_code": "c", "opened_on": day(1999, 1, 1)},
        {"area_code": "a", "opened_on": None},
        {"area_code": "x", "opened_on": None},
        {"area_code": None, "opened_on": day(2021, 5, 1)},
    ])
    asked = LostReferences(Rows(landed), ("area_code",), "area", ("code",))
    assert places(lake.ask(asked)) == [6]
    dated = LostReferences(
        Rows(landed), ("area_code",), "area", ("code",), "opened_on", "valid_from", "valid_to"
    )
    assert places(lake.ask(dated)) == [1, 2, 6]


@pytest.mark.usefixtures("shop")
def test_rows_may_refer_to_rows_that_land_with_them() -> None:
    landed = shops([{"name": "甲", "area_code": "乙"}, {"name": "乙", "area_code": "丙"}])
    asked = LostReferences(Rows(landed), ("area_code",), "shop", ("name",))
    assert places(lake.ask(asked)) == [1]


@pytest.mark.usefixtures("shop")
def test_pairs_share_their_block_and_large_blocks_are_left_out() -> None:
    names = ["李记面馆", "李记面馆子", "王记", None, "李家", "大", "大", "大"]
    blocks = ["2101", "2102", "2101", "2101", "2101", "33", "33", "33"]
    landed = shops([
        {"name": name, "area_code": block} for name, block in zip(names, blocks, strict=True)
    ])
    asked = LikelyPairs(Rows(landed), ("area_code", "name"), ("name",), first=1, largest=2)
    found = lake.ask(asked).to_pylist()
    assert found == [{"_position": 4, "other": 0, "a0": "李记面馆", "b0": "李家"}]


@pytest.mark.usefixtures("shop")
def test_sums_reconcile_with_the_totals_of_another_resource() -> None:
    areas([
        {"code": "a", "total": Decimal("10.00")},
        {"code": "b", "total": Decimal("7.00")},
        {"code": "d", "total": Decimal("1.00")},
    ])
    landed = shops([
        {"area_code": "a", "amount": Decimal("4.00")},
        {"area_code": "a", "amount": Decimal("6.00")},
        {"area_code": "b", "amount": Decimal("6.50")},
        {"area_code": "c", "amount": Decimal("2.00")},
    ])
    total = Measure(MeasureKind.SUM, "total")
    asked = Totals(Rows(landed), ("area_code",), AMOUNT, "area", ("code",), total, 0.4)
    assert lake.ask(asked).to_pylist() == [
        {"key": "b", "ours": 6.5, "theirs": 7.0},
        {"key": "c", "ours": 2.0, "theirs": None},
    ]
    whole = Totals(Rows(landed), ("area_code",), AMOUNT, "area", ("code",), total, 0.5, whole=True)
    assert [row["key"] for row in lake.ask(whole).to_pylist()] == ["c", "d"]


@pytest.mark.usefixtures("shop")
def test_groups_outside_their_bounds_are_found() -> None:
    landed = shops([{"area_code": code, "is_open": code != "b"} for code in "aaabcc"])
    asked = Groups(Rows(landed), ("area_code",), COUNT, low=2, high=2)
    assert lake.ask(asked).to_pylist() == [{"key": "a", "ours": 3.0}, {"key": "b", "ours": 1.0}]
    is_open = Compare(Comparison.EQUAL, Column("is_open"), Literal(value=True))
    narrowed = Groups(Rows(landed, where=is_open), ("area_code",), COUNT, low=2)
    assert lake.ask(narrowed).to_pylist() == []


@pytest.mark.usefixtures("shop")
def test_two_departments_that_disagree_are_shown_with_both_values() -> None:
    areas([{"code": "a", "label": "甲"}, {"code": "b", "label": "乙"}, {"code": "c"}])
    landed = shops([
        {"area_code": "a", "name": "甲"},
        {"area_code": "b", "name": "丙"},
        {"area_code": "c", "name": "丁"},
        {"area_code": "b", "name": None},
    ])
    asked = Disagreements(Rows(landed), ("area_code",), "name", "area", ("code",), "label")
    assert lake.ask(asked).to_pylist() == [{"key": "b", "ours": "丙", "theirs": "乙"}]


@pytest.mark.usefixtures("shop")
def test_spreads_are_told_beside_those_of_earlier_batches() -> None:
    before = shops([{"area_code": code, "id": place} for place, code in enumerate("aaab")])
    landed = shops([{"area_code": code, "id": 1} for code in ("a", "z", None)])
    by_value = lake.ask(Shares(Rows(landed), (before,), "area_code")).to_pylist()
    assert sorted(by_value, key=str) == sorted(
        [
            {"bin": 1, "before": 3, "now": 1},
            {"bin": 2, "before": 1, "now": 0},
            {"bin": -1, "before": 0, "now": 1},
            {"bin": None, "before": 0, "now": 1},
        ],
        key=str,
    )
    by_order = lake.ask(Shares(Rows(landed), (before,), "id", bins=2)).to_pylist()
    assert by_order == [{"bin": 0, "before": 2, "now": 3}, {"bin": 1, "before": 2, "now": 0}]


@pytest.mark.usefixtures("shop")
def test_columns_nobody_listed_are_refused() -> None:
    with pytest.raises(UnknownColumnError):
        lake.ask(KnownKeys(Rows(land(make_rows(0, 2))), ("secret",)))


cells = st.fixed_dictionaries({
    "id": st.integers(0, 5),
    "area_code": st.one_of(st.none(), st.sampled_from("abc")),
})


@pytest.mark.usefixtures("shop")
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(cells, min_size=1, max_size=6), st.lists(cells, min_size=1, max_size=6))
def test_known_keys_are_those_python_finds(
    before: list[dict[str, object]], now: list[dict[str, object]]
) -> None:
    publish(shops(before), mode=PublishMode.FULL)
    replaced = {row["id"] for row in now}
    kept = Counter(row["area_code"] for row in before if row["id"] not in replaced)
    expected = [
        place
        for place, row in enumerate(now)
        if row["area_code"] is not None and kept[row["area_code"]]
    ]
    assert places(lake.ask(KnownKeys(Rows(shops(now)), ("area_code",), ("id",)))) == expected
