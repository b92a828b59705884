"""Ranges of a table read by several sessions at once and given in order, with back-pressure."""

import queue
import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from typing import TypeAlias

import pyarrow as pa

Read: TypeAlias = Callable[[int], Generator[pa.RecordBatch, None, None]]
_WAITING = 2  # batches a range may be ahead of its reader
_AHEAD = 2  # ranges per session that may be under way or wait
_LOOK_SECONDS = 0.2


@dataclass
class _Range:
    """What one range gave so far; None ends it, an error ends everything."""

    batches: "queue.Queue[pa.RecordBatch | BaseException | None]" = field(
        default_factory=lambda: queue.Queue(_WAITING)
    )


class OrderedRanges:
    """Lets each session read the next range nobody has, and gives the ranges in order."""

    def __init__(self, count: int, sessions: Sequence[Read], *, most_bytes: int) -> None:
        """Read `count` ranges; `sessions` are called with a range's number, from threads.

        At most `most_bytes` wait, but the range that is being given may always go on.
        """
        self._ranges = [_Range() for _ in range(count)]
        self._numbers = iter(range(count))
        self._taking = threading.Lock()
        self._room = threading.Semaphore(_AHEAD * len(sessions))
        self._stopped = threading.Event()
        self._most_bytes, self._bytes, self._given = most_bytes, 0, 0
        self._weighing = threading.Condition()
        self._threads = [
            threading.Thread(target=self._work, args=(read,), daemon=True) for read in sessions
        ]

    def __iter__(self) -> Iterator[tuple[int, pa.RecordBatch, bool]]:
        """Yield range, batch, and whether the range ends with it."""
        for thread in self._threads:
            thread.start()
        for number, place in enumerate(self._ranges):
            held: pa.RecordBatch | None = None
            self._weigh(0, given=number)
            while (batch := _take(place)) is not None:
                self._weigh(-batch.nbytes, given=number)
                if held is not None:
                    yield number, held, False
                held = batch
            if held is not None:
                yield number, held, True
            self._room.release()

    def stop(self) -> None:
        """Let the sessions end; to be called when they were closed or have nothing left."""
        self._stopped.set()
        for thread in self._threads:
            if thread.ident is not None:
                thread.join()

    def _work(self, read: Read) -> None:
        while (number := self._next()) is not None:
            place = self._ranges[number]
            try:
                self._fill(number, read(number))
            except Exception as error:  # noqa: BLE001 - a thread's edge: whoever reads the ranges gets it
                self._put(place, error)
                return
            self._put(place, None)

    def _fill(self, number: int, batches: Generator[pa.RecordBatch, None, None]) -> None:
        with closing(batches):
            for batch in batches:
                self._wait_for_room(number, batch.nbytes)
                self._put(self._ranges[number], batch)
                if self._stopped.is_set():
                    return

    def _wait_for_room(self, number: int, size: int) -> None:
        """Wait until a batch of `size` bytes may be held too, and count it."""
        with self._weighing:
            while not self._stopped.is_set() and number != self._given:
                if self._bytes + size <= self._most_bytes:
                    break
                self._weighing.wait(_LOOK_SECONDS)
            self._bytes += size

    def _weigh(self, change: int, *, given: int) -> None:
        """Note what is held by `change` bytes more, and which range is being given."""
        with self._weighing:
            self._bytes += change
            self._given = given
            self._weighing.notify_all()

    def _next(self) -> int | None:
        while not self._room.acquire(timeout=_LOOK_SECONDS):
            if self._stopped.is_set():
                return None
        with self._taking:
            return None if self._stopped.is_set() else next(self._numbers, None)

    def _put(self, place: _Range, item: pa.RecordBatch | BaseException | None) -> None:
        while not self._stopped.is_set():
            try:
                place.batches.put(item, timeout=_LOOK_SECONDS)
            except queue.Full:
                continue
            return


def _take(place: _Range) -> pa.RecordBatch | None:
    item = place.batches.get()
    if isinstance(item, BaseException):
        raise item
    return item
