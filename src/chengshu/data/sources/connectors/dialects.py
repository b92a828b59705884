"""The connector to everything SQLAlchemy speaks to: SQLite files, and installed dialects."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from typing import Any

import pyarrow as pa
import sqlalchemy as sa
from django.utils.translation import gettext_lazy as _
from sqlalchemy import exc

from chengshu.data.sources.connectors.batches import Cell, to_batches
from chengshu.data.sources.connectors.engines import (
    TIMEOUT_SECONDS,
    Opener,
    open_dialect,
    open_sqlite,
)
from chengshu.data.sources.contracts import (
    ColumnInfo,
    Connection,
    ProfileLimits,
    ReadRequest,
    TableInfo,
    TableProfile,
    TableStream,
)
from chengshu.data.sources.errors import SourceNotFoundError
from chengshu.data.sources.profiling.dialects import (
    Place,
    find_place,
    list_places,
    profile_place,
    to_text,
    type_word,
)


class DialectConnector:
    """Reads one database through SQLAlchemy; one connection per question, nothing committed."""

    def __init__(self, opener: Opener) -> None:
        """Reach databases by `opener`."""
        self._open = opener

    def check(self, connection: Connection) -> int:
        """Return how many tables are visible."""
        with self._open(connection, _seconds(connection)) as opened:
            return len(list_places(opened, _schema(connection)))

    def describe(self, connection: Connection) -> tuple[TableInfo, ...]:
        """Return tables and views; one whose columns cannot be told is listed as unreadable."""
        with self._open(connection, _seconds(connection)) as opened:
            inspector = sa.inspect(opened)
            return tuple(
                _describe(inspector, place) for place in list_places(opened, _schema(connection))
            )

    def profile(self, connection: Connection, table: str, limits: ProfileLimits) -> TableProfile:
        """Return what rows spread over its key tell of a table."""
        with self._open(connection, limits.seconds) as opened:
            place = find_place(opened, _schema(connection), table)
            return profile_place(opened, place, limits)

    def count(self, connection: Connection, table: str) -> int:
        """Return the exact number of rows."""
        with self._open(connection, _seconds(connection)) as opened:
            return _count(opened, find_place(opened, _schema(connection), table).clause(), [])

    def open(self, connection: Connection, request: ReadRequest) -> TableStream:
        """Stream rows as text; SQLite's cells have types of their own, its columns none."""
        with ExitStack() as stack:
            opened = stack.enter_context(self._open(connection, _seconds(connection)))
            place = find_place(opened, _schema(connection), request.table)
            names = _names(sa.inspect(opened), place, request)
            table = place.clause()
            narrowed: list[sa.ColumnElement[bool]] = []
            if request.cursor_column and request.cursor_from is not None:
                cursor: sa.ColumnElement[Any] = sa.column(request.cursor_column)
                narrowed = [sa.or_(cursor >= request.cursor_from, cursor.is_(None))]
            count = None if request.limit is not None else _count(opened, table, narrowed)
            query: sa.Select[*tuple[Any, ...]] = (
                sa.select(*map(sa.column, names)).select_from(table).where(*narrowed)
            )
            if request.cursor_column:
                query = query.order_by(sa.column(request.cursor_column))
            if request.limit is not None:
                query = query.limit(request.limit)
            rows = _walk(stack.pop_all(), opened, query, batch_rows=request.batch_rows)
        schema = pa.schema([pa.field(name, pa.string()) for name in names])
        batches = to_batches(rows, schema, batch_rows=request.batch_rows)
        return TableStream(schema, count, batches, [])


def _seconds(connection: Connection) -> float:
    return float(str(connection.options.get("timeout_s", TIMEOUT_SECONDS)))


def _schema(connection: Connection) -> str:
    return str(connection.options.get("schema", ""))


def _describe(inspector: sa.Inspector, place: Place) -> TableInfo:
    try:
        keys = inspector.get_pk_constraint(place.name, place.schema)["constrained_columns"]
        columns = tuple(
            ColumnInfo(
                name=column["name"],
                type=type_word(inspector, column["type"]),
                nullable=column["nullable"],
                comment=column.get("comment") or "",
                is_primary_key=column["name"] in keys,
            )
            for column in inspector.get_columns(place.name, place.schema)
        )
    except (exc.DBAPIError, exc.NoSuchTableError):
        return TableInfo(place.name, "", None, (), place.kind, is_readable=False)
    return TableInfo(place.name, place.comment(inspector), None, columns, place.kind)


def _names(inspector: sa.Inspector, place: Place, request: ReadRequest) -> tuple[str, ...]:
    known = [column["name"] for column in inspector.get_columns(place.name, place.schema)]
    wanted = request.columns or tuple(known)
    for name in (*wanted, *filter(None, [request.cursor_column])):
        if name not in known:
            raise SourceNotFoundError(kind=_("数据列"), key=f"{request.table}.{name}")
    return wanted


def _count(
    opened: sa.Connection, table: sa.TableClause, narrowed: Sequence[sa.ColumnElement[bool]]
) -> int:
    query = sa.select(sa.func.count()).select_from(table).where(*narrowed)
    return int(opened.execute(query).scalar_one())


def _walk(
    stack: ExitStack,
    opened: sa.Connection,
    query: sa.Select[*tuple[Any, ...]],
    *,
    batch_rows: int,
) -> Iterator[Sequence[Cell]]:
    with stack:
        streaming = opened.execution_options(stream_results=True)
        for rows in streaming.execute(query).partitions(batch_rows):
            yield from ([to_text(cell) for cell in row] for row in rows)


SQLITE = DialectConnector(open_sqlite)
DIALECT = DialectConnector(open_dialect)
