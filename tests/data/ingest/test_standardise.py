"""Batches of a source in the catalogue's types; what does not convert is kept beside them."""

import datetime as dt
import json
from decimal import Decimal

import pyarrow as pa

from chengshu.data.ingest.mapping import Mapping, find_column
from chengshu.data.ingest.standardise import Standard
from chengshu.data.sources.contracts import MisshapenRow
from chengshu.data.standardisation.api import steps
from chengshu.data.standardisation.contracts import Knowledge, Runner, RunningStep, StepSpec

KNOWN = Knowledge(today=dt.date(2026, 11, 20), null_words=("N/A", "-"))


def runner() -> Runner:
    chains = {
        column: [
            RunningStep(key, steps.get(key).bind(StepSpec(column, key), KNOWN), text_only=True)
            for key in ("trim", "null_words")
        ]
        for column in ("code", "n", "amount", "is_open")
    }
    return Runner(chains)


AMOUNT = pa.decimal128(12, 2)
SCHEMA = pa.schema([
    ("code", pa.string()),
    ("n", pa.int64()),
    ("amount", AMOUNT),
    ("is_open", pa.bool_()),
    ("_raw", pa.string()),
])
STANDARD = Standard(
    Mapping((("code", "a"), ("n", "b"), ("amount", "c"), ("is_open", "d"))), SCHEMA, runner()
)


def standardise(**columns: pa.Array) -> list[dict[str, object]]:
    return STANDARD.standardise(pa.RecordBatch.from_pydict(columns)).rows.to_pylist()


def test_typed_columns_of_databases_are_taken_over() -> None:
    rows = standardise(
        a=pa.array([1, None]),
        b=pa.array([2.0, 2.5]),
        c=pa.array([0.1 + 0.2, float("nan")]),
        d=pa.array([True, None]),
    )
    assert rows[0] == {
        "code": "1",
        "n": 2,
        "amount": Decimal("0.30"),
        "is_open": True,
        "_raw": None,
    }
    assert rows[1]["code"] is None
    assert json.loads(str(rows[1]["_raw"])) == {"n": "2.5", "amount": "nan"}


def test_numbers_may_say_yes_and_no() -> None:
    (row,) = standardise(a=pa.array(["x"]), b=pa.array([1]), c=pa.array([3]), d=pa.array([0]))
    assert (row["is_open"], row["amount"]) == (False, Decimal("3.00"))


def test_null_words_are_found_whatever_case_and_blanks() -> None:
    texts = pa.array(["n/a", " - ", "\u3000", "a-b"])
    nulls = pa.nulls(4, pa.string())
    rows = standardise(a=texts, b=nulls, c=nulls, d=pa.nulls(4, pa.large_string()))
    assert [row["code"] for row in rows] == [None, None, None, "a-b"]


def test_misshapen_rows_carry_file_line_text_and_reason() -> None:
    rows = [MisshapenRow(number, f"x,{number}", "2 个字段", "a.csv") for number in range(10_001)]
    batches = list(STANDARD.keep_misshapen(rows))
    assert [batch.num_rows for batch in batches] == [10_000, 1]
    (last,) = batches[1].to_pylist()
    kept = {"_line": 10_000, "_text": "x,10000", "_reason": "2 个字段", "_file": "a.csv"}
    assert json.loads(last.pop("_raw")) == kept
    assert set(last.values()) == {None}


def test_columns_are_found_by_their_very_name_first() -> None:
    assert find_column("Name", ["name", "Name"]) == "Name"
    assert find_column("NAME", ["id", "\ufeffname"]) == "\ufeffname"
    assert find_column("gone", ["id"]) is None


def test_every_changed_cell_has_a_line() -> None:
    part = STANDARD.standardise(
        pa.RecordBatch.from_pydict({
            "a": pa.array([" x ", "y", None]),
            "b": pa.array(["1,234", "7", "many"]),
            "c": pa.array(["12.5", "N/A", "¥3"]),
            "d": pa.array(["是", "true", ""]),
        })
    )
    lines = {
        (line["column"], line["_position"], line["step"]): (line["before"], line["after"])
        for line in part.changes.to_pylist()
    }
    assert lines == {
        ("code", 0, "trim"): (" x ", "x"),
        ("n", 0, "type"): ("1,234", "1234"),
        ("amount", 1, "null_words"): ("N/A", None),
        ("amount", 2, "type"): ("¥3", "3.00"),
        ("is_open", 0, "type"): ("是", "true"),
    }


def test_a_rounded_double_of_a_database_has_a_line() -> None:
    part = STANDARD.standardise(
        pa.RecordBatch.from_pydict({
            "a": pa.array(["x", "y"]),
            "b": pa.array([1, 2]),
            "c": pa.array([0.1 + 0.2, 12.5]),
            "d": pa.array([True, False]),
        })
    )
    (line,) = part.changes.to_pylist()
    assert (line["step"], line["before"], line["after"]) == ("type", "0.30000000000000004", "0.30")
