"""Work that comes again and again: each timer queues its job once when it is due."""

import datetime as dt

from django.db import transaction

from chengshu.base.accounts.contracts import system_actor
from chengshu.base.clock import api as clock
from chengshu.base.jobs import services
from chengshu.base.jobs.definitions import timers
from chengshu.base.jobs.models import Timer


def queue_due_jobs() -> int:
    """Queue the job of every timer that is due; return how many. Missed times are made up once."""
    return sum(_queue_if_due(name, minutes) for name, minutes in timers)


@transaction.atomic
def _queue_if_due(name: str, minutes: int) -> bool:
    moment = clock.now()
    next_at = moment + dt.timedelta(minutes=minutes)
    Timer.objects.get_or_create(name=name, defaults={"next_at": next_at})
    due = Timer.objects.select_for_update(skip_locked=True).filter(name=name, next_at__lte=moment)
    timer = due.first()
    if timer is None:
        return False
    services.create_job(
        actor=system_actor("timer"), name=name, subject="", arguments={}, key=f"timer:{name}"
    )
    timer.next_at = next_at
    timer.save()
    return True
