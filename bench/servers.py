"""Puts the generated departments on real PostgreSQL and MariaDB servers, once."""

import os
from collections.abc import Callable, Sequence

import psycopg
import pymysql
from psycopg import sql
from psycopg.conninfo import make_conninfo

from bench.departments import POOL, Department, Table, pool_rows, vocabulary

DATABASE = "chengshu_bench"
READER_PASSWORD = "bench-reader"  # noqa: S105 - of accounts that may read generated rows only
POSTGRESQL = {
    "host": os.environ.get("BENCH_POSTGRESQL_HOST", "127.0.0.1"),
    "port": os.environ.get("BENCH_POSTGRESQL_PORT", "5432"),
    "user": os.environ.get("BENCH_POSTGRESQL_USER", "postgres"),
    "password": os.environ.get("BENCH_POSTGRESQL_PASSWORD", ""),
}
MARIADB = {
    "host": os.environ.get("BENCH_MARIADB_HOST", "127.0.0.1"),
    "port": os.environ.get("BENCH_MARIADB_PORT", "3306"),
    "user": os.environ.get("BENCH_MARIADB_USER", "root"),
    "password": os.environ.get("BENCH_MARIADB_PASSWORD", ""),
}
_TYPES = {
    "postgresql": {
        "d": "date", "s": "timestamp", "n": "numeric(18,2)", "i": "integer", "f": "float8",
    },
    "mariadb": {"d": "date", "s": "datetime", "n": "decimal(18,2)", "i": "int", "f": "double"},
}  # fmt: skip
_PIECE = 500
Execute = Callable[[str], object]


def connect_postgresql(database: str = DATABASE) -> psycopg.Connection[tuple[object, ...]]:
    """Open the bench's PostgreSQL server."""
    words = {"dbname": database, **{word: value for word, value in POSTGRESQL.items() if value}}
    return psycopg.connect(make_conninfo(**words), autocommit=True)


def connect_mariadb() -> "pymysql.connections.Connection[pymysql.cursors.Cursor]":
    """Open the bench's MariaDB server."""
    return pymysql.connect(
        host=MARIADB["host"],
        port=int(MARIADB["port"]),
        user=MARIADB["user"],
        password=MARIADB["password"],
        charset="utf8mb4",
        autocommit=True,
    )


def type_of(word_type: str, server: str) -> str:
    """Return a column's type in the server's words: `t` with a length, or a letter."""
    if word_type.startswith("t"):
        return f"varchar({word_type[1:]})"
    return _TYPES[server][word_type]


def _quoted(name: str, server: str) -> str:
    return f'"{name}"' if server == "postgresql" else f"`{name}`"


def statements(department: Department, table: Table) -> list[str]:
    """Return what makes and fills one table; `pool` is found beside the departments."""
    server = department.server
    where = f"{_quoted(department.code, server)}.{_quoted(table.name, server)}"
    columns = [("id", "bigint PRIMARY KEY", "")]
    columns += [(one.name, type_of(one.word.type, server), one.comment) for one in table.columns]
    cells = ", ".join(f"p.{_quoted(one.word.pool, server)}" for one in table.columns)
    is_foreign = server == "mariadb"
    body = ", ".join(
        f"{_quoted(name, server)} {typed}{f' COMMENT {_text(note)}' if is_foreign and note else ''}"
        for name, typed, note in columns
    )
    tail = f" COMMENT {_text(table.comment)}" if is_foreign and table.comment else ""
    series = f"{DATABASE}.numbers" if is_foreign else "numbers"
    pool = f"{DATABASE}.pool" if is_foreign else "pool"
    made = [f"CREATE TABLE {where} ({body}){tail}"]
    made.append(
        f"INSERT INTO {where} SELECT g.n + 1, {cells} FROM {series} g "  # noqa: S608 - names of this file
        f"JOIN {pool} p ON p.number = (g.n * 7) % {POOL} WHERE g.n < {table.rows}"
    )
    if not is_foreign:
        made += [
            f"COMMENT ON COLUMN {where}.{_quoted(name, server)} IS {_text(note)}"
            for name, _, note in columns
            if note
        ]
        made += [f"COMMENT ON TABLE {where} IS {_text(table.comment)}"] if table.comment else []
    return made


def filling(department: Department) -> list[str]:
    """Return what makes and fills all tables of a department."""
    return [text for table in department.tables for text in statements(department, table)]


def _text(words: str) -> str:
    return "'" + words.replace("'", "''") + "'"


def _pool_table(server: str) -> str:
    cells = [f"{_quoted(word.pool, server)} {type_of(word.type, server)}" for word in vocabulary()]
    where = "pool" if server == "postgresql" else f"{DATABASE}.pool"
    return f"CREATE TABLE {where} (number int PRIMARY KEY, {', '.join(cells)})"


def _reader(code: str) -> list[str]:
    """Return what makes an account of its own for a department, so that it can be watched."""
    return [
        f'DROP ROLE IF EXISTS "{code}"',
        f'CREATE ROLE "{code}" LOGIN PASSWORD {_text(READER_PASSWORD)}',
        f'GRANT USAGE ON SCHEMA "{code}" TO "{code}"',
        f'GRANT SELECT ON ALL TABLES IN SCHEMA "{code}" TO "{code}"',
    ]


def build_postgresql(departments: Sequence[Department]) -> None:
    """Make database, pool, and one schema for each department that lives here."""
    with connect_postgresql("postgres") as session:
        name = sql.Identifier(DATABASE)
        session.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
        session.execute(sql.SQL("CREATE DATABASE {}").format(name))
    with connect_postgresql() as session, session.cursor() as cursor:
        cursor.execute(_pool_table("postgresql").encode())
        with cursor.copy("COPY pool FROM STDIN") as copy:
            for row in pool_rows():
                copy.write_row(row)
        cursor.execute("CREATE TABLE numbers AS SELECT n FROM generate_series(0, 99999) n")
        for department in departments:
            cursor.execute(f'CREATE SCHEMA "{department.code}"'.encode())
            for statement in filling(department):
                cursor.execute(statement.encode())
            for statement in _reader(department.code):
                cursor.execute(statement.encode())
        cursor.execute("ANALYZE")


def build_mariadb(departments: Sequence[Department]) -> None:
    """Make the pool's database and one database for each department that lives here."""
    with connect_mariadb() as session, session.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {DATABASE}")
        cursor.execute(f"CREATE DATABASE {DATABASE} CHARACTER SET utf8mb4")
        cursor.execute(f"USE {DATABASE}")
        cursor.execute(_pool_table("mariadb"))
        rows = list(pool_rows())
        marks = ", ".join(["%s"] * len(rows[0]))
        for start in range(0, POOL, _PIECE):
            piece = rows[start : start + _PIECE]
            cursor.executemany(f"INSERT INTO {DATABASE}.pool VALUES ({marks})", piece)  # noqa: S608 - a fixed name
        cursor.execute(f"CREATE TABLE {DATABASE}.numbers AS SELECT seq AS n FROM seq_0_to_99999")  # noqa: S608 - a fixed name
        for department in departments:
            cursor.execute(f"DROP DATABASE IF EXISTS {department.code}")
            cursor.execute(f"CREATE DATABASE {department.code} CHARACTER SET utf8mb4")
            for statement in filling(department):
                cursor.execute(statement)
