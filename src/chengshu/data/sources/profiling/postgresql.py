"""A gentle look into a table of PostgreSQL: pages chosen by the database, rows as one COPY.

A table of any size costs the same: `TABLESAMPLE SYSTEM` reads whole pages and only as many as the
row limit needs. The size on disk is asked for, never counted.
"""

import io
import json
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
import pyarrow as pa
from psycopg import sql
from pyarrow import csv

from chengshu.data.sources.contracts import ColumnProfile, ProfileLimits, Sampling, TableProfile
from chengshu.data.sources.errors import (
    TableForbiddenError,
    TableTimeoutError,
    TableUnreadableError,
)
from chengshu.data.sources.profiling.combining import find_distinct_sets
from chengshu.data.sources.profiling.measuring import (
    MOST_CHARACTERS,
    Form,
    measure_columns,
    thin,
)

Session = psycopg.Connection[tuple[Any, ...]]
_GUESSED_DENSITY = 100.0  # rows a page, where nobody has analysed the table
_MOST_BYTES = 64 * 1024 * 1024
_QUERIES = 10  # for the session and for what the table declares
_SEED = 20_170_930  # the same pages each time, so that a rescan differs only where the data do
_NUMBERS = {"int2", "int4", "int8", "float4", "float8", "numeric", "oid", "money"}
_DAYS = {"date", "timestamp", "timestamptz"}
_SHORT = _NUMBERS | _DAYS | {"bool", "uuid", "time", "timetz", "interval", "inet", "bpchar", "name"}
_TABLE = """
    SELECT n.nspname, c.relname, coalesce(obj_description(c.oid, 'pg_class'), ''), c.relkind,
           CASE WHEN c.relkind = 'p' THEN coalesce((
               SELECT sum(pg_relation_size(t.relid)) FROM pg_partition_tree(c.oid) t WHERE t.isleaf
           ), 0) ELSE pg_relation_size(c.oid) END::bigint,
           current_setting('block_size')::bigint,
           CASE WHEN c.relkind = 'p' THEN (
               SELECT sum(greatest(l.reltuples, 0)) / nullif(sum(l.relpages), 0)
               FROM pg_partition_tree(c.oid) t JOIN pg_class l ON l.oid = t.relid WHERE t.isleaf
           ) WHEN c.reltuples > 0 AND c.relpages > 0 THEN c.reltuples / c.relpages END::float8
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = %s
"""
_COLUMNS = """
    SELECT a.attname, format_type(a.atttypid, a.atttypmod), t.typname,
           coalesce(col_description(a.attrelid, a.attnum), ''), NOT a.attnotnull,
           has_column_privilege(a.attrelid, a.attnum, 'SELECT'), a.atttypmod
    FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
    WHERE a.attrelid = %s AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum
"""
_KEYS = """
    SELECT i.indisprimary, (
        SELECT json_agg(a.attname ORDER BY k.place)
        FROM unnest(i.indkey::smallint[]) WITH ORDINALITY k(number, place)
        JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.number
        WHERE k.place <= i.indnkeyatts
    )
    FROM pg_index i
    WHERE i.indrelid = %s AND i.indisunique AND i.indpred IS NULL AND i.indexprs IS NULL
    ORDER BY i.indexrelid
"""
_REFERENCES = """
    SELECT a.attname,
           CASE WHEN n.nspname = 'public' THEN '' ELSE n.nspname || '.' END
           || c.relname || '.' || f.attname
    FROM pg_constraint o
    CROSS JOIN unnest(o.conkey, o.confkey) AS k(own, other)
    JOIN pg_class c ON c.oid = o.confrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_attribute a ON a.attrelid = o.conrelid AND a.attnum = k.own
    JOIN pg_attribute f ON f.attrelid = o.confrelid AND f.attnum = k.other
    WHERE o.conrelid = %s AND o.contype = 'f' ORDER BY o.oid DESC
"""


