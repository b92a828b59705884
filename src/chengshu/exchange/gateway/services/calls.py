"""Writes of calls: nonces, the count of the day, and the record that precedes every answer."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.db.models import F

from chengshu.base.clock import api as clock
from chengshu.exchange.gateway.errors import QuotaExceededError, ReplayedCallError
from chengshu.exchange.gateway.models import Call, GrantDay, UsedNonce
from chengshu.exchange.gateway.receipts import seal_of
from chengshu.exchange.sharing.contracts import GrantInfo


def use_nonce(*, key_id: str, nonce: str) -> None:
    """Remember a nonce of a well-signed call.

    Raises:
        ReplayedCallError: It came before; the unique row decides, also between two servers.
    """
    try:
        with transaction.atomic():
            UsedNonce.objects.create(key_id=key_id, nonce=nonce, at=clock.now())
    except IntegrityError as error:
        raise ReplayedCallError from error


def forget_nonces(*, older_than: dt.datetime) -> int:
    """Delete nonces that no fresh signature can carry any more; return how many."""
    return UsedNonce.objects.filter(at__lt=older_than).delete()[0]


def record_call(call: Call, *, grant: GrantInfo | None = None) -> None:
    """Commit the record of a call, and count it against its grant, in one transaction.

    Raises:
        QuotaExceededError: The grant's calls of the day are used up; nothing is written.
    """
    call.seal = seal_of(call)
    with transaction.atomic():
        if grant is not None:
            _count(grant, rows=call.rows, at=call.at)
        call.save(force_insert=True)


def _count(grant: GrantInfo, *, rows: int, at: dt.datetime) -> None:
    day, _ = GrantDay.objects.get_or_create(
        grant_number=grant.number, day=at.date(), defaults={"quota": grant.daily_quota}
    )
    counted = GrantDay.objects.filter(pk=day.pk, calls__lt=grant.daily_quota).update(
        calls=F("calls") + 1, rows=F("rows") + rows, quota=grant.daily_quota
    )
    if not counted:
        raise quota_exceeded(grant, at=at)


def quota_exceeded(grant: GrantInfo, *, at: dt.datetime) -> QuotaExceededError:
    """Return the refusal, with the seconds until the next day begins."""
    midnight = dt.datetime.combine(at.date() + dt.timedelta(days=1), dt.time(), at.tzinfo)
    wait = int((midnight - at).total_seconds()) + 1
    return QuotaExceededError(number=grant.number, quota=grant.daily_quota, retry_after=wait)
