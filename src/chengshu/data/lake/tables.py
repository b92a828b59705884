"""Lake tables: how items of the catalogue become column types, and how a table follows them."""

import re
from collections.abc import Iterable

import duckdb
import pyarrow as pa
from sqlglot import exp

from chengshu.base.accounts.contracts import system_actor
from chengshu.data.catalog import api as catalog_api
from chengshu.data.catalog.contracts import ItemInfo, ResourceInfo
from chengshu.data.lake.errors import SchemaMismatchError

RAW = pa.field("_raw", pa.string())
BATCH = pa.field("_batch", pa.int64())
POSITION = pa.field("_position", pa.int64())
_MOST_DIGITS = 38
_RESOURCE = re.compile(r"[a-z][a-z0-9_]{0,62}")
_PLAIN_TYPES = {
    "I": pa.int64(),
    "D": pa.date32(),
    "T": pa.timestamp("us"),
    "L": pa.bool_(),
    "N": pa.float64(),
    "B": pa.float64(),
    "F": pa.float64(),
    "Y": pa.decimal128(20, 2),
}
_NAMES = {
    pa.int64(): "BIGINT",
    pa.date32(): "DATE",
    pa.timestamp("us"): "TIMESTAMP",
    pa.bool_(): "BOOLEAN",
    pa.float64(): "DOUBLE",
    pa.string(): "VARCHAR",
}


def get_resource(resource_code: str) -> ResourceInfo:
    """Return the catalogue's entry of a resource."""
    return catalog_api.get_resource(system_actor("lake"), resource_code)


def provider_of(resource_code: str) -> str:
    """Return the organisation that provides a resource."""
    return get_resource(resource_code).provider_code


def item_type(item: ItemInfo) -> pa.DataType:
    """Return the Arrow type of an item: decimal where length and scale are given."""
    data_type = str(item.data_type)
    if data_type in {"N", "Y"} and item.length and item.scale is not None:
        digits = min(item.length, _MOST_DIGITS)
        return pa.decimal128(digits, min(item.scale, digits))
    return _PLAIN_TYPES.get(data_type, pa.string())


def items_schema(items: Iterable[ItemInfo]) -> pa.Schema:
    """Return the Arrow schema of items, then `_raw`."""
    return pa.schema([*(pa.field(item.column, item_type(item)) for item in items), RAW])


def known_columns(resource: ResourceInfo) -> dict[str, pa.DataType]:
    """Return what a filter, order or formula may name: the items, `_batch` and `_position`."""
    known = {item.column: item_type(item) for item in resource.items}
    return {**known, BATCH.name: BATCH.type, POSITION.name: POSITION.type}


def table_name(resource_code: str) -> str:
    """Return the lake's name of a resource's table.

    Raises:
        SchemaMismatchError: The key is no plain identifier.
    """
    if not _RESOURCE.fullmatch(resource_code):
        raise SchemaMismatchError(resource=resource_code, column="*", reason=_RESOURCE.pattern)
    return f"r_{resource_code}"


def table_reference(resource_code: str, version: int | None = None) -> exp.Table:
    """Return the table in SQL, as it was at `version` when one is given."""
    table = exp.table_(table_name(resource_code), db="lake", quoted=True)
    if version is not None:
        moment = exp.HistoricalData(this="AT", kind="VERSION", expression=number(version))
        table.set("when", moment)
    return table


def number(value: int) -> exp.Expr:
    """Return a whole number in SQL."""
    return exp.Literal.number(int(value))


def column(name: str) -> exp.Column:
    """Return a column in SQL, always quoted."""
    return exp.column(name, quoted=True)


def duck_type(data_type: pa.DataType) -> str:
    """Return DuckDB's name of an Arrow type."""
    if pa.types.is_decimal(data_type):
        return f"DECIMAL({data_type.precision},{data_type.scale})"
    return _NAMES[data_type]


def list_columns(
    cursor: duckdb.DuckDBPyConnection, resource_code: str, version: int | None = None
) -> dict[str, str]:
    """Return the columns of a lake table with their DuckDB types, as they were at `version`."""
    statement = exp.select("*").from_(table_reference(resource_code, version)).limit(0)
    cursor.execute(statement.sql("duckdb"))
    return {entry[0]: str(entry[1]) for entry in cursor.description or ()}


def follow_catalogue(
    cursor: duckdb.DuckDBPyConnection, resource_code: str, schema: pa.Schema
) -> None:
    """Create the resource's table, or add the columns that the catalogue gained since.

    Raises:
        SchemaMismatchError: A column's type changed in the catalogue; rows already published
            keep theirs, so the changed item needs a new column name.
    """
    wanted = {field.name: duck_type(field.type) for field in [*schema, BATCH, POSITION]}
    if not _exists(cursor, resource_code):
        _create(cursor, resource_code, wanted)
        return
    present = list_columns(cursor, resource_code)
    table = table_reference(resource_code).sql("duckdb")
    for name, type_name in wanted.items():
        if name not in present:
            quoted = exp.to_identifier(name, quoted=True).sql("duckdb")
            cursor.execute(f"ALTER TABLE {table} ADD COLUMN {quoted} {type_name}")
        elif present[name] != type_name:
            reason = f"{present[name]} → {type_name}"
            raise SchemaMismatchError(resource=resource_code, column=name, reason=reason)


def _exists(cursor: duckdb.DuckDBPyConnection, resource_code: str) -> bool:
    statement = (
        "SELECT count(*) FROM duckdb_tables() WHERE database_name = 'lake' AND table_name = ?"
    )
    found = cursor.execute(statement, [table_name(resource_code)]).fetchone()
    return bool(found and found[0])


def _create(cursor: duckdb.DuckDBPyConnection, resource_code: str, columns: dict[str, str]) -> None:
    parts = ", ".join(
        f"{exp.to_identifier(name, quoted=True).sql('duckdb')} {type_name}"
        for name, type_name in columns.items()
    )
    cursor.execute(f"CREATE TABLE {table_reference(resource_code).sql('duckdb')} ({parts})")