@dataclass(frozen=True)
class _Found:
    """What the database's own records say of a table: `density` in rows a page, if known."""

    schema: str
    name: str
    comment: str
    kind: str
    bytes: int
    page: int
    density: float | None

    @property
    def shown(self) -> str:
        return self.name if self.schema == "public" else f"{self.schema}.{self.name}"

    @property
    def is_stored(self) -> bool:
        """Whether its pages can be sampled."""
        return self.kind in {"r", "p", "m"}

    @property
    def pages(self) -> int:
        return self.bytes // self.page

    @property
    def expected(self) -> float:
        """How many rows its pages hold, about."""
        return self.pages * (self.density or _GUESSED_DENSITY)


@dataclass(frozen=True)
class _Column:
    """One column: as declared, its base type, whether the account may read it."""

    declared: ColumnProfile
    base: str
    is_readable: bool
    is_bounded: bool

    @property
    def form(self) -> Form:
        if self.base in _NUMBERS:
            return Form.NUMBER
        return Form.DAY if self.base in _DAYS else Form.TEXT

    def selected(self) -> sql.Composable:
        """Return its expression: what may be long is cut by the database."""
        name = sql.Identifier(self.declared.name)
        if self.base in _SHORT or self.is_bounded:
            return name
        if self.base == "bytea":
            return sql.SQL("substring({} FOR 64)").format(name)
        return sql.SQL("left({}::text, {})").format(name, MOST_CHARACTERS)


@dataclass(frozen=True)
class _Sample:
    """Rows as read, how they were chosen, how many rows there are, and is that exact."""

    rows: pa.Table
    sampling: Sampling
    row_count: int | None
    is_exact: bool = False


def profile_postgresql(session: Session, oid: int, limits: ProfileLimits) -> TableProfile:
    """Return the profile of the table of number `oid`, read within the session's transaction.

    Raises:
        TableForbiddenError: The account may read none of its columns.
        TableTimeoutError: Not a row came within the seconds allowed.
        TableUnreadableError: The database refuses, as with a broken view.
    """
    started = time.monotonic()
    found = _Found(*session.execute(_TABLE, [oid]).fetchall()[0])
    with _judged(found, limits):
        milliseconds = max(int(limits.seconds * 1000), 1)
        session.execute(f"SET LOCAL statement_timeout = {milliseconds:d}")
        columns, keys = _declared(session, oid)
        readable = [column for column in columns if column.is_readable]
        if columns and not readable:
            raise TableForbiddenError(table=found.shown)
        names = [column.declared.name for column in readable]
        reading = _Reading(session, names, limits)
        sample = _sample(reading, found, readable)
    declared = [(column.declared, column.form) for column in columns]
    measured = measure_columns(declared, sample.rows, limits)
    return TableProfile(
        name=found.shown,
        comment=found.comment,
        kind="view" if found.kind in {"v", "m"} else "table",
        row_count=sample.row_count,
        is_exact=sample.is_exact,
        columns=measured,
        distinct_sets=find_distinct_sets(measured, keys, sample.rows),
        unique_keys=keys,
        sampled_rows=sample.rows.num_rows,
        sampling=sample.sampling,
        bytes=found.bytes if found.is_stored else None,
        milliseconds=round((time.monotonic() - started) * 1000),
        queries=_QUERIES + reading.queries,
    )


@contextmanager
def _judged(found: _Found, limits: ProfileLimits) -> Iterator[None]:
    """Tell what concerns this table alone from a lost connection, which goes on upwards."""
    try:
        yield
    except (psycopg.errors.QueryCanceled, psycopg.errors.LockNotAvailable) as error:
        raise TableTimeoutError(table=found.shown, seconds=f"{limits.seconds:g}") from error
    except psycopg.errors.InsufficientPrivilege as error:
        raise TableForbiddenError(table=found.shown) from error
    except psycopg.OperationalError:
        raise
    except (psycopg.Error, pa.ArrowInvalid) as error:
        reason = f"SQLSTATE {getattr(error, 'sqlstate', None) or type(error).__name__}"
        raise TableUnreadableError(table=found.shown, reason=reason) from error


