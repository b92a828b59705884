"""The connector to MariaDB and MySQL: read-only snapshots and unbuffered cursors."""

import re
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from typing import Any, TypeAlias

import pyarrow as pa
import pymysql
from django.utils.translation import gettext_lazy as _
from pymysql.constants import CR, ER, FIELD_TYPE
from pymysql.converters import encoders
from pymysql.cursors import SSCursor

from chengshu.data.sources.connectors.batches import Cell, to_batches
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
    TableUnreadableError,
)
from chengshu.data.sources.profiling.mariadb import profile_mariadb

Session: TypeAlias = "pymysql.Connection[SSCursor]"
_PORT = 3306
_CONNECT_SECONDS = 5
_TIMEOUT_SECONDS = 600
_WHOLE = {"tinyint", "smallint", "mediumint", "int", "bigint", "year"}
_Conversions: TypeAlias = dict[int | type[Any], Callable[..., Any]]
_TEXTS: _Conversions = {**encoders}  # type: ignore[dict-item]  # - the stubs key their own table more narrowly
_CONVERSIONS: _Conversions = {
    **_TEXTS,
    **dict.fromkeys(
        (
            FIELD_TYPE.TINY,
            FIELD_TYPE.SHORT,
            FIELD_TYPE.LONG,
            FIELD_TYPE.INT24,
            FIELD_TYPE.LONGLONG,
            FIELD_TYPE.YEAR,
        ),
        int,
    ),
    **dict.fromkeys((FIELD_TYPE.FLOAT, FIELD_TYPE.DOUBLE), float),
}
_REFUSALS = {
    ER.ACCESS_DENIED_ERROR,
    ER.DBACCESS_DENIED_ERROR,
    ER.BAD_DB_ERROR,
    ER.HOST_NOT_PRIVILEGED,
    ER.TABLEACCESS_DENIED_ERROR,
}
_LOSSES = {
    CR.CR_SERVER_GONE_ERROR,
    CR.CR_SERVER_LOST,
    CR.CR_SERVER_LOST_EXTENDED,
    ER.SERVER_SHUTDOWN,
    ER.QUERY_INTERRUPTED,
    1969,  # MariaDB: max_statement_time exceeded
    3024,  # MySQL: maximum statement execution time exceeded
}
_TABLES = """
    SELECT table_name, table_comment, table_rows, table_type FROM information_schema.tables
    WHERE table_schema = DATABASE() AND table_type IN ('BASE TABLE', 'VIEW')
    ORDER BY table_name
"""
_COLUMNS = """
    SELECT table_name, column_name, column_type, is_nullable, column_comment, column_key
    FROM information_schema.columns WHERE table_schema = DATABASE()
    ORDER BY table_name, ordinal_position
"""


@dataclass(frozen=True)
class _Query:
    """One SELECT with its values and how many rows to fetch at a time."""

    statement: str
    values: tuple[str, ...]
    batch_rows: int


class MariadbConnector:
    """Reads MariaDB and MySQL; one connection per question, closed at its end."""

    def check(self, connection: Connection) -> int:
        """Return how many tables the account may read."""
        with _session(connection) as session:
            return len(_fetch(session, _TABLES))

    def describe(self, connection: Connection) -> tuple[TableInfo, ...]:
        """Return the tables of the database; the row estimate is the engine's."""
        with _session(connection) as session:
            tables = _fetch(session, _TABLES)
            columns = _list_columns(session)
        return tuple(
            TableInfo(
                name=str(name),
                comment=str(comment or "") if kind == "BASE TABLE" else "",
                row_estimate=None if estimate is None else int(estimate),
                columns=tuple(columns.get(str(name), ())),
                kind="table" if kind == "BASE TABLE" else "view",
                is_readable=str(name) in columns,  # a broken view has none
            )
            for name, comment, estimate, kind in tables
        )

    def profile(self, connection: Connection, table: str, limits: ProfileLimits) -> TableProfile:
        """Return what rows spread over its key tell of a table."""
        with _session(connection, _TEXTS) as session:
            return profile_mariadb(session, table, limits)

    def count(self, connection: Connection, table: str) -> int:
        """Return the exact number of rows."""
        with _session(connection) as session:
            _find_columns(session, table)
            return _count(session, _Query(_quoted(table), (), 0))

    def open(self, connection: Connection, request: ReadRequest) -> TableStream:
        """Count and stream under one snapshot of the database."""
        with ExitStack() as stack:
            session = stack.enter_context(_session(connection))
            columns = _find_columns(session, request.table)
            schema = _request_schema(columns, request)
            tail, values = _narrow(request)
            count = None
            if request.limit is None:
                count = _count(session, _Query(_quoted(request.table) + tail, values, 0))
            kinds = {info.name: info.type for info in columns}
            names = ", ".join(_selected(name, kinds[name]) for name in schema.names)
            statement = f"SELECT {names} FROM {_quoted(request.table)}{tail}"  # noqa: S608 - names found in the schema, quoted; values bound
            if request.cursor_column:
                statement += f" ORDER BY {_quoted(request.cursor_column)}"
            if request.limit is not None:
                statement += f" LIMIT {request.limit:d}"
            query = _Query(statement, values, request.batch_rows)
            rows = _walk(stack.pop_all(), session, query)
        batches = to_batches(rows, schema, batch_rows=request.batch_rows)
        return TableStream(schema, count, batches, [])


