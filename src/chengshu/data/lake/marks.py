"""The steps over marks, each one statement: name the rows, know them again, list, settle.

Marks are Parquet: batch, position, refused, rules and warnings (codes, dictionary-encoded), key
(text, null where a part is missing), print (of the content, where there is no key), first_batch
and first_position (the row of an earlier batch whose problem this one repeats, else null).
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import duckdb
import numpy as np
import pyarrow as pa
from sqlglot import exp

from chengshu.data.lake.contracts.marks import KEY_SEPARATOR, Failure

SCHEMA: Final = pa.schema([
    ("batch", pa.int64()),
    ("position", pa.int64()),
    ("refused", pa.bool_()),
    ("rules", pa.list_(pa.string())),
    ("warnings", pa.list_(pa.string())),
    ("key", pa.string()),
    ("print", pa.string()),
    ("first_batch", pa.int64()),
    ("first_position", pa.int64()),
])
ENDED: Final = pa.schema([
    ("batch", pa.int64()),
    ("position", pa.int64()),
    ("state", pa.string()),
    ("by_position", pa.int64()),
])
_TYPES: Final = (
    "batch BIGINT, position BIGINT, refused BOOLEAN, rules VARCHAR[], warnings VARCHAR[], "
    "key VARCHAR, print VARCHAR, first_batch BIGINT, first_position BIGINT"
)
# Two rows are the same row of their source when they share this; a lone print never meets a key.
_IDENTITY: Final = "coalesce('k' || key, 'p' || print)"


def load_marks(cursor: duckdb.DuckDBPyConnection, name: str, paths: Sequence[Path]) -> None:
    """Make a temporary view `name` of all marks of some files."""
    if not paths:
        cursor.execute(f"CREATE OR REPLACE TEMP TABLE {name} ({_TYPES})")
        return
    cursor.execute(f"CREATE OR REPLACE TEMP VIEW {name} AS SELECT * FROM {_read(paths)}")  # noqa: S608 - a fixed name, quoted texts


def name_rows(
    cursor: duckdb.DuckDBPyConnection,
    failures: Sequence[Failure],
    landed: tuple[Sequence[Path], tuple[str, ...], tuple[str, ...]],
) -> None:
    """Make `named`: each failed row once, with its rules in their order, its key or its print.

    `landed` is its files, its key columns, and all its columns.
    """
    paths, key, columns = landed
    cursor.register("failures", _failure_table(failures))
    cursor.register("rule_codes", _rule_table(failures))
    cursor.execute(
        "CREATE OR REPLACE TEMP TABLE failed AS SELECT position, bool_or(refuses) AS refused, "
        "coalesce(list(code ORDER BY place) FILTER (refuses), []) AS rules, "
        "coalesce(list(code ORDER BY place) FILTER (NOT refuses), []) AS warnings "
        "FROM failures JOIN rule_codes USING (place) GROUP BY position"
    )
    file = _read(paths)
    cursor.execute(
        f"CREATE OR REPLACE TEMP TABLE keyed AS SELECT f.position, {_key(key)} AS key "  # noqa: S608 - quoted names and texts
        f"FROM failed f JOIN {file} l ON l._position = f.position WHERE f.refused"
    )
    cursor.execute(
        f"CREATE OR REPLACE TEMP TABLE printed AS SELECT k.position, {_print(columns)} AS print "  # noqa: S608 - quoted names and texts
        f"FROM (SELECT position FROM keyed WHERE key IS NULL) k "
        f"JOIN {file} l ON l._position = k.position"
    )
    cursor.execute(
        "CREATE OR REPLACE TEMP TABLE named AS SELECT f.*, k.key, p.print FROM failed f "
        "LEFT JOIN keyed k USING (position) LEFT JOIN printed p USING (position)"
    )


def know_again(cursor: duckdb.DuckDBPyConnection, ended: pa.Table) -> None:
    """Make `known`: which rows of `named` repeat a row of `earlier` that did not end.

    A row repeats another when both are the same row of the source and nothing new is wrong with
    it. Of several rows with one identity, the first repeats the first.
    """
    cursor.register("ended", ended)
    cursor.execute(
        f"CREATE OR REPLACE TEMP TABLE known AS "  # noqa: S608 - constants only
        f"WITH alive AS (SELECT batch, position, rules, {_IDENTITY} AS identity, row_number() "
        f"OVER (PARTITION BY identity ORDER BY batch, position) AS n "
        f"FROM earlier ANTI JOIN ended USING (batch, position) "
        f"WHERE refused AND first_batch IS NULL), "
        f"mine AS (SELECT position, rules, {_IDENTITY} AS identity, row_number() "
        f"OVER (PARTITION BY identity ORDER BY position) AS n FROM named WHERE refused) "
        f"SELECT m.position, a.batch AS first_batch, a.position AS first_position "
        f"FROM mine m JOIN alive a USING (identity, n) WHERE list_has_all(a.rules, m.rules)"
    )


def marked_rows(cursor: duckdb.DuckDBPyConnection, batch_id: int) -> pa.RecordBatchReader:
    """Walk over the rows to write, by position."""
    cursor.execute(
        "SELECT ?::BIGINT AS batch, n.position, n.refused, n.rules, n.warnings, n.key, n.print, "
        "k.first_batch, k.first_position "
        "FROM named n LEFT JOIN known k USING (position) ORDER BY n.position",
        [batch_id],
    )
    return cursor.to_arrow_reader(100_000)


def compare(
    cursor: duckdb.DuckDBPyConnection,
    landed: tuple[Sequence[Path], tuple[str, ...]],
    ended: pa.Table,
    *,
    replaces: bool,
) -> pa.Table:
    """Return what became of the open rows of `earlier` now that `here` is published.

    Columns batch, position, state, by_position: `repaired` by the accepted row of the same key,
    `superseded` by a row of the same key that is refused for other reasons, `withdrawn` where the
    batch `replaces` everything and the row no longer comes. Rows not listed stay open.
    """
    paths, key = landed
    cursor.register("ended", ended)
    cursor.execute(
        "CREATE OR REPLACE TEMP TABLE waiting AS SELECT e.batch, e.position, e.key FROM earlier e "
        "ANTI JOIN ended USING (batch, position) ANTI JOIN "
        "(SELECT first_batch AS batch, first_position AS position FROM here) h "
        "USING (batch, position) WHERE e.refused AND e.first_batch IS NULL"
    )
    rows = f"SELECT {_key(key)} AS key, _position AS position FROM {_read(paths)}"  # noqa: S608 - quoted names and texts
    if not paths:  # an empty batch has no part
        rows = "SELECT NULL::VARCHAR AS key, NULL::BIGINT AS position WHERE false"
    cursor.execute(
        f"CREATE OR REPLACE TEMP TABLE mended AS SELECT key, min(position) AS position "  # noqa: S608 - the statement above
        f"FROM ({rows}) l SEMI JOIN waiting USING (key) "
        f"ANTI JOIN (SELECT position FROM here WHERE refused) r USING (position) GROUP BY key"
    )
    cursor.execute(
        "WITH again AS (SELECT key, min(position) FILTER (first_batch IS NULL) AS position "
        "FROM here WHERE refused AND key IS NOT NULL GROUP BY key) "
        "SELECT w.batch, w.position, CASE WHEN a.position IS NOT NULL THEN 'superseded' "
        "WHEN a.key IS NULL AND m.key IS NOT NULL THEN 'repaired' "
        "WHEN ? THEN 'withdrawn' END AS state, "
        "coalesce(a.position, CASE WHEN a.key IS NULL THEN m.position END) AS by_position "
        "FROM waiting w LEFT JOIN again a USING (key) LEFT JOIN mended m USING (key) "
        "WHERE state IS NOT NULL ORDER BY w.batch, w.position",
        [replaces],
    )
    return cursor.to_arrow_table()


def find_touched(cursor: duckdb.DuckDBPyConnection, ended: pa.Table, rule: str) -> pa.Table:
    """Return the open rows of `marks` refused by `rule` and by no rule outside of `changed`.

    A row that was repeated since counts as it came last: columns batch, position, by_batch,
    by_position.
    """
    cursor.register("ended", ended)
    cursor.execute(
        "WITH again AS (SELECT first_batch AS batch, first_position AS position, "
        "max_by(position, marks.batch) AS by_position, max_by(rules, marks.batch) AS rules, "
        "max(marks.batch) AS by_batch FROM marks "
        "WHERE refused AND first_batch IS NOT NULL GROUP BY ALL), "
        "last AS (SELECT m.batch, m.position, coalesce(a.by_batch, m.batch) AS by_batch, "
        "coalesce(a.by_position, m.position) AS by_position, coalesce(a.rules, m.rules) AS rules "
        "FROM marks m ANTI JOIN ended e ON e.batch = m.batch AND e.position = m.position "
        "LEFT JOIN again a ON a.batch = m.batch AND a.position = m.position "
        "WHERE m.refused AND m.first_batch IS NULL) "
        "SELECT last.batch, last.position, by_batch, by_position FROM last "
        "JOIN changed c ON c.batch = by_batch "
        "WHERE list_contains(rules, ?) AND list_has_all(c.codes, rules) "
        "ORDER BY last.batch, last.position",
        [rule],
    )
    return cursor.to_arrow_table()


def _read(paths: Sequence[Path]) -> str:
    """Return some Parquet files as one table in SQL."""
    return "read_parquet([" + ", ".join(_text(str(path)) for path in paths) + "])"


def _failure_table(failures: Sequence[Failure]) -> pa.Table:
    parts = [
        pa.table({
            "position": failure.positions.cast(pa.int64()),
            "place": pa.array(np.full(len(failure.positions), place, dtype=np.int32)),
        })
        for place, failure in enumerate(failures)
    ]
    schema = pa.schema([("position", pa.int64()), ("place", pa.int32())])
    return pa.concat_tables([schema.empty_table(), *parts])


def _rule_table(failures: Sequence[Failure]) -> pa.Table:
    return pa.table({
        "place": pa.array(range(len(failures)), pa.int32()),
        "code": pa.array([failure.rule for failure in failures], pa.string()),
        "refuses": pa.array([failure.refuses for failure in failures], pa.bool_()),
    })


def _key(columns: Sequence[str]) -> str:
    """Return the key's text in SQL, null where a part is missing."""
    if not columns:
        return "CAST(NULL AS VARCHAR)"
    parts = [f"CAST({_name(column)} AS VARCHAR)" for column in columns]
    return f" || chr({ord(KEY_SEPARATOR)}) || ".join(parts)


def _print(columns: Sequence[str]) -> str:
    """Return the print of a row's content in SQL; of a broken line only its text counts."""
    raw = "coalesce(l._raw->>'_text', l._raw)" if "_raw" in columns else "NULL"
    parts = [f"CAST(l.{_name(column)} AS VARCHAR)" for column in columns if column[0] != "_"]
    return f"md5(CAST([{', '.join([raw, *parts])}] AS VARCHAR))"


def _name(column: str) -> str:
    return exp.to_identifier(column, quoted=True).sql("duckdb")


def _text(value: str) -> str:
    return exp.Literal.string(value).sql("duckdb")
