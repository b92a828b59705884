"""Reads of ingest: batches, load options, what is due, what is late."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import Max, Q

from chengshu.base.access.contracts import Reach
from chengshu.data.ingest.contracts import (
    CORRECTION,
    BatchInfo,
    BatchPage,
    BatchQuery,
    BatchState,
    ChangeCount,
    LoadOptions,
)
from chengshu.data.ingest.errors import BatchNotFoundError
from chengshu.data.ingest.models import Batch, LoadOption
from chengshu.data.standardisation import api as standardisation

_GOOD_ENDS = [BatchState.PUBLISHED, BatchState.UNCHANGED]


def get_batch(*, batch_id: int) -> BatchInfo:
    """Return one batch, or raise."""
    batch = Batch.objects.filter(pk=batch_id).first()
    if batch is None:
        raise BatchNotFoundError(key=batch_id)
    return to_info(batch)


def list_batches(*, query: BatchQuery, reach: Reach) -> BatchPage:
    """Return one page of batches, the latest first."""
    found = Batch.objects.order_by("-pk")
    if not reach.everything:
        found = found.filter(organisation_code__in=reach.organisations)
    wanted: dict[str, object] = {
        "resource_code": query.resource_code,
        "organisation_code": query.organisation_code,
        "state": query.state,
        "started_at__gte": query.since,
    }
    found = found.filter(**{name: value for name, value in wanted.items() if value})
    if query.text:
        words = Q(resource_title__icontains=query.text) | Q(resource_code__icontains=query.text)
        found = found.filter(words)
    page = found[query.offset : query.offset + query.limit]
    return BatchPage(tuple(to_info(batch) for batch in page), found.count())


def to_info(batch: Batch) -> BatchInfo:
    """Return what crosses the door of a batch."""
    return BatchInfo(
        id=batch.pk,
        resource_code=batch.resource_code,
        resource_title=batch.resource_title,
        organisation_code=batch.organisation_code,
        source_code=batch.source_code,
        table=batch.table,
        mode=batch.mode,
        state=BatchState(batch.state),
        source_count=batch.source_count,
        landed=batch.landed,
        accepted=batch.accepted,
        quarantined=batch.quarantined,
        misshapen=batch.misshapen,
        skipped=batch.skipped,
        digest=batch.digest,
        started_at=batch.started_at,
        landed_at=batch.landed_at,
        judged_at=batch.judged_at,
        ended_at=batch.ended_at,
        by=batch.by,
        snapshot_id=batch.snapshot_id,
        cursor_from=batch.cursor_from or None,
        cursor_to=batch.cursor_to or None,
        note=batch.note,
        plan_version=batch.plan_version,
        changes=tuple(ChangeCount(*count) for count in batch.change_counts),
    )


def get_options(*, resource_code: str) -> LoadOptions:
    """Return how a resource is loaded; the city's habits where nobody said otherwise."""
    row = LoadOption.objects.filter(resource_code=resource_code).first()
    if row is None:
        return LoadOptions(resource_code)
    words = None if row.null_words is None else tuple(row.null_words)
    return LoadOptions(resource_code, words, row.is_scheduled)


def null_words_of(resource_code: str) -> tuple[str, ...]:
    """Return the words that stand for an empty cell in the source of a resource."""
    words = get_options(resource_code=resource_code).null_words
    return standardisation.default_null_words() if words is None else words


def last_loaded(resource_codes: Iterable[str]) -> dict[str, dt.datetime]:
    """Return when each resource was last loaded well; those never loaded are left out."""
    found = Batch.objects.filter(resource_code__in=list(resource_codes), state__in=_GOOD_ENDS)
    found = found.exclude(mode=CORRECTION)  # a few mended rows make no table fresh
    pairs = found.order_by().values_list("resource_code").annotate(at=Max("ended_at"))
    return {str(code): at for code, at in pairs if at is not None}


def unscheduled() -> frozenset[str]:
    """Return the resources a person took off the schedule."""
    rows = LoadOption.objects.filter(is_scheduled=False)
    return frozenset(rows.values_list("resource_code", flat=True))


def last_batches(resource_codes: Iterable[str]) -> dict[str, BatchInfo]:
    """Return the latest batch of each resource that has one."""
    found = Batch.objects.filter(resource_code__in=list(resource_codes))
    latest = found.order_by("resource_code", "-pk").distinct("resource_code")
    return {batch.resource_code: to_info(batch) for batch in latest}
