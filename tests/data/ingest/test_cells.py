"""What people write for numbers, dates and yes/no is read without guessing."""

import datetime as dt
from decimal import Decimal

import pyarrow as pa
import pytest

from chengshu.data.ingest.cells import (
    parse_amount,
    parse_day,
    parse_double,
    parse_flag,
    parse_moment,
    parse_whole,
    parser_of,
)


def wide(text: str) -> str:
    return "".join(chr(ord(character) + 0xFEE0) for character in text)


def at(*parts: int) -> dt.datetime:
    return dt.datetime(*parts)  # noqa: DTZ001 - a wall clock


SECOND_OF_JANUARY = dt.date(2024, 1, 2)


@pytest.mark.parametrize(
    "text",
    [
        "2024-01-02",
        "2024-1-2",
        "2024/1/2",
        "2024.01.02",
        "20240102",
        "2024年1月2日",
        "2024年01月02日",
        wide("2024-01-02"),
        "2024-01-02 00:00:00.0",
        "2024-01-02T08:30:00",
        "2024年1月2日 8时30分",
        "20240102083000",
        " 2024-01-02 ",
    ],
)
def test_dates_of_every_form_are_read(text: str) -> None:
    assert parse_day(text) == SECOND_OF_JANUARY


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2024-02-30",
        "2024-13-01",
        "2024-01",
        "24-01-02",
        "20241301",
        "0000-00-00",
        "昨天",
        "1/2",
    ],
)
def test_what_is_no_date_is_not_guessed(text: str) -> None:
    assert parse_day(text) is None


def test_impossible_years_survive_until_they_are_judged() -> None:
    assert parse_day("0168-05-01 00:00:00.0") == dt.date(168, 5, 1)
    assert parse_day("2181-02-06 00:00:00.0") == dt.date(2181, 2, 6)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2024-01-02 03:04:05.123456", at(2024, 1, 2, 3, 4, 5, 123456)),
        ("2024-01-02 03:04:05.1", at(2024, 1, 2, 3, 4, 5, 100000)),
        ("2024-01-02T03:04:05Z", at(2024, 1, 2, 11, 4, 5)),
        ("2024-01-02 03:04:05+08", at(2024, 1, 2, 3, 4, 5)),
        ("2024-01-02 03:04:05-05:30", at(2024, 1, 2, 16, 34, 5)),
        ("2024/1/2 3:04", at(2024, 1, 2, 3, 4)),
    ],
)
def test_moments_keep_the_wall_clock_of_china(text: str, moment: dt.datetime) -> None:
    assert parse_moment(text) == moment


@pytest.mark.parametrize(
    "text", ["2024-01-02 25:00:00", "2024-01-02 03:61", "9999-12-31T23:00:00-05"]
)
def test_impossible_moments_are_refused(text: str) -> None:
    assert parse_moment(text) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,234", 1234),
        (wide("123"), 123),
        (wide("1,234"), 1234),
        ("-5", -5),
        ("3.0", 3),
        ("1e3", 1000),
    ],
)
def test_whole_numbers_are_read(text: str, value: int) -> None:
    assert parse_whole(text) == value


@pytest.mark.parametrize("text", ["3.5", "12,34", "abc", "", "9223372036854775808", "1e30", "NaN"])
def test_what_is_no_whole_number_is_refused(text: str) -> None:
    assert parse_whole(text) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,234.50", "1234.50"),
        ("￥12", "12.00"),
        ("0.1", "0.10"),
        ("1.5000", "1.50"),
        (".5", "0.50"),
    ],
)
def test_amounts_are_exact(text: str, value: str) -> None:
    assert parse_amount(text, 20, 2) == Decimal(value)


@pytest.mark.parametrize("text", ["1.234", "1234567890123456789", "500万元人民币", "Infinity"])
def test_amounts_are_never_rounded_nor_guessed(text: str) -> None:
    assert parse_amount(text, 20, 2) is None


def test_wide_amounts_keep_every_digit() -> None:
    text = "123456789012345678901234567890.12345678"
    assert parse_amount(text, 38, 8) == Decimal(text)


def test_doubles_are_read() -> None:
    assert parse_double("1.25e-3") == 0.00125
    assert parse_double("－1") == -1.0
    assert parse_double("一") is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("是", True),
        ("否", False),
        ("Y", True),
        ("n", False),
        ("1", True),
        (wide("0"), False),
        ("对", None),
    ],
)
def test_yes_and_no_are_read(text: str, *, value: bool | None) -> None:
    assert parse_flag(text) is value


def test_every_lake_type_has_its_reader() -> None:
    types = [pa.int64(), pa.float64(), pa.date32(), pa.timestamp("us"), pa.bool_()]
    assert all(callable(parser_of(each)) for each in [*types, pa.decimal128(20, 2)])
