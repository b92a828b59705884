"""Fills the departments' PostgreSQL databases: one transaction each, a digest says it is done."""

from collections.abc import Sequence

import psycopg
from django.db import connection as product
from psycopg import sql

from chengshu.base.settings import api as settings
from cities.demo.generate.cells import to_arrow, to_csv
from cities.demo.generate.frame import Made
from cities.demo.pack import ItemPlan, TablePlan

_TYPES = {"N": "numeric", "Y": "numeric", "F": "numeric", "I": "bigint", "B": "double precision"}
_TYPES |= {"D": "date", "T": "timestamp", "M": "text"}
_TEXT = "varchar(400)"


def database_name(department: str) -> str:
    """Return the database of a department; a test's product database gets databases of its own."""
    name = str(product.settings_dict["NAME"])
    return f"demo_{department}" if name == "chengshu" else f"{name}_demo_{department}"


def _connect(name: str, *, autocommit: bool = False) -> psycopg.Connection[tuple[object, ...]]:
    address = settings.database_address()
    return psycopg.connect(
        host=address.host,
        port=address.port,
        user=address.user,
        password=address.password or None,
        dbname=name,
        autocommit=autocommit,
    )


def _type_of(plan: TablePlan, item: ItemPlan) -> str:
    return _TEXT if plan.is_text else _TYPES.get(item.type, _TEXT)


def _make_database(name: str) -> None:
    with _connect("postgres", autocommit=True) as connection:
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if known.fetchone() is None:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))


def _comment(connection: psycopg.Connection[tuple[object, ...]], plan: TablePlan) -> None:
    """Comment as well as such tables are commented: all columns, every other one, or none."""
    if plan.comments == "none":
        return
    table = sql.Identifier(plan.table)
    step = 1 if plan.comments == "all" else 2
    text = sql.SQL("COMMENT ON TABLE {} IS {}")
    connection.execute(text.format(table, sql.Literal(plan.title)))
    for item in plan.items[::step]:
        text = sql.SQL("COMMENT ON COLUMN {}.{} IS {}")
        column = sql.Identifier(item.source_column)
        connection.execute(text.format(table, column, sql.Literal(item.name_zh)))


def _fill_table(connection: psycopg.Connection[tuple[object, ...]], made: Made) -> None:
    plan = made.plan
    table = sql.Identifier(plan.table)
    columns = sql.SQL(", ").join(
        sql.SQL("{} {}").format(sql.Identifier(item.source_column), sql.SQL(_type_of(plan, item)))
        for item in plan.items
    )
    connection.execute(sql.SQL("DROP TABLE IF EXISTS {}").format(table))
    connection.execute(sql.SQL("CREATE TABLE {} ({})").format(table, columns))
    _comment(connection, plan)
    copy_text = sql.SQL("COPY {} FROM STDIN (FORMAT csv)").format(table)
    with connection.cursor().copy(copy_text) as copy:
        copy.write(to_csv(to_arrow(made), header=False))


def is_filled(department: str, digest: str) -> bool:
    """Return whether the department's database holds the rows of `digest`."""
    name = database_name(department)
    with _connect("postgres", autocommit=True) as connection:
        row = connection.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s",
            [name],
        ).fetchone()
    return row is not None and row[0] == digest


def fill(department: str, tables: Sequence[Made], digest: str) -> None:
    """Make the department's database and fill its tables, all or nothing."""
    name = database_name(department)
    _make_database(name)
    with _connect(name) as connection:
        for made in tables:
            _fill_table(connection, made)
        text = sql.SQL("COMMENT ON DATABASE {} IS {}")
        connection.execute(text.format(sql.Identifier(name), sql.Literal(digest)))
