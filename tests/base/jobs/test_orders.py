"""What people may do with jobs: look, cancel, retry."""

import pytest

from chengshu.base.accounts.contracts import Actor, Role
from chengshu.base.audit import api as audit
from chengshu.base.errors.api import NotAllowedError
from chengshu.base.jobs import api as jobs
from chengshu.base.jobs import services
from chengshu.base.jobs.contracts import JobState
from chengshu.base.jobs.errors import JobStateError, UnknownJobError
from tests.base.conftest import person
from tests.base.jobs import work  # noqa: F401 - defines the work

OFFICER = person("li", "tax", Role.DATA_OFFICER)
COLLEAGUE = person("sun", "tax", Role.DATA_OFFICER)
STRANGER = person("zhou", "health", Role.DATA_OFFICER)
OPERATOR = person("zhao", "bureau", Role.OPERATOR)


@pytest.fixture
def job(city: Actor) -> jobs.JobInfo:
    return jobs.enqueue(OFFICER, "test.count", subject="mr_enterprise")


def _claim(job: jobs.JobInfo) -> services.Claim:
    claim = services.claim_job(job_id=job.id, lifeline=1)
    assert claim is not None
    return claim


@pytest.mark.parametrize("actor", [OFFICER, COLLEAGUE, OPERATOR])
def test_those_concerned_see_the_job(job: jobs.JobInfo, actor: Actor) -> None:
    assert jobs.get_job(actor, job.id) == job
    assert jobs.find_latest(actor, name="test.count", subject="mr_enterprise") == job
    assert jobs.list_jobs(actor).total == 1


def test_who_ordered_a_job_sees_it_without_any_role(city: Actor) -> None:
    worker = person("feng", "town", Role.GRID_WORKER)
    job = jobs.enqueue(worker, "test.count", subject="s")
    assert jobs.get_job(worker, job.id) == job
    assert jobs.cancel_job(worker, job.id).state is JobState.CANCELLED


def test_other_departments_do_not(job: jobs.JobInfo) -> None:
    for refused in (
        lambda: jobs.get_job(STRANGER, job.id),
        lambda: jobs.find_latest(STRANGER, name="test.count", subject="mr_enterprise"),
        lambda: jobs.cancel_job(STRANGER, job.id),
        lambda: jobs.retry_job(STRANGER, job.id),
    ):
        with pytest.raises(NotAllowedError):
            refused()
    assert jobs.list_jobs(STRANGER).total == 0


def test_jobs_are_filtered(job: jobs.JobInfo) -> None:
    assert jobs.list_jobs(OPERATOR, state=JobState.QUEUED, subject="mr_enterprise").total == 1
    assert jobs.list_jobs(OPERATOR, state=JobState.DONE).total == 0
    assert jobs.list_jobs(OPERATOR, subject="other").total == 0
    assert jobs.find_latest(OPERATOR, name="test.count", subject="other") is None


def test_a_queued_job_is_cancelled_at_once_and_the_line_says_by_whom(job: jobs.JobInfo) -> None:
    cancelled = jobs.cancel_job(OPERATOR, job.id)
    assert (cancelled.state, cancelled.is_pending) == (JobState.CANCELLED, False)
    assert services.claim_job(job_id=job.id, lifeline=1) is None
    line = audit.list_entries(person("shen", "bureau", Role.AUDITOR)).entries[0]
    assert (line.username, line.action, line.subject) == ("zhao", "jobs.cancel_job", str(job.id))


def test_a_running_job_is_asked_to_stop(job: jobs.JobInfo) -> None:
    _claim(job)
    assert jobs.cancel_job(OFFICER, job.id).state is JobState.RUNNING


def test_a_job_cancelled_while_its_worker_died_does_not_start_again(job: jobs.JobInfo) -> None:
    _claim(job)
    jobs.cancel_job(OFFICER, job.id)
    assert services.claim_job(job_id=job.id, lifeline=2) is None
    assert jobs.get_job(OFFICER, job.id).state is JobState.CANCELLED


def test_a_finished_job_cannot_be_cancelled(job: jobs.JobInfo) -> None:
    services.settle_job(claim=_claim(job), state=JobState.DONE)
    with pytest.raises(JobStateError, match="已经结束"):
        jobs.cancel_job(OFFICER, job.id)


def test_a_failed_job_is_retried_from_the_beginning(job: jobs.JobInfo) -> None:
    services.settle_job(claim=_claim(job), state=JobState.FAILED, error="源库忙")
    again = jobs.retry_job(COLLEAGUE, job.id)
    assert (again.state, again.attempts, again.error) == (JobState.QUEUED, 0, "")
    assert _claim(job).attempts == 1


def test_only_failed_or_cancelled_jobs_are_retried(job: jobs.JobInfo) -> None:
    with pytest.raises(JobStateError, match="只有失败"):
        jobs.retry_job(OFFICER, job.id)


def test_a_failed_job_is_not_retried_beside_the_same_work(city: Actor) -> None:
    first = jobs.enqueue(OFFICER, "test.count", subject="s", key="k")
    services.settle_job(claim=_claim(first), state=JobState.FAILED)
    jobs.enqueue(OFFICER, "test.count", subject="s", key="k")
    with pytest.raises(JobStateError, match="已在进行"):
        jobs.retry_job(OFFICER, first.id)


def test_an_unknown_number_is_refused(city: Actor) -> None:
    for refused in (jobs.get_job, jobs.cancel_job, jobs.retry_job):
        with pytest.raises(UnknownJobError, match="404"):
            refused(OPERATOR, 404)
    with pytest.raises(UnknownJobError):
        services.cancel_job(job_id=404)


def test_how_far_is_unknown_without_a_total(job: jobs.JobInfo) -> None:
    assert job.percent is None
    services.note_progress(claim=_claim(job), done=1, total=3, note="")
    assert jobs.get_job(OFFICER, job.id).percent == 33
