"""Reads of jobs."""

from chengshu.base.access.contracts import Reach
from chengshu.base.jobs.contracts import JobFilter, JobInfo, JobPage, JobState
from chengshu.base.jobs.definitions import title_of
from chengshu.base.jobs.errors import UnknownJobError
from chengshu.base.jobs.models import Job


def get_job(*, job_id: int) -> JobInfo:
    """Return the job of this number or raise `UnknownJobError`."""
    row = Job.objects.filter(pk=job_id).first()
    if row is None:
        raise UnknownJobError(key=job_id)
    return to_info(row)


def find_latest(*, name: str, subject: str) -> JobInfo | None:
    """Return the newest job of this kind for this subject, or None."""
    row = Job.objects.filter(name=name, subject=subject).first()
    return to_info(row) if row else None


def list_jobs(*, reach: Reach, wanted: JobFilter, page: int, page_size: int) -> JobPage:
    """Return one page of the wanted jobs within reach, newest first unless asked otherwise."""
    rows = Job.objects.all()
    if not reach.everything:
        rows = rows.filter(organisation_code__in=reach.organisations)
    if wanted.state is not None:
        rows = rows.filter(state=wanted.state.value)
    if wanted.subject:
        rows = rows.filter(subject=wanted.subject)
    if wanted.oldest_first:
        rows = rows.order_by("pk")
    start = (page - 1) * page_size
    return JobPage(tuple(to_info(row) for row in rows[start : start + page_size]), rows.count())


def is_cancel_requested(*, job_id: int) -> bool:
    """Return whether somebody has asked the job to stop."""
    return Job.objects.filter(pk=job_id, cancel_requested=True).exists()


def count_pending() -> int:
    """Return how many jobs wait or run."""
    return Job.objects.filter(state__in=[JobState.QUEUED.value, JobState.RUNNING.value]).count()


def to_info(row: Job) -> JobInfo:
    """Return the contract of a table row."""
    return JobInfo(
        id=row.pk,
        name=row.name,
        title=title_of(row.name),
        subject=row.subject,
        state=JobState(row.state),
        done=row.done,
        total=row.total,
        note=row.note,
        attempts=row.attempts,
        error=row.error,
        by=row.username,
        organisation_code=row.organisation_code,
        queued_at=row.queued_at,
        started_at=row.started_at,
        ended_at=row.ended_at,
    )
