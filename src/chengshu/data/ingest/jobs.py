"""Queued and timed work of ingest."""

from django.utils.translation import gettext_lazy as _

from chengshu.base.jobs import api as jobs
from chengshu.base.jobs.contracts import JobContext
from chengshu.data.ingest import api as ingest
from chengshu.data.ingest.contracts import BatchState
from chengshu.data.ingest.errors import ExpectationError

_EVERY_MINUTES = 10


def run_load(context: JobContext, **arguments: object) -> None:
    """Load the resource `resource_code`; a batch that failed makes the job fail with its note."""
    batch = ingest.load_resource(context.actor, str(arguments["resource_code"]), job=context)
    if batch.state is BatchState.FAILED:
        raise ExpectationError(reason=batch.note)


def run_schedule(context: JobContext, **_arguments: object) -> None:
    """Queue the loads that are due."""
    ingest.enqueue_due(context.actor)


jobs.define(ingest.LOAD_JOB, run_load, title=_("资源入库"))
jobs.define("ingest.schedule", run_schedule, title=_("按更新周期安排入库"))
jobs.every(_EVERY_MINUTES, "ingest.schedule")
