"""Parts: Parquet files of whole row groups, sealed one after the other, hashed while written."""

from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self
from uuid import uuid4

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from chengshu.base.clock import api as clock
from chengshu.base.crypto import api as crypto
from chengshu.data.lake import tables
from chengshu.data.lake.contracts import LandedPart
from chengshu.data.lake.models import Part
from chengshu.data.lake.selectors import landed_folder, to_part
from chengshu.data.lake.services.changes import ChangeWriter, persist

ROW_GROUP = 262_144  # rows; what the judge takes at a time
_LEVEL = 1  # of zstd: the disk is not the bottleneck, the two cores are


def keep_sealed(resource_code: str, batch_id: int, *, after: str) -> list[LandedPart]:
    """Return the sealed parts up to the one marked `after`; all others go, files and records.

    Without a mark, or where it is not known or a file before it is gone, everything goes.
    """
    rows = list(Part.objects.filter(batch_id=batch_id).order_by("number"))
    places = [place for place, row in enumerate(rows) if after and row.mark == after]
    kept = rows[: places[-1] + 1] if places else []
    if not all((landed_folder() / path).is_file() for row in kept for path in _paths(row)):
        kept = []
    for row in rows[len(kept) :]:
        row.delete()  # first the record: a file without one is collected, the reverse is a loss
        (landed_folder() / row.path).unlink(missing_ok=True)
    _sweep(resource_code, batch_id, {path for row in kept for path in _paths(row)})
    return [to_part(row) for row in kept]


def _paths(row: Part) -> tuple[str, ...]:
    return (row.path, row.changes_path) if row.changes_path else (row.path,)


def _sweep(resource_code: str, batch_id: int, kept: set[str]) -> None:
    """Remove files a killed run of the same batch left without a record."""
    folder = landed_folder(tables.table_name(resource_code))
    for path in folder.glob(f"{batch_id}-*"):
        if str(path.relative_to(landed_folder())) not in kept:
            path.unlink(missing_ok=True)


class PartWriter:
    """Writes record batches as numbered rows into one part after the other."""

    def __init__(
        self,
        resource_code: str,
        batch_id: int,
        *,
        given: pa.Schema,
        before: Sequence[LandedPart],
    ) -> None:
        """Go on after the parts `before`; `given` are the columns without batch and position."""
        self.sealed: list[LandedPart] = []
        self._batch_id = batch_id
        self._folder = landed_folder(tables.table_name(resource_code))
        self._resource_code = resource_code
        self._schema = pa.schema([*given, tables.BATCH, tables.POSITION])
        self._number = len(before)
        self._first = self._position = sum(part.rows for part in before)
        self._held: list[pa.RecordBatch] = []
        self._held_rows = 0
        self._open: _OpenPart | None = None
        self._changes: ChangeWriter | None = None

    def __enter__(self) -> Self:
        """Return itself; nothing is open before the first row."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Drop a part that was not sealed."""
        if self._open is not None:
            self._open.drop()
            self._open = None
        if self._changes is not None:
            self._changes.drop()
            self._changes = None

    def write(self, batch: pa.RecordBatch, changes: pa.Table | None = None) -> None:
        """Take rows with their change lines; whole row groups go to the file, the rest waits."""
        if changes is not None and changes.num_rows:
            if self._changes is None:
                name = f"{self._batch_id}-{uuid4().hex[:8]}-{self._number:05d}.changes.parquet"
                self._changes = ChangeWriter(self._folder / name)
            self._changes.write(changes, start=self._position + self._held_rows)
        self._held.append(batch)
        self._held_rows += batch.num_rows
        if self._held_rows >= ROW_GROUP:
            self._flush(self._held_rows - self._held_rows % ROW_GROUP)

    def seal(self, mark: str) -> None:
        """End the part, if it has rows, under `mark`."""
        if self._held_rows or self._open is not None:
            self._end(mark)

    def finish(self) -> None:
        """End the last part; a batch without any row is one empty part."""
        if self._held_rows or self._open is not None or self._number == 0:
            self._end("")

    def _flush(self, rows: int) -> None:
        """Write the first `rows` of what waits."""
        if self._open is None:
            name = f"{self._batch_id}-{uuid4().hex[:8]}-{self._number:05d}.parquet"
            self._open = _OpenPart(self._folder / name, self._schema)
        if not rows:
            return
        held = pa.Table.from_batches(self._held)
        table = held.slice(0, rows)
        batches = pa.repeat(pa.scalar(self._batch_id, pa.int64()), rows)
        numbers = np.arange(self._position, self._position + rows, dtype=np.int64)
        table = table.append_column(tables.BATCH, batches)
        self._open.write(table.append_column(tables.POSITION, pa.array(numbers)))
        self._position += rows
        self._held = held.slice(rows).to_batches()
        self._held_rows -= rows

    def _end(self, mark: str) -> None:
        self._flush(self._held_rows)
        opened, self._open = self._open, None
        if opened is None:  # pragma: no cover - a flush opens one
            return
        changes, self._changes = self._changes, None
        beside = changes.settle() if changes is not None else {}
        digest = opened.settle()
        row = Part.objects.create(
            batch_id=self._batch_id,
            resource_code=self._resource_code,
            number=self._number,
            path=str(opened.target.relative_to(landed_folder())),
            first=self._first,
            rows=self._position - self._first,
            digest=digest,
            mark=mark,
            sealed_at=clock.now(),
            **beside,
        )
        self.sealed.append(to_part(row))
        self._number += 1
        self._first = self._position


class _OpenPart:
    """One part while it is written; its bytes are digested on their way to the disk."""

    def __init__(self, target: Path, schema: pa.Schema) -> None:
        self.target = target
        self._draft = target.with_suffix(".part")
        self._file = self._draft.open("wb")
        self._sink = crypto.Digesting(self._file)
        names = [name for name in schema.names if name != tables.POSITION.name]
        self._writer = pq.ParquetWriter(
            pa.PythonFile(self._sink, mode="w"),
            schema,
            compression="zstd",
            compression_level=_LEVEL,
            use_dictionary=names,
            column_encoding={tables.POSITION.name: "DELTA_BINARY_PACKED"},
        )

    def write(self, table: pa.Table) -> None:
        """Write a row group."""
        self._writer.write_table(table, row_group_size=ROW_GROUP)

    def settle(self) -> str:
        """Make the part durable under its final name; return the digest of its bytes."""
        self._writer.close()
        persist(self._file, self._draft, self.target)
        return self._sink.hexdigest()

    def drop(self) -> None:
        """Let the part go, written or not."""
        self._writer.close()
        self._file.close()
        self._draft.unlink(missing_ok=True)
