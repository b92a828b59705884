"""Questions to a snapshot: filters, orders, pages, measures; and that none of them is SQL."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from functools import partial

import pyarrow as pa
import pytest

from chengshu.data.lake import api as lake
from chengshu.data.lake.contracts import (
    AggregateQuery,
    Measure,
    MeasureKind,
    Order,
    parse_expression,
)
from chengshu.data.lake.errors import (
    InvalidExpressionError,
    UnfitValueError,
    UnknownColumnError,
)
from tests.data.lake.shops import ACTOR, land, make_rows, publish

pytestmark = pytest.mark.usefixtures("shop")
HOSTILE = (
    "'; DROP TABLE lake.r_shop; --",
    '" OR 1=1 --',
    "x' OR 'x'='x",
    "$p0",
    "?",
    "${1}",
    "\\'; --",
    "*/ 1 /*",
    "商户1' UNION SELECT 1 --",
)


@pytest.fixture
def rows(shop: None) -> None:
    publish(land(make_rows(0, 100)))


def find(document: dict[str, object]) -> list[int]:
    table = lake.read_rows(
        ACTOR,
        resource_code="shop",
        columns=["id"],
        where=parse_expression(document),
        order=[Order("id")],
        limit=1000,
    )
    return table["id"].to_pylist()


UNFIT = [
    ("id", "1.5"),
    ("id", "1; DROP TABLE x"),
    ("id", True),
    ("id", 2**63),
    ("id", None),
    ("amount", "NaN"),
    ("amount", "1e99"),
    ("amount", False),
    ("weight", "inf"),
    ("weight", True),
    ("opened_on", "2024-02-30"),
    ("opened_on", 3.5),
    ("seen_at", "yesterday"),
    ("is_open", "maybe"),
    ("name", True),
    ("name", 1.5),
    ("name", "a\x00b"),
    ("name", "\ud800"),
]
FILTERS = [
    ({"op": "=", "column": "id", "value": 7}, [7]),
    ({"op": "=", "column": "id", "value": "7"}, [7]),
    ({"op": "!=", "column": "id", "value": 7}, [*range(7), *range(8, 100)]),
    ({"op": "<", "column": "amount", "value": "2.5"}, [0, 1, 2]),
    ({"op": "<=", "column": "weight", "value": 1}, [0, 1, 2]),
    ({"op": ">", "column": "id", "value": 97}, [98, 99]),
    ({"op": ">=", "column": "id", "value": Decimal(98)}, [98, 99]),
    ({"op": "contains", "column": "name", "value": "户99"}, [99]),
    ({"op": "starts_with", "column": "name", "value": "商户9"}, [9, *range(90, 100)]),
    ({"op": "in", "column": "id", "values": [3, "5", 999]}, [3, 5]),
    ({"op": "in", "column": "id", "values": []}, []),
    ({"op": "is_null", "column": "name"}, []),
    ({"op": "between", "column": "id", "low": 4, "high": 6}, [4, 5, 6]),
    ({"op": "=", "column": "opened_on", "value": "2024-01-05"}, list(range(0, 100, 12))),
    (
        {"op": "=", "column": "seen_at", "value": "2024-01-01T03:00:00+08:00"},
        [3, 27, 51, 75, 99],
    ),
    ({"op": "<", "column": "seen_at", "value": dt.date(2024, 1, 1)}, []),
    ({"op": "not", "arg": {"op": "=", "column": "is_open", "value": "true"}}, None),
    ({"op": "=", "column": "id", "other": "amount"}, list(range(100))),
    ({"op": "and", "args": []}, list(range(100))),
    ({"op": "or", "args": []}, []),
    (
        {
            "op": "and",
            "args": [
                {
                    "op": "or",
                    "args": [
                        {"op": "=", "column": "id", "value": 1},
                        {"op": "=", "column": "id", "value": 2},
                    ],
                },
                {"op": "=", "column": "is_open", "value": True},
            ],
        },
        [2],
    ),
]


@pytest.mark.usefixtures("rows")
def test_filters_find_what_they_say() -> None:
    for document, expected in FILTERS:
        wanted = list(range(1, 100, 2)) if expected is None else expected
        assert find(document) == wanted, document


@pytest.mark.usefixtures("rows")
def test_hostile_values_are_only_values() -> None:
    for text in HOSTILE:
        assert find({"op": "=", "column": "name", "value": text}) == []
        assert find({"op": "contains", "column": "name", "value": text}) == []
        assert find({"op": "in", "column": "name", "values": [text, "商户5"]}) == [5]
    assert lake.count_rows(ACTOR, resource_code="shop") == 100


@pytest.mark.usefixtures("rows")
def test_names_the_catalogue_does_not_list_are_refused_everywhere() -> None:
    for name in (*HOSTILE, "id --", "id) OR (1=1", "rowid", "file_row_number"):
        for question in questions_about(name):
            with pytest.raises((UnknownColumnError, InvalidExpressionError)):
                question()


def questions_about(name: str) -> list[Callable[[], object]]:
    read = partial(lake.read_rows, ACTOR, resource_code="shop", limit=1)
    count = Measure(MeasureKind.COUNT)
    return [
        partial(find, {"op": "=", "column": name, "value": 1}),
        partial(find, {"op": "=", "column": "id", "other": name}),
        partial(find, {"op": "is_null", "column": name}),
        partial(read, columns=[name]),
        partial(read, columns=["id"], order=[Order(name)]),
        partial(lake.distinct_values, "shop", name),
        partial(measure, {"m": Measure(MeasureKind.MAX, name)}),
        partial(measure, {"m": count}, group_by=(name,)),
        partial(measure, {name: Measure(MeasureKind.COUNT, "id --")}),
    ]


@pytest.mark.usefixtures("rows")
def test_values_of_the_wrong_type_are_refused_in_words() -> None:
    for column, value in UNFIT:
        with pytest.raises(UnfitValueError, match=column):
            find({"op": "=", "column": column, "value": value})


@pytest.mark.usefixtures("rows")
def test_text_comparisons_need_text_and_columns_compare_with_their_like() -> None:
    with pytest.raises(InvalidExpressionError):
        find({"op": "contains", "column": "id", "value": 1})
    with pytest.raises(InvalidExpressionError):
        find({"op": "=", "column": "id", "other": "name"})


@pytest.mark.usefixtures("rows")
def test_pages_join_up_without_gaps_or_doubles() -> None:
    seen = []
    for offset in range(0, 120, 30):
        page = lake.read_rows(
            ACTOR,
            resource_code="shop",
            columns=["id"],
            order=[Order("is_open", descending=True)],
            limit=30,
            offset=offset,
        )
        seen += page["id"].to_pylist()
    assert seen == [*range(0, 100, 2), *range(1, 100, 2)]


@pytest.mark.usefixtures("rows")
def test_a_walk_by_key_needs_no_offset() -> None:
    after = {"op": ">", "column": "_position", "value": 89}
    assert find(after) == list(range(90, 100))


@pytest.mark.usefixtures("rows")
def test_no_columns_means_all_items() -> None:
    table = lake.read_rows(ACTOR, resource_code="shop", limit=1)
    assert table.schema.names == [
        "id",
        "name",
        "amount",
        "weight",
        "opened_on",
        "seen_at",
        "is_open",
        "area_code",
    ]
    assert table.schema.field("amount").type == pa.decimal128(12, 2)


def measure(measures: Mapping[str, Measure], **rest: object) -> pa.Table:
    return lake.aggregate(ACTOR, replace(AggregateQuery("shop", measures), **rest))


@pytest.mark.usefixtures("rows")
def test_measures_by_group() -> None:
    table = measure(
        {
            "n": Measure(MeasureKind.COUNT),
            "named": Measure(MeasureKind.COUNT, "name"),
            "areas": Measure(MeasureKind.COUNT_DISTINCT, "area_code"),
            "total": Measure(MeasureKind.SUM, "amount"),
            "mean": Measure(MeasureKind.AVG, "weight"),
            "least": Measure(MeasureKind.MIN, "opened_on"),
            "most": Measure(MeasureKind.MAX, "id"),
            "few": Measure(
                MeasureKind.COUNT,
                where=parse_expression({"op": "<", "column": "id", "value": 10}),
            ),
        },
        group_by=("is_open",),
        where=parse_expression({"op": "<", "column": "id", "value": 50}),
    )
    assert table.to_pylist() == [
        {
            "is_open": is_open,
            "n": 25,
            "named": 25,
            "areas": 1,
            "total": Decimal(600 if is_open else 625),
            "mean": 12.0 if is_open else 12.5,
            "least": dt.date(2024, 1 if is_open else 2, 5),
            "most": 48 if is_open else 49,
            "few": 5,
        }
        for is_open in (False, True)
    ]


@pytest.mark.usefixtures("rows")
def test_groups_by_period() -> None:
    table = measure({"n": Measure(MeasureKind.COUNT)}, group_by=("opened_on:quarter",))
    assert table.to_pydict() == {
        "opened_on:quarter": [dt.date(2024, month, 1) for month in (1, 4, 7, 10)],
        "n": [27, 25, 24, 24],
    }
    by_day = measure({"n": Measure(MeasureKind.COUNT)}, group_by=("seen_at:day",))
    assert by_day["n"].to_pylist() == [100]
    by_head = measure({"n": Measure(MeasureKind.COUNT)}, group_by=("area_code:first2",))
    assert by_head.to_pydict() == {"area_code:first2": ["21"], "n": [100]}
    by_text = measure({"n": Measure(MeasureKind.COUNT)}, group_by=("name:year",))
    assert by_text["name:year"].to_pylist() == [None]


@pytest.mark.usefixtures("rows")
@pytest.mark.parametrize(
    ("measures", "group_by"),
    [
        ({}, ()),
        ({"name": Measure(MeasureKind.COUNT)}, ("name",)),
        ({"n": Measure(MeasureKind.SUM, "name")}, ()),
        ({"n": Measure(MeasureKind.COUNT)}, ("opened_on:week; DROP",)),
        ({"n": Measure(MeasureKind.COUNT)}, ("id:month",)),
        ({"n": Measure(MeasureKind.COUNT)}, ("id:first2",)),
        ({'n" --': Measure(MeasureKind.COUNT)}, ()),
    ],
)
def test_measures_that_make_no_sense_are_refused(
    measures: Mapping[str, Measure], group_by: tuple[str, ...]
) -> None:
    with pytest.raises(InvalidExpressionError):
        measure(measures, group_by=group_by)


@pytest.mark.usefixtures("rows")
def test_measures_of_an_older_snapshot_stay_as_they_were() -> None:
    first = lake.latest_snapshot("shop")
    publish(land(make_rows(0, 3)))
    measures = {"n": Measure(MeasureKind.COUNT)}
    assert measure(measures)["n"].to_pylist() == [3]
    assert measure(measures, snapshot_id=first.id)["n"].to_pylist() == [100]
    assert (
        lake.count_rows(
            ACTOR,
            resource_code="shop",
            where=parse_expression({"op": "and", "args": []}),
            snapshot_id=first.id,
        )
        == 100
    )


@pytest.mark.usefixtures("rows")
def test_distinct_values_are_sorted_and_without_null() -> None:
    publish(land(make_rows(0, 3)))
    assert lake.distinct_values("shop", "name").to_pylist() == ["商户0", "商户1", "商户2"]


def test_a_resource_never_published_answers_with_nothing() -> None:
    assert lake.latest_snapshot("shop") is None
    assert lake.read_rows(ACTOR, resource_code="shop", columns=["id"], limit=9).num_rows == 0
    assert lake.count_rows(ACTOR, resource_code="shop") == 0
    assert lake.distinct_values("shop", "name").to_pylist() == []
    assert measure({"n": Measure(MeasureKind.COUNT)}, group_by=("id",)).num_rows == 0
