"""Questions to one snapshot: rows, counts, measures by group, distinct values."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import duckdb
import pyarrow as pa
from sqlglot import exp

from chengshu.data.catalog.contracts import ResourceInfo
from chengshu.data.lake import engine, tables
from chengshu.data.lake.compiling import Compiler
from chengshu.data.lake.contracts import (
    AggregateQuery,
    Expression,
    Measure,
    MeasureKind,
    RowQuery,
    SnapshotInfo,
)
from chengshu.data.lake.errors import InvalidExpressionError

MAX_ROWS = 1_000_000
_NAME = re.compile(r"[A-Za-z_\u4e00-\u9fff][A-Za-z0-9_\u4e00-\u9fff]{0,62}")
_UNITS = frozenset({"year", "quarter", "month", "day"})
_FIRST = re.compile("first([1-9][0-9]?)")
_ISO_DATE_LENGTH = 10
_FUNCTIONS: Mapping[MeasureKind, type[exp.AggFunc]] = {
    MeasureKind.SUM: exp.Sum,
    MeasureKind.AVG: exp.Avg,
    MeasureKind.MIN: exp.Min,
    MeasureKind.MAX: exp.Max,
}


@dataclass(frozen=True)
class Place:
    """What is asked: a resource as it was in a snapshot."""

    resource: ResourceInfo
    snapshot: SnapshotInfo

    @property
    def table(self) -> exp.Table:
        """The table at the snapshot's version."""
        return tables.table_reference(self.snapshot.resource_code, self.snapshot.version)

    def compiler(self, cursor: duckdb.DuckDBPyConnection) -> Compiler:
        """Return a fresh compiler that knows which columns the snapshot has."""
        code = self.snapshot.resource_code
        present = tables.list_columns(cursor, code, self.snapshot.version)
        return Compiler(code, tables.known_columns(self.resource), present)


def read_rows(place: Place, query: RowQuery) -> pa.Table:
    """Return the rows of `query`, at most `MAX_ROWS`."""

    def work(cursor: duckdb.DuckDBPyConnection) -> pa.Table:
        compiler = place.compiler(cursor)
        names = query.columns or tuple(item.column for item in place.resource.items)
        parts = [exp.alias_(compiler.column(name), name, quoted=True) for name in names]
        select = exp.select(*parts).from_(place.table)
        select = _narrow(select, compiler, query.where).order_by(*compiler.order(query.order))
        select = select.limit(tables.number(min(query.limit, MAX_ROWS)))
        return _fetch(cursor, select.offset(tables.number(query.offset)), compiler)

    return engine.ask(work)


def count_rows(place: Place, where: Expression | None) -> int:
    """Return how many rows match."""

    def work(cursor: duckdb.DuckDBPyConnection) -> int:
        compiler = place.compiler(cursor)
        select = exp.select(exp.alias_(exp.Count(this=exp.Star()), "n")).from_(place.table)
        return int(_fetch(cursor, _narrow(select, compiler, where), compiler)["n"][0].as_py())

    return engine.ask(work)


def distinct_values(place: Place, column: str) -> pa.Array:
    """Return the distinct non-null values of a column, sorted."""

    def work(cursor: duckdb.DuckDBPyConnection) -> pa.Array:
        compiler = place.compiler(cursor)
        value = compiler.column(column)
        select = exp.select(exp.alias_(value, "v")).distinct().from_(place.table)
        select = select.where(exp.not_(exp.Is(this=value, expression=exp.null()))).order_by("v")
        return _fetch(cursor, select, compiler)["v"].combine_chunks()

    return engine.ask(work)


def aggregate(place: Place, query: AggregateQuery) -> pa.Table:
    """Return measures by group, ordered by group.

    Raises:
        InvalidExpressionError: A name or a measure cannot be used.
    """
    check_names(query)

    def work(cursor: duckdb.DuckDBPyConnection) -> pa.Table:
        compiler = place.compiler(cursor)
        groups = [_group(compiler, name) for name in query.group_by]
        parts = [
            exp.alias_(group, name, quoted=True)
            for group, name in zip(groups, query.group_by, strict=True)
        ]
        for name, measure in query.measures.items():
            parts.append(exp.alias_(measure_of(compiler, measure), name, quoted=True))
        select = _narrow(exp.select(*parts).from_(place.table), compiler, query.where)
        places = [tables.number(index) for index in range(1, len(groups) + 1)]
        if places:
            select = select.group_by(*places).order_by(*places)
        return _fetch(cursor, select, compiler)

    return engine.ask(work)


