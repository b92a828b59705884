"""Jobs run on a real worker against a real database."""

import datetime as dt
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import OperationalError, connection, transaction

from chengshu.base.accounts import api as accounts
from chengshu.base.accounts.contracts import Actor, Post, Role, system_actor
from chengshu.base.clock import api as clock
from chengshu.base.errors.api import InvalidInputError
from chengshu.base.jobs import api as jobs
from chengshu.base.jobs import lifeline, services, timing, worker
from chengshu.base.jobs.contracts import JobState
from chengshu.base.jobs.errors import JobSupersededError
from chengshu.base.jobs.models import Job, Timer
from chengshu.base.jobs.running import RunningJob, run_job
from tests.base.jobs import work

SYSTEM = system_actor("test")
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    work.runs.clear()
    work.actors.clear()
    monkeypatch.setattr(services, "_WAITS", (dt.timedelta(),))


def _enqueue(name: str, **arguments: jobs.JSON) -> jobs.JobInfo:
    return jobs.enqueue(SYSTEM, name, subject="s", arguments=arguments)


def _run(name: str, **arguments: jobs.JSON) -> jobs.JobInfo:
    job = _enqueue(name, **arguments)
    jobs.run_worker(stop_when_idle=True)
    return jobs.get_job(SYSTEM, job.id)


def test_a_queued_job_runs_once_and_shows_how_far_it_is() -> None:
    job = _run("test.count", word="一")
    assert work.runs == ["一"]
    assert (job.state, job.done, job.total, job.note) == (JobState.DONE, 3, 3, "三步")
    assert job.percent == 100
    assert job.title == "数数"
    assert job.started_at is not None
    assert job.ended_at is not None


def test_a_job_of_a_rolled_back_transaction_never_existed() -> None:
    with transaction.atomic():
        _enqueue("test.count")
        transaction.set_rollback(True)
    jobs.run_worker(stop_when_idle=True)
    assert work.runs == []
    assert jobs.list_jobs(SYSTEM).total == 0


def test_work_that_nobody_defined_is_refused_when_queued() -> None:
    with pytest.raises(InvalidInputError):
        _enqueue("test.unknown")


def test_work_that_a_new_version_no_longer_knows_fails_with_a_sentence() -> None:
    job = _enqueue("test.count")
    Job.objects.update(name="test.gone")
    jobs.run_worker(stop_when_idle=True)
    gone = jobs.get_job(SYSTEM, job.id)
    assert gone.state is JobState.FAILED
    assert "test.gone" in gone.error
    assert gone.title == "test.gone"


def test_a_refusal_fails_at_once_with_its_sentence() -> None:
    job = _run("test.refuse")
    assert (job.state, job.attempts) == (JobState.FAILED, 1)
    assert job.error == "“列”有误：没有这一列"


def test_a_fault_of_ours_fails_without_retry_and_names_its_kind() -> None:
    job = _run("test.break")
    assert (job.state, job.attempts) == (JobState.FAILED, 1)
    assert "ZeroDivisionError" in job.error


def test_retries_are_bounded() -> None:
    job = _run("test.retry")
    assert len(work.runs) == 3
    assert job.state is JobState.FAILED
    assert "源库忙" in job.error


def test_a_lost_database_connection_is_tried_again() -> None:
    job = _run("test.lose_database")
    assert (job.state, job.error) == (JobState.DONE, "")
    assert len(work.runs) == 2


def test_the_same_key_is_not_queued_twice_while_pending() -> None:
    first = jobs.enqueue(SYSTEM, "test.count", subject="s", key="k")
    assert jobs.enqueue(SYSTEM, "test.count", subject="s", key="k").id == first.id
    jobs.run_worker(stop_when_idle=True)
    assert len(work.runs) == 1
    assert jobs.enqueue(SYSTEM, "test.count", subject="s", key="k").id != first.id


