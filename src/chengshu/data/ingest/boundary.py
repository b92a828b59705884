"""The seam between two incremental loads: rows at equal cursors are neither lost nor doubled.

The next load reads from the last cursor on, that cursor included (`>=`). What the last load saw
there is remembered as digests of whole rows, so that the same row is skipped, while a new row, or
a changed one, with the same cursor is taken. Rows without a cursor are read by every load, and
remembered in the same way.
"""

from collections import Counter
from collections.abc import Mapping as Seen
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from chengshu.base.crypto import api as crypto

Places = npt.NDArray[np.int64]
_SEPARATOR = "\x1f"
_NULL = "\x00"
_MOST_WITHOUT = 50_000  # rows without a cursor that are remembered; more of them land every time


class Seam:
    """Follows one incremental load: what to skip at its start, what to remember at its end."""

    def __init__(self, column: str, start: str | None, seen: Seen[str, int]) -> None:
        """Start at cursor `start` of `column`, where earlier loads saw the rows of `seen`."""
        self._column = column
        self._start = start
        self._waiting = Counter(seen)
        self.cursor = start
        self.skipped = 0
        self._last: Counter[str] = Counter()
        self._without: Counter[str] = Counter()

    @property
    def rows(self) -> Counter[str]:
        """What the next load must recognise: rows at the last cursor, and without one."""
        return self._last + self._without

    def take_new(self, batch: pa.RecordBatch, columns: Sequence[str]) -> pa.RecordBatch:
        """Return the rows no earlier load holds; `columns` make the identity of a row.

        Batches must come in order of the cursor.
        """
        cursors = batch.column(self._column).cast(pa.string())
        self._remember(batch, cursors, columns)
        if not self._waiting or self._start is None:
            return batch
        at_start = np.union1d(_places(cursors, self._start), _missing(cursors))
        known = [
            place
            for place, digest in zip(at_start, _digests(batch, at_start, columns), strict=True)
            if self._recognise(digest)
        ]
        self.skipped += len(known)
        return batch.take(pa.array(np.setdiff1d(np.arange(batch.num_rows), known)))

    def _recognise(self, digest: str) -> bool:
        if not self._waiting[digest]:
            return False
        self._waiting[digest] -= 1
        return True

    def _remember(self, batch: pa.RecordBatch, cursors: pa.Array, columns: Sequence[str]) -> None:
        missing = _missing(cursors)
        if len(self._without) + len(missing) <= _MOST_WITHOUT:
            self._without.update(_digests(batch, missing, columns))
        filled = cursors.drop_null()
        if not len(filled):
            return
        last = filled[-1].as_py()
        if last != self.cursor:
            self.cursor, self._last = last, Counter()
        self._last.update(_digests(batch, _places(cursors, last), columns))


def _places(cursors: pa.Array, cursor: str) -> Places:
    equal = pc.fill_null(pc.equal(cursors, cursor), fill_value=False)
    return np.flatnonzero(equal.to_numpy(zero_copy_only=False))


def _missing(cursors: pa.Array) -> Places:
    return np.flatnonzero(cursors.is_null().to_numpy(zero_copy_only=False))


def _digests(batch: pa.RecordBatch, places: Places, columns: Sequence[str]) -> list[str]:
    chosen = batch.select(list(columns)).take(pa.array(places))
    texts = [column.cast(pa.string()).to_pylist() for column in chosen.columns]
    return [
        crypto.digest(_SEPARATOR.join(_NULL if cell is None else cell for cell in row).encode())
        for row in zip(*texts, strict=True)
    ]
