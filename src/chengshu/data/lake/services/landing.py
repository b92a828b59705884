"""Landing: a batch becomes sealed Parquet parts, each written once and never rewritten."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TypeAlias

import pyarrow as pa
import pyarrow.parquet as pq
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from chengshu.base.clock import api as clock
from chengshu.base.crypto import api as crypto
from chengshu.data.lake import tables
from chengshu.data.lake.contracts import ChangedRows, LandedFile, LandedPart, Seal
from chengshu.data.lake.errors import LandedFileError, SchemaMismatchError
from chengshu.data.lake.models import Landing, Part
from chengshu.data.lake.selectors import find_landed, find_snapshot_of_batch
from chengshu.data.lake.services import sealing
from chengshu.data.lake.services.sealing import PartWriter

Piece: TypeAlias = pa.RecordBatch | ChangedRows | Seal


@dataclass(frozen=True)
class Arrival:
    """Which batch lands, in the columns the catalogue expects, after which mark it goes on."""

    resource_code: str
    batch_id: int
    schema: pa.Schema
    after: str = ""


def land_batch(arrival: Arrival, batches: Iterable[Piece]) -> LandedFile:
    """Write `batches` as the landed parts of a batch, unless it landed already.

    The batches may add columns that start with `_`. A `Seal` among them ends a part that is kept
    if this run is killed; a later one goes on after its mark. Change lines become a file of
    their own beside each part, sealed with it.

    Raises:
        SchemaMismatchError: A batch has another column or type than the catalogue.
        LandedFileError: The file of a published batch is gone, or the batch is another's.
    """
    batch_id = arrival.batch_id
    known = find_landed(resource_code=arrival.resource_code, batch_id=batch_id)
    if known is not None:
        return known
    if find_snapshot_of_batch(batch_id) is not None:
        raise LandedFileError(
            reason=_("批次 %(batch)s 已发布，其落地文件不在磁盘上") % {"batch": batch_id}
        )
    _check_owner(arrival)
    parts = sealing.keep_sealed(arrival.resource_code, batch_id, after=arrival.after)
    parts += _write(arrival, parts, batches)
    return _record(arrival, parts)


def read_landed(
    landed: LandedFile, columns: Sequence[str] | None, *, batch_rows: int
) -> Iterator[pa.RecordBatch]:
    """Walk over a landed batch in order of `_position`.

    Raises:
        LandedFileError: A part is gone.
    """
    wanted = None if columns is None else list(columns)
    for part in landed.parts:
        if not part.path.is_file():
            raise LandedFileError(
                reason=_("批次 %(batch)s 的落地文件不在磁盘上") % {"batch": landed.batch_id}
            )
        with pq.ParquetFile(part.path) as file:
            yield from file.iter_batches(batch_size=batch_rows, columns=wanted)


def _check_owner(arrival: Arrival) -> None:
    """Refuse a batch number another resource has; what this one's landing left is cleared."""
    row = Landing.objects.filter(batch_id=arrival.batch_id).first()
    if row is None:
        return
    if row.resource_code != arrival.resource_code:
        raise LandedFileError(
            reason=_("批次 %(batch)s 属于资源 %(resource)s")
            % {"batch": arrival.batch_id, "resource": row.resource_code}
        )
    row.delete()


def _write(
    arrival: Arrival, before: Sequence[LandedPart], batches: Iterable[Piece]
) -> list[LandedPart]:
    """Write what comes as further parts; the last one ends with the stream."""
    walk = iter(batches)
    first = next(walk, None)
    given = arrival.schema if first is None or isinstance(first, Seal) else _rows(first).schema
    _check_schema(arrival.resource_code, given, arrival.schema)
    writer = PartWriter(arrival.resource_code, arrival.batch_id, given=given, before=before)
    with writer:
        for piece in chain(() if first is None else (first,), walk):
            if isinstance(piece, Seal):
                writer.seal(piece.mark)
                continue
            rows = _rows(piece)
            if rows.schema != given:
                reason = f"{rows.schema.names} ≠ {given.names}"
                raise SchemaMismatchError(resource=arrival.resource_code, column="*", reason=reason)
            writer.write(rows, piece.changes if isinstance(piece, ChangedRows) else None)
        writer.finish()
    return writer.sealed


def _rows(piece: pa.RecordBatch | ChangedRows) -> pa.RecordBatch:
    return piece.rows if isinstance(piece, ChangedRows) else piece


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


def _record(arrival: Arrival, parts: Sequence[LandedPart]) -> LandedFile:
    """Remember that the batch is whole; its digest is that of its parts' digests and rows."""
    rows = sum(part.rows for part in parts)
    digest = crypto.digest("\n".join(f"{part.digest} {part.rows}" for part in parts).encode())
    with transaction.atomic():
        row = Landing.objects.create(
            batch_id=arrival.batch_id,
            resource_code=arrival.resource_code,
            rows=rows,
            digest=digest,
            landed_at=clock.now(),
        )
        Part.objects.filter(batch_id=arrival.batch_id).update(landing=row)
    return LandedFile(arrival.batch_id, arrival.resource_code, tuple(parts), rows, digest)
