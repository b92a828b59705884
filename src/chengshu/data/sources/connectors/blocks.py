"""Bytes of a connection, a block at a time, cut into record batches by a scanner."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from chengshu.data.sources.connectors import kernels
from chengshu.data.sources.connectors.cells import Cells
from chengshu.data.sources.connectors.kernels import Bytes, Places

BLOCK = 8 * 1024 * 1024
Scanner = Callable[[Bytes, tuple[int, int, int], Places], tuple[int, int, int]]


@dataclass(frozen=True)
class Wire:
    """How to read one answer of a server.

    `fill` writes bytes into a view and returns how many, 0 when the other side is gone. `control`
    gets the bytes from a message on that is no row, and returns how many it takes: 0 when the rest
    of it must come first, None when the answer is over.
    """

    fill: Callable[[memoryview], int]
    scan: Scanner
    control: Callable[[memoryview], int | None]
    writing: str


class BlockReader:
    """Cuts an answer into batches; memory is one block, which a longer row makes grow."""

    def __init__(self, wire: Wire, *, block: int = BLOCK) -> None:
        """Start with an empty block."""
        self._wire = wire
        self._data = np.empty(block, np.uint8)
        self._begin = self._end = 0

    def read(self, schema: pa.Schema, *, batch_rows: int) -> Iterator[pa.RecordBatch]:
        """Yield batches of at most `batch_rows` rows until the answer is over.

        Raises:
            ConnectionResetError: The other side is gone.
            ConnectionAbortedError: What it sends cannot be.
        """
        places = np.empty((2, len(schema), batch_rows), np.int32)
        rows, over = 0, False
        while not over:
            stretch = (self._begin, self._end, rows)
            rows, self._begin, state = self._wire.scan(self._data, stretch, places)
            if state == kernels.BROKEN:
                raise ConnectionAbortedError
            if state not in {kernels.MORE, kernels.FULL}:
                over, state = self._pass_control()
            has_room = self._end < self._data.size
            if rows and (over or rows == batch_rows or (state == kernels.MORE and not has_room)):
                cells = Cells(self._data, places[:, :, :rows], self._wire.writing)
                yield cells.to_batch(schema)
                rows = 0
            if state == kernels.MORE and not over:
                self._more(may_move=rows == 0)

    def _pass_control(self) -> tuple[bool, int]:
        """Handle one message; return whether the answer is over, and what to do next."""
        taken = self._wire.control(self._data.data[self._begin : self._end])
        self._begin += taken or 0
        return taken is None, kernels.MORE if taken == 0 else kernels.FULL

    def _more(self, *, may_move: bool) -> None:
        """Read on behind what is there; the unread rest goes to the front where nothing else is."""
        if may_move and self._begin:
            rest = self._end - self._begin
            self._data[:rest] = self._data[self._begin : self._end].copy()
            self._begin, self._end = 0, rest
        if self._end == self._data.size:
            self._data = np.concatenate((self._data, np.empty(self._data.size, np.uint8)))
        got = self._wire.fill(self._data.data[self._end :])
        if not got:
            raise ConnectionResetError
        self._end += got
