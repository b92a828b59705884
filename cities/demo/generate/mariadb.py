"""Fills the one department that lives in MariaDB, when a server answers."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from urllib.parse import unquote, urlsplit

import pymysql
from pymysql.connections import Connection

from chengshu.base.settings import api as settings
from cities.demo.generate.frame import Made
from cities.demo.generate.postgres import database_name
from cities.demo.pack import ItemPlan, TablePlan

_TYPES = {"N": "decimal(20,4)", "Y": "decimal(20,4)", "F": "double", "I": "bigint", "B": "double"}
_TYPES |= {"D": "date", "T": "datetime", "M": "text"}
_TEXT = "varchar(400)"
_PIECE = 1000


@dataclass(frozen=True)
class Server:
    """Where MariaDB answers."""

    host: str
    port: int
    user: str
    password: str


def _address() -> Server:
    """Return the server of the setting `demo_mariadb`."""
    parts = urlsplit(settings.get_settings().demo_mariadb)
    return Server(
        parts.hostname or "127.0.0.1",
        parts.port or 3306,
        unquote(parts.username or "root"),
        unquote(parts.password or ""),
    )


def _connect(server: Server) -> "Connection[pymysql.cursors.Cursor]":
    return pymysql.connect(
        host=server.host,
        port=server.port,
        user=server.user,
        password=server.password,
        charset="utf8mb4",
        connect_timeout=3,
    )


@cache
def find_server() -> Server | None:
    """Return the server that answers, or None: the department then lives in PostgreSQL."""
    server = _address()
    try:
        _connect(server).close()
    except pymysql.MySQLError:
        return None
    return server


def schema_name(department: str) -> str:
    """Return the database of a department; homes on one machine share the server, not it."""
    home = str(settings.home_folder()).encode()
    mark = hashlib.sha256(home).hexdigest()[:8]
    return f"{database_name(department)}_{mark}"


def _name(text: str) -> str:
    return "`" + text.replace("`", "``") + "`"


def _column(
    connection: "Connection[pymysql.cursors.Cursor]", plan: TablePlan, item: ItemPlan
) -> str:
    kind = _TEXT if plan.is_text else _TYPES.get(item.type, _TEXT)
    comment = "" if plan.comments == "none" else f" COMMENT {connection.escape(item.name_zh)}"
    return f"{_name(item.source_column)} {kind} NULL{comment}"


def _fill_table(connection: "Connection[pymysql.cursors.Cursor]", made: Made) -> None:
    plan = made.plan
    table = _name(plan.table)
    columns = ", ".join(_column(connection, plan, item) for item in plan.items)
    rows = list(zip(*(made.columns[item.column] for item in plan.items), strict=True))
    places = ", ".join(["%s"] * len(plan.items))
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {table}")
        cursor.execute(f"CREATE TABLE {table} ({columns}) CHARACTER SET utf8mb4")
        for start in range(0, len(rows), _PIECE):
            piece = rows[start : start + _PIECE]
            cursor.executemany(f"INSERT INTO {table} VALUES ({places})", piece)  # noqa: S608 - quoted names of ours


def is_filled(server: Server, department: str, digest: str) -> bool:
    """Return whether the department's database holds the rows of `digest`."""
    with _connect(server) as connection, connection.cursor() as cursor:
        cursor.execute(
            "SELECT schema_comment FROM information_schema.schemata WHERE schema_name = %s",
            [schema_name(department)],
        )
        row = cursor.fetchone()
    return row is not None and row[0] == digest


def fill(server: Server, department: str, tables: Sequence[Made], *, digest: str) -> None:
    """Make the department's database anew; its comment tells, last of all, that it is whole."""
    name = _name(schema_name(department))
    with _connect(server) as connection, connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {name}")
        cursor.execute(f"CREATE DATABASE {name} CHARACTER SET utf8mb4")
        cursor.execute(f"USE {name}")
        for made in tables:
            _fill_table(connection, made)
        connection.commit()
        cursor.execute(f"ALTER DATABASE {name} COMMENT = %s", [digest])
