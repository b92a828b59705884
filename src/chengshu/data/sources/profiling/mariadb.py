"""A gentle look into a table of MariaDB or MySQL: short index ranges spread over a key.

These databases cannot sample pages. A large table is read at places spread over the leading
column of its key, a few rows at each, all in one statement; without a key, its first rows.
"""

import re
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, TypeAlias

import pyarrow as pa
import pymysql
from django.utils.translation import gettext_lazy as _
from pymysql.constants import ER
from pymysql.cursors import SSCursor

from chengshu.data.sources.contracts import ColumnProfile, ProfileLimits, Sampling, TableProfile
from chengshu.data.sources.errors import (
    SourceNotFoundError,
    TableForbiddenError,
    TableTimeoutError,
    TableUnreadableError,
)
from chengshu.data.sources.profiling.combining import find_distinct_sets
from chengshu.data.sources.profiling.measuring import (
    MOST_CHARACTERS,
    Form,
    measure_columns,
)
from chengshu.data.sources.profiling.places import count_places, spread_places

Session: TypeAlias = "pymysql.Connection[SSCursor]"
_QUERIES = 10  # for the session and for what the table declares
_PIECE = 1000  # rows fetched between two looks at the clock
_MOST_CHARACTERS_HELD = 32 * 1024 * 1024
_NUMBERS = {
    *("tinyint", "smallint", "mediumint", "int", "bigint", "year"),
    *("decimal", "float", "double"),
}
_DAYS = {"date", "datetime", "timestamp"}
_SHORT = _NUMBERS | _DAYS | {"time", "char", "enum"}
_SHAPES = {
    *("geometry", "point", "linestring", "polygon", "multipoint", "multilinestring"),
    *("multipolygon", "geometrycollection"),
}
_TIMEOUTS = {
    ER.QUERY_INTERRUPTED,
    ER.LOCK_WAIT_TIMEOUT,
    1969,  # MariaDB: max_statement_time exceeded
    3024,  # MySQL: maximum statement execution time exceeded
}
_REFUSALS = {ER.TABLEACCESS_DENIED_ERROR, ER.COLUMNACCESS_DENIED_ERROR}
_TABLE = """
    SELECT table_comment, table_type, table_rows, data_length + index_length
    FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = %s
"""
_COLUMNS = """
    SELECT column_name, column_type, column_comment, is_nullable, column_key, privileges,
           coalesce(character_maximum_length, 0)
    FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = %s
    ORDER BY ordinal_position
"""
_KEYS = """
    SELECT index_name, column_name, non_unique FROM information_schema.statistics
    WHERE table_schema = DATABASE() AND table_name = %s AND column_name IS NOT NULL
    ORDER BY index_name <> 'PRIMARY', non_unique, index_name, seq_in_index
"""
_REFERENCES = """
    SELECT column_name, concat(referenced_table_name, '.', referenced_column_name)
    FROM information_schema.key_column_usage
    WHERE table_schema = DATABASE() AND table_name = %s
      AND referenced_table_schema = DATABASE()
"""


@dataclass(frozen=True)
class _Keys:
    """Declared keys: `leading` is the first column of the best index there is."""

    unique: tuple[tuple[str, ...], ...]
    leading: str


@dataclass(frozen=True)
class _Column:
    """One column: as declared, and how it is read."""

    declared: ColumnProfile
    characters: int
    is_readable: bool

    @property
    def base(self) -> str:
        return re.split(r"[ (]", self.declared.type, maxsplit=1)[0].lower()

    @property
    def form(self) -> Form:
        if self.base in _NUMBERS:
            return Form.NUMBER
        return Form.DAY if self.base in _DAYS else Form.TEXT

    def selected(self) -> str:
        """Return its expression: what may be long is cut by the database."""
        name = quoted(self.declared.name)
        if self.base in _SHORT or (self.base == "varchar" and self.characters <= MOST_CHARACTERS):
            return name
        if self.base == "bit":
            return f"{name} + 0"
        if self.base in _SHAPES:
            return f"LEFT(ST_AsText({name}), {MOST_CHARACTERS})"
        if "blob" in self.base or "binary" in self.base:
            return rf"CONCAT('\\x', LOWER(HEX(LEFT({name}, 64))))"
        return f"LEFT({name}, {MOST_CHARACTERS})"


@dataclass(frozen=True)
class _Sample:
    """Rows as read, how they were chosen, how many rows there are, and is that exact."""

    rows: pa.Table
    sampling: Sampling
    row_count: int | None
    is_exact: bool = False


