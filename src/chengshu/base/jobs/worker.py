"""The worker process: Procrastinate's own worker, and a watch that recovers and times jobs."""

import asyncio
import threading
import time

import structlog
from django.db import Error as DatabaseLost
from django.db import connection
from procrastinate.contrib.django.db_cleanup import DjangoApp
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.exceptions import ConnectorException

from chengshu.base.jobs import queue, selectors, services, timing
from chengshu.base.jobs.lifeline import Lifeline, hold_lifeline
from chengshu.base.jobs.running import run_job
from chengshu.base.settings import api as settings_api

_WATCH_SECONDS = 2.0
_IDLE_SECONDS = 0.2
_RECONNECT_SECONDS = 2.0
_log = structlog.get_logger(__name__)


def run_until_idle(*, concurrency: int) -> None:
    """Run jobs until none is pending, retries included; timed work waits for a lasting worker."""
    with hold_lifeline() as lifeline, _Watch(lifeline, timed=False):
        while selectors.count_pending():
            asyncio.run(_work(lifeline.number, concurrency=concurrency, wait=False))
            if selectors.count_pending():
                time.sleep(_IDLE_SECONDS)


def run_forever(*, concurrency: int) -> None:
    """Run jobs until told to stop by a signal; a database that goes away is waited for."""
    while True:
        try:
            with hold_lifeline() as lifeline, _Watch(lifeline, timed=True):
                asyncio.run(_work(lifeline.number, concurrency=concurrency, wait=True))
        except (DatabaseLost, ConnectorException) as error:
            _log.warning("database lost, trying again", error=str(error))
            connection.close()
            time.sleep(_RECONNECT_SECONDS)
            settings_api.ensure_database()
        else:
            return


async def _work(lifeline: int, *, concurrency: int, wait: bool) -> None:
    app = DjangoApp(connector=DjangoConnector().get_worker_connector())

    @app.task(name=queue.WAKE_UP)
    def wake_up(job_id: int) -> None:
        try:
            run_job(job_id=job_id, lifeline=lifeline)
        finally:
            connection.close()  # the thread of this run may never run again

    async with app.open_async():
        await app.run_worker_async(
            wait=wait,
            concurrency=concurrency,
            delete_jobs="always",
            install_signal_handlers=wait and threading.current_thread() is threading.main_thread(),
            update_heartbeat_interval=queue.HEARTBEAT_SECONDS,
            stalled_worker_timeout=queue.STALLED_SECONDS,
            listen_notify=wait,
        )


class _Watch:
    """A thread that keeps the lifeline and looks after lost and timed jobs."""

    def __init__(self, lifeline: Lifeline, *, timed: bool) -> None:
        self._lifeline = lifeline
        self._timed = timed
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="jobs-watch", daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        while True:
            try:
                self._look()
            except DatabaseLost as error:
                _log.warning("database lost, watching on", error=str(error))
                connection.close()
            if self._stop.wait(_WATCH_SECONDS):
                connection.close()
                return

    def _look(self) -> None:
        self._lifeline.keep()
        services.recover_jobs()
        if self._timed:
            timing.queue_due_jobs()
