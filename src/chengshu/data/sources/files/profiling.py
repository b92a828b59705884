"""A gentle look into files: all rows of small ones in one pass, places of large ones."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from chengshu.data.sources.contracts import ColumnProfile, ProfileLimits, Sampling, TableProfile
from chengshu.data.sources.files import delimited, documents, places
from chengshu.data.sources.files.rows import FileOptions, FileRows
from chengshu.data.sources.files.sampling import Cells, spread_rows
from chengshu.data.sources.profiling.combining import find_distinct_sets
from chengshu.data.sources.profiling.measuring import MOST_CHARACTERS, Form, measure_columns

_LARGE = 64 * 1024 * 1024


@dataclass(frozen=True)
class Gathered:
    """Rows kept of a table, how they were chosen, and how many rows there are."""

    rows: Sequence[Cells]
    sampling: Sampling
    row_count: int | None
    is_exact: bool


def is_large(path: Path) -> bool:
    """Tell whether a file is too large to be read from end to end."""
    return path.stat().st_size > _LARGE


def open_some(path: Path, options: FileOptions, most: int) -> FileRows | None:
    """Return the first records of a large JSON file; None for a file of another kind."""
    kind = places.kind_by_content(path)
    if kind in places.LINES:
        return documents.open_lines(path, options, most=most)
    if kind in places.DOCUMENTS:
        return documents.open_document(path, options, most=most)
    return None


def can_leap(path: Path, options: FileOptions) -> bool:
    """Tell whether a large file is read at places spread over it."""
    is_text = places.kind_by_content(path) in places.TEXT
    return is_large(path) and is_text and delimited.can_leap(path, options)


def gather_leaps(path: Path, options: FileOptions, columns: int, *, most: int) -> Gathered:
    """Return rows at places spread over a large text file."""
    rows, count = delimited.leap_delimited(path, options, columns=columns, most=most)
    return Gathered([row.cells for row in rows], Sampling.SPREAD, count, is_exact=False)


def gather_pass(
    rows: Iterator[Cells], limits: ProfileLimits, *, count_misshapen: Callable[[], int]
) -> Gathered:
    """Return rows spread over all that can be read in time; a count only when that is all."""
    spread = spread_rows(rows, most=limits.rows, seconds=limits.seconds)
    if not spread.is_whole:
        return Gathered(spread.rows, Sampling.FIRST, None, is_exact=False)
    sampling = Sampling.ALL if spread.passed == len(spread.rows) else Sampling.SPREAD
    return Gathered(spread.rows, sampling, spread.passed + count_misshapen(), is_exact=True)


def profile_rows(
    table: str, names: Sequence[str], gathered: Gathered, *, limits: ProfileLimits, started: float
) -> TableProfile:
    """Return the profile of gathered text cells."""
    cells = list(zip(*gathered.rows, strict=True)) if gathered.rows else [()] * len(names)
    arrays = [
        pc.utf8_slice_codeunits(pa.array(column, pa.string()), 0, MOST_CHARACTERS)
        for column in cells
    ]
    shown = [name.replace("\x00", "") or "-" for name in names]
    declared = [(ColumnProfile(name, "text"), Form.TEXT) for name in shown]
    rows = pa.table(arrays, names=shown)
    measured = measure_columns(declared, rows, limits)
    return TableProfile(
        name=table,
        comment="",
        kind="file",
        row_count=gathered.row_count,
        is_exact=gathered.is_exact,
        columns=measured,
        distinct_sets=find_distinct_sets(measured, (), rows),
        sampled_rows=len(gathered.rows),
        sampling=gathered.sampling,
        milliseconds=round((time.monotonic() - started) * 1000),
    )
