"""Keys of rows as 64-bit numbers, so that millions are compared by sorting numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from chengshu.data.rules.contracts import Places
from chengshu.data.rules.kernels import keys as kernels
from chengshu.data.rules.kernels.running import FEW, compiled, text_buffers
from chengshu.data.rules.kinds.columns import Mask

_WORD: Final = 1 << 64
_MIX: Final = np.int64(-7046029254386353131)  # an odd number with well-spread bits


@dataclass(frozen=True)
class RowKeys:
    """The keys of a piece of a batch: numbers of the rows whose key is whole.

    `is_hashed` says that two different keys might share a number; then equal numbers must be
    compared by the keys themselves. `whole` is None where every row's key is.
    """

    first: int
    numbers: Places
    is_hashed: bool
    whole: Places | None = None

    def places(self, hits: Places) -> Places:
        """Return the positions of some of the numbers."""
        return (hits if self.whole is None else self.whole[hits]) + self.first


def number_rows(columns: tuple[str, ...], batch: pa.RecordBatch, first: int) -> RowKeys:
    """Return the keys of a piece of a batch; rows with an empty part are left out."""
    numbers, is_hashed = number_values(batch.column(columns[0]))
    whole = _valid(batch.column(columns[0]))
    for column in columns[1:]:
        more, _hashed = number_values(batch.column(column))
        numbers = (numbers * _MIX) ^ (numbers >> 31) ^ more
        whole = _both(whole, _valid(batch.column(column)))
        is_hashed = True
    if whole is None:
        return RowKeys(first, numbers, is_hashed)
    kept = np.flatnonzero(whole)
    return RowKeys(first, numbers[kept], is_hashed, kept)


def repeated_numbers(keys: Sequence[RowKeys]) -> Places:
    """Return the numbers more than one row has, ascending, each once."""
    numbers = np.concatenate([np.zeros(0, dtype=np.int64), *(part.numbers for part in keys)])
    numbers.sort()
    return np.unique(numbers[1:][numbers[1:] == numbers[:-1]])


def number_values(column: pa.Array) -> tuple[Places, bool]:
    """Return a number per value, anything for nulls, and whether it may be shared by chance."""
    if pa.types.is_dictionary(column.type):
        numbers, is_hashed = number_values(column.dictionary)
        if not len(numbers):
            return np.zeros(len(column), dtype=np.int64), is_hashed
        return numbers[pc.fill_null(column.indices, 0).to_numpy()], is_hashed
    if pa.types.is_integer(column.type) or pa.types.is_date32(column.type):
        whole = column.cast(pa.int32()) if pa.types.is_date32(column.type) else column
        return pc.fill_null(whole.cast(pa.int64()), 0).to_numpy(), False
    return _number_texts(column.cast(pa.string()))


def _number_texts(texts: pa.StringArray) -> tuple[Places, bool]:
    offsets, data = text_buffers(texts)
    if len(texts) <= FEW:
        cells = (bytes(data[start:end]) for start, end in pairwise(offsets))
        few = [number_text(cell) for cell in cells]
        return np.array([number for number, _ in few], np.int64), any(hashed for _, hashed in few)
    numbers, hashed = np.zeros(len(texts), dtype=np.int64), np.zeros(1, dtype=np.int64)
    compiled(kernels.number_keys)((offsets, data), numbers, hashed)
    return numbers, bool(hashed[0])


def number_text(text: bytes) -> tuple[int, bool]:
    """Return what the kernel returns for one text; its arithmetic wraps, Python's does not."""
    if len(text) <= kernels.LONGEST and all(kernels.DIGITS[byte] >= 0 for byte in text):
        number = 1
        for byte in text:
            number = number * 11 + int(kernels.DIGITS[byte])
        return _wrapped(number), False
    number = kernels.SEED
    for byte in text:
        number = _wrapped((number ^ byte) * kernels.PRIME)
    return number ^ (number >> 29), True


def _wrapped(number: int) -> int:
    number %= _WORD
    return number - _WORD if number >= _WORD // 2 else number


def _valid(column: pa.Array) -> Mask | None:
    if not column.null_count:
        return None
    return np.asarray(column.is_valid().to_numpy(zero_copy_only=False), dtype=np.bool_)


def _both(one: Mask | None, other: Mask | None) -> Mask | None:
    if one is None or other is None:
        return other if one is None else one
    return one & other
