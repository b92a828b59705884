"""The door of lake: land, publish behind a verdict, read, aggregate, travel in time."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

import pyarrow as pa
from django.db import transaction

from chengshu.base.access import api as access
from chengshu.base.accounts.contracts import Actor
from chengshu.base.audit import api as audit
from chengshu.data.lake import browsing, engine, queries, scanning, selectors, tables
from chengshu.data.lake.api.marks import (
    compare_marks,
    drop_marks,
    group_marks,
    list_marks,
    list_old_marks,
    list_touched,
    read_positions,
    refused_positions,
    write_marks,
)
from chengshu.data.lake.changes import read_changes
from chengshu.data.lake.contracts import (
    AggregateQuery,
    Expression,
    Gate,
    LandedFile,
    LandedPart,
    Order,
    PublishMode,
    RowPage,
    RowQuery,
    SnapshotInfo,
)
from chengshu.data.lake.masking import mask_table
from chengshu.data.lake.panel import show_sample
from chengshu.data.lake.services import landing, publishing, restoring
from chengshu.data.lake.sets import ask

__all__ = [
    "aggregate",
    "ask",
    "browse_rows",
    "browse_snapshots",
    "close",
    "compare_marks",
    "count_rows",
    "distinct_values",
    "drop_marks",
    "find_landed",
    "find_sealed",
    "find_snapshot",
    "group_marks",
    "land",
    "landed_columns",
    "latest_snapshot",
    "list_marks",
    "list_old_marks",
    "list_published",
    "list_snapshots",
    "list_touched",
    "mask_table",
    "publish_snapshot",
    "read_changes",
    "read_landed",
    "read_positions",
    "read_rows",
    "refused_positions",
    "restore_rows",
    "scan_landed",
    "show_sample",
    "table_schema",
    "write_marks",
]

T = TypeVar("T")


def table_schema(resource_code: str) -> pa.Schema:
    """Return the Arrow schema rows of a resource must have when they land.

    The items in their order, then `_raw` (string, may be absent): C→string, N/Y→decimal128 where
    length and scale are given (else N→double, Y→decimal128(20, 2)), B/F→double, I→int64,
    D→date32, T→timestamp[us], L→bool, else string.
    """
    return tables.items_schema(tables.get_resource(resource_code).items)


def land(
    actor: Actor,
    *,
    resource_code: str,
    batch_id: int,
    batches: Iterable[landing.Piece],
    after: str = "",
) -> LandedFile:
    """Write a batch as Parquet, once; adds `_batch` and `_position` (int64, from 0).

    A batch that landed already is returned as it is; `batches` is then not consumed. A `Seal`
    among the batches ends a part: killed after it, a later run may give its mark as `after` and
    only the batches behind it. Without `after` everything is written anew.

    Raises:
        SchemaMismatchError: The batches do not fit `table_schema`.
    """
    resource = tables.get_resource(resource_code)
    access.check(actor, "lake.land", organisation=resource.provider_code)
    schema = tables.items_schema(resource.items)
    arrival = landing.Arrival(resource_code, batch_id, schema, after)
    return landing.land_batch(arrival, batches)


def find_landed(*, resource_code: str, batch_id: int) -> LandedFile | None:
    """Return the landed batch, complete and digested, or None."""
    return selectors.find_landed(resource_code=resource_code, batch_id=batch_id)


def find_sealed(*, resource_code: str, batch_id: int) -> LandedPart | None:
    """Return the last sealed part of a landing that was broken off, or None."""
    return selectors.find_sealed(resource_code=resource_code, batch_id=batch_id)


def read_landed(
    landed: LandedFile, columns: Sequence[str] | None = None, *, batch_rows: int = 50_000
) -> Iterator[pa.RecordBatch]:
    """Walk over a landed file in order of `_position`."""
    return landing.read_landed(landed, columns, batch_rows=batch_rows)


def landed_columns(landed: LandedFile) -> tuple[str, ...]:
    """Return the columns of a landed batch, those that begin with an underscore included."""
    return scanning.landed_columns(landed)


def scan_landed(
    landed: LandedFile, columns: Sequence[str], look: Callable[[pa.RecordBatch, int], T]
) -> Iterator[T]:
    """Walk, in order, over what `look` makes of pieces of a batch and their first position.

    Text that repeats comes as dictionaries. `look` runs in threads and touches no database.
    """
    return scanning.scan_landed(landed, columns, look)


def publish_snapshot(
    actor: Actor, *, landed: LandedFile, gate: Gate, mode: PublishMode, key: tuple[str, ...] = ()
) -> SnapshotInfo:
    """Publish the accepted rows of a batch as the next snapshot; idempotent by batch.

    Raises:
        GateError: The gate does not belong to the batch or does not add up.
        SchemaMismatchError: A column changed its type in the catalogue.
        LandedFileError: The landed file is gone or was changed.
    """
    resource = tables.get_resource(landed.resource_code)
    access.check(actor, "lake.publish", organisation=resource.provider_code)
    publication = publishing.Publication(landed, gate, mode, key, actor.username)
    with transaction.atomic():
        snapshot = publishing.publish(publication, schema=tables.items_schema(resource.items))
        audit.record(
            actor,
            "lake.publish",
            subject=landed.resource_code,
            detail={"batch": landed.batch_id, "number": snapshot.number, "rows": snapshot.rows},
        )
    return snapshot


def restore_rows(
    actor: Actor, *, resource_code: str, act: str, rows: pa.Table, key: tuple[str, ...] = ()
) -> SnapshotInfo | None:
    """Show refused rows (`PLACES`) after all, in one new snapshot; idempotent by `act`.

    Rows stay hidden where a newer accepted row has their `key`, where a later full load replaced
    them, or where their batch was never published. None where nothing is published yet.

    Raises:
        LandedFileError: A landed file is gone or was changed.
    """
    resource = tables.get_resource(resource_code)
    access.check(actor, "lake.restore", organisation=resource.provider_code)
    restoration = restoring.Restoration(resource_code, act, rows, key, actor.username)
    with transaction.atomic():
        snapshot = restoring.restore(restoration, schema=tables.items_schema(resource.items))
        detail = {"act": act, "rows": rows.num_rows, "number": snapshot and snapshot.number}
        audit.record(actor, "lake.restore", subject=resource_code, detail=detail)
    return snapshot


def latest_snapshot(resource_code: str) -> SnapshotInfo | None:
    """Return the newest snapshot of a resource, or None."""
    return selectors.find_latest(resource_code)


def find_snapshot(snapshot_id: int) -> SnapshotInfo | None:
    """Return one snapshot by its id, or None."""
    return selectors.find_snapshot(snapshot_id)


def list_snapshots(resource_code: str) -> tuple[SnapshotInfo, ...]:
    """Return the snapshots of a resource, newest first."""
    return selectors.list_snapshots(resource_code)


def list_published(actor: Actor) -> tuple[SnapshotInfo, ...]:
    """Return the newest snapshot of each resource whose snapshots the actor may see."""
    access.check(actor, "lake.list_snapshots")
    reach = access.reach(actor, "lake.list_snapshots")
    found = selectors.list_latest()
    if reach.everything:
        return found
    return tuple(info for info in found if reach.covers(tables.provider_of(info.resource_code)))


def browse_snapshots(actor: Actor, resource_code: str) -> tuple[SnapshotInfo, ...]:
    """Return the snapshots of a resource for a person, newest first."""
    provider = tables.get_resource(resource_code).provider_code
    access.check(actor, "lake.list_snapshots", organisation=provider)
    return selectors.list_snapshots(resource_code)


def browse_rows(actor: Actor, query: RowQuery, *, snapshot_id: int | None = None) -> RowPage:
    """Return a page of rows as a person may see them: what is sensitive is masked.

    Filters and orders by sensitive items are refused: they would give values away.
    """
    resource = tables.get_resource(query.resource_code)
    access.check(actor, "lake.read_rows", organisation=resource.provider_code)
    browsing.check_unmasked(resource, query)
    snapshot = selectors.find_asked(query.resource_code, snapshot_id)
    detail = {"snapshot": snapshot_id, "limit": query.limit, "offset": query.offset}
    audit.record(actor, "lake.read_rows", subject=query.resource_code, detail=detail)
    if snapshot is None:
        return RowPage(queries.empty_rows(resource, query.columns), 0)
    place = queries.Place(resource, snapshot)
    rows = queries.read_rows(place, query)
    total = snapshot.rows if query.where is None else queries.count_rows(place, query.where)
    return RowPage(mask_table(rows, masks=browsing.masks_of(resource)), total)


def read_rows(  # noqa: PLR0913 - one keyword for each clause of a query
    actor: Actor,
    *,
    resource_code: str,
    columns: Sequence[str] = (),
    where: Expression | None = None,
    order: Sequence[Order] = (),
    limit: int,
    offset: int = 0,
    snapshot_id: int | None = None,
) -> pa.Table:
    """Return rows of a snapshot (the latest when None), unmasked; the caller masks.

    `columns`, `where` and `order` may name items, `_batch` and `_position`; no columns means all
    items. For a walk over many rows, order by nothing and narrow with `_batch` and `_position`
    greater than the last row's. A person's reading is audited here, the program's by the door
    that let the rows out.
    """
    resource = tables.get_resource(resource_code)
    access.check(actor, "lake.read_rows", organisation=resource.provider_code)
    snapshot = selectors.find_asked(resource_code, snapshot_id)
    query = RowQuery(resource_code, tuple(columns), where, tuple(order), limit, offset)
    if not actor.is_system:
        detail = {"columns": list(columns), "limit": limit, "offset": offset}
        audit.record(actor, "lake.read_rows", subject=resource_code, detail=detail)
    if snapshot is None:
        return queries.empty_rows(resource, query.columns)
    return queries.read_rows(queries.Place(resource, snapshot), query)


def count_rows(
    actor: Actor,
    *,
    resource_code: str,
    where: Expression | None = None,
    snapshot_id: int | None = None,
) -> int:
    """Return how many rows of a snapshot match; 0 when nothing was published yet."""
    resource = tables.get_resource(resource_code)
    access.check(actor, "lake.aggregate", organisation=resource.provider_code)
    snapshot = selectors.find_asked(resource_code, snapshot_id)
    if snapshot is None:
        return 0
    if where is None:
        return snapshot.rows
    return queries.count_rows(queries.Place(resource, snapshot), where)


def aggregate(actor: Actor, query: AggregateQuery) -> pa.Table:
    """Return measures by group over one snapshot; no groups when nothing was published yet."""
    resource = tables.get_resource(query.resource_code)
    access.check(actor, "lake.aggregate", organisation=resource.provider_code)
    snapshot = selectors.find_asked(query.resource_code, query.snapshot_id)
    if snapshot is None:
        return queries.empty_measures(query)
    return queries.aggregate(queries.Place(resource, snapshot), query)


def distinct_values(resource_code: str, column: str, *, snapshot_id: int | None = None) -> pa.Array:
    """Return the distinct non-null values of a column, sorted; empty when nothing is published."""
    resource = tables.get_resource(resource_code)
    snapshot = selectors.find_asked(resource_code, snapshot_id)
    if snapshot is None:
        return queries.empty_rows(resource, [column])[column].combine_chunks()
    return queries.distinct_values(queries.Place(resource, snapshot), column)


def close() -> None:
    """Let go of the lake's connection; the next work connects anew."""
    engine.close()
