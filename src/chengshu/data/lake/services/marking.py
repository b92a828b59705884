"""Writing marks: one immutable file a judgement, named by its digest; what nobody keeps goes."""

import datetime as dt
import os
from collections.abc import Sequence
from pathlib import Path
from uuid import uuid4

import duckdb
import pyarrow.compute as pc
import pyarrow.parquet as pq

from chengshu.base.clock import api as clock
from chengshu.base.crypto import api as crypto
from chengshu.data.lake import engine, marks, tables
from chengshu.data.lake.contracts import EarlierMarks, Failure, LandedFile, MarksFile
from chengshu.data.lake.selectors import marks_folder, marks_path, marks_paths

_GRACE = dt.timedelta(hours=24)  # a judgement under way may still be about to keep its file


def write_marks(
    *,
    landed: LandedFile,
    failures: Sequence[Failure],
    key: tuple[str, ...],
    earlier: EarlierMarks,
) -> MarksFile:
    """Write which rows of a landed file fail which rules; the same marks give the same file.

    Raises:
        LandedFileError: Marks of an earlier batch are gone.
    """
    if not any(len(failure.positions) for failure in failures):
        return MarksFile(landed.batch_id, landed.resource_code, "", 0, 0, 0, "")
    folder = marks_folder(tables.table_name(landed.resource_code))
    draft = folder / f"{landed.batch_id}-{uuid4().hex[:8]}.part"
    paths = marks_paths(earlier.files)
    columns = tuple(pq.read_schema(landed.paths[0]).names)

    def work(cursor: duckdb.DuckDBPyConnection) -> tuple[int, int, int]:
        marks.name_rows(cursor, failures, (landed.paths, key, columns))
        marks.load_marks(cursor, "earlier", paths)
        marks.know_again(cursor, earlier.ended)
        return _write(cursor, draft, landed.batch_id)

    try:
        counts = engine.ask(work)
        digest = crypto.digest_file(draft)
        target = folder / f"{landed.batch_id}-{digest[:16]}.parquet"
        _settle(draft, target)
    finally:
        draft.unlink(missing_ok=True)
    name = str(target.relative_to(marks_folder()))
    return MarksFile(landed.batch_id, landed.resource_code, name, *counts, digest)


def digest_marks(file: MarksFile) -> str:
    """Return the digest of a marks file as it lies on disk."""
    return crypto.digest_file(marks_path(file))


def list_old_marks() -> tuple[str, ...]:
    """Return the names of all marks files that are older than a judgement may take."""
    folder, before = marks_folder(), (clock.now() - _GRACE).timestamp()
    found = (path for path in folder.glob("*/*") if path.stat().st_mtime < before)
    return tuple(sorted(str(path.relative_to(folder)) for path in found))


def drop_marks(names: Sequence[str]) -> int:
    """Remove marks files that no judgement keeps; return how many went."""
    for name in names:
        (marks_folder() / name).unlink(missing_ok=True)
    return len(names)


def _settle(draft: Path, target: Path) -> None:
    """Make the file durable under its final name."""
    with draft.open("rb") as handle:
        os.fsync(handle.fileno())
    draft.replace(target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _write(cursor: duckdb.DuckDBPyConnection, draft: Path, batch_id: int) -> tuple[int, int, int]:
    rows = refused = repeated = 0
    with pq.ParquetWriter(draft, marks.SCHEMA, compression="zstd") as writer:
        for batch in marks.marked_rows(cursor, batch_id):
            writer.write_batch(batch.cast(marks.SCHEMA))
            rows += batch.num_rows
            refused += pc.sum(batch.column("refused")).as_py()
            repeated += batch.num_rows - batch.column("first_batch").null_count
    return rows, refused, repeated
