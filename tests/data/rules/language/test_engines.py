"""One tree, two engines: Arrow and DuckDB agree on every row, and what is printed reads back."""

import datetime as dt
from decimal import Decimal

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlglot import parse_one

from chengshu.data.lake import relations
from chengshu.data.lake.compiling import Compiler
from chengshu.data.lake.contracts import Expression
from chengshu.data.rules.language import (
    RuleTextError,
    Tongue,
    failing,
    kernels,
    on_day,
    read,
    write,
)
from tests.data.rules.language.words import DAY, VOCABULARY

SCHEMA = pa.schema([
    ("id", pa.int64()),
    ("status", pa.string()),
    ("closed_on", pa.date32()),
    ("due", pa.decimal128(12, 2)),
    ("paid", pa.decimal128(12, 2)),
    ("owed", pa.float64()),
    ("started_on", pa.date32()),
    ("ended_on", pa.date32()),
    ("seen_at", pa.timestamp("us")),
    ("is_open", pa.bool_()),
    ("area_code", pa.string()),
    ("sum_total", pa.float64()),
])
days = st.dates(dt.date(2023, 12, 28), dt.date(2024, 3, 3))
money = st.decimals(-99, 99, places=2)
texts = st.one_of(
    st.sampled_from(["", "注销", "正常", "210500", "2105", 'a"b', "𠀀a"]),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=6),
)
VALUES: dict[pa.DataType, st.SearchStrategy[object]] = {
    pa.int64(): st.one_of(st.integers(-3, 20), st.integers(-(2**62), 2**62)),
    pa.string(): texts,
    pa.date32(): days,
    pa.decimal128(12, 2): money,
    pa.float64(): st.one_of(st.floats(), money.map(float)),
    pa.timestamp("us"): st.datetimes(dt.datetime(2023, 12, 28), dt.datetime(2024, 3, 3)),  # noqa: DTZ001 - the lake keeps local time
    pa.bool_(): st.booleans(),
}
rows = st.fixed_dictionaries({
    field.name: st.one_of(st.none(), VALUES[field.type]) for field in SCHEMA
})


def quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


plain_numbers = st.one_of(st.integers(-30, 30).map(str), money.map(lambda value: f"{value:f}"))
number_items = st.sampled_from(["编号", "应缴", "实缴", "欠缴", "金额（万元）"])
date_items = st.sampled_from(["注销日期", "开始日期", "结束日期", "登记时间"])
text_items = st.sampled_from(["状态", "所在地区划"])
date_terms = st.one_of(date_items, days.map(str), st.just("今天()"))
text_terms = st.one_of(
    text_items,
    st.builds("截取({}, {}, {})".format, text_items, st.integers(1, 4), st.integers(0, 4)),
)
numbers = st.recursive(
    st.one_of(
        number_items,
        plain_numbers,
        st.builds("长度({})".format, text_terms),
        st.builds("{}({})".format, st.sampled_from(["年", "月", "日"]), date_items),
        st.builds("({} - {})".format, date_items, date_terms),
    ),
    lambda inner: st.one_of(
        st.builds("({} {} {})".format, inner, st.sampled_from("+-*/"), inner),
        st.builds("绝对值({})".format, inner),
        st.builds("-{}".format, number_items),
    ),
    max_leaves=4,
)
operators = st.sampled_from(["=", "!=", "<", "<=", ">", ">="])
whole_items = st.just("编号")
tests = st.one_of(
    st.builds("{} {} {}".format, number_items, operators, numbers),
    st.builds("{} {} {}".format, numbers, operators, number_items),
    st.builds("{} {} {}".format, whole_items, operators, st.integers(-30, 30)),
    st.builds("{} {} {}".format, date_items, operators, date_terms),
    st.builds("{} {} {}".format, text_items, operators, text_terms),
    st.builds("{} {} {}".format, text_terms, operators, texts.map(quoted)).filter(
        lambda text: "\x00" not in text
    ),
    st.builds("{} 包含 {}".format, text_terms, texts.map(quoted)),
    st.builds("{} 开头为 {}".format, text_terms, texts.map(quoted)),
    st.builds("{} 介于 {} 到 {}".format, number_items, plain_numbers, plain_numbers),
    st.builds("{} 在 ({}, {})".format, number_items, plain_numbers, plain_numbers),
    st.builds("{} 不在 ({}, {})".format, text_items, texts.map(quoted), texts.map(quoted)),
    st.builds(
        "{} {}".format, st.one_of(date_items, text_items), st.sampled_from(["为空", "不为空"])
    ),
    st.just("是否营业"),
    st.just("是否营业 != 真"),
)
rules = st.recursive(
    tests,
    lambda inner: st.one_of(
        st.builds("({} 并且 {})".format, inner, inner),
        st.builds("({} 或者 {})".format, inner, inner),
        st.builds("非 ({})".format, inner),
        st.builds("(如果 {} 则 {})".format, inner, inner),
    ),
    max_leaves=5,
)


