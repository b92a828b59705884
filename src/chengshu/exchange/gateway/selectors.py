"""Reads of the gateway: keys, calls, usage."""

import datetime as dt

from django.db.models import Count, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from chengshu.base.clock import api as clock
from chengshu.base.crypto import api as crypto
from chengshu.exchange.gateway.contracts import (
    CallCounts,
    CallFilter,
    CallInfo,
    CallOutcome,
    GrantUsage,
    KeyInfo,
    Receipt,
    ReceiptCheck,
)
from chengshu.exchange.gateway.errors import KeyNotFoundError
from chengshu.exchange.gateway.models import ApplicationKey, Call, GrantDay
from chengshu.exchange.gateway.receipts import is_intact, time_of

_EXACT = ("application_code", "resource_code", "grant_number", "outcome", "code")


def find_key_row(*, key_id: str) -> ApplicationKey | None:
    """Return the row of a key, or None."""
    return ApplicationKey.objects.filter(key_id=key_id).first()


def get_key_row(*, key_id: str, lock: bool = False) -> ApplicationKey:
    """Return the row of a key, locked when it will be changed."""
    rows = ApplicationKey.objects.select_for_update() if lock else ApplicationKey.objects.all()
    row = rows.filter(key_id=key_id).first()
    if row is None:
        raise KeyNotFoundError(kind=_("密钥"), key=key_id)
    return row


def list_keys(*, application_code: str) -> tuple[KeyInfo, ...]:
    """Return the keys of an application, newest first."""
    rows = ApplicationKey.objects.filter(application_code=application_code)
    return tuple(to_key(row) for row in rows)


def works(row: ApplicationKey, *, at: dt.datetime) -> bool:
    """Say whether a key may sign at a moment."""
    return row.active and (row.valid_until is None or at < row.valid_until)


def count_used(*, grant_number: str, day: dt.date) -> int:
    """Return how many calls a grant had on a day."""
    row = GrantDay.objects.filter(grant_number=grant_number, day=day).first()
    return row.calls if row else 0


def list_usage(*, grant_number: str, days: int = 30) -> tuple[GrantUsage, ...]:
    """Return the last days a grant was used on, newest first."""
    rows = GrantDay.objects.filter(grant_number=grant_number)[:days]
    return tuple(
        GrantUsage(row.grant_number, row.day, row.calls, row.quota, row.rows) for row in rows
    )


def list_calls(
    *, organisations: frozenset[str] | None, filters: CallFilter, start: int, size: int
) -> tuple[tuple[CallInfo, ...], int]:
    """Return calls newest first, made by or answered for `organisations` (None: all)."""
    rows = _narrow(Call.objects.all(), filters)
    if organisations is not None:
        mine = Q(organisation_code__in=organisations) | Q(provider_code__in=organisations)
        rows = rows.filter(mine)
    return tuple(to_call(row) for row in rows[start : start + size]), rows.count()


def count_calls(*, since: dt.datetime) -> CallCounts:
    """Return calls answered and refused since a moment, and the rows they took."""
    rows = Call.objects.filter(at__gte=since)
    found = rows.aggregate(
        answered=Count("id", filter=Q(outcome=CallOutcome.ANSWERED)),
        refused=Count("id", filter=Q(outcome=CallOutcome.REFUSED)),
        taken=Sum("rows", default=0),
    )
    return CallCounts(answered=found["answered"], refused=found["refused"], rows=found["taken"])


def find_call_row(*, receipt_id: str) -> Call | None:
    """Return the record behind a receipt, or None."""
    return Call.objects.filter(receipt_id=receipt_id).first()


def check_receipt(receipt: Receipt) -> ReceiptCheck:
    """Compare a receipt with its record, and the record with its seal."""
    row = find_call_row(receipt_id=receipt.id)
    if row is None:
        return ReceiptCheck(id=receipt.id, known=False, genuine=False)
    same = (
        crypto.same(receipt.seal, row.seal)
        and crypto.same(receipt.digest, row.digest)
        and crypto.same(receipt.time, time_of(row))
    )
    return describe_receipt(row, genuine=same and is_intact(row))


def describe_receipt(row: Call, *, genuine: bool) -> ReceiptCheck:
    """Return the facts of a record."""
    return ReceiptCheck(
        id=row.receipt_id,
        known=True,
        genuine=genuine,
        application_code=row.application_code,
        resource_code=row.resource_code,
        grant_number=row.grant_number,
        grant_version=row.grant_version,
        rows=row.rows,
        time=time_of(row),
        digest=row.digest,
    )


def to_key(row: ApplicationKey) -> KeyInfo:
    """Return what crosses the door of a key: everything but its secret."""
    return KeyInfo(
        key_id=row.key_id,
        application_code=row.application_code,
        active=works(row, at=clock.now()),
        created_at=row.created_at,
        created_by=row.created_by,
        valid_until=row.valid_until,
    )


def to_call(row: Call) -> CallInfo:
    """Return what crosses the door of a call."""
    return CallInfo(
        id=row.receipt_id,
        at=row.at,
        key_id=row.key_id,
        application_code=row.application_code,
        organisation_code=row.organisation_code,
        resource_code=row.resource_code,
        provider_code=row.provider_code,
        grant_number=row.grant_number,
        grant_version=row.grant_version,
        path=row.path,
        query=row.query,
        outcome=CallOutcome(row.outcome),
        status=row.status,
        code=row.code,
        rows=row.rows,
        bytes=row.bytes,
        milliseconds=row.milliseconds,
        digest=row.digest,
        address=row.address,
    )


def _narrow(rows: QuerySet[Call], filters: CallFilter) -> QuerySet[Call]:
    exact = {name: getattr(filters, name) for name in _EXACT if getattr(filters, name)}
    rows = rows.filter(**exact)
    if filters.day_from:
        rows = rows.filter(at__date__gte=filters.day_from)
    if filters.day_until:
        rows = rows.filter(at__date__lte=filters.day_until)
    if filters.text:
        text = Q(path__icontains=filters.text) | Q(query__icontains=filters.text)
        rows = rows.filter(text | Q(receipt_id=filters.text) | Q(key_id=filters.text))
    return rows
