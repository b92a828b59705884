"""Columns of a landed batch as rules see them: raw cells, distinct values, fixed widths."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from chengshu.data.rules.contracts import RAW

Mask = npt.NDArray[np.bool_]


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


def judge_values(column: pa.Array, is_good: Callable[[pa.Array], Mask]) -> pa.BooleanArray:
    """Return which rows fail, asking about texts only, once each where they repeat; nulls pass."""
    if pa.types.is_dictionary(column.type):
        return spread(column, ~is_good(column.dictionary.cast(pa.string())))
    texts = column.cast(pa.string())
    fails = ~is_good(texts)
    if texts.null_count:
        fails &= np.asarray(texts.is_valid().to_numpy(zero_copy_only=False), dtype=np.bool_)
    return pa.array(fails)


def spread(column: pa.DictionaryArray, answers: Mask) -> pa.BooleanArray:
    """Return for each row the answer about its distinct value, False for nulls."""
    if not answers.any():
        return pa.array(np.zeros(len(column), dtype=np.bool_))
    indices = column.indices
    if indices.null_count:
        answers = np.append(answers, np.False_)
        indices = pc.fill_null(indices, len(answers) - 1)
    return pa.array(answers[indices.to_numpy()])


def flags(array: pa.Array) -> Mask:
    """Return answers about texts; about nulls nobody asks."""
    answers: Mask = np.asarray(pc.fill_null(array, True).to_numpy(zero_copy_only=False))  # noqa: FBT003 - pyarrow names no keyword for the fill value
    return answers


def texts_of(column: pa.Array) -> pa.StringArray:
    """Return a column as plain text, whatever it is."""
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    return column.cast(pa.string())
