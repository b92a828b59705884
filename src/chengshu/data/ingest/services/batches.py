"""Batches: opened once, moved from state to state, never back."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from chengshu.base.clock import api as clock
from chengshu.data.catalog.contracts import Attachment, LoadMode, ResourceInfo
from chengshu.data.ingest.contracts import BatchState
from chengshu.data.ingest.models import Batch

MOST_ATTEMPTS = 5  # a batch that broke this often waits for a person
_UNDER_WAY = [BatchState.OPEN, BatchState.LANDED, BatchState.JUDGED]


def find_under_way(resource_code: str) -> Batch | None:
    """Return the batch a crash or an interruption left behind, or None."""
    return Batch.objects.filter(resource_code=resource_code, state__in=_UNDER_WAY).first()


def open_batch(*, resource: ResourceInfo, attachment: Attachment, by: str) -> Batch:
    """Open the next batch of a resource; an incremental one starts where the last one ended."""
    batch = Batch(
        resource_code=resource.key,
        resource_title=resource.title,
        organisation_code=resource.provider_code,
        source_code=attachment.source_code,
        table=attachment.table,
        mode=attachment.mode,
        by=by,
        started_at=clock.now(),
    )
    if attachment.mode == LoadMode.INCREMENTAL:
        batch.cursor_column = attachment.cursor_column
        before = find_before(batch)
        batch.cursor_from = before.cursor_to if before else ""
    batch.save()
    return batch


def find_before(batch: Batch) -> Batch | None:
    """Return the batch whose end is the start of this incremental one, or None."""
    earlier = Batch.objects.filter(
        resource_code=batch.resource_code,
        source_code=batch.source_code,
        table=batch.table,
        mode=LoadMode.INCREMENTAL,
        cursor_column=batch.cursor_column,
        state__in=[BatchState.PUBLISHED, BatchState.UNCHANGED],
    )
    return (earlier.filter(pk__lt=batch.pk) if batch.pk else earlier).first()


def count_attempt(batch: Batch) -> None:
    """Note that a process begins to work on the batch."""
    batch.attempts += 1
    batch.save(update_fields=["attempts"])


def keep(batch: Batch, **values: object) -> None:
    """Write some columns of the batch."""
    for name, value in values.items():
        setattr(batch, name, value)
    batch.save(update_fields=list(values))


def end_batch(batch: Batch, state: BatchState, note: str = "") -> None:
    """Bring the batch to an end; the note says why where it did not go well."""
    keep(batch, state=state, note=note, ended_at=clock.now())


def give_up(batch: Batch) -> None:
    """End a batch that broke too often, with a note for the person who looks at it."""
    note = _("连续 %(count)s 次未能完成，请排查后重新入库。上次原因：%(note)s")
    end_batch(batch, BatchState.FAILED, note % {"count": batch.attempts, "note": batch.note})


def to_counts(batch: Batch) -> Mapping[str, object]:
    """Return the counts an audit line carries."""
    names = ("state", "source_count", "landed", "accepted", "quarantined", "misshapen", "skipped")
    return {name: getattr(batch, name) for name in names}
