"""Change lines: what standardisation did to a part, one Parquet file sealed beside its rows."""

import os
from collections import Counter
from pathlib import Path
from typing import IO

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from chengshu.base.crypto import api as crypto
from chengshu.data.lake.contracts import CHANGE_LINES
from chengshu.data.lake.errors import SchemaMismatchError
from chengshu.data.lake.selectors import landed_folder


class ChangeWriter:
    """Writes the change lines of one part, hashed while written."""

    def __init__(self, target: Path) -> None:
        """Begin the file that is going to be `target`."""
        self.target = target
        self._draft = target.with_suffix(".part")
        self._file = self._draft.open("wb")
        self._sink = crypto.Digesting(self._file)
        sink = pa.PythonFile(self._sink, mode="w")
        self._writer = pq.ParquetWriter(sink, CHANGE_LINES, compression="zstd", compression_level=1)
        self._lines = 0
        self._counts: Counter[tuple[str, str]] = Counter()

    def write(self, changes: pa.Table, *, start: int) -> None:
        """Add the lines of rows that begin at position `start` of the batch.

        Raises:
            SchemaMismatchError: The lines have other columns.
        """
        if changes.schema != CHANGE_LINES:
            reason = f"{changes.schema.names} ≠ {CHANGE_LINES.names}"
            raise SchemaMismatchError(resource="", column="*", reason=reason)
        moved = pc.add(changes["_position"], pa.scalar(start, pa.int64()))
        self._writer.write_table(changes.set_column(0, CHANGE_LINES.field(0), moved))
        self._lines += changes.num_rows
        groups = changes.group_by(["column", "step"]).aggregate([("sequence", "count")])
        for group in groups.to_pylist():
            self._counts[group["column"], group["step"]] += group["sequence_count"]

    def settle(self) -> dict[str, object]:
        """Make the file durable under its final name; return what the part remembers of it."""
        self._writer.close()
        persist(self._file, self._draft, self.target)
        return {
            "changes_path": str(self.target.relative_to(landed_folder())),
            "changes_digest": self._sink.hexdigest(),
            "changes_lines": self._lines,
            "change_counts": [(*key, cells) for key, cells in sorted(self._counts.items())],
        }

    def drop(self) -> None:
        """Let the file go, written or not."""
        self._writer.close()
        self._file.close()
        self._draft.unlink(missing_ok=True)


def persist(file: IO[bytes], draft: Path, target: Path) -> None:
    """Close a file and make it durable under its final name."""
    file.flush()
    os.fsync(file.fileno())
    file.close()
    draft.rename(target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
