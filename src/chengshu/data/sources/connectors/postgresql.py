"""The connector to PostgreSQL and its family: read-only transactions and binary COPY."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
import pyarrow as pa
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from psycopg import sql
from psycopg.adapt import AdaptersMap
from psycopg.types.string import TextLoader

from chengshu.data.sources.connectors import copied
from chengshu.data.sources.connectors.copied import Column, Place, Reading, field_of
from chengshu.data.sources.contracts import (
    ColumnInfo,
    Connection,
    ProfileLimits,
    ReadRequest,
    TableInfo,
    TableProfile,
    TableStream,
)
from chengshu.data.sources.errors import (
    LoginRefusedError,
    SourceInterruptedError,
    SourceNotFoundError,
    SourceUnreachableError,
    TableForbiddenError,
    TableUnreadableError,
)
from chengshu.data.sources.profiling.postgresql import profile_postgresql

Session = psycopg.Connection[tuple[Any, ...]]
_PORT = 5432
_CONNECT_SECONDS = 5
_TIMEOUT_SECONDS = 600
_TYPES = {
    "int2": pa.int64(),
    "int4": pa.int64(),
    "int8": pa.int64(),
    "float4": pa.float64(),
    "float8": pa.float64(),
    "bool": pa.bool_(),
}
_TABLES = """
    SELECT c.oid, n.nspname, c.relname, coalesce(obj_description(c.oid, 'pg_class'), ''),
           c.reltuples::bigint, c.relkind IN ('v', 'm'),
           has_schema_privilege(n.oid, 'USAGE') AND has_any_column_privilege(c.oid, 'SELECT')
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT c.relispartition
      AND n.nspname NOT LIKE 'pg\\_%%' AND n.nspname <> 'information_schema'
      AND (%(schema)s = '' OR n.nspname = %(schema)s)
      AND (%(table)s = '' OR c.relname = %(table)s OR n.nspname || '.' || c.relname = %(table)s)
    ORDER BY n.nspname <> 'public', n.nspname, c.relname
"""
_COLUMNS = """
    SELECT a.attrelid, a.attname, format_type(a.atttypid, a.atttypmod), t.typname,
           NOT a.attnotnull, coalesce(col_description(a.attrelid, a.attnum), ''),
           coalesce(a.attnum = ANY (i.indkey), false)
    FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
    LEFT JOIN pg_index i ON i.indrelid = a.attrelid AND i.indisprimary
    WHERE a.attrelid = ANY (%(tables)s) AND a.attnum > 0 AND NOT a.attisdropped
    ORDER BY a.attrelid, a.attnum
