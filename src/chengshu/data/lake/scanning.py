"""Scanning: a function over every row group of a landed batch, in threads, in order."""

import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Final, TypeVar

import pyarrow as pa
import pyarrow.parquet as pq
from django.utils.translation import gettext_lazy as _

from chengshu.data.lake.contracts import LandedFile
from chengshu.data.lake.errors import LandedFileError

T = TypeVar("T")
Look = Callable[[pa.RecordBatch, int], T]
THREADS: Final = min(os.cpu_count() or 1, 4)
_AHEAD: Final = 2  # row groups judged beyond those at work, so that memory stays bounded
_ROWS_AT_ONCE: Final = 262_144  # a bigger row group is handed over in slices
_PLAIN_BYTES: Final = 4  # a plain text needs more, its length alone takes them; an index less


def landed_columns(landed: LandedFile) -> tuple[str, ...]:
    """Return the columns of a landed batch, those with an underscore included."""
    with pq.ParquetFile(_present(landed, landed.paths[0])) as file:
        return tuple(file.schema_arrow.names)


def scan_landed(landed: LandedFile, columns: Sequence[str], look: Look[T]) -> Iterator[T]:
    """Walk over what `look` makes of the row groups and the position of their first row.

    Text that repeats comes as dictionaries. `look` runs in threads and must not touch the
    database; what it returns comes in order of position.

    Raises:
        LandedFileError: A part is gone.
    """
    wanted = list(dict.fromkeys(columns))
    waiting: deque[Future[list[T]]] = deque()
    with ThreadPoolExecutor(THREADS, "scan") as pool:
        for path, group, first in _groups(landed):
            waiting.append(pool.submit(_look_at, (path, group), wanted, (look, first)))
            if len(waiting) >= THREADS + _AHEAD:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()


def _groups(landed: LandedFile) -> Iterator[tuple[Path, int, int]]:
    """Walk over file, row group and position of its first row."""
    for part in landed.parts:
        first = part.first
        about = pq.read_metadata(_present(landed, part.path))
        for group in range(about.num_row_groups):
            yield part.path, group, first
            first += about.row_group(group).num_rows


def _look_at(place: tuple[Path, int], columns: list[str], work: tuple[Look[T], int]) -> list[T]:
    (path, group), (look, first) = place, work
    with pq.ParquetFile(path, memory_map=True) as file:
        repeating = _repeating(file, group, columns)
        rows = file.metadata.row_group(group).num_rows
    with pq.ParquetFile(path, memory_map=True, read_dictionary=repeating) as file:
        table = file.read_row_group(group, columns=columns, use_threads=False)
    if not columns:
        table = pa.table({"_": pa.nulls(rows)})
    found = []
    for batch in table.combine_chunks().to_batches(max_chunksize=_ROWS_AT_ONCE):
        found.append(look(batch, first))
        first += batch.num_rows
    return found


def _repeating(file: pq.ParquetFile, group: int, columns: list[str]) -> list[str]:
    """Return the text columns whose chunk is written with a dictionary that pays."""
    schema, chunks = file.schema_arrow, file.metadata.row_group(group)
    return [
        field.name
        for place, field in enumerate(schema)
        if field.name in columns
        and pa.types.is_string(field.type)
        and _repeats(chunks.column(place))
    ]


def _repeats(chunk: pq.ColumnChunkMetaData) -> bool:
    """Tell a chunk of indices from one whose dictionary grew too big and gave way to plain text."""
    dense = chunk.total_uncompressed_size < chunk.num_values * _PLAIN_BYTES
    return bool(chunk.has_dictionary_page and dense)


def _present(landed: LandedFile, path: Path) -> Path:
    if not path.is_file():
        reason = _("批次 %(batch)s 的落地文件不在磁盘上") % {"batch": landed.batch_id}
        raise LandedFileError(reason=reason)
    return path