def quoted(name: str) -> str:
    """Return a name as an identifier, safe in a statement with values."""
    return "`" + name.replace("`", "``").replace("%", "%%") + "`"


def profile_mariadb(session: Session, table: str, limits: ProfileLimits) -> TableProfile:
    """Return the profile of a table, read within the session's snapshot.

    Raises:
        TableForbiddenError: The account may not read it.
        TableTimeoutError: Not a row came within the seconds allowed.
        TableUnreadableError: The database refuses, as with a broken view.
    """
    started = time.monotonic()
    with _judged(table, limits):
        _limit_statements(session, limits)
        found = _fetch(session, _TABLE, [table])
        if not found:
            raise SourceNotFoundError(kind=_("数据表"), key=table)
        comment, kind, estimate, size = found[0]
        columns, keys = _declared(session, table)
        readable = [column for column in columns if column.is_readable]
        if not readable:
            raise _refusal(table, is_view=kind != "BASE TABLE")
        reading = _Reading(session, table, readable, limits=limits)
        sample = _sample(reading, int(estimate or 0), keys.leading)
    is_table = kind == "BASE TABLE"
    measured = measure_columns([(one.declared, one.form) for one in columns], sample.rows, limits)
    return TableProfile(
        name=table,
        comment=str(comment or "") if is_table else "",
        kind="table" if is_table else "view",
        row_count=sample.row_count if is_table or sample.is_exact else None,
        is_exact=sample.is_exact,
        columns=measured,
        distinct_sets=find_distinct_sets(measured, keys.unique, sample.rows),
        unique_keys=keys.unique,
        sampled_rows=sample.rows.num_rows,
        sampling=sample.sampling,
        bytes=int(size) if size is not None and is_table else None,
        milliseconds=round((time.monotonic() - started) * 1000),
        queries=_QUERIES + reading.queries,
    )


def _refusal(table: str, *, is_view: bool) -> TableUnreadableError:
    """A view without columns is broken; a table without is not for this account."""
    if is_view:
        return TableUnreadableError(table=table, reason=f"MySQL {ER.VIEW_INVALID}")
    return TableForbiddenError(table=table)


@contextmanager
def _judged(table: str, limits: ProfileLimits) -> Iterator[None]:
    """Tell what concerns this table alone from a lost connection, which goes on upwards."""
    try:
        yield
    except pymysql.MySQLError as error:
        number = error.args[0] if error.args else 0
        if number in _TIMEOUTS:
            raise TableTimeoutError(table=table, seconds=f"{limits.seconds:g}") from error
        if number in _REFUSALS:
            raise TableForbiddenError(table=table) from error
        if isinstance(error, pymysql.InterfaceError) or _is_lost(number):
            raise
        raise TableUnreadableError(table=table, reason=f"MySQL {number}") from error
    except (UnicodeDecodeError, pa.ArrowInvalid) as error:
        raise TableUnreadableError(table=table, reason=type(error).__name__) from error


def _is_lost(number: object) -> bool:
    """Tell faults of the line (2000 and up) and a server going down from refusals."""
    return isinstance(number, int) and (2000 <= number < 3000 or number == ER.SERVER_SHUTDOWN)  # noqa: PLR2004 - the client's range


def _limit_statements(session: Session, limits: ProfileLimits) -> None:
    """Bound each statement; the two databases have different words and units for it."""
    with session.cursor() as cursor:
        cursor.execute("SELECT version()")
        if "mariadb" in str(cursor.fetchall()).lower():
            cursor.execute("SET SESSION max_statement_time = %s", [limits.seconds])
        else:
            cursor.execute("SET SESSION max_execution_time = %s", [round(limits.seconds * 1000)])
        cursor.execute("SET SESSION lock_wait_timeout = %s", [max(round(limits.seconds), 1)])


def _fetch(
    session: Session, statement: str, values: Sequence[object] = ()
) -> list[tuple[Any, ...]]:
    with session.cursor() as cursor:
        cursor.execute(statement, list(values))
        return list(cursor.fetchall())