def failing_in_duckdb(tree: Expression, table: pa.Table) -> list[bool]:
    compiler = Compiler("x", {field.name: field.type for field in SCHEMA}, SCHEMA.names)
    condition = compiler.condition(tree).sql("duckdb")
    with duckdb.connect() as connection:
        connection.register("landed", table)
        statement = f"SELECT coalesce(NOT ({condition}), false) FROM landed"  # noqa: S608 - compiled here
        found = connection.execute(statement, compiler.parameters or None).fetchall()
    return [bool(row[0]) for row in found]


@settings(max_examples=300, deadline=None)
@given(rules, st.lists(rows, min_size=1, max_size=8))
def test_arrow_and_duckdb_refuse_the_same_rows(text: str, cells: list[dict[str, object]]) -> None:
    tree = on_day(read(text, VOCABULARY), DAY)
    table = pa.Table.from_pylist(cells, schema=SCHEMA)
    batch = table.to_batches()[0]
    assert failing(tree, batch).to_pylist() == failing_in_duckdb(tree, table)


@settings(max_examples=300, deadline=None)
@given(rules, st.sampled_from(Tongue))
def test_what_is_printed_reads_back(text: str, tongue: Tongue) -> None:
    tree = read(text, VOCABULARY)
    assert read(write(tree, VOCABULARY, tongue), VOCABULARY) == tree


@settings(max_examples=60, deadline=None)
@given(rules)
def test_spark_is_given_sql_it_can_parse(text: str) -> None:
    tree = on_day(read(text, VOCABULARY), DAY)
    compiler = Compiler("x", {field.name: field.type for field in SCHEMA}, SCHEMA.names)
    statement = compiler.condition(tree).sql("spark")
    assert parse_one(statement, read="spark") is not None


def outcome(text: str) -> str:
    try:
        read(text, VOCABULARY)
    except RuleTextError as error:
        return "refused" if 1 <= error.column <= len(text) + 1 else f"refused at {error.column}"
    return "understood"


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_understood_or_refused(text: str) -> None:
    assert outcome(text) in {"understood", "refused"}


@pytest.mark.parametrize(
    ("text", "row", "fails"),
    [
        (
            "应缴 = 实缴 + 欠缴",
            {"due": Decimal("0.30"), "paid": Decimal("0.10"), "owed": 0.2},
            False,
        ),
        (
            "应缴 = 实缴 + 欠缴",
            {"due": Decimal("0.31"), "paid": Decimal("0.10"), "owed": 0.2},
            True,
        ),
        ("应缴 = 实缴 + 欠缴", {"due": Decimal("0.31"), "paid": None, "owed": 0.2}, False),
        ("欠缴 / 应缴 > 1", {"due": Decimal(0), "owed": 5.0}, False),
        ('如果 状态 = "注销" 则 注销日期 不为空', {"status": "注销"}, True),
        ('如果 状态 = "注销" 则 注销日期 不为空', {"status": None}, False),
        ('如果 状态 = "注销" 则 注销日期 不为空', {"status": "正常"}, False),
        ("登记时间 <= 2024-01-05", {"seen_at": dt.datetime(2024, 1, 5, 23)}, False),  # noqa: DTZ001 - local
        ("注销日期 <= 今天()", {"closed_on": DAY + dt.timedelta(1)}, True),
    ],
)
def test_missing_values_do_not_fail_and_decimals_add_up(
    text: str, row: dict[str, object], *, fails: bool
) -> None:
    tree = on_day(read(text, VOCABULARY), DAY)
    batch = pa.Table.from_pylist([row], schema=SCHEMA).to_batches()[0]
    assert failing(tree, batch).to_pylist() == [fails]


def test_both_engines_mean_the_same_by_near() -> None:
    assert (kernels.NEAR, kernels.NEAR_SHARE) == (relations.NEAR, relations.NEAR_SHARE)