def empty_rows(resource: ResourceInfo, columns: Sequence[str]) -> pa.Table:
    """Return no rows of the right columns, for a resource that was never published."""
    compiler = Compiler(resource.key, tables.known_columns(resource), ())
    names = columns or [item.column for item in resource.items]
    return pa.schema([pa.field(name, compiler.type_of(name)) for name in names]).empty_table()


def empty_measures(query: AggregateQuery) -> pa.Table:
    """Return no groups, for a resource that was never published."""
    names = [*query.group_by, *query.measures]
    return pa.schema([pa.field(name, pa.null()) for name in names]).empty_table()


def check_names(query: AggregateQuery) -> None:
    """Refuse a query without measures, or with names that collide or are no identifiers."""
    names = [*query.group_by, *query.measures]
    if not query.measures or len(set(names)) != len(names):
        raise InvalidExpressionError(reason=f"measures: {names}")
    for name in query.measures:
        if not _NAME.fullmatch(name):
            raise InvalidExpressionError(reason=f"measure {name!r}")


def _narrow(select: exp.Select, compiler: Compiler, where: Expression | None) -> exp.Select:
    return select if where is None else select.where(compiler.condition(where))


def _group(compiler: Compiler, name: str) -> exp.Expr:
    """Return a grouping: a column, its first signs, or the first day of its period."""
    column, mark, unit = name.partition(":")
    if not mark:
        return compiler.column(column)
    data_type, value = compiler.type_of(column), compiler.column(column)
    signs = _FIRST.fullmatch(unit)
    if signs is not None and pa.types.is_string(data_type):
        return exp.Left(this=value, expression=tables.number(int(signs[1])))
    if unit not in _UNITS:
        raise InvalidExpressionError(reason=name)
    if pa.types.is_string(data_type):
        head = exp.Left(this=value, expression=tables.number(_ISO_DATE_LENGTH))
        value = exp.TryCast(this=head, to=exp.DataType.build("DATE"))
    elif not (pa.types.is_date(data_type) or pa.types.is_timestamp(data_type)):
        raise InvalidExpressionError(reason=name)
    start = exp.Anonymous(this="date_trunc", expressions=[exp.Literal.string(unit), value])
    return exp.cast(start, "DATE")


def measure_of(compiler: Compiler, measure: Measure) -> exp.Expr:
    """Return a measure over the rows its condition leaves.

    Raises:
        InvalidExpressionError: The column does not fit the kind of measure.
    """
    figure = _figure(compiler, measure)
    if measure.where is None:
        return figure
    narrowed = exp.Where(this=compiler.condition(measure.where))
    return exp.Filter(this=figure, expression=narrowed)


def _figure(compiler: Compiler, measure: Measure) -> exp.Expr:
    if MeasureKind(measure.kind) in {MeasureKind.SUM, MeasureKind.AVG}:
        _require_number(compiler, measure)
    return figure_of(measure, compiler.column(measure.column) if measure.column else None)


def figure_of(measure: Measure, column: exp.Expr | None) -> exp.Expr:
    """Return the figure of a measure over a column, or over whole rows."""
    kind = MeasureKind(measure.kind)
    if column is None:
        if kind is not MeasureKind.COUNT:
            raise InvalidExpressionError(reason=f"{kind.value}(?)")
        return exp.Count(this=exp.Star())
    if kind is MeasureKind.COUNT:
        return exp.Count(this=column)
    if kind is MeasureKind.COUNT_DISTINCT:
        return exp.Count(this=exp.Distinct(expressions=[column]))
    return _FUNCTIONS[kind](this=column)


def _require_number(compiler: Compiler, measure: Measure) -> None:
    data_type = compiler.type_of(measure.column)
    checks = pa.types.is_integer, pa.types.is_floating, pa.types.is_decimal
    if not any(check(data_type) for check in checks):
        raise InvalidExpressionError(reason=f"{measure.kind} {measure.column}: {data_type}")


def _fetch(cursor: duckdb.DuckDBPyConnection, select: exp.Select, compiler: Compiler) -> pa.Table:
    """Run a compiled statement; its text holds names and places only, its values are bound."""
    statement = select.sql("duckdb")
    if compiler.parameters:
        return cursor.execute(statement, compiler.parameters).to_arrow_table()
    return cursor.execute(statement).to_arrow_table()