def _declared(session: Session, table: str) -> tuple[list[_Column], _Keys]:
    """Return the columns with their keys and references, and the keys."""
    indexes: dict[str, tuple[bool, list[str]]] = {}
    for index, column, is_loose in _fetch(session, _KEYS, [table]):
        indexes.setdefault(index, (not int(is_loose), []))[1].append(column)
    unique = {name: columns for name, (is_unique, columns) in indexes.items() if is_unique}
    single = {columns[0] for columns in unique.values() if len(columns) == 1}
    references = dict(_fetch(session, _REFERENCES, [table]))
    columns = [
        _Column(
            ColumnProfile(
                name=name,
                type=kind,
                comment=comment or "",
                nullable=nullable == "YES",
                is_primary_key=key == "PRI",
                is_unique=name in single,
                references=references.get(name, ""),
            ),
            int(length),
            "select" in privileges.lower(),
        )
        for name, kind, comment, nullable, key, privileges, length in _fetch(
            session, _COLUMNS, [table]
        )
    ]
    declared = tuple(tuple(names) for name, names in unique.items() if name != "PRIMARY")
    return columns, _Keys(declared, next((names[0] for _unique, names in indexes.values()), ""))


def _sample(reading: "_Reading", estimate: int, leading: str) -> _Sample:
    """Read all rows of a small table, places spread over the key of a large one."""
    limit = reading.limits.rows
    first = None
    if estimate <= limit or not leading:
        first = reading.read([("", ())], limit + 1)
        if first.num_rows <= limit and reading.is_whole:
            return _Sample(first, Sampling.ALL, first.num_rows, is_exact=True)
    if leading and reading.is_whole:
        rows = reading.read_places(leading)
        if rows.num_rows:
            return _Sample(rows, Sampling.SPREAD, max(estimate, rows.num_rows))
    rows = first if first is not None else reading.read([("", ())], limit)
    return _Sample(rows.slice(0, limit), Sampling.FIRST, max(estimate, rows.num_rows))


class _Reading:
    """Reads rows of one table within characters and seconds; what came before the end is kept."""

    def __init__(
        self, session: Session, table: str, columns: Sequence[_Column], *, limits: ProfileLimits
    ) -> None:
        self.session = session
        self.table = table
        self.names = [column.declared.name for column in columns]
        self.limits = limits
        self.is_whole = True
        self.queries = 0
        selected = ", ".join(column.selected() for column in columns)
        self._select = f"SELECT {selected} FROM {quoted(table)}"  # noqa: S608 - names found in the schema, quoted

    def read_places(self, key: str) -> pa.Table:
        """Return rows of short ranges spread between the ends of an indexed column."""
        ends = f"SELECT min({quoted(key)}), max({quoted(key)}) FROM {quoted(self.table)}"  # noqa: S608 - names found in the schema, quoted
        self.queries += 1
        lowest, highest = _fetch(self.session, ends)[0]
        bounds = [*spread_places(lowest, highest, count_places(self.limits.rows)), None]
        name = quoted(key)
        parts = [
            (f" WHERE {name} >= %s AND {name} < %s ORDER BY {name}", (low, high))
            if high is not None
            else (f" WHERE {name} >= %s ORDER BY {name}", (low,))
            for low, high in pairwise(bounds)
        ]
        return (
            self.read(parts, self.limits.rows // max(len(parts), 1)) if parts else self.read([], 0)
        )

    def read(self, parts: Sequence[tuple[str, tuple[object, ...]]], each: int) -> pa.Table:
        """Return at most `each` rows of each part as text columns."""
        held: list[tuple[str | None, ...]] = []
        if parts:
            statement = " UNION ALL ".join(
                f"({self._select}{tail} LIMIT {each:d})" for tail, _values in parts
            )
            values = [value for _tail, bound in parts for value in bound]
            self._fill(held, statement, values)
        columns = list(zip(*held, strict=True)) if held else [()] * len(self.names)
        return pa.table([pa.array(column, pa.string()) for column in columns], names=self.names)

    def _fill(
        self, held: list[tuple[str | None, ...]], statement: str, values: list[object]
    ) -> None:
        self.queries += 1
        try:
            with self.session.cursor() as cursor:
                cursor.execute(statement, values)
                self.is_whole = self._take(held, cursor)
        except pymysql.MySQLError as error:
            if not held or error.args[0] not in _TIMEOUTS:
                raise
            self.is_whole = False

    def _take(self, held: list[tuple[str | None, ...]], cursor: SSCursor) -> bool:
        """Take rows until the end (True) or a limit; the rest is short, since cells are cut."""
        deadline = time.monotonic() + self.limits.seconds
        characters = 0
        while rows := cursor.fetchmany(_PIECE):
            held.extend(rows)
            characters += sum(len(cell) for cell in rows[0] if cell) * len(rows)
            if characters > _MOST_CHARACTERS_HELD or time.monotonic() > deadline:
                return False
        return True
