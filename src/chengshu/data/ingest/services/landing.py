"""Landing: the rows of a source, standardised, counted and written once."""

from collections.abc import Iterator

import pyarrow as pa
from django.utils.translation import gettext as _

from chengshu.base.clock import api as clock
from chengshu.data.catalog.contracts import LoadMode, ResourceInfo
from chengshu.data.ingest.boundary import Seam
from chengshu.data.ingest.contracts import BatchState
from chengshu.data.ingest.errors import ExpectationError, MappingFaultError
from chengshu.data.ingest.load import Load
from chengshu.data.ingest.mapping import find_column, map_items
from chengshu.data.ingest.models import Batch
from chengshu.data.ingest.seals import Sealed, Sealer, find_sealed
from chengshu.data.ingest.selectors import null_words_of
from chengshu.data.ingest.services.batches import find_before, keep
from chengshu.data.ingest.standardise import Standard
from chengshu.data.lake import api as lake
from chengshu.data.lake.contracts import ChangedRows, LandedFile, Seal
from chengshu.data.sources import api as sources
from chengshu.data.sources.contracts import ReadRequest, TableStream
from chengshu.data.standardisation import api as standardisation


def land_batch(load: Load) -> None:
    """Bring a batch from open to landed; after a crash the file is found or written anew.

    Raises:
        MappingFaultError: Items have no column in the source.
        ExpectationError: The counts are not what they should be.
    """
    batch, key = load.batch, load.resource.key
    landed = lake.find_landed(resource_code=key, batch_id=batch.pk)
    if landed is None:
        sealed = find_sealed(load)
        stream = sources.open_table(load.program, batch.source_code, _request(batch, sealed))
        begun = sealed if stream.goes_on else None
        rows = _standard_rows(load, stream, begun)
        landed = lake.land(
            load.program,
            resource_code=key,
            batch_id=batch.pk,
            batches=rows,
            after=begun.mark if begun else "",
        )
    _check_counts(batch, landed, load.resource)
    keep(
        batch,
        state=BatchState.LANDED,
        landed=landed.rows,
        digest=landed.digest,
        landed_at=clock.now(),
        change_counts=change_counts(landed),
    )


def change_counts(landed: LandedFile) -> list[tuple[str, str, int]]:
    """Return how many cells each step changed in each column, as a batch keeps it."""
    return [(count.column, count.step, count.cells) for count in landed.change_counts]


def _request(batch: Batch, sealed: Sealed | None) -> ReadRequest:
    return ReadRequest(
        table=batch.table,
        cursor_column=batch.cursor_column,
        cursor_from=batch.cursor_from or None,
        after=sealed.source if sealed else "",
    )


def _standard_rows(
    load: Load, stream: TableStream, begun: Sealed | None
) -> Iterator[ChangedRows | pa.RecordBatch | Seal]:
    """Walk over the standardised rows, misshapen ones last, with a seal now and then.

    What was learnt on the way is kept before the last row is given away: a landed file that
    exists therefore always has its counts, whatever happens next.
    """
    key = load.resource.key
    runner, version = standardisation.runner_of(key, null_words=null_words_of(key))
    mapping = map_items(load.resource, stream.schema.names, runner.filled)
    standard = Standard(mapping, lake.table_schema(key), runner)
    seam = _seam(load, stream.schema.names)
    total = _source_count(load, stream)
    sealer = Sealer(load, version, begun)
    for rows in stream.batches:
        new = seam.take_new(rows, mapping.source_columns) if seam else rows
        load.advance(sealer.count(rows.num_rows), total, sealer.pace())
        if new.num_rows:
            yield standard.standardise(new)
        yield from sealer.seal(stream.reached)
    yield from standard.keep_misshapen(stream.misshapen)
    keep(
        load.batch,
        source_count=total,
        misshapen=len(stream.misshapen),
        skipped=seam.skipped if seam else 0,
        cursor_to=(seam.cursor or "") if seam else "",
        seam=dict(seam.rows) if seam else {},
        plan_version=version,
    )


def _source_count(load: Load, stream: TableStream) -> int | None:
    """Return what the source says it holds; files are counted, as they do not say."""
    if stream.source_count is not None or load.batch.mode != LoadMode.FULL:
        return stream.source_count
    return sources.count_table(load.program, load.batch.source_code, load.batch.table)


def _seam(load: Load, columns: list[str]) -> Seam | None:
    batch = load.batch
    if batch.mode != LoadMode.INCREMENTAL:
        return None
    column = find_column(batch.cursor_column, columns)
    if column is None:
        raise MappingFaultError(
            resource=load.resource.title,
            items=batch.cursor_column,
            columns="、".join(columns),
        )
    before = find_before(batch)
    return Seam(column, batch.cursor_from or None, before.seam if before else {})


def _check_counts(batch: Batch, landed: LandedFile, resource: ResourceInfo) -> None:
    attachment = resource.attachment
    read = landed.rows + batch.skipped
    if batch.source_count is not None and batch.source_count != read:
        reason = _("来源有 %(source)s 行，读到 %(read)s 行，不一致")
        raise ExpectationError(reason=reason % {"source": batch.source_count, "read": read})
    expects = attachment is None or attachment.expects_rows
    if not read and expects and not batch.cursor_from:
        raise ExpectationError(reason=_("应有数据，但来源为 0 行"))
