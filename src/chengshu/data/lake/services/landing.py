"""Landing: a batch becomes one Parquet file, written once and never rewritten."""

import os
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from uuid import uuid4

import pyarrow as pa
import pyarrow.parquet as pq
from django.utils.translation import gettext_lazy as _

from chengshu.base.clock import api as clock
from chengshu.base.crypto import api as crypto
from chengshu.data.lake import tables
from chengshu.data.lake.contracts import LandedFile
from chengshu.data.lake.errors import LandedFileError, SchemaMismatchError
from chengshu.data.lake.models import Landing
from chengshu.data.lake.selectors import find_landed, find_snapshot_of_batch, landed_folder


def land_batch(
    *, resource_code: str, batch_id: int, batches: Iterable[pa.RecordBatch], schema: pa.Schema
) -> LandedFile:
    """Write `batches` as the landed file of a batch, unless it landed already.

    `schema` is what the catalogue expects; the batches may add columns that start with `_`.

    Raises:
        SchemaMismatchError: A batch has another column or type than the catalogue.
        LandedFileError: The file of a published batch is gone.
    """
    known = find_landed(resource_code=resource_code, batch_id=batch_id)
    if known is not None:
        return known
    if find_snapshot_of_batch(batch_id) is not None:
        raise LandedFileError(
            reason=_("批次 %(batch)s 已发布，其落地文件不在磁盘上") % {"batch": batch_id}
        )
    folder = landed_folder(tables.table_name(resource_code))
    target = folder / f"{batch_id}-{uuid4().hex[:8]}.parquet"
    draft = target.with_suffix(".part")
    try:
        rows = _write(draft, batches, (resource_code, batch_id, schema))
        _settle(draft, target)
    finally:
        draft.unlink(missing_ok=True)
    return _record(resource_code, batch_id, (target, rows))


def read_landed(
    landed: LandedFile, columns: Sequence[str] | None, *, batch_rows: int
) -> Iterator[pa.RecordBatch]:
    """Walk over a landed file in order of `_position`.

    Raises:
        LandedFileError: The file is gone.
    """
    if not landed.path.is_file():
        raise LandedFileError(
            reason=_("批次 %(batch)s 的落地文件不在磁盘上") % {"batch": landed.batch_id}
        )
    wanted = None if columns is None else list(columns)
    with pq.ParquetFile(landed.path) as file:
        yield from file.iter_batches(batch_size=batch_rows, columns=wanted)


def _write(
    draft: Path, batches: Iterable[pa.RecordBatch], about: tuple[str, int, pa.Schema]
) -> int:
    resource_code, batch_id, expected = about
    walk = iter(batches)
    first = next(walk, None)
    given = expected if first is None else first.schema
    _check_schema(resource_code, given, expected)
    schema = pa.schema([*given, tables.BATCH, tables.POSITION])
    rows = 0
    with pq.ParquetWriter(draft, schema, compression="zstd") as writer:
        for batch in chain(() if first is None else (first,), walk):
            if batch.schema != given:
                reason = f"{batch.schema.names} ≠ {given.names}"
                raise SchemaMismatchError(resource=resource_code, column="*", reason=reason)
            writer.write_batch(_numbered(batch, schema, (batch_id, rows)))
            rows += batch.num_rows
    return rows


def _numbered(batch: pa.RecordBatch, schema: pa.Schema, start: tuple[int, int]) -> pa.RecordBatch:
    batch_id, position = start
    batches = pa.repeat(pa.scalar(batch_id, pa.int64()), batch.num_rows)
    positions = pa.array(range(position, position + batch.num_rows), pa.int64())
    return pa.RecordBatch.from_arrays([*batch.columns, batches, positions], schema=schema)


def _check_schema(resource_code: str, given: pa.Schema, expected: pa.Schema) -> None:
    for field in given:
        if field.name in {tables.BATCH.name, tables.POSITION.name}:
            raise SchemaMismatchError(
                resource=resource_code, column=field.name, reason=_("保留列名")
            )
        if field.name.startswith("_") and field.name != tables.RAW.name:
            continue
        if field.name not in expected.names:
            raise SchemaMismatchError(
                resource=resource_code, column=field.name, reason=_("目录中没有此信息项")
            )
        wanted = expected.field(field.name).type
        if field.type != wanted:
            reason = f"{field.type} ≠ {wanted}"
            raise SchemaMismatchError(resource=resource_code, column=field.name, reason=reason)


def _settle(draft: Path, target: Path) -> None:
    """Make the file durable under its final name."""
    with draft.open("rb") as handle:
        os.fsync(handle.fileno())
    draft.rename(target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _record(resource_code: str, batch_id: int, file: tuple[Path, int]) -> LandedFile:
    """Remember the file; when another process landed the batch first, its file counts."""
    target, rows = file
    path = str(target.relative_to(landed_folder()))
    values = {
        "resource_code": resource_code,
        "path": path,
        "rows": rows,
        "digest": crypto.digest_file(target),
        "landed_at": clock.now(),
    }
    row, made = Landing.objects.get_or_create(batch_id=batch_id, defaults=values)
    if not made and row.resource_code == resource_code:
        current = landed_folder() / row.path
        if current.is_file():
            target.unlink()
            return LandedFile(batch_id, resource_code, current, row.rows, row.digest)
        Landing.objects.filter(pk=row.pk).update(**values)
    elif not made:
        target.unlink()
        raise LandedFileError(
            reason=_("批次 %(batch)s 属于资源 %(resource)s")
            % {"batch": batch_id, "resource": row.resource_code}
        )
    return LandedFile(batch_id, resource_code, target, rows, str(values["digest"]))
