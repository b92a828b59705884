"""Watches a process and the servers it reads while something runs: memory and connections."""

import threading
import time
from collections import defaultdict
from types import TracebackType

import psutil

from bench.servers import DATABASE, connect_mariadb, connect_postgresql

_PAUSE = 0.2
_BY_ACCOUNT = """
    SELECT usename, count(*) FROM pg_stat_activity
    WHERE datname = %s AND usename LIKE 'bench%%' AND pid <> pg_backend_pid() GROUP BY usename
"""
_BY_DATABASE = """
    SELECT db, count(*) FROM information_schema.processlist WHERE db LIKE 'bench%' GROUP BY db
"""


class Watcher:
    """Notes the most memory of this process tree and the most connections of each source.

    Connections are counted by the servers themselves, five times a second.
    """

    def __init__(self) -> None:
        """Watch this process and its children."""
        self.peak_bytes = 0
        self.connections: dict[str, int] = defaultdict(int)
        self.looks = 0
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> "Watcher":
        """Begin to watch."""
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Look once more and stop."""
        self._end.set()
        self._thread.join()

    @property
    def most_connections(self) -> int:
        """The most connections that any one source had at a time."""
        return max(self.connections.values(), default=0)

    def _watch(self) -> None:
        with connect_postgresql() as first, connect_mariadb() as second:
            while not self._end.is_set():
                self._look_at_memory()
                self._note(first.execute(_BY_ACCOUNT, [DATABASE]).fetchall())
                with second.cursor() as cursor:
                    cursor.execute(_BY_DATABASE)
                    self._note(list(cursor.fetchall()))
                self.looks += 1
                time.sleep(_PAUSE)

    def _look_at_memory(self) -> None:
        process = psutil.Process()
        total = process.memory_info().rss
        for child in process.children(recursive=True):
            try:
                total += child.memory_info().rss if "python" in child.name() else 0
            except psutil.NoSuchProcess:
                continue
        self.peak_bytes = max(self.peak_bytes, total)

    def _note(self, rows: list[tuple[object, ...]]) -> None:
        for name, count in rows:
            self.connections[str(name)] = max(self.connections[str(name)], int(str(count)))
