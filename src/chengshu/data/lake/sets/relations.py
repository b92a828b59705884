"""The relations set questions are put to: a batch's rows, a snapshot, under plain names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from sqlglot import exp

from chengshu.data.lake import selectors, tables
from chengshu.data.lake.compiling import Compiler
from chengshu.data.lake.contracts import Expression, LandedFile
from chengshu.data.lake.contracts.sets import Rows
from chengshu.data.lake.errors import LandedFileError
from chengshu.data.lake.values import Bound

REFUSED: Final = "set_refused"


@dataclass
class Steps:
    """One statement in the making: named relations, and the values bound in them."""

    cursor: duckdb.DuckDBPyConnection
    parameters: dict[str, Bound] = field(default_factory=dict)
    named: dict[str, exp.Query] = field(default_factory=dict)

    def name(self, name: str, select: exp.Query) -> None:
        """Add a named relation."""
        self.named[name] = select

    def fetch(self, select: exp.Select) -> pa.Table:
        """Run the statement; its text holds names and places only, its values are bound."""
        for name, part in self.named.items():
            select = select.with_(name, as_=part, copy=False)
        statement = select.sql("duckdb")
        if self.parameters:
            return self.cursor.execute(statement, self.parameters).to_arrow_table()
        return self.cursor.execute(statement).to_arrow_table()

    def bind(self, value: Bound) -> exp.Placeholder:
        """Bind a value and return its place."""
        place = f"p{len(self.parameters)}"
        self.parameters[place] = value
        return exp.Placeholder(this=place)

    def batch(self, rows: Rows, wanted: Mapping[str, exp.Expr]) -> exp.Select:
        """Return `_position` and wanted columns of a batch's rows."""
        position = tables.column(tables.POSITION.name)
        self.cursor.register(
            REFUSED, pa.table({"position": pa.array(list(rows.refused), pa.int64())})
        )
        select = self._files([rows.landed], {tables.POSITION.name: position, **wanted})
        if rows.where is not None:
            select = select.where(self.compiler_of(rows.landed).condition(rows.where))
        if len(rows.refused):
            refused = exp.select("position").from_(exp.to_identifier(REFUSED))
            inside = exp.In(this=position.copy(), query=exp.Subquery(this=refused))
            select = select.where(exp.not_(inside))
        return select

    def earlier(self, files: Sequence[LandedFile], wanted: Mapping[str, exp.Expr]) -> exp.Select:
        """Return wanted columns of all rows of earlier landed files."""
        return self._files(files, wanted)

    def snapshot(self, resource_code: str, wanted: Mapping[str, exp.Expr]) -> exp.Select:
        """Return wanted columns of the newest snapshot; no rows where nothing was published."""
        select = exp.select(*_aliased(wanted))
        latest = selectors.find_latest(resource_code)
        if latest is None:
            return select.where(exp.false())
        return select.from_(tables.table_reference(resource_code, latest.version))

    def compiler_of(self, landed: LandedFile) -> Compiler:
        """Return what resolves and checks the columns of a landed file."""
        if not all(path.is_file() for path in landed.paths):
            raise LandedFileError(reason=f"#{landed.batch_id}")
        present = pq.read_schema(landed.paths[0]).names if landed.paths else []
        return self._compiler(landed.resource_code, present)

    def compiler_at(self, resource_code: str) -> Compiler:
        """Return what resolves and checks the columns of a newest snapshot."""
        latest = selectors.find_latest(resource_code)
        present = tables.list_columns(self.cursor, resource_code, latest.version) if latest else {}
        return self._compiler(resource_code, present)

    def _compiler(self, resource_code: str, present: Sequence[str] | Mapping[str, str]) -> Compiler:
        known = tables.known_columns(tables.get_resource(resource_code))
        compiler = Compiler(resource_code, known, present)
        compiler.parameters = self.parameters
        return compiler

    def _files(self, files: Sequence[LandedFile], wanted: Mapping[str, exp.Expr]) -> exp.Select:
        paths = self.bind([str(path) for file in files for path in file.paths])
        by_name = exp.EQ(this=exp.to_identifier("union_by_name"), expression=exp.true())
        source = exp.Anonymous(this="read_parquet", expressions=[paths, by_name])
        return exp.select(*_aliased(wanted)).from_(exp.Table(this=source))


def texts(compiler: Compiler, columns: Sequence[str], prefix: str = "k") -> dict[str, exp.Expr]:
    """Return columns as text, named `k0`, `k1` and so on."""
    return {
        f"{prefix}{index}": exp.cast(compiler.column(name), "VARCHAR")
        for index, name in enumerate(columns)
    }


def holds(compiler: Compiler, where: Expression | None) -> exp.Expr:
    """Return a condition, or true."""
    return exp.true() if where is None else compiler.condition(where)


def names_of(count: int, prefix: str = "k") -> list[str]:
    """Return `k0`, `k1` and so on."""
    return [f"{prefix}{index}" for index in range(count)]


def same(left: str, right: str, names: Sequence[str]) -> exp.Expr:
    """Return that two relations agree in all of `names`."""
    pairs = ((exp.column(name, table=left), exp.column(name, table=right)) for name in names)
    return exp.and_(*(exp.EQ(this=mine, expression=theirs) for mine, theirs in pairs))


def filled(count: int) -> exp.Expr:
    """Return that no part of a key is empty."""
    empty = (exp.Is(this=exp.column(name), expression=exp.null()) for name in names_of(count))
    return exp.and_(*(exp.not_(test) for test in empty))


def key_text(count: int, table: str = "") -> exp.Expr:
    """Return a key as one text that people read."""
    parts: list[exp.Expr] = [exp.Literal.string(" · ")]
    parts += [exp.column(name, table=table or None) for name in names_of(count)]
    return exp.Anonymous(this="concat_ws", expressions=parts)


def _aliased(wanted: Mapping[str, exp.Expr]) -> list[exp.Expr]:
    return [exp.alias_(tree, name, quoted=True) for name, tree in wanted.items()]
