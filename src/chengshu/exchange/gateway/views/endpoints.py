"""JSON of the gateway's pages at /api/v1/gateway/; the calls themselves go to /gateway/v1."""

import datetime as dt
from typing import Annotated

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from chengshu.base.look import api as look
from chengshu.exchange.gateway import api
from chengshu.exchange.gateway.contracts import (
    CallFilter,
    CallInfo,
    CallOutcome,
    GrantUsage,
    KeyInfo,
    Receipt,
    ReceiptCheck,
)

router = Router(tags=["gateway"])
Short = Annotated[str, Field(max_length=128, pattern=r"^[^\x00]*$")]


class CallQuery(Schema):
    """Filters of calls."""

    application_code: Short = ""
    resource_code: Short = ""
    grant_number: Short = ""
    outcome: CallOutcome | None = None
    code: Short = ""
    day_from: dt.date | None = None
    day_until: dt.date | None = None
    text: Short = ""
    page: Annotated[int, Field(ge=1, le=100_000)] = 1
    size: Annotated[int, Field(ge=1, le=1000)] = 50


class CallPage(Schema):
    """One page of calls, and how many match in all."""

    total: int
    calls: list[CallInfo]


class ReceiptIn(Schema):
    """A receipt as it came in the headers of an answer."""

    id: Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
    time: Short
    digest: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    seal: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


@router.get("/calls", response=CallPage, summary="调用记录")
def list_calls(request: HttpRequest, chosen: Query[CallQuery]) -> CallPage:
    """Return calls by or to one's organisations, newest first."""
    wanted = chosen.dict(exclude={"page", "size", "outcome"})
    filters = CallFilter(**wanted, outcome=chosen.outcome or "")
    calls, total = api.list_calls(look.actor(request), filters, page=chosen.page, size=chosen.size)
    return CallPage(total=total, calls=list(calls))


@router.get("/applications/{code}/keys", response=list[KeyInfo], summary="应用的密钥")
def list_keys(request: HttpRequest, code: Short) -> list[KeyInfo]:
    """Return the keys of an application without their secrets."""
    return list(api.list_keys(look.actor(request), code))


@router.get("/grants/{number}/usage", response=list[GrantUsage], summary="授权使用情况")
def list_usage(request: HttpRequest, number: Short) -> list[GrantUsage]:
    """Return the days a grant was used on."""
    return list(api.list_usage(look.actor(request), number))


@router.post("/receipts/verify", response=ReceiptCheck, summary="核验回执")
def verify_receipt(request: HttpRequest, receipt: ReceiptIn) -> ReceiptCheck:
    """Say whether a receipt is ours and unchanged; anyone signed in who holds it may ask."""
    return api.verify_receipt(Receipt(**receipt.dict()))
