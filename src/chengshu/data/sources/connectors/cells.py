"""Cells that a scanner found in a block become an Arrow record batch."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from chengshu.data.sources.connectors import kernels, oddities
from chengshu.data.sources.connectors.kernels import Bytes, Places

BINARY = "binary"  # numbers as big-endian bytes
DECIMAL = "decimal"  # numbers in digits


@dataclass(frozen=True)
class Cells:
    """Where the cells of some rows lie: `places[0]` starts and `places[1]` lengths, by column."""

    data: Bytes
    places: Places
    writing: str = BINARY

    def to_batch(self, schema: pa.Schema) -> pa.RecordBatch:
        """Return the rows in the types of `schema`; a column with odd values comes as text."""
        arrays = [self._array(place, field.type) for place, field in enumerate(schema)]
        return pa.RecordBatch.from_arrays(arrays, names=schema.names)

    def _array(self, column: int, kind: pa.DataType) -> pa.Array:
        cells = np.ascontiguousarray(self.places[:, column])
        if pa.types.is_string(kind):
            return self._text(cells)
        if pa.types.is_decimal(kind):
            return self._amounts(cells, kind)
        if self.writing == DECIMAL and pa.types.is_floating(kind):
            return pc.cast(self._text(cells), kind)
        return self._numbers(cells, kind)

    def _numbers(self, cells: Places, kind: pa.DataType) -> pa.Array:
        rows = cells.shape[1]
        numbers = np.empty(rows, np.int64)
        read = kernels.read_signed if self.writing == BINARY else kernels.read_digits
        read(self.data, cells, numbers)
        bits, nulls = _validity(cells)
        if pa.types.is_date(kind):
            return oddities.days(numbers, bits)
        if pa.types.is_timestamp(kind):
            return oddities.moments(numbers, bits)
        if pa.types.is_boolean(kind):
            truths = pa.py_buffer(np.packbits(numbers != 0, bitorder="little"))
            return pa.Array.from_buffers(kind, rows, [bits, truths], nulls)
        return pa.Array.from_buffers(kind, rows, [bits, pa.py_buffer(numbers)], nulls)

    def _amounts(self, cells: Places, kind: pa.DataType) -> pa.Array:
        found = np.empty((2, cells.shape[1]), np.int64)
        kernels.read_amounts(self.data, cells, found, scale=kind.scale)
        bits, _nulls = _validity(cells)
        return oddities.amounts(found, bits, kind)

    def _text(self, cells: Places) -> pa.Array:
        offsets = np.empty(cells.shape[1] + 1, np.int32)
        kernels.offsets_of(cells[1], offsets)
        out = np.empty(int(offsets[-1]), np.uint8)
        kernels.gather(self.data, cells, out)
        bits, nulls = _validity(cells)
        buffers: Sequence[pa.Buffer | None] = [bits, pa.py_buffer(offsets), pa.py_buffer(out)]
        return pa.Array.from_buffers(pa.string(), cells.shape[1], buffers, nulls)


def _validity(cells: Places) -> tuple[pa.Buffer | None, int]:
    bits = np.zeros((cells.shape[1] + 7) // 8, np.uint8)
    nulls = kernels.mark_valid(cells[1], bits)
    return (pa.py_buffer(bits) if nulls else None), nulls
