"""Connections through SQLAlchemy: a SQLite file, or whatever dialect is installed here.

Nothing is ever committed. Where a database knows read-only transactions, it is told so.
"""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import quote

import sqlalchemy as sa
from django.utils.translation import gettext_lazy as _
from sqlalchemy import exc
from sqlalchemy.pool import NullPool

from chengshu.data.sources.contracts import Connection
from chengshu.data.sources.errors import (
    DriverMissingError,
    FileUnreadableError,
    SourceInterruptedError,
    SourceNotFoundError,
    SourceUnreachableError,
    TableTimeoutError,
    TableUnreadableError,
)

Opener: TypeAlias = Callable[[Connection, float], AbstractContextManager[sa.Connection]]
TIMEOUT_SECONDS = 600.0
# Databases that are reached over a network; others may read this machine's files.
SERVERS = frozenset({
    *("clickhouse", "clickhousedb", "cockroachdb", "dm", "doris", "gaussdb", "hana", "hive"),
    *("ibm_db_sa", "impala", "kingbase", "kylin", "mariadb", "mssql", "mysql", "oceanbase"),
    *("opengauss", "oracle", "oscar", "postgresql", "starrocks", "tidb", "trino", "vastbase"),
})  # fmt: skip
QUERY_WORDS = frozenset({"charset", "driver", "encrypt", "service_name", "trustservercertificate"})
_READ_ONLY = {
    "dm": "SET TRANSACTION READ ONLY",
    "gaussdb": "SET TRANSACTION READ ONLY",
    "kingbase": "SET TRANSACTION READ ONLY",
    "mariadb": "START TRANSACTION READ ONLY",
    "mysql": "START TRANSACTION READ ONLY",
    "opengauss": "SET TRANSACTION READ ONLY",
    "oracle": "SET TRANSACTION READ ONLY",
    "postgresql": "SET TRANSACTION READ ONLY",
    "vastbase": "SET TRANSACTION READ ONLY",
}
_STEPS = 20_000  # of SQLite's machine between two looks at the clock
_INTERRUPTED = "interrupted"


def database_file(connection: Connection) -> Path:
    """Return the file of a SQLite source, which lies in its folder and nowhere else.

    Raises:
        SourceUnreachableError: There is no such file.
    """
    folder = connection.folder
    path = folder / connection.database if folder and connection.database else None
    if folder is None or path is None or not path.is_file():
        raise SourceUnreachableError(address=connection.database)
    if not path.resolve().is_relative_to(folder.resolve()):
        raise SourceNotFoundError(kind=_("文件"), key=connection.database)
    return path.resolve()


@contextmanager
def open_sqlite(connection: Connection, seconds: float) -> Iterator[sa.Connection]:
    """Give a connection to a SQLite file that cannot write and ends with its seconds."""
    path = database_file(connection)
    deadline = time.monotonic() + seconds

    def connect() -> sqlite3.Connection:
        raw = sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True)
        raw.text_factory = lambda data: data.decode("utf-8", "replace")
        raw.set_progress_handler(lambda: time.monotonic() > deadline, _STEPS)
        for pragma in ("query_only = ON", "trusted_schema = OFF"):
            raw.execute(f"PRAGMA {pragma}")
        return raw

    engine = sa.create_engine("sqlite://", creator=connect, poolclass=NullPool)
    try:
        with engine.connect() as opened:
            yield opened
    except exc.DBAPIError as error:
        if _INTERRUPTED in str(error.orig):
            raise TableTimeoutError(table=path.name, seconds=f"{seconds:g}") from error
        if "not a database" in str(error.orig):
            refused = _("不是有效的 SQLite 文件")
            raise FileUnreadableError(file=path.name, reason=refused) from error
        reason = type(error.orig).__name__
        raise TableUnreadableError(table=path.name, reason=reason) from error


@contextmanager
def open_dialect(connection: Connection, seconds: float) -> Iterator[sa.Connection]:
    """Give a connection through an installed dialect, in a transaction that is rolled back."""
    address = f"{connection.host}:{connection.port or ''}".rstrip(":")
    engine = _engine(connection)
    reached = False
    try:
        with engine.connect() as opened:
            reached = True
            _restrain(opened, seconds)
            yield opened
            opened.rollback()
    except exc.DBAPIError as error:
        if not reached:
            raise SourceUnreachableError(address=address) from error
        if error.connection_invalidated:
            raise SourceInterruptedError(address=address) from error
        reason = type(error.orig).__name__
        raise TableUnreadableError(table=connection.database, reason=reason) from error
    finally:
        engine.dispose()


def _engine(connection: Connection) -> sa.Engine:
    name = str(connection.options.get("dialect", ""))
    words = connection.options.get("query")
    url = sa.URL.create(
        name,
        username=connection.username or None,
        password=connection.password or None,
        host=connection.host,
        port=connection.port or None,
        database=connection.database or None,
        query={str(k): str(v) for k, v in words.items()} if isinstance(words, dict) else {},
    )
    try:
        return sa.create_engine(url, poolclass=NullPool, hide_parameters=True)
    except (exc.NoSuchModuleError, ImportError) as error:
        raise DriverMissingError(dialect=name) from error


def _restrain(opened: sa.Connection, seconds: float) -> None:
    """Ask for a read-only transaction and a time limit, in the words each database has."""
    statement = _READ_ONLY.get(opened.dialect.name)
    if statement:
        opened.execute(sa.text(statement))
    raw: Any = opened.connection.driver_connection
    if hasattr(raw, "call_timeout"):  # Oracle, in milliseconds
        raw.call_timeout = round(seconds * 1000)
    elif opened.dialect.name == "mssql" and hasattr(raw, "timeout"):
        raw.timeout = max(round(seconds), 1)
