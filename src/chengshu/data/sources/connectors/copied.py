"""A PostgreSQL table read by COPY: in ranges of blocks, by one or two sessions, of one snapshot."""

import json
from collections.abc import Generator, Sequence
from dataclasses import dataclass, field
from functools import partial

import pyarrow as pa
from psycopg import sql

from chengshu.base.settings.api import get_settings
from chengshu.data.sources.connectors.copying import Session, copy_batches, shut
from chengshu.data.sources.connectors.ranges import OrderedRanges

RANGE_BLOCKS = 4096  # 32 MB where a block has 8 kB
READ_AHEAD_SHARE = 8  # of the memory a process may use, one part holds what was read ahead
_RANGES_FROM = 140_000  # older servers read the whole table for every range of blocks
_EXACT_DIGITS = 18
_PLAIN = {"int2", "int4", "int8", "float8", "bool", "text", "varchar", "bpchar"}
# Types whose cast to text is how the database writes them; others (inet, name …) may differ.
_CAST = {
    *("numeric", "date", "timestamp", "timestamptz", "time", "timetz", "interval"),
    *("uuid", "json", "jsonb", "bytea", "money"),
}
_ABOUT = """
    SELECT c.relkind = 'r', pg_relation_size(c.oid) / current_setting('block_size')::int,
           coalesce(pg_relation_filenode(c.oid), 0)::bigint,
           pg_current_snapshot()::text
    FROM pg_class c WHERE c.oid = %s
"""
# Row versions carry 32 bits of their transaction's number; the snapshot's end gives the others.
_CHECK = """
    SELECT count(*), count(*) FILTER (
        WHERE number >= {first} AND NOT pg_visible_in_snapshot(number::text::xid8, {snapshot}))
    FROM (
        SELECT (xmin::text::bigint - {low} + 6442450944) % 4294967296 - 2147483648 + {end} AS number
        FROM {table} WHERE ctid < {block}::tid
    ) AS versions
"""


@dataclass(frozen=True)
class Column:
    """A column to read: its name, the name of its type, and the type with its length."""

    name: str
    base: str
    type: str


@dataclass(frozen=True)
class Reading:
    """What to read: a table, its columns, which rows, and in which order."""

    oid: int
    table: sql.Identifier
    columns: tuple[Column, ...]
    schema: pa.Schema
    where: sql.Composable  # as the two below: empty for the whole table
    tail: sql.Composable  # ORDER BY, LIMIT
    batch_rows: int
    is_whole: bool


@dataclass(frozen=True)
class Extent:
    """How large a table is on disk, and which of its rows the session sees."""

    is_plain: bool = False
    blocks: int = 0
    file: int = 0
    snapshot: str = ""


@dataclass(frozen=True)
class Place:
    """Where a read begins: a block, and how many rows lie before it; and the marks it reached."""

    extent: Extent
    block: int = 0
    rows: int = 0
    reached: list[str] = field(default_factory=list)


def field_of(column: Column, *, is_typed: bool) -> pa.Field:
    """Return how a column travels; typed ones keep dates, moments and amounts as such."""
    plain = {"int2": pa.int64(), "int4": pa.int64(), "int8": pa.int64(), "bool": pa.bool_()}
    plain |= {"float4": pa.float64(), "float8": pa.float64()}
    if is_typed:
        plain |= {"date": pa.date32(), "timestamp": pa.timestamp("us")}
        if column.base == "numeric" and (digits := _digits(column.type)):
            return pa.field(column.name, pa.decimal128(*digits))
    return pa.field(column.name, plain.get(column.base, pa.string()))


def _list_ranges(extent: Extent, begin: int) -> list[tuple[int, int | None]]:
    """Return ranges of blocks from `begin` on; the last one has no end."""
    edges = list(range(begin, extent.blocks, RANGE_BLOCKS)) or [begin]
    return list(zip(edges, [*edges[1:], None], strict=True))


def _measure(session: Session, reading: Reading) -> Extent:
    """Return how large the table is, where it can be read in ranges of blocks."""
    if not reading.is_whole or session.info.server_version < _RANGES_FROM:
        return Extent()
    row = session.execute(_ABOUT, [reading.oid]).fetchone()
    if row is None or not row[0]:
        return Extent()
    return Extent(True, int(str(row[1])), int(str(row[2])), str(row[3]))  # noqa: FBT003 - as the query gives them


