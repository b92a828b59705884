"""Writes of requests: ask, decide, withdraw."""

import datetime as dt
import json
from dataclasses import asdict, replace

from django.db import transaction

from chengshu.base.clock import api as clock
from chengshu.base.crypto import api as crypto
from chengshu.data.catalog.contracts import ResourceInfo
from chengshu.exchange.sharing.checks import (
    check_decision,
    check_request,
    is_automatic,
    is_masked_by_default,
)
from chengshu.exchange.sharing.contracts import Decision, NewRequest, RequestInfo, RequestState
from chengshu.exchange.sharing.errors import RequestDecidedError
from chengshu.exchange.sharing.models import Application, Grant, ShareRequest
from chengshu.exchange.sharing.rules import read_rules
from chengshu.exchange.sharing.selectors import (
    find_fault,
    get_application_row,
    get_request_row,
    to_asked,
    to_grant,
    to_request,
)
from chengshu.exchange.sharing.services.grants import open_grant


def ask(*, new: NewRequest, resource: ResourceInfo, by: str) -> tuple[RequestInfo, bool]:
    """Write a request down and say whether it is new.

    The same content asked again is the same request while it is pending, or while its grant is
    in force. What needs no decision is decided at once by the program.
    """
    now = clock.now()
    check_request(new, resource, today=now.date())
    new = replace(new, unmasked_items=_masked_among(new.unmasked_items, resource))
    with transaction.atomic():
        application = get_application_row(code=new.application_code, lock=True)
        found = _find_same(_fingerprint(new), today=now.date())
        if found is not None:
            return to_request(found, now=now), False
        row = _write_request(new, resource=resource, application=application, by=by)
        if is_automatic(new, resource):
            _close(row, state=RequestState.APPROVED, by="system:sharing", reason="")
            open_grant(request=row, by="system:sharing")
    return to_request(row, now=now), True


def decide(*, request_id: int, decision: Decision, resource: ResourceInfo, by: str) -> RequestInfo:
    """Close a pending request and, when approved, open its grant in the same transaction."""
    with transaction.atomic():
        row = get_request_row(request_id=request_id, lock=True)
        if row.state != RequestState.PENDING:
            raise RequestDecidedError(number=row.number, reason=row.state)
        check_decision(decision, to_asked(row), resource)
        state = RequestState.APPROVED if decision.approve else RequestState.REFUSED
        _close(row, state=state, by=by, reason=decision.reason.strip())
        if decision.approve:
            open_grant(request=row, by=by, decision=decision)
    return to_request(row, now=clock.now())


def withdraw(*, request_id: int, by: str) -> RequestInfo:
    """Take a pending request back, for the applicant."""
    with transaction.atomic():
        row = get_request_row(request_id=request_id, lock=True)
        if row.state != RequestState.PENDING:
            raise RequestDecidedError(number=row.number, reason=row.state)
        _close(row, state=RequestState.WITHDRAWN, by=by, reason="")
    return to_request(row, now=clock.now())


def _masked_among(columns: tuple[str, ...], resource: ResourceInfo) -> tuple[str, ...]:
    masked = {item.column for item in resource.items if is_masked_by_default(item)}
    return tuple(column for column in columns if column in masked)


def _fingerprint(new: NewRequest) -> str:
    text = json.dumps(asdict(new), sort_keys=True, ensure_ascii=False, default=str)
    return crypto.digest(text.encode())


def _find_same(fingerprint: str, *, today: dt.date) -> ShareRequest | None:
    rows = ShareRequest.objects.filter(
        fingerprint=fingerprint, state__in=(RequestState.PENDING, RequestState.APPROVED)
    )
    for row in rows.select_related("application"):
        grant = Grant.objects.filter(request=row).first()
        if grant is None or find_fault(to_grant(grant), today=today) is None:
            return row
    return None


def _write_request(
    new: NewRequest, *, resource: ResourceInfo, application: Application, by: str
) -> ShareRequest:
    rules, now = read_rules(), clock.now()
    limit = rules.unconditional if is_automatic(new, resource) else rules.conditional
    return ShareRequest.objects.create(
        application=application,
        organisation_code=application.organisation_code,
        resource_code=resource.key,
        resource_title=resource.title,
        provider_code=resource.provider_code,
        share_type=resource.share_type or "",
        purpose=new.purpose.strip(),
        basis=new.basis.strip(),
        items=list(new.items),
        unmasked_items=list(new.unmasked_items),
        justification=new.justification.strip(),
        row_filter=new.row_filter,
        valid_from=new.valid_from,
        valid_until=new.valid_until,
        daily_quota=new.daily_quota,
        fingerprint=_fingerprint(new),
        state=RequestState.PENDING,
        asked_by=by,
        asked_at=now,
        due_at=clock.deadline(now, limit.amount, limit.unit),
    )


def _close(row: ShareRequest, *, state: RequestState, by: str, reason: str) -> None:
    row.state, row.decided_by, row.reason, row.decided_at = state, by, reason, clock.now()
    row.save(update_fields=["state", "decided_by", "reason", "decided_at"])
