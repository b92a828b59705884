"""The end of every call: its record is committed, then its answer may go, with the receipt."""

import json
import secrets
import time
from collections.abc import Mapping
from dataclasses import replace

from django.db import transaction

from chengshu.base.accounts.contracts import Actor, Post, Role
from chengshu.base.audit import api as audit
from chengshu.base.clock import api as clock
from chengshu.base.crypto import api as crypto
from chengshu.base.errors.api import ChengshuError, Nature, to_problem
from chengshu.exchange.gateway.contracts import CallOutcome
from chengshu.exchange.gateway.desk.calls import Answer, IncomingCall, Trace
from chengshu.exchange.gateway.desk.query import LONGEST_QUERY, describe_query
from chengshu.exchange.gateway.errors import QuotaExceededError, UnauthenticatedError
from chengshu.exchange.gateway.models import Call
from chengshu.exchange.gateway.receipts import digest_query, receipt_of
from chengshu.exchange.gateway.services.calls import record_call
from chengshu.exchange.gateway.signing import parse_leniently

HEADER_RECEIPT = "Chengshu-Receipt"
PROBLEM = "application/problem+json"
RETRY_SECONDS = "5"
_AUDITED = (401, 403)


def conclude(
    call: IncomingCall,
    answer: Answer,
    trace: Trace,
    *,
    started: float,
    error: ChengshuError | None = None,
) -> Answer:
    """Commit the record of a call and return its answer with the receipt in its headers.

    Raises:
        QuotaExceededError: Other calls used the quota up meanwhile; nothing was recorded.
    """
    row = _draft(call, answer, trace, error=error)
    row.milliseconds = int((time.perf_counter() - started) * 1000)
    with transaction.atomic():
        record_call(row, grant=trace.grant if trace.counts else None)
        if row.status in _AUDITED or trace.unmasked:
            _audit(call, row, trace)
    receipt = receipt_of(row)
    headers = {
        HEADER_RECEIPT: receipt.id,
        f"{HEADER_RECEIPT}-Time": receipt.time,
        f"{HEADER_RECEIPT}-Digest": receipt.digest,
        f"{HEADER_RECEIPT}-Seal": receipt.seal,
        "Cache-Control": "no-store",
    }
    return replace(answer, headers={**answer.headers, **headers})


def to_refusal(error: ChengshuError) -> Answer:
    """Return an error as problem+json, in the active language."""
    problem = to_problem(error)
    headers: dict[str, str] = {}
    if isinstance(error, UnauthenticatedError):
        headers["WWW-Authenticate"] = "Chengshu-HMAC"
    if isinstance(error, QuotaExceededError):
        headers["Retry-After"] = str(error.data["retry_after"])
    if error.nature is Nature.RETRY:
        headers["Retry-After"] = RETRY_SECONDS
    document = {
        "type": problem.type,
        "title": problem.title,
        "status": problem.status,
        "detail": problem.detail,
        "code": error.code,
        "nature": problem.nature.value,
    }
    return Answer(problem.status, to_json(document), headers, media_type=PROBLEM)


def to_json(document: Mapping[str, object]) -> bytes:
    """Return a document as UTF-8 JSON."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def _draft(
    call: IncomingCall, answer: Answer, trace: Trace, *, error: ChengshuError | None
) -> Call:
    pairs = parse_leniently(call.query[:LONGEST_QUERY])
    caller, resource, grant = trace.caller, trace.resource, trace.grant
    return Call(
        receipt_id=secrets.token_hex(16),
        at=clock.now(),
        key_id=trace.key_id,
        application_code=caller.application_code if caller else "",
        organisation_code=caller.organisation_code if caller else "",
        resource_code=trace.resource_code,
        provider_code=resource.provider_code if resource else "",
        grant_number=grant.number if grant else "",
        grant_version=grant.version if grant else 0,
        method=_clean(call.method, 16),
        path=_clean(call.path, 256),
        query=_clean(describe_query(pairs, resource), LONGEST_QUERY),
        query_digest=digest_query(call.query),
        outcome=_outcome(error),
        status=answer.status,
        code=error.code if error else "",
        rows=trace.rows,
        bytes=len(answer.body),
        digest=crypto.digest(answer.body),
        address=_clean(call.address, 64),
    )


def _outcome(error: ChengshuError | None) -> CallOutcome:
    if error is None:
        return CallOutcome.ANSWERED
    return CallOutcome.REFUSED if error.nature is Nature.REFUSED else CallOutcome.FAILED


def _audit(call: IncomingCall, row: Call, trace: Trace) -> None:
    organisation = Post(row.organisation_code, frozenset({Role.DEVELOPER}))
    name = f"application:{row.application_code}" if trace.is_proved else f"key:{row.key_id}"
    actor = Actor(
        username=name,
        name=row.application_code,
        posts=(organisation,),
        address=call.address,
    )
    detail = {"receipt": row.receipt_id, "code": row.code, "rows": row.rows}
    audit.record(
        actor,
        "gateway.call",
        subject=row.resource_code or row.path,
        outcome="refused" if row.code else "done",
        detail={**detail, "grant": row.grant_number, "unmasked": list(trace.unmasked)},
    )


def _clean(text: str, limit: int) -> str:
    """Make what strangers send storable: no NUL, no half characters, not endless."""
    whole = text.encode("utf-8", "replace").decode()
    return whole.replace("\x00", "\N{REPLACEMENT CHARACTER}")[:limit]