def find_place(session: Session, reading: Reading, *, after: str) -> Place:
    """Return where to begin: behind a mark an earlier read reached, or at the beginning.

    What was read before still stands if every row of those blocks was visible to the session of
    then, and as many are there: a row that changed, came or moved would be invisible to it, one
    that went would be missing.
    """
    extent = _measure(session, reading)
    mark = json.loads(after) if after and extent.is_plain else {}
    if mark.get("file") != extent.file:
        return Place(extent)
    first, end, _others = mark["snapshot"].split(":")
    counted = session.execute(
        sql.SQL(_CHECK).format(
            first=sql.Literal(int(first)),
            end=sql.Literal(int(end)),
            low=sql.Literal(int(end) % 2**32),
            snapshot=sql.Literal(mark["snapshot"]),
            table=reading.table,
            block=_tid(int(mark["block"])),
        )
    ).fetchone()
    stands = counted is not None and tuple(counted) == (mark["rows"], 0)
    return Place(extent, int(mark["block"]), int(mark["rows"])) if stands else Place(extent)


def read_whole(
    reading: Reading, sessions: Sequence[Session], place: Place
) -> Generator[pa.RecordBatch, None, None]:
    """Yield a table range by range, in order; a mark comes with the last batch of each."""
    ranges = _list_ranges(place.extent, place.block)

    def read(session: Session, number: int) -> Generator[pa.RecordBatch, None, None]:
        select = _select(reading, ranges[number])
        return copy_batches(session, select, reading.schema, batch_rows=reading.batch_rows)

    if len(ranges) == 1:
        yield from read(sessions[0], 0)
        return
    rows = place.rows
    readers = [partial(read, session) for session in sessions]
    most = get_settings().memory // READ_AHEAD_SHARE
    ordered = OrderedRanges(len(ranges), readers, most_bytes=most)
    try:
        for number, batch, is_last in ordered:
            rows += batch.num_rows
            end = ranges[number][1]
            if is_last and end is not None:
                extent = place.extent
                mark = {"block": end, "rows": rows, "file": extent.file}
                place.reached.append(json.dumps({**mark, "snapshot": extent.snapshot}))
            yield batch
    finally:
        for session in sessions:
            shut(session)
        ordered.stop()


def read_part(reading: Reading, session: Session) -> Generator[pa.RecordBatch, None, None]:
    """Yield the rows of one SELECT."""
    select = _select(reading, None)
    return copy_batches(session, select, reading.schema, batch_rows=reading.batch_rows)


def _select(reading: Reading, blocks: tuple[int, int | None] | None) -> sql.Composed:
    fields = {field.name: field.type for field in reading.schema}
    cells = [_cell(column, fields[column.name]) for column in reading.columns]
    tail: sql.Composable = sql.SQL("{}{}").format(reading.where, reading.tail)
    if blocks is not None:
        first, end = blocks
        tail = sql.SQL(" WHERE ctid >= {}::tid").format(_tid(first)) if first else sql.SQL("")
        if end is not None:
            word = sql.SQL(" AND" if first else " WHERE")
            tail = sql.SQL("{}{} ctid < {}::tid").format(tail, word, _tid(end))
    return sql.SQL("SELECT {} FROM {}{}").format(sql.SQL(", ").join(cells), reading.table, tail)


def _tid(block: int) -> sql.Literal:
    return sql.Literal(f"({block},0)")


def _cell(column: Column, kind: pa.DataType) -> sql.Composable:
    name = sql.Identifier(column.name)
    if column.base in _PLAIN or not (pa.types.is_string(kind) or column.base == "float4"):
        return name
    if column.base == "float4":  # by its text, so that 0.1 stays 0.1
        return sql.SQL("{}::text::float8").format(name)
    if column.base in _CAST or column.base.startswith("_"):
        return sql.SQL("{}::text").format(name)
    return sql.SQL("CASE WHEN num_nulls({0}) = 0 THEN concat({0}) END").format(name)


def _digits(written: str) -> tuple[int, int] | None:
    """Return precision and scale of `numeric(12,2)`, where 18 digits hold it."""
    inside = written.partition("(")[2].rstrip(")").split(",")
    if len(inside) != 2 or not all(part.isdecimal() for part in inside):  # noqa: PLR2004 - precision and scale
        return None
    precision, scale = map(int, inside)
    return (precision, scale) if scale <= precision <= _EXACT_DIGITS else None