"""


def _plain_adapters() -> AdaptersMap:
    """Return adapters that give numbers and truths as such, everything else as its text."""
    adapters = AdaptersMap(psycopg.adapters)
    for kind in psycopg.adapters.types:
        if kind.name not in _TYPES:
            adapters.register_loader(kind.oid, TextLoader)
        if kind.array_oid:
            adapters.register_loader(kind.array_oid, TextLoader)
    return adapters


_ADAPTERS = _plain_adapters()


@dataclass(frozen=True)
class _Plain:
    """Hands the adapters to a connection."""

    adapters: AdaptersMap = _ADAPTERS
    connection: None = None


@dataclass(frozen=True)
class _Place:
    """One table that is there, readable or not."""

    oid: int
    schema: str
    name: str
    comment: str
    estimate: int
    is_view: bool
    is_readable: bool

    @property
    def shown(self) -> str:
        """The name people use: without the schema when it is `public`."""
        return self.name if self.schema == "public" else f"{self.schema}.{self.name}"


class PostgresqlConnector:
    """Reads PostgreSQL; one connection per question, closed at its end."""

    def check(self, connection: Connection) -> int:
        """Return how many tables the account may read."""
        with _session(connection) as session:
            return sum(place.is_readable for place in _list_tables(session, connection))

    def describe(self, connection: Connection) -> tuple[TableInfo, ...]:
        """Return the tables; the row estimate is the planner's, None before any ANALYZE."""
        with _session(connection) as session:
            tables = _list_tables(session, connection)
            columns = _list_columns(session, [place.oid for place in tables])
        return tuple(
            TableInfo(
                name=place.shown,
                comment=place.comment,
                row_estimate=place.estimate if place.estimate >= 0 else None,
                columns=tuple(info for info, _type in columns.get(place.oid, ())),
                kind="view" if place.is_view else "table",
                is_readable=place.is_readable,
            )
            for place in tables
        )

    def profile(self, connection: Connection, table: str, limits: ProfileLimits) -> TableProfile:
        """Return what a sample of its pages tells of a table."""
        with _session(connection) as session:
            place = _find_table(session, connection, table)
            if not place.is_readable:
                raise TableForbiddenError(table=table)
            return profile_postgresql(session, place.oid, limits)

    def count(self, connection: Connection, table: str) -> int:
        """Return the exact number of rows."""
        with _session(connection) as session:
            return _count(session, _reading(session, connection, ReadRequest(table)))

    def open(self, connection: Connection, request: ReadRequest) -> TableStream:
        """Count and stream under one snapshot of the database (repeatable read).

        A whole table comes in ranges of blocks; with two connections both read the same snapshot.
        """
        with ExitStack() as stack:
            session = stack.enter_context(_session(connection))
            reading = _reading(session, connection, request)
            count = _count(session, reading) if request.limit is None else None
            place = copied.find_place(session, reading, after=request.after)
            sessions = [session]
            if request.connections > 1 and place.extent.blocks > copied.RANGE_BLOCKS:
                second = stack.enter_context(_session(connection))
                _share_snapshot(session, second)
                sessions.append(second)
            held = stack.pop_all()
        return TableStream(
            schema=reading.schema,
            source_count=count,
            batches=_walk(held, (reading, place), sessions),
            misshapen=[],
            reached=place.reached,
            goes_on=place.block > 0,
        )


@contextmanager
def _session(connection: Connection) -> Iterator[Session]:
    """Give a read-only session; every fault of the database leaves as one of our errors."""
    address = f"{connection.host}:{connection.port or _PORT}"
    try:
        session = _connect(connection)
    except psycopg.OperationalError as error:
        if _is_refusal(error):
            raise LoginRefusedError(address=address, username=connection.username) from error
        raise SourceUnreachableError(address=address) from error
    try:
        with closing(session):
            yield session
    except (psycopg.OperationalError, psycopg.InterfaceError, OSError) as error:
        raise SourceInterruptedError(address=address) from error
    except (psycopg.Error, UnicodeDecodeError) as error:
        reason = getattr(error, "sqlstate", None) or type(error).__name__
        raise TableUnreadableError(table=connection.database, reason=reason) from error


def _connect(connection: Connection) -> Session:
    session = psycopg.connect(
        host=connection.host,
        port=connection.port or _PORT,
        dbname=connection.database,
        user=connection.username,
        password=connection.password or None,
        connect_timeout=_CONNECT_SECONDS,
        client_encoding="UTF8",
        application_name="chengshu",
        context=_Plain(),
    )
    session.read_only = True
    session.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    seconds = int(str(connection.options.get("timeout_s", _TIMEOUT_SECONDS)))
    for name, value in (
        ("statement_timeout", f"{seconds}s"),
        ("TimeZone", settings.TIME_ZONE),
        ("DateStyle", "ISO, YMD"),
        ("search_path", ""),
    ):
        session.execute("SELECT set_config(%s, %s, false)", [name, value])
    return session


def _is_refusal(error: psycopg.OperationalError) -> bool:
    """Tell a refused login (class 28, or 3D000 unknown database) from a silent host."""
    text = str(error)
    return (error.sqlstate or "")[:2] in {"28", "3D"} or (
        "FATAL" in text and "starting" not in text
    )


