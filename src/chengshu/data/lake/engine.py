"""The one place that speaks to DuckDB: a process-wide connection with the lake attached.

DuckLake keeps its catalogue in schema `lake` of the same PostgreSQL that Django uses, and its
Parquet files below `home/lake`. When PostgreSQL was killed and started again, the connection is
made anew and the work is tried once more.
"""

import importlib.util
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeVar

import duckdb
from django.db import connection as django_connection

from chengshu.base.settings import api as settings_api
from chengshu.data.lake.errors import LakeUnavailableError

T = TypeVar("T")
_EXTENSIONS = ("postgres_scanner", "ducklake")  # the second looks for the first when it attaches
_PAUSES = (0.0, 0.3, 1.0)  # seconds before trying again; a restarted database needs a moment
_SIGNS_OF_LOSS = (
    "could not connect",
    "unable to connect",
    "failed to connect",
    "connection refused",
    "connection to server",
    "server closed the connection",
    "terminating connection",
    "no connection to the server",
    "connection has been closed",
    "the database system is",
    "could not receive data from server",
    "could not send data to server",
)


@dataclass(frozen=True)
class _Engine:
    """One DuckDB instance and what it was made for."""

    process: int
    address: str
    connection: duckdb.DuckDBPyConnection


_lock = threading.Lock()
_engines: list[_Engine] = []


def ask(work: Callable[[duckdb.DuckDBPyConnection], T]) -> T:
    """Run `work` on a cursor of its own; when the database was lost, connect anew and run again.

    `work` must be safe to run twice.

    Raises:
        LakeUnavailableError: The database does not answer.
    """
    for pause in (*_PAUSES, None):
        try:
            with _session() as cursor:
                return work(cursor)
        except duckdb.Error as error:
            if not _is_lost(error):
                raise
            forget()
        if pause is not None:
            time.sleep(pause)
    raise LakeUnavailableError(reason="PostgreSQL")


def forget() -> None:
    """Let go of the connection; running cursors end by themselves, the next work connects anew."""
    with _lock:
        _engines.clear()


def close() -> None:
    """Close the connection for good, so that nothing holds the database (tests, shutdown)."""
    with _lock:
        for engine in _engines:
            engine.connection.close()
        _engines.clear()


def lake_folder() -> Path:
    """Return the folder of the lake's own files."""
    return settings_api.home_folder("lake", "data")


@contextmanager
def _session() -> Iterator[duckdb.DuckDBPyConnection]:
    cursor = _connection().cursor()
    try:
        yield cursor
    finally:
        cursor.close()


def _connection() -> duckdb.DuckDBPyConnection:
    address = _address()
    with _lock:
        if _engines and (_engines[0].process, _engines[0].address) == (os.getpid(), address):
            return _engines[0].connection
        _engines.clear()
        _engines.append(_Engine(os.getpid(), address, _connect(address)))
        return _engines[0].connection


def _address() -> str:
    """Return libpq words for the database Django uses now (in tests, the test database)."""
    settings = django_connection.settings_dict
    words = {
        "host": settings["HOST"],
        "port": settings["PORT"],
        "dbname": settings["NAME"],
        "user": settings["USER"],
        "password": settings["PASSWORD"],
        "connect_timeout": 5,
    }
    return " ".join(f"{key}={_libpq(str(value))}" for key, value in words.items() if value)


def _libpq(value: str) -> str:
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _connect(address: str) -> duckdb.DuckDBPyConnection:
    settings = settings_api.get_settings()
    connection = duckdb.connect(
        config={
            "memory_limit": f"{settings.memory // 10**6}MB",
            "threads": str(settings.lake_threads),
            "temp_directory": str(settings_api.home_folder("lake", "spill")),
            "extension_directory": str(settings_api.home_folder("lake", "extensions")),
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
        }
    )
    for name in _EXTENSIONS:
        connection.load_extension(str(_extension_file(name)))
    connection.execute("SET TimeZone = 'Asia/Shanghai'")
    connection.execute(_attachment(address))
    connection.execute("SET lock_configuration = true")
    return connection


def _attachment(address: str) -> str:
    """Return the ATTACH statement; it takes no parameters, so both texts are quoted here."""
    target = _quoted(f"ducklake:postgres:{address}")
    folder = _quoted(str(lake_folder()) + "/")
    return (
        f"ATTACH {target} AS lake "
        f"(DATA_PATH {folder}, METADATA_SCHEMA 'lake', DATA_INLINING_ROW_LIMIT 0)"
    )


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


@cache
def _extension_file(name: str) -> Path:
    """Return the extension shipped in the wheel `duckdb-extension-<name>`.

    Raises:
        LakeUnavailableError: The wheel is not installed or is for another DuckDB.
    """
    package = importlib.util.find_spec(f"duckdb_extension_{name}")
    places = package.submodule_search_locations if package else None
    for place in places or ():
        file = Path(place) / "extensions" / f"v{duckdb.__version__}" / f"{name}.duckdb_extension"
        if file.exists():
            return file
    raise LakeUnavailableError(reason=f"duckdb-extension-{name.replace('_', '-')}")


def _is_lost(error: duckdb.Error) -> bool:
    text = str(error).lower()
    return any(sign in text for sign in _SIGNS_OF_LOSS)