def _declared(session: Session, oid: int) -> tuple[list[_Column], tuple[tuple[str, ...], ...]]:
    """Return the columns with their keys and references, and the unique keys."""
    found = session.execute(_KEYS, [oid])
    keys = [(first, tuple(json.loads(names))) for first, names in found]
    primary = {name for first, names in keys if first for name in names}
    single = {names[0] for _first, names in keys if len(names) == 1}
    references: dict[str, str] = dict(session.execute(_REFERENCES, [oid]).fetchall())
    columns = [
        _Column(
            ColumnProfile(
                name=name,
                type=kind,
                comment=comment,
                nullable=nullable,
                is_primary_key=name in primary,
                is_unique=name in single,
                references=references.get(name, ""),
            ),
            base,
            is_readable,
            base == "varchar" and 0 < modifier <= MOST_CHARACTERS,
        )
        for name, kind, base, comment, nullable, is_readable, modifier in session.execute(
            _COLUMNS, [oid]
        )
    ]
    return columns, tuple(names for first, names in keys if not first)


def _sample(reading: "_Reading", found: _Found, columns: Sequence[_Column]) -> _Sample:
    """Read all rows of a small table, pages of a large one, the first rows of a view."""
    if not columns:
        return _Sample(pa.table({}), Sampling.ALL, None)
    names = sql.SQL(", ").join(column.selected() for column in columns)
    select = sql.SQL("SELECT {} FROM {}").format(names, sql.Identifier(found.schema, found.name))
    limits = reading.limits
    if found.is_stored and found.expected > limits.rows:
        return _system(reading, select, found)
    rows = reading.read(sql.SQL("{} LIMIT {}").format(select, limits.rows + 1))
    if rows.num_rows <= limits.rows and reading.is_whole:
        return _Sample(rows, Sampling.ALL, rows.num_rows, is_exact=True)
    count = max(round(found.expected), rows.num_rows) if found.is_stored else None
    return _Sample(rows.slice(0, limits.rows), Sampling.FIRST, count)


def _system(reading: "_Reading", select: sql.Composed, found: _Found) -> _Sample:
    limit = reading.limits.rows
    percent = min(110.0 * limit / found.expected, 100.0)
    sampled = sql.SQL("{} TABLESAMPLE SYSTEM ({}) REPEATABLE ({}) LIMIT {}").format(
        select, percent, _SEED, 2 * limit
    )
    rows = reading.read(sampled)
    count = round(found.expected)
    if found.density is None and 0 < rows.num_rows < 2 * limit:
        count = round(rows.num_rows * 100 / percent)
    if rows.num_rows:
        return _Sample(thin(rows, limit), Sampling.SYSTEM, count)
    rows = reading.read(sql.SQL("{} LIMIT {}").format(select, limit))
    whole = rows.num_rows < limit and reading.is_whole
    return _Sample(rows, Sampling.FIRST, rows.num_rows if whole else count, is_exact=whole)


class _Reading:
    """Reads statements as COPY, within bytes and seconds; what came before the end is kept."""

    def __init__(self, session: Session, names: list[str], limits: ProfileLimits) -> None:
        self.session = session
        self.names = names
        self.limits = limits
        self.is_whole = True
        self.queries = 0

    def read(self, statement: sql.Composable) -> pa.Table:
        """Return the rows of a statement as text columns."""
        copy = sql.SQL("COPY ({}) TO STDOUT (FORMAT csv)").format(statement)
        held = io.BytesIO()
        self.queries += 1
        try:
            self._fill(held, copy)
        except psycopg.errors.QueryCanceled:
            if not held.tell():
                raise
            self.is_whole = False
        return _parse(held, self.names)

    def _fill(self, held: io.BytesIO, copy: sql.Composed) -> None:
        with self.session.cursor() as cursor, cursor.copy(copy) as rows:
            for row in rows:
                held.write(row)
                if held.tell() > _MOST_BYTES:
                    self.is_whole = False
                    return


def _parse(held: io.BytesIO, names: list[str]) -> pa.Table:
    """Return COPY's text as a table: an unquoted empty cell is null, a quoted one is empty."""
    kinds = dict.fromkeys(names, pa.string())
    if not held.tell():
        return pa.schema(list(kinds.items())).empty_table()
    return csv.read_csv(
        pa.py_buffer(held.getbuffer()),
        read_options=csv.ReadOptions(
            column_names=names, use_threads=False, block_size=held.tell() + 1
        ),
        parse_options=csv.ParseOptions(newlines_in_values=True, ignore_empty_lines=False),
        convert_options=csv.ConvertOptions(
            column_types=kinds,
            null_values=[""],
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,
        ),
    )
