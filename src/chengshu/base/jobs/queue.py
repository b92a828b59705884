"""The queue underneath: Procrastinate wakes a worker, the Job table says what is to be done.

Waking goes through the caller's own connection, so that it is part of the caller's transaction.
"""

import datetime as dt
from collections.abc import Iterable

from django.db.models import Q
from procrastinate import App
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.contrib.django.models import ProcrastinateJob

from chengshu.base.clock import api as clock

WAKE_UP = "chengshu.wake_up"
HEARTBEAT_SECONDS = 2.0
STALLED_SECONDS = 12.0

_app = App(connector=DjangoConnector())


def wake(job_id: int, *, after: dt.timedelta | None = None) -> int:
    """Have a worker look at the job, at once or later; return the wake-up's number."""
    at = clock.now() + after if after else None
    return _app.configure_task(WAKE_UP, schedule_at=at).defer(job_id=job_id)


def drop(wake_up: int | None) -> None:
    """Take back a wake-up that no worker has taken yet."""
    if wake_up is not None:
        _app.job_manager.cancel_job_by_id(wake_up, delete_job=True)


def wake_again(job_id: int, wake_up: int | None) -> int:
    """Have another worker look at the job whose wake-up a dead one holds, or lost."""
    if wake_up is not None and _status_of(wake_up) == "doing":
        _app.job_manager.retry_job_by_id(wake_up, retry_at=clock.now())
        return wake_up
    drop(wake_up)
    return wake(job_id)


def list_waking(wake_ups: Iterable[int]) -> frozenset[int]:
    """Return which of the wake-ups still wait or are in the hands of a living worker."""
    limit = clock.now() - dt.timedelta(seconds=STALLED_SECONDS)
    held = Q(status="doing", worker__last_heartbeat__gte=limit)
    rows = ProcrastinateJob.objects.filter(Q(status="todo") | held, pk__in=list(wake_ups))
    return frozenset(rows.values_list("pk", flat=True))


def _status_of(wake_up: int) -> str:
    row = ProcrastinateJob.objects.filter(pk=wake_up).first()
    return str(row.status) if row else ""