def test_the_actor_of_a_run_has_the_posts_of_today(city: Actor) -> None:
    posts = (Post("tax", frozenset({Role.DATA_OFFICER})),)
    accounts.save_person(city, username="li", name="李一", posts=posts)
    with_rights = Actor("li", "李一", posts, "10.0.0.9")
    jobs.enqueue(with_rights, "test.count", subject="s")
    jobs.run_worker(stop_when_idle=True)
    accounts.save_person(city, username="li", name="李一", posts=posts, is_active=False)
    jobs.enqueue(with_rights, "test.count", subject="s")
    jobs.run_worker(stop_when_idle=True)
    jobs.enqueue(Actor("gone", "已离职", posts), "test.count", subject="s")
    jobs.run_worker(stop_when_idle=True)
    assert work.actors == [with_rights, Actor("li", "李一", (), "10.0.0.9"), Actor("gone", "gone")]


def test_a_running_job_stops_where_it_asks() -> None:
    job = _run("test.cancel_oneself")
    assert work.runs == ["before"]
    assert job.state is JobState.CANCELLED


def test_a_run_that_was_taken_over_must_stop_and_writes_nothing() -> None:
    job = _enqueue("test.count")
    old = services.claim_job(job_id=job.id, lifeline=1)
    assert old is not None
    new = services.claim_job(job_id=job.id, lifeline=2)
    assert new is not None
    with pytest.raises(JobSupersededError):
        RunningJob(old).advance(1, 1)
    services.settle_job(claim=old, state=JobState.FAILED, error="旧")
    services.postpone_job(claim=old, error="旧")
    assert jobs.get_job(SYSTEM, job.id).state is JobState.RUNNING


def test_a_job_in_the_hands_of_a_living_worker_is_left_alone() -> None:
    job = _enqueue("test.count")
    with lifeline.hold_lifeline() as other:
        assert services.claim_job(job_id=job.id, lifeline=other.number) is not None
        assert services.recover_jobs() == 0
        run_job(job_id=job.id, lifeline=7)
        assert work.runs == []
    assert services.recover_jobs() == 1
    jobs.run_worker(stop_when_idle=True)
    assert len(work.runs) == 1


def test_a_job_that_nobody_would_wake_is_woken() -> None:
    job = _enqueue("test.count")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
    jobs.run_worker(stop_when_idle=True)
    assert jobs.get_job(SYSTEM, job.id).state is JobState.DONE


def test_a_job_that_takes_down_every_worker_fails_in_the_end() -> None:
    job = _enqueue("test.count")
    for _ in range(21):
        services.claim_job(job_id=job.id, lifeline=1)
        services.recover_jobs()
    failed = jobs.get_job(SYSTEM, job.id)
    assert failed.state is JobState.FAILED
    assert "中断" in failed.error


@contextmanager
def _worker_process() -> Iterator[subprocess.Popen[bytes]]:
    known = connection.settings_dict
    url = f"postgresql://{known['USER']}@/{known['NAME']}?host={quote(known['HOST'])}"
    environment = {**os.environ, "CHENGSHU_DATABASE_URL": url}
    command = [sys.executable, "-W", "ignore", "-m", "tests.base.jobs.worker_process"]
    process = subprocess.Popen(command, env=environment)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def _wait_for(condition: Callable[[], bool], seconds: float = 20) -> None:
    give_up = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < give_up, "waited in vain"
        time.sleep(0.05)


@pytest.mark.process
def test_a_job_whose_worker_was_killed_is_taken_up_again(tmp_path: Path) -> None:
    marker = tmp_path / "marker"
    job = _enqueue("test.hang_once", marker=str(marker))
    with _worker_process() as process:
        _wait_for(marker.exists)
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert jobs.get_job(SYSTEM, job.id).state is JobState.RUNNING
    _wait_for(lambda: services.recover_jobs() == 1, seconds=5)
    jobs.run_worker(stop_when_idle=True)
    done = jobs.get_job(SYSTEM, job.id)
    assert (done.state, done.attempts) == (JobState.DONE, 2)
    assert marker.read_text().count("run") == 2


