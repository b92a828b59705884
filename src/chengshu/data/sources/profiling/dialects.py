"""A gentle look into a table through SQLAlchemy: short key ranges, and nothing dialects differ in.

Columns are selected without their types, so that a cell the driver cannot turn into a date stays
what the database gives.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import sqlalchemy as sa
from django.utils.translation import gettext_lazy as _
from sqlalchemy import exc
from sqlalchemy.types import TypeEngine

from chengshu.data.sources.contracts import ColumnProfile, ProfileLimits, Sampling, TableProfile
from chengshu.data.sources.errors import SourceNotFoundError, TableUnreadableError
from chengshu.data.sources.profiling.combining import find_distinct_sets
from chengshu.data.sources.profiling.measuring import MOST_CHARACTERS, Form, measure_columns
from chengshu.data.sources.profiling.places import count_places, spread_places

_PIECE = 500
_MOST_CHARACTERS_HELD = 32 * 1024 * 1024
_MOST_BYTES_SHOWN = 64


@dataclass(frozen=True)
class Place:
    """One table or view of a database."""

    name: str
    schema: str | None
    kind: str

    def clause(self) -> sa.TableClause:
        """Return it for a query."""
        return sa.table(self.name, schema=self.schema)

    def comment(self, inspector: sa.Inspector) -> str:
        """Return its comment where the database keeps one."""
        try:
            return inspector.get_table_comment(self.name, self.schema)["text"] or ""
        except (NotImplementedError, exc.SQLAlchemyError):
            return ""


@dataclass(frozen=True)
class _Sample:
    """Rows as read, how they were chosen, how many rows there are, and is that exact."""

    rows: list[list[str | None]]
    sampling: Sampling
    row_count: int | None
    is_exact: bool = False


def list_places(opened: sa.Connection, schema: str) -> list[Place]:
    """Return the tables and views the account sees, in order of their names."""
    inspector = sa.inspect(opened)
    tables = [
        Place(name, schema or None, "table") for name in inspector.get_table_names(schema or None)
    ]
    views = [
        Place(name, schema or None, "view") for name in inspector.get_view_names(schema or None)
    ]
    return sorted(tables + views, key=lambda place: place.name)


def find_place(opened: sa.Connection, schema: str, table: str) -> Place:
    """Return the place of a table's name.

    Raises:
        SourceNotFoundError: There is none.
    """
    for place in list_places(opened, schema):
        if place.name == table:
            return place
    raise SourceNotFoundError(kind=_("数据表"), key=table)


def type_word(inspector: sa.Inspector, kind: TypeEngine[Any]) -> str:
    """Return the database's word for a type, or SQLAlchemy's."""
    try:
        return kind.compile(inspector.dialect)
    except exc.CompileError:
        return type(kind).__name__


def to_text(cell: object) -> str | None:
    """Return a driver's cell as text; bytes as hexadecimal digits after a mark."""
    if cell is None or isinstance(cell, str):
        return cell
    if isinstance(cell, bytes | bytearray | memoryview):
        return rf"\x{bytes(cell).hex()}"
    return str(cell)


def profile_place(opened: sa.Connection, place: Place, limits: ProfileLimits) -> TableProfile:
    """Return the profile of a table.

    Raises:
        TableTimeoutError: Not a row came within the seconds allowed.
        TableUnreadableError: The database refuses, as with a broken view.
    """
    started = time.monotonic()
    try:
        declared, keys = _declared(opened, place)
        names = [column.name for column, _form in declared]
        reading = _Reading(opened, place, names, limits=limits)
        key = next((column.name for column, _form in declared if column.is_primary_key), "")
        sample = reading.sample(key)
    except exc.NoSuchTableError as error:
        raise TableUnreadableError(table=place.name, reason=type(error).__name__) from error
    columns = list(zip(*sample.rows, strict=True)) if sample.rows else [()] * len(names)
    rows = pa.table([pa.array(column, pa.string()) for column in columns], names=names)
    measured = measure_columns(declared, rows, limits)
    return TableProfile(
        name=place.name,
        comment=place.comment(sa.inspect(opened)),
        kind=place.kind,
        row_count=sample.row_count,
        is_exact=sample.is_exact,
        columns=measured,
        distinct_sets=find_distinct_sets(measured, keys, rows),
        unique_keys=keys,
        sampled_rows=len(sample.rows),
        sampling=sample.sampling,
        milliseconds=round((time.monotonic() - started) * 1000),
        queries=reading.queries,
    )


