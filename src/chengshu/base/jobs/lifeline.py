"""The lifeline of a worker: a lock that PostgreSQL frees the moment the worker is gone.

A heartbeat would call a busy worker dead and a dead one alive; a session's advisory lock does
neither, because the server itself notices the end of the session.
"""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import InterfaceError, OperationalError, connection

_FAMILY = 0x43_53_4A_4F  # "CSJO"
_HIGHEST = 2**31 - 1

_HELD = """
SELECT objid FROM pg_locks
WHERE locktype = 'advisory' AND classid = %s AND objsubid = 2 AND granted
AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


class Lifeline:
    """One held number, on a connection of its own."""

    def __init__(self) -> None:
        """Take a fresh number and hold it."""
        self.number = secrets.randbelow(_HIGHEST) + 1
        self._own = connection.copy()
        self._own.inc_thread_sharing()  # the watch's thread keeps what the worker's took
        self._hold()

    def keep(self) -> None:
        """Hold the number again, should its connection have been cut while the server lives."""
        try:
            with self._own.cursor() as cursor:
                cursor.execute("SELECT 1")
        except (OperationalError, InterfaceError):
            self._own.close()
            self._hold()

    def release(self) -> None:
        """Let go."""
        self._own.close()

    def _hold(self) -> None:
        with self._own.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s, %s)", [_FAMILY, self.number])


@contextmanager
def hold_lifeline() -> Iterator[Lifeline]:
    """Hold a lifeline until the block or the process ends."""
    lifeline = Lifeline()
    try:
        yield lifeline
    finally:
        lifeline.release()


def living() -> frozenset[int]:
    """Return the numbers that are held at this moment."""
    with connection.cursor() as cursor:
        cursor.execute(_HELD, [_FAMILY])
        return frozenset(row[0] for row in cursor.fetchall())
