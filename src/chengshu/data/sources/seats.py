"""At most two connections a source, whatever processes run: a seat is an advisory lock.

Seats lie on a connection of their own to our database, so that they end with a killed process.
"""

import time
from collections.abc import Generator, Iterator
from contextlib import ExitStack, closing, contextmanager, nullcontext
from typing import TypeVar, cast

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

from chengshu.base.crypto import api as crypto
from chengshu.data.sources.errors import SourceBusyError

SEATS = 2
T = TypeVar("T")
_WAIT_SECONDS = 30.0
_LOOK_SECONDS = 0.1


class Seats:
    """The seats of one source, as far as one worker holds them."""

    def __init__(self, own: BaseDatabaseWrapper, source_code: str) -> None:
        """Hold none yet, on a connection that nobody else uses."""
        self._own = own
        self._source_code = source_code
        self._held: set[int] = set()

    def take(self, wait: float = _WAIT_SECONDS) -> int:
        """Take a seat and return its number.

        Raises:
            SourceBusyError: All were taken for as long as one may wait.
        """
        until = time.monotonic() + wait
        while True:
            seat = self.find()
            if seat is not None:
                return seat
            if time.monotonic() >= until:
                raise SourceBusyError(source=self._source_code)
            time.sleep(_LOOK_SECONDS)

    def find(self) -> int | None:
        """Take a seat if one is free now; return its number, or None."""
        for seat in range(SEATS):
            if seat not in self._held and self._ask("pg_try_advisory_lock", seat):
                self._held.add(seat)
                return seat
        return None

    def leave(self, seat: int) -> None:
        """Give a seat back."""
        self._held.discard(seat)
        self._ask("pg_advisory_unlock", seat)

    def _ask(self, function: str, seat: int) -> bool:
        with self._own.cursor() as cursor:
            cursor.execute(f"SELECT {function}(%s)", [_number(self._source_code, seat)])
            row = cursor.fetchone()
        return bool(row and row[0])


@contextmanager
def open_seats(source_code: str) -> Iterator[Seats]:
    """Give the seats of a source; those still held go with the block or the process."""
    own = connection.copy()
    try:
        yield Seats(own, source_code)
    finally:
        own.close()


@contextmanager
def take_seat(source_code: str, *, wait: float = _WAIT_SECONDS) -> Iterator[int]:
    """Hold one of the source's seats; give its number.

    Raises:
        SourceBusyError: All were taken for as long as one may wait.
    """
    with open_seats(source_code) as seats:
        yield seats.take(wait)


def hold_while(batches: Iterator[T], stack: ExitStack) -> Iterator[T]:
    """Return the batches; what the stack holds goes with the last of them, or with the iterator.

    The generator is begun, so that one nobody reads lets go too.
    """
    held = _hold(batches, stack)
    next(held)
    return cast(Iterator[T], held)


def _hold(batches: Iterator[T], stack: ExitStack) -> Generator[T | None, None, None]:
    with stack, closing(batches) if isinstance(batches, Generator) else nullcontext():
        yield None
        yield from batches


def _number(source_code: str, seat: int) -> int:
    """Return the lock's number, a signed 64-bit integer."""
    head = crypto.digest(f"sources:{source_code}:{seat}".encode())[:16]
    return int.from_bytes(bytes.fromhex(head), signed=True)
