"""The door of jobs: define work, queue it in the caller's transaction, watch, cancel, retry."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.functional import Promise

from chengshu.base.access import api as access
from chengshu.base.accounts.contracts import Actor
from chengshu.base.audit import api as audit
from chengshu.base.jobs import selectors, services, worker
from chengshu.base.jobs.contracts import (
    JSON,
    JobContext,
    JobFilter,
    JobFunction,
    JobInfo,
    JobPage,
    JobState,
)
from chengshu.base.jobs.definitions import Definition, definitions, timers

__all__ = [
    "JSON",
    "JobContext",
    "JobFunction",
    "JobInfo",
    "JobPage",
    "JobState",
    "cancel_job",
    "define",
    "enqueue",
    "every",
    "find_latest",
    "get_job",
    "list_jobs",
    "retry_job",
    "run_worker",
]


def define(
    name: str, function: JobFunction, *, retries: int = 3, title: str | Promise = ""
) -> None:
    """Make `function` known as `room.verb`; call it where a room's `jobs.py` is imported.

    Only `RetryError` and lost database connections are tried again, at most `retries` times, with
    growing waits. The function must be idempotent: after a crash it starts from the beginning.

    Args:
        name: `room.verb`.
        function: `def run(context: JobContext, **arguments) -> None`.
        retries: How many second chances.
        title: What people read, as `gettext_lazy` text.
    """
    definitions.register(name, Definition(name, function, retries, title))


def every(minutes: int, name: str) -> None:
    """Have the job `name` queued every so many minutes, without arguments, by the system."""
    definitions.get(name)
    timers.register(name, minutes)


def enqueue(
    actor: Actor,
    name: str,
    *,
    subject: str,
    arguments: Mapping[str, JSON] | None = None,
    key: str | None = None,
) -> JobInfo:
    """Queue a job within the caller's transaction: it exists if and only if that commits.

    The calling door has checked the permission and writes the audit line. While a job with the
    same `key` is pending, that one is returned instead.

    Raises:
        InvalidInputError: No work is defined under `name`.
    """
    definitions.get(name)
    job = services.create_job(
        actor=actor, name=name, subject=subject, arguments=arguments or {}, key=key
    )
    return selectors.to_info(job)


def get_job(actor: Actor, job_id: int) -> JobInfo:
    """Return one job; who ordered it may always see it.

    Raises:
        UnknownJobError: There is none of this number.
    """
    info = selectors.get_job(job_id=job_id)
    if info.by != actor.username:
        access.check(actor, "jobs.list_jobs", organisation=info.organisation_code)
    return info


def find_latest(actor: Actor, *, name: str, subject: str) -> JobInfo | None:
    """Return the newest job of this kind for this subject, or None; see `get_job` for who may."""
    info = selectors.find_latest(name=name, subject=subject)
    if info is not None and info.by != actor.username:
        access.check(actor, "jobs.list_jobs", organisation=info.organisation_code)
    return info


def list_jobs(
    actor: Actor,
    *,
    state: JobState | None = None,
    subject: str = "",
    page: int = 1,
    page_size: int = 50,
    oldest_first: bool = False,
) -> JobPage:
    """Return one page of the jobs of the organisations the actor reaches, newest first."""
    access.check(actor, "jobs.list_jobs")
    reach = access.reach(actor, "jobs.list_jobs")
    return selectors.list_jobs(
        reach=reach,
        wanted=JobFilter(state, subject, oldest_first),
        page=page,
        page_size=page_size,
    )


def cancel_job(actor: Actor, job_id: int) -> JobInfo:
    """Cancel a queued job at once; ask a running one to stop at its next good place.

    Raises:
        UnknownJobError: There is none of this number.
        JobStateError: It is over already.
    """
    info = selectors.get_job(job_id=job_id)
    if info.by != actor.username:
        access.check(actor, "jobs.cancel_job", organisation=info.organisation_code)
    with transaction.atomic():
        job = services.cancel_job(job_id=job_id)
        audit.record(actor, "jobs.cancel_job", subject=str(job_id), detail={"name": info.name})
    return selectors.to_info(job)


def retry_job(actor: Actor, job_id: int) -> JobInfo:
    """Queue a failed or cancelled job again.

    Raises:
        UnknownJobError: There is none of this number.
        JobStateError: It did not fail, or the same work is pending already.
    """
    info = selectors.get_job(job_id=job_id)
    if info.by != actor.username:
        access.check(actor, "jobs.retry_job", organisation=info.organisation_code)
    with transaction.atomic():
        job = services.retry_job(job_id=job_id)
        audit.record(actor, "jobs.retry_job", subject=str(job_id), detail={"name": info.name})
    return selectors.to_info(job)


def run_worker(*, stop_when_idle: bool = False, concurrency: int = 2) -> None:
    """Run jobs in this process: until a signal, or until nothing is pending any more.

    Jobs that a dead worker left are taken up at once.
    """
    if stop_when_idle:
        worker.run_until_idle(concurrency=concurrency)
    else:
        worker.run_forever(concurrency=concurrency)
