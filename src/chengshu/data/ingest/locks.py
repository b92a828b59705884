"""One load of a resource at a time, whatever processes run."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from django.db import DatabaseError, connection

from chengshu.base.crypto import api as crypto
from chengshu.data.ingest.errors import LoadRunningError


@contextmanager
def only_one_load(resource_code: str, title: str) -> Iterator[None]:
    """Hold the resource's advisory lock on a connection of its own.

    The lock ends with the connection, so that a killed process never leaves it behind.

    Raises:
        LoadRunningError: Another process or thread holds it.
    """
    own = connection.copy()
    try:
        with own.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [_number(resource_code)])
            row = cursor.fetchone()
        if not row or not row[0]:
            raise LoadRunningError(resource=title)
        try:
            yield
        finally:
            with suppress(DatabaseError), own.cursor() as cursor:  # a lost connection holds no lock
                cursor.execute("SELECT pg_advisory_unlock_all()")
    finally:
        own.close()


def _number(resource_code: str) -> int:
    """Return the lock's number, a signed 64-bit integer."""
    head = crypto.digest(f"ingest:{resource_code}".encode())[:16]
    return int.from_bytes(bytes.fromhex(head), signed=True)
