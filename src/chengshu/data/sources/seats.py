"""At most two connections a source, whatever processes run: a seat is an advisory lock.

A seat lies on a connection of its own to our database, so that it ends with a killed process.
"""

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress

from django.db import DatabaseError, connection
from django.db.backends.base.base import BaseDatabaseWrapper

from chengshu.base.crypto import api as crypto
from chengshu.data.sources.errors import SourceBusyError

SEATS = 2
_WAIT_SECONDS = 30.0
_LOOK_SECONDS = 0.1


@contextmanager
def take_seat(source_code: str, *, wait: float = _WAIT_SECONDS) -> Iterator[int]:
    """Hold one of the source's seats; give its number.

    Raises:
        SourceBusyError: All were taken for as long as one may wait.
    """
    own = connection.copy()
    try:
        seat = _wait_for_seat(own, source_code, wait=wait)
        try:
            yield seat
        finally:
            with suppress(DatabaseError), own.cursor() as cursor:  # a lost connection holds none
                cursor.execute("SELECT pg_advisory_unlock_all()")
    finally:
        own.close()


@contextmanager
def take_seats(source_code: str, *, wait: float = _WAIT_SECONDS) -> Iterator[int]:
    """Hold one of the source's seats, and the others if they are free; give how many.

    Raises:
        SourceBusyError: All were taken for as long as one may wait.
    """
    with take_seat(source_code, wait=wait), ExitStack() as stack:
        count = 1
        with suppress(SourceBusyError):
            while count < SEATS:
                stack.enter_context(take_seat(source_code, wait=0))
                count += 1
        yield count


def _wait_for_seat(own: BaseDatabaseWrapper, source_code: str, *, wait: float) -> int:
    until = time.monotonic() + wait
    while True:
        for seat in range(SEATS):
            if _try(own, _number(source_code, seat)):
                return seat
        if time.monotonic() >= until:
            raise SourceBusyError(source=source_code)
        time.sleep(_LOOK_SECONDS)


def _try(own: BaseDatabaseWrapper, number: int) -> bool:
    with own.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [number])
        row = cursor.fetchone()
    return bool(row and row[0])


def _number(source_code: str, seat: int) -> int:
    """Return the lock's number, a signed 64-bit integer."""
    head = crypto.digest(f"sources:{source_code}:{seat}".encode())[:16]
    return int.from_bytes(bytes.fromhex(head), signed=True)