@pytest.mark.process
def test_a_worker_picks_up_new_jobs_and_stops_when_asked() -> None:
    with _worker_process() as process:
        job = _enqueue("test.count")
        _wait_for(lambda: jobs.get_job(SYSTEM, job.id).state is JobState.DONE)
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=10) == 0


def test_timed_work_is_queued_when_due_and_not_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timing, "timers", [("test.count", 30)])
    assert timing.queue_due_jobs() == 0
    start = clock.now()
    for minutes, queued in [(29, 0), (31, 1), (60, 0), (62, 1)]:
        moment = start + dt.timedelta(minutes=minutes)
        monkeypatch.setattr(timing.clock, "now", lambda moment=moment: moment)
        assert timing.queue_due_jobs() == queued
    monkeypatch.undo()
    assert jobs.list_jobs(SYSTEM).total == 1
    assert Timer.objects.get().name == "test.count"


@contextmanager
def _beside(act: Callable[[], None]) -> Iterator[None]:
    """Run `act` in a thread, then ask this process's own worker to stop as an operator would."""

    def run() -> None:
        try:
            act()
        finally:
            connection.close()
            os.kill(os.getpid(), signal.SIGTERM)

    thread = threading.Thread(target=run)
    thread.start()
    yield
    thread.join()


@pytest.mark.process
def test_a_worker_survives_the_loss_of_its_connections(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "_RECONNECT_SECONDS", 0.1)
    monkeypatch.setattr(worker, "_WATCH_SECONDS", 0.1)
    done: list[JobState] = []

    def act() -> None:
        for _ in range(2):
            job = _enqueue("test.count")
            _wait_for(lambda number=job.id: not jobs.get_job(SYSTEM, number).is_pending)
            done.append(jobs.get_job(SYSTEM, job.id).state)
            if len(done) == 1:
                _cut_all_connections()

    with _beside(act):
        jobs.run_worker()
    assert done == [JobState.DONE, JobState.DONE]


def test_a_cut_lifeline_is_held_again() -> None:
    with lifeline.hold_lifeline() as held:
        _cut_all_connections()
        _wait_for(lambda: held.number not in lifeline.living())
        held.keep()
        assert held.number in lifeline.living()
    _wait_for(lambda: held.number not in lifeline.living())


def test_a_worker_waits_for_a_database_that_went_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "_RECONNECT_SECONDS", 0.0)
    work_as_usual, failures = worker._work, [OperationalError("the server is gone")]

    async def fail_once(number: int, *, concurrency: int, wait: bool) -> None:
        if failures:
            raise failures.pop()
        await work_as_usual(number, concurrency=concurrency, wait=wait)

    monkeypatch.setattr(worker, "_work", fail_once)
    job = _enqueue("test.count")
    with _beside(lambda: _wait_for(lambda: not jobs.get_job(SYSTEM, job.id).is_pending)):
        jobs.run_worker()
    assert jobs.get_job(SYSTEM, job.id).state is JobState.DONE


def _cut_all_connections() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def test_the_end_of_a_run_is_written_on_a_fresh_connection() -> None:
    assert _run("test.cut_own_connection").state is JobState.DONE
    assert work.runs == ["once"]


def test_work_that_wants_to_end_the_process_only_ends_itself() -> None:
    job = _run("test.exit")
    assert job.state is JobState.FAILED
    assert "SystemExit" in job.error


def test_a_wake_up_lost_between_fetch_and_claim_is_given_again() -> None:
    job = _enqueue("test.count")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing'")
    jobs.run_worker(stop_when_idle=True)
    assert jobs.get_job(SYSTEM, job.id).state is JobState.DONE
    with connection.cursor() as cursor:
        mine = "SELECT count(*) FROM procrastinate_jobs WHERE args->>'job_id' = %s"
        cursor.execute(mine, [str(job.id)])
        assert cursor.fetchone() == (0,)


def test_timed_work_must_be_defined() -> None:
    with pytest.raises(InvalidInputError):
        jobs.every(5, "test.unknown")