def _declared(
    opened: sa.Connection, place: Place
) -> tuple[list[tuple[ColumnProfile, Form]], tuple[tuple[str, ...], ...]]:
    inspector = sa.inspect(opened)
    at = (place.name, place.schema)
    primary = inspector.get_pk_constraint(*at)["constrained_columns"]
    unique: list[list[str | None]] = [
        [*key["column_names"]] for key in inspector.get_unique_constraints(*at)
    ]
    unique += [index["column_names"] for index in inspector.get_indexes(*at) if index["unique"]]
    keys = dict.fromkeys(tuple(str(name) for name in names) for names in unique)
    references: dict[str, str] = {}
    for key in inspector.get_foreign_keys(*at):
        pairs = zip(key["constrained_columns"], key["referred_columns"], strict=False)
        references.update({own: f"{key['referred_table']}.{other}" for own, other in pairs})
    columns = []
    for column in inspector.get_columns(*at):
        name = column["name"]
        found = ColumnProfile(
            name=name,
            type=type_word(inspector, column["type"]),
            comment=column.get("comment") or "",
            nullable=column["nullable"],
            is_primary_key=name in primary,
            is_unique=(name,) in keys or primary == [name],
            references=references.get(name, ""),
        )
        columns.append((found, _form(column["type"])))
    return columns, tuple(keys)


def _form(kind: TypeEngine[Any]) -> Form:
    if isinstance(kind, sa.Numeric | sa.Integer | sa.Float):
        return Form.NUMBER
    return Form.DAY if isinstance(kind, sa.Date | sa.DateTime) else Form.TEXT


class _Reading:
    """Reads rows of one table within characters and seconds; what came before the end is kept."""

    def __init__(
        self, opened: sa.Connection, place: Place, names: Sequence[str], *, limits: ProfileLimits
    ) -> None:
        self.opened = opened
        self.place = place
        self.limits = limits
        self.deadline = time.monotonic() + limits.seconds
        self.characters = 0
        self.queries = 0
        self.query: sa.Select[*tuple[Any, ...]] = sa.select(*map(sa.column, names)).select_from(
            place.clause()
        )

    @property
    def is_spent(self) -> bool:
        """Whether a limit is reached."""
        return self.characters > _MOST_CHARACTERS_HELD or time.monotonic() > self.deadline

    def sample(self, key: str) -> _Sample:
        """Read all rows of a small table, places spread over the key of a large one."""
        limit = self.limits.rows
        rows = self._take(self.query.limit(limit + 1))
        if len(rows) <= limit and not self.is_spent:
            return _Sample(rows, Sampling.ALL, len(rows), is_exact=True)
        if not key and self.place.kind == "table" and self.opened.dialect.name == "sqlite":
            key = "rowid"
        spread = self._spread(key) if key and not self.is_spent else None
        return spread or _Sample(rows[:limit], Sampling.FIRST, None)

    def _spread(self, key: str) -> _Sample | None:
        column: sa.ColumnElement[Any] = sa.literal_column(key) if key == "rowid" else sa.column(key)
        ends = sa.select(sa.func.min(column), sa.func.max(column)).select_from(self.place.clause())
        lowest, highest = self.opened.execute(ends).one()
        bounds = spread_places(to_text(lowest), to_text(highest), count_places(self.limits.rows))
        each = self.limits.rows // max(len(bounds), 1)
        rows: list[list[str | None]] = []
        count = 0.0
        keyed = self.query.add_columns(column).order_by(column).limit(each)
        for low, high in zip(bounds, [*bounds[1:], None], strict=True):
            inside = [column >= low, *([column < high] if high is not None else [])]
            found = self._take(keyed.where(*inside))
            count += _count_between(found, low, high if high is not None else highest, each=each)
            rows += [row[:-1] for row in found]
            if self.is_spent:
                return _Sample(rows, Sampling.SPREAD, None) if rows else None
        return _Sample(rows, Sampling.SPREAD, round(count) or None) if rows else None

    def _take(self, query: sa.Select[*tuple[Any, ...]]) -> list[list[str | None]]:
        rows: list[list[str | None]] = []
        self.queries += 1
        streaming = self.opened.execution_options(stream_results=True)
        with streaming.execute(query) as result:
            for part in result.partitions(_PIECE):
                rows += [[_cut(cell) for cell in row] for row in part]
                self.characters += sum(
                    len(cell or "") for row in rows[-len(part) :] for cell in row
                )
                if self.is_spent:
                    break
        return rows


def _cut(cell: object) -> str | None:
    if isinstance(cell, bytes | bytearray | memoryview):
        cell = bytes(cell[:_MOST_BYTES_SHOWN])
    text = to_text(cell)
    return text[:MOST_CHARACTERS] if text else text


def _count_between(rows: list[list[str | None]], low: object, high: object, *, each: int) -> float:
    """Return how many rows lie in a range: those found, or as dense as the first ones are."""
    if len(rows) < each:
        return len(rows)
    try:
        last = int(str(rows[-1][-1]))
        return len(rows) * (int(str(high)) - int(str(low))) / max(last - int(str(low)) + 1, 1)
    except ValueError:
        return len(rows)
