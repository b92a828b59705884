"""The door for exports that take long: ordered as a job, fetched when ready, by who ordered."""

import datetime as dt

from django.db import transaction
from pydantic import TypeAdapter

from chengshu.base.access import api as access
from chengshu.base.accounts.contracts import Actor
from chengshu.base.clock import api as clock
from chengshu.base.jobs import api as jobs
from chengshu.base.jobs.contracts import JobContext, JobInfo
from chengshu.data.catalog.api.exports import count_export, write_export
from chengshu.data.catalog.contracts import ExportFile, ExportFormat, ExportOrder
from chengshu.data.catalog.errors import ExportNotFoundError
from chengshu.data.catalog.exports import keeping
from chengshu.data.catalog.models import ExportRow

EXPORT_JOB = "catalog.export"
AT_ONCE = 500  # entries that are exported while the person waits; more become a job
_KEPT = dt.timedelta(days=7)
_EVERY = 20  # entries between two looks at the job
_ORDER = TypeAdapter(ExportOrder)


def order_export(actor: Actor, order: ExportOrder) -> JobInfo:
    """Queue an export that the actor may fetch when it is ready."""
    access.check(actor, "catalog.read")
    with transaction.atomic():
        row = ExportRow.objects.create(
            order=_ORDER.dump_python(order, mode="json"), by=actor.username, asked_at=clock.now()
        )
        job = jobs.enqueue(
            actor, EXPORT_JOB, subject=order.format.value, arguments={"number": row.pk}
        )
        row.job_id = job.id
        row.save()
    return job


def make_export(job: JobContext, number: int) -> None:
    """Write the file of an export, telling how far it is; made again it is the same file."""
    row = _find(job.actor, ExportRow.objects.filter(pk=number).first(), key=number)
    order = _ORDER.validate_python(row.order)
    total = count_export(job.actor, order)

    def advance(done: int) -> None:
        if done % _EVERY == 0:
            job.stop_if_cancelled()
            job.advance(min(done, total), total)

    with keeping.writing(_name(row, order.format)) as target:
        count = write_export(job.actor, order, target, advance=advance)
    job.advance(count, count)


def get_export(actor: Actor, job_id: int) -> ExportFile:
    """Return an export the actor ordered.

    Raises:
        ExportNotFoundError: There is none, or another person ordered it.
    """
    access.check(actor, "catalog.read")
    row = _find(actor, ExportRow.objects.filter(job_id=job_id).first(), key=job_id)
    order = _ORDER.validate_python(row.order)
    path = keeping.find(_name(row, order.format))
    return ExportFile(job_id, order, path, path.stat().st_size if path else 0)


def _find(actor: Actor, row: ExportRow | None, *, key: int) -> ExportRow:
    if row is None or row.by != actor.username:
        raise ExportNotFoundError(key=key)
    return row


def _name(row: ExportRow, kind: ExportFormat) -> str:
    return f"{row.pk}-{row.asked_at:%Y%m%d%H%M%S%f}.{kind.value}"


def forget_old_exports() -> int:
    """Remove the files of exports older than a week; return how many."""
    return keeping.forget_old(before=clock.now() - _KEPT)
