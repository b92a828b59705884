"""Writes of jobs: a state machine in which every step is one short transaction."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from chengshu.base.accounts.contracts import Actor
from chengshu.base.clock import api as clock
from chengshu.base.jobs import lifeline as lifelines
from chengshu.base.jobs import queue
from chengshu.base.jobs.contracts import JSON, JobState
from chengshu.base.jobs.errors import JobStateError, UnknownJobError
from chengshu.base.jobs.models import Job

PENDING = (JobState.QUEUED.value, JobState.RUNNING.value)
_WAITS = tuple(dt.timedelta(seconds=seconds) for seconds in (2, 10, 60, 300))
_MOST_INTERRUPTIONS = 20


@dataclass(frozen=True)
class Claim:
    """The right to run a job: good until the job is claimed again."""

    job_id: int
    name: str
    arguments: Mapping[str, object]
    username: str
    address: str
    attempts: int
    failures: int
    lifeline: int


@transaction.atomic
def create_job(
    *, actor: Actor, name: str, subject: str, arguments: Mapping[str, JSON], key: str | None
) -> Job:
    """Queue a job; when one with the same key is pending already, return that one."""
    job = Job(
        name=name,
        subject=subject,
        arguments=dict(arguments),
        key=key,
        username=actor.username,
        organisation_code=actor.organisation_code,
        address=actor.address,
        queued_at=clock.now(),
    )
    pending = _find_pending(key) or _insert(job) or _find_pending(key)
    return pending or create_job(  # the other one ended between the two looks
        actor=actor, name=name, subject=subject, arguments=arguments, key=key
    )


def _find_pending(key: str | None) -> Job | None:
    return Job.objects.filter(key=key, state__in=PENDING).first() if key else None


def _insert(job: Job) -> Job | None:
    try:
        with transaction.atomic():
            job.save(force_insert=True)
    except IntegrityError:
        return None
    job.wake_up = queue.wake(job.pk)
    job.save(update_fields=["wake_up"])
    return job


@transaction.atomic
def claim_job(*, job_id: int, lifeline: int) -> Claim | None:
    """Take the job for this worker; None when it is over or in the hands of a living one."""
    job = Job.objects.select_for_update().filter(pk=job_id, state__in=PENDING).first()
    if job is None or _is_held(job):
        return None
    if job.cancel_requested:
        _end(job, JobState.CANCELLED)
        return None
    job.state, job.lifeline, job.attempts = JobState.RUNNING.value, lifeline, job.attempts + 1
    job.started_at = job.started_at or clock.now()
    job.save()
    return Claim(
        job_id=job.pk,
        name=job.name,
        arguments=job.arguments,
        username=job.username,
        address=job.address,
        attempts=job.attempts,
        failures=job.attempts - job.interruptions,
        lifeline=lifeline,
    )


def _is_held(job: Job) -> bool:
    return job.state == JobState.RUNNING.value and job.lifeline in lifelines.living()


@transaction.atomic
def settle_job(*, claim: Claim, state: JobState, error: str = "") -> None:
    """Write how the run ended, unless the job was claimed again meanwhile."""
    job = _held_by(claim)
    if job is not None:
        _end(job, state, error)


@transaction.atomic
def postpone_job(*, claim: Claim, error: str) -> None:
    """Queue the job once more, after a wait that grows with its failures."""
    job = _held_by(claim)
    if job is None:
        return
    wait = _WAITS[min(claim.failures, len(_WAITS)) - 1]
    job.state, job.lifeline, job.error = JobState.QUEUED.value, None, error
    job.wake_up = queue.wake(job.pk, after=wait)
    job.save()


def _held_by(claim: Claim) -> Job | None:
    rows = Job.objects.select_for_update().filter(pk=claim.job_id, state=JobState.RUNNING.value)
    return rows.filter(lifeline=claim.lifeline, attempts=claim.attempts).first()


def _end(job: Job, state: JobState, error: str = "") -> None:
    job.state, job.error, job.lifeline, job.ended_at = state.value, error, None, clock.now()
    job.save()


def note_progress(*, claim: Claim, done: int, total: int, note: str) -> bool:
    """Write how far the run is; return False when the job was claimed again meanwhile."""
    rows = Job.objects.filter(pk=claim.job_id, state=JobState.RUNNING.value)
    held = rows.filter(lifeline=claim.lifeline, attempts=claim.attempts)
    return bool(held.update(done=done, total=total, note=note[:300]))


@transaction.atomic
def cancel_job(*, job_id: int) -> Job:
    """Cancel a queued job at once; ask a running one to stop at its next good place."""
    job = lock_job(job_id=job_id)
    if job.state not in PENDING:
        raise JobStateError(key=job_id, reason=_("任务已经结束。"))
    job.cancel_requested = True
    if job.state == JobState.QUEUED.value:
        queue.drop(job.wake_up)
        _end(job, JobState.CANCELLED)
    job.save()
    return job


@transaction.atomic
def retry_job(*, job_id: int) -> Job:
    """Queue a failed or cancelled job again, with all its chances."""
    job = lock_job(job_id=job_id)
    if job.state not in {JobState.FAILED.value, JobState.CANCELLED.value}:
        raise JobStateError(key=job_id, reason=_("只有失败或已取消的任务可以重试。"))
    if _find_pending(job.key):
        raise JobStateError(key=job_id, reason=_("同样的任务已在进行。"))
    job.state, job.error, job.cancel_requested = JobState.QUEUED.value, "", False
    job.attempts = job.interruptions = job.done = 0
    job.started_at = job.ended_at = None
    job.wake_up = queue.wake(job.pk)
    job.save()
    return job


def lock_job(*, job_id: int) -> Job:
    """Return the job's row, locked; raise `UnknownJobError` when there is none."""
    job = Job.objects.select_for_update().filter(pk=job_id).first()
    if job is None:
        raise UnknownJobError(key=job_id)
    return job


def recover_jobs() -> int:
    """Queue again what dead workers left, and wake what nobody would wake; return how many.

    Looks without locks first, so that a quiet system costs three queries and disturbs nobody.
    """
    suspects = _list_lost(Job.objects.all())
    return _recover([job.pk for job in suspects]) if suspects else 0


@transaction.atomic
def _recover(suspects: list[int]) -> int:
    lost = _list_lost(Job.objects.select_for_update(skip_locked=True).filter(pk__in=suspects))
    for job in lost:
        _requeue(job)
    return len(lost)


def _list_lost(rows: QuerySet[Job]) -> list[Job]:
    """Return the jobs that run without a living worker or wait without a wake-up."""
    pending = list(rows.filter(state__in=PENDING))
    alive = lifelines.living()
    waking = queue.list_waking(job.wake_up for job in pending if job.wake_up is not None)
    return [
        job
        for job in pending
        if (job.state == JobState.RUNNING.value and job.lifeline not in alive)
        or (job.state == JobState.QUEUED.value and job.wake_up not in waking)
    ]


def _requeue(job: Job) -> None:
    """Give an interrupted job a new start; one that takes down every worker must end."""
    if job.state == JobState.RUNNING.value:
        job.interruptions += 1
    if job.interruptions > _MOST_INTERRUPTIONS:
        _end(job, JobState.FAILED, _("运行进程多次中断，请检查内存和日志后重试。"))
        return
    job.state, job.lifeline = JobState.QUEUED.value, None
    job.wake_up = queue.wake_again(job.pk, job.wake_up)
    job.save()
