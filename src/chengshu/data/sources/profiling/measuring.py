"""What sampled rows say of a column: a few Arrow kernels on its distinct values, none per cell."""

from collections.abc import Sequence
from dataclasses import replace
from enum import Enum, auto

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from chengshu.data.sources.contracts import ColumnProfile, ProfileLimits

MOST_CHARACTERS = 1000  # of a cell that is read; longer ones are cut by the source
_MOST_SHOWN = 256  # characters of a value that is kept as an example
_MOST_FREQUENT = 60
_NUL = "\x00"  # no database of ours keeps it in JSON
_MOST_DAYS = 400
_DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"


class Form(Enum):
    """How the values of a column are ordered, and whether they name days."""

    TEXT = auto()
    NUMBER = auto()
    DAY = auto()


def thin(rows: pa.Table, most: int) -> pa.Table:
    """Return at most `most` of the rows, evenly spread over them."""
    if rows.num_rows <= most:
        return rows
    return rows.take(pa.array(_spread(rows.num_rows, most)))


def measure_columns(
    declared: Sequence[tuple[ColumnProfile, Form]], rows: pa.Table, limits: ProfileLimits
) -> tuple[ColumnProfile, ...]:
    """Return the columns with what their cells (text in `rows`) say; absent ones as declared."""
    names = set(rows.column_names)
    return tuple(
        measure_column(column, form, rows.column(column.name), most=limits.values)
        if column.name in names
        else column
        for column, form in declared
    )


def measure_column(
    column: ColumnProfile, form: Form, cells: pa.ChunkedArray, *, most: int
) -> ColumnProfile:
    """Return the column with what its cells say; `most` bounds the examples kept."""
    counted = pc.value_counts(cells)
    values, counts = counted.field("values"), counted.field("counts").to_numpy()
    filled = ~_blanks(values)
    values, kept = values.filter(pa.array(filled)), counts[filled]
    found = replace(column, rows=len(cells), nulls=int(counts.sum() - kept.sum()))
    if not len(values):
        return found
    lengths = pc.min_max(pc.utf8_length(values)).as_py()
    lowest, highest = _ends(values, form)
    frequent = np.argsort(-kept, kind="stable")[:_MOST_FREQUENT]
    return replace(
        found,
        distinct=len(values),
        minimum=lowest,
        maximum=highest,
        min_length=lengths["min"],
        max_length=lengths["max"],
        frequent=tuple(zip(_shown(values, frequent), kept[frequent].tolist(), strict=True)),
        sample=tuple(_shown(values, _spread(len(values), most))),
        days=_days(values) if form is Form.DAY else (),
    )


def _blanks(values: pa.Array) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Return which values are null or nothing but blanks."""
    lengths = pc.utf8_length(pc.utf8_trim_whitespace(values))
    blanks: np.ndarray[tuple[int], np.dtype[np.bool_]] = pc.fill_null(
        pc.equal(lengths, 0), fill_value=True
    ).to_numpy(zero_copy_only=False)
    return blanks


def _spread(count: int, most: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Return at most `most` places out of `count`, evenly spread."""
    return np.linspace(0, count - 1, min(count, most)).astype(np.int64)


def _shown(values: pa.Array, places: np.ndarray[tuple[int], np.dtype[np.int64]]) -> list[str]:
    chosen = pc.utf8_slice_codeunits(values.take(pa.array(places)), 0, _MOST_SHOWN)
    texts: list[str] = pc.replace_substring(chosen, _NUL, "").to_pylist()
    return texts


def _ends(values: pa.Array, form: Form) -> tuple[str, str]:
    """Return the lowest and highest value as text, numbers in the order of numbers."""
    ordered = _numbers(values) if form is Form.NUMBER else values
    ends = pc.min_max(ordered).as_py()
    if ends["min"] is None:
        return "", ""
    places = [pc.index(ordered, ends[end]).as_py() for end in ("min", "max")]
    lowest, highest = _shown(values, np.array(places))
    return lowest, highest


def _numbers(values: pa.Array) -> pa.Array:
    """Return texts as numbers; as they are when one is none."""
    for kind in (pa.int64(), pa.float64()):
        try:
            return pc.cast(values, kind)
        except pa.ArrowInvalid:
            continue
    return values


def _days(values: pa.Array) -> tuple[str, ...]:
    """Return the different days, the latest ones when there are many, in order."""
    days = pc.unique(pc.utf8_slice_codeunits(values, 0, 10))
    days = days.filter(pc.match_substring_regex(days, _DAY))
    return tuple(sorted(days.to_pylist())[-_MOST_DAYS:])
