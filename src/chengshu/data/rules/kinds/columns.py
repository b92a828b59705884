"""Columns of a landed batch as rules see them: raw cells, distinct values, fixed widths."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from chengshu.data.rules.contracts import RAW

Mask = npt.NDArray[np.bool_]
Bytes = npt.NDArray[np.uint8]


def all_pass(batch: pa.RecordBatch) -> pa.BooleanArray:
    """Return a mask in which no row fails."""
    return pa.array(np.zeros(batch.num_rows, dtype=np.bool_))


def raw_has(batch: pa.RecordBatch, key: str) -> pa.BooleanArray:
    """Tell which rows keep `key` in `_raw`, a JSON object written without blanks.

    A quote inside a JSON string is escaped, so `"key":` can only be a key.
    """
    if RAW not in batch.schema.names:
        return all_pass(batch)
    found = pc.match_substring(batch.column(RAW).cast(pa.string()), pattern=f'"{key}":')
    return pc.fill_null(found, False)  # noqa: FBT003 - pyarrow names no keyword for the fill value


def judge_distinct(column: pa.Array, is_valid: Callable[[pa.Array], Mask]) -> pa.BooleanArray:
    """Return which rows fail, asking `is_valid` once about each distinct value; nulls pass."""
    encoded = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
    fails = np.append(~is_valid(encoded.dictionary), np.False_)
    places = pc.fill_null(encoded.indices, len(encoded.dictionary)).to_numpy(zero_copy_only=False)
    return pa.array(fails[places])


def fixed_width(values: pa.Array, width: int) -> tuple[npt.NDArray[np.int64], Bytes]:
    """Return the places of the values `width` bytes long, and their bytes as a matrix."""
    values = values.cast(pa.string())
    places = np.flatnonzero(
        pc.equal(pc.binary_length(values), width).to_numpy(zero_copy_only=False)
    )
    chosen = values.take(pa.array(places))
    if not len(chosen):
        return places, np.zeros((0, width), dtype=np.uint8)
    offsets = np.frombuffer(chosen.buffers()[1], dtype=np.int32)
    start = int(offsets[chosen.offset])
    data = np.frombuffer(chosen.buffers()[2], dtype=np.uint8)
    return places, data[start : start + len(chosen) * width].reshape(-1, width)