@contextmanager
def _session(connection: Connection, conversions: _Conversions = _CONVERSIONS) -> Iterator[Session]:
    """Give a read-only session; every fault of the database leaves as one of our errors."""
    address = f"{connection.host}:{connection.port or _PORT}"
    reached = False
    try:
        with closing(_connect(connection, conversions)) as session:
            reached = True
            yield session
    except (pymysql.MySQLError, OSError, UnicodeDecodeError) as error:
        number = error.args[0] if isinstance(error, pymysql.MySQLError) and error.args else 0
        if number in _REFUSALS:
            raise LoginRefusedError(address=address, username=connection.username) from error
        if not reached:
            raise SourceUnreachableError(address=address) from error
        if number in _LOSSES or isinstance(error, OSError):
            raise SourceInterruptedError(address=address) from error
        reason = f"MySQL {number or type(error).__name__}"
        raise TableUnreadableError(table=connection.database, reason=reason) from error


def _connect(connection: Connection, conversions: _Conversions) -> Session:
    seconds = int(str(connection.options.get("timeout_s", _TIMEOUT_SECONDS)))
    session = pymysql.connect(
        host=connection.host,
        port=connection.port or _PORT,
        user=connection.username,
        password=connection.password,
        database=connection.database,
        charset="utf8mb4",
        connect_timeout=_CONNECT_SECONDS,
        read_timeout=_CONNECT_SECONDS,  # for the greeting
        cursorclass=SSCursor,
        conv=conversions,
    )
    session._read_timeout = seconds  # type: ignore[attr-defined]  # noqa: SLF001 - the driver has no other way to wait longer after the greeting
    with session.cursor() as cursor:
        cursor.execute("SET time_zone = '+08:00'")
        cursor.execute("SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY")
    return session


def _fetch(session: Session, statement: str, values: Sequence[str] = ()) -> list[tuple[Cell, ...]]:
    with session.cursor() as cursor:
        cursor.execute(statement, list(values))
        return [tuple(row) for row in cursor.fetchall()]


def _list_columns(session: Session) -> dict[str, list[ColumnInfo]]:
    columns: dict[str, list[ColumnInfo]] = {}
    for table, name, kind, nullable, comment, key in _fetch(session, _COLUMNS):
        info = ColumnInfo(str(name), str(kind), nullable == "YES", str(comment or ""), key == "PRI")
        columns.setdefault(str(table), []).append(info)
    return columns


def _find_columns(session: Session, table: str) -> list[ColumnInfo]:
    columns = _list_columns(session)
    if table not in columns:
        raise SourceNotFoundError(kind=_("数据表"), key=table)
    return columns[table]


def _request_schema(columns: Sequence[ColumnInfo], request: ReadRequest) -> pa.Schema:
    fields = {info.name: pa.field(info.name, _arrow_type(info.type)) for info in columns}
    wanted = request.columns or tuple(fields)
    for name in (*wanted, *filter(None, [request.cursor_column])):
        if name not in fields:
            raise SourceNotFoundError(kind=_("数据列"), key=f"{request.table}.{name}")
    return pa.schema([fields[name] for name in wanted])


def _arrow_type(kind: str) -> pa.DataType:
    """Return int64 or float64 for plain numbers, text for all else (zero dates survive so)."""
    base = re.split(r"[ (]", kind, maxsplit=1)[0].lower()
    if base in _WHOLE and not (base == "bigint" and "unsigned" in kind):
        return pa.int64()
    return pa.float64() if base in {"float", "double"} else pa.string()


def _narrow(request: ReadRequest) -> tuple[str, tuple[str, ...]]:
    if not request.cursor_column or request.cursor_from is None:
        return "", ()
    cursor = _quoted(request.cursor_column)
    return f" WHERE ({cursor} >= %s OR {cursor} IS NULL)", (request.cursor_from,)


def _selected(name: str, kind: str) -> str:
    """Return a column to select; unsigned bigint exceeds int64 and travels as text."""
    whole = "unsigned" in kind and kind.startswith("bigint")
    return f"CAST({_quoted(name)} AS CHAR) AS {_quoted(name)}" if whole else _quoted(name)


def _quoted(name: str) -> str:
    return "`" + name.replace("`", "``").replace("%", "%%") + "`"


def _count(session: Session, query: _Query) -> int:
    statement = f"SELECT count(*) FROM {query.statement}"  # noqa: S608 - a name found in the schema, quoted
    return int(_fetch(session, statement, query.values)[0][0] or 0)


def _walk(open_session: ExitStack, session: Session, query: _Query) -> Iterator[Sequence[Cell]]:
    with open_session:
        cursor = session.cursor()
        try:
            cursor.execute(query.statement, list(query.values))
            while rows := cursor.fetchmany(query.batch_rows):
                yield from (_readable(row) for row in rows)
        finally:
            _abandon(session, cursor)


def _abandon(session: Session, cursor: SSCursor) -> None:
    """Drop the connection without reading the rest of the result, as closing a cursor would."""
    raw: socket.socket | None = getattr(session, "_sock", None)
    if raw is not None:
        raw.close()
    for result in filter(
        None, (getattr(session, "_result", None), getattr(cursor, "_result", None))
    ):
        result.unbuffered_active = False
    cursor.connection = None  # type: ignore[assignment]  # - the driver's own mark of a closed cursor


def _readable(row: Sequence[object]) -> list[Cell]:
    """Return cells as they are, bytes as hexadecimal digits after a mark."""
    return [rf"\x{cell.hex()}" if isinstance(cell, bytes) else cell for cell in row]  # type: ignore[misc]  # - the conversions leave no other type


MARIADB = MariadbConnector()