def _list_tables(session: Session, connection: Connection, table: str = "") -> list[_Place]:
    schema = str(connection.options.get("schema", ""))
    found = session.execute(_TABLES, {"schema": schema, "table": table}).fetchall()
    return [_Place(*row) for row in found]


def _find_table(session: Session, connection: Connection, table: str) -> _Place:
    for place in _list_tables(session, connection, table):
        if table in {place.shown, f"{place.schema}.{place.name}"}:
            return place
    raise SourceNotFoundError(kind=_("数据表"), key=table)


def _list_columns(
    session: Session, tables: Sequence[int]
) -> dict[int, list[tuple[ColumnInfo, str]]]:
    """Return the columns of tables by their number, each with the name of its base type."""
    columns: dict[int, list[tuple[ColumnInfo, str]]] = {}
    for oid, name, kind, base, *rest in session.execute(_COLUMNS, {"tables": list(tables)}):
        columns.setdefault(oid, []).append((ColumnInfo(name, kind, *rest), base))
    return columns


def _reading(session: Session, connection: Connection, request: ReadRequest) -> Reading:
    place = _find_table(session, connection, request.table)
    listed = _list_columns(session, [place.oid]).get(place.oid, [])
    columns = {info.name: Column(info.name, kind, info.type) for info, kind in listed}
    wanted = request.columns or tuple(columns)
    for name in (*wanted, *filter(None, [request.cursor_column])):
        if name not in columns:
            raise SourceNotFoundError(kind=_("数据列"), key=f"{request.table}.{name}")
    chosen = tuple(columns[name] for name in wanted)
    return Reading(
        oid=place.oid,
        table=sql.Identifier(place.schema, place.name),
        columns=chosen,
        schema=pa.schema([field_of(column, is_typed=request.is_typed) for column in chosen]),
        where=_where(request),
        tail=_tail(request),
        batch_rows=request.batch_rows,
        is_whole=not request.cursor_column and request.limit is None,
    )


def _where(request: ReadRequest) -> sql.Composable:
    """Return the condition of an incremental read; the bound is cast by the database."""
    if not request.cursor_column or request.cursor_from is None:
        return sql.SQL("")
    cursor = sql.Identifier(request.cursor_column)
    bound = sql.Literal(request.cursor_from)
    return sql.SQL(" WHERE ({0} >= {1} OR {0} IS NULL)").format(cursor, bound)


def _tail(request: ReadRequest) -> sql.Composable:
    """Return order and limit; rows without a cursor come first."""
    order: sql.Composable = sql.SQL("")
    if request.cursor_column:
        order = sql.SQL(" ORDER BY {} NULLS FIRST").format(sql.Identifier(request.cursor_column))
    limit = sql.SQL("" if request.limit is None else " LIMIT {}").format(request.limit)
    return sql.SQL("{}{}").format(order, limit)


def _count(session: Session, reading: Reading) -> int:
    statement = sql.SQL("SELECT count(*) FROM {}{}").format(reading.table, reading.where)
    row = session.execute(statement).fetchone()
    return int(row[0]) if row else 0


def _share_snapshot(session: Session, second: Session) -> None:
    """Let a second session see exactly what the first one sees."""
    row = session.execute("SELECT pg_export_snapshot()").fetchone()
    name = sql.Literal(row[0] if row else "")
    second.commit()  # its own snapshot goes, what was set for the session stays
    second.execute(sql.SQL("SET TRANSACTION SNAPSHOT {}").format(name))


def _walk(
    held: ExitStack, what: tuple[Reading, Place], sessions: Sequence[Session]
) -> Iterator[pa.RecordBatch]:
    reading, place = what
    with held:
        if reading.is_whole:
            yield from copied.read_whole(reading, sessions, place)
        else:
            yield from copied.read_part(reading, sessions[0])


POSTGRESQL = PostgresqlConnector()
