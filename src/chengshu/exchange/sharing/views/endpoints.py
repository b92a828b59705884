"""JSON of sharing at /api/v1/sharing/."""

import datetime as dt
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Annotated

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from chengshu.base.look import api as look
from chengshu.exchange.sharing import api
from chengshu.exchange.sharing.contracts import (
    Decision,
    GrantInfo,
    NewRequest,
    Offer,
    OfferQuery,
    RequestInfo,
    RequestState,
)

router = Router(tags=["sharing"])
Short = Annotated[str, Field(max_length=128, pattern=r"^[^\x00]*$")]
Long = Annotated[str, Field(max_length=2000, pattern=r"^[^\x00]*$")]
Number = Annotated[int, Field(ge=1, le=2**62)]
Quota = Annotated[int, Field(ge=1, le=2**31 - 1)]
Columns = Annotated[list[Short], Field(max_length=1000)]


class Change(StrEnum):
    """What can be done to a grant."""

    SUSPEND = "suspend"
    RESUME = "resume"
    REVOKE = "revoke"


class OfferFilter(Schema):
    """Filters of offers."""

    text: Short = ""
    provider_code: Short = ""
    share_type: Annotated[str, Field(pattern="^[123]?$")] = ""
    page: Annotated[int, Field(ge=1, le=100_000)] = 1
    page_size: Annotated[int, Field(ge=1, le=100)] = 20


class OfferPage(Schema):
    """One page of offers, and how many match in all."""

    total: int
    offers: list[Offer]


class RequestIn(Schema):
    """A request as an applicant writes it down."""

    resource_code: Short
    application_code: Short
    purpose: Long
    basis: Long
    items: Columns
    row_filter: dict[str, object] | None = None
    valid_from: dt.date
    valid_until: dt.date
    daily_quota: Quota
    unmasked_items: Annotated[Columns, Field(default_factory=list)]
    justification: Long = ""


class DecisionIn(Schema):
    """The provider's answer."""

    approve: bool
    reason: Long = ""
    items: Columns | None = None
    unmasked_items: Columns | None = None
    row_filter: dict[str, object] | None = None
    daily_quota: Quota | None = None
    valid_until: dt.date | None = None


class ChangeIn(Schema):
    """What is done to a grant, and why."""

    change: Change
    reason: Long = ""


_CHANGES: Mapping[Change, Callable[..., GrantInfo]] = {
    Change.SUSPEND: api.suspend_grant,
    Change.RESUME: api.resume_grant,
    Change.REVOKE: api.revoke_grant,
}


@router.get("/offers", response=OfferPage, summary="可申请的数据")
def list_offers(request: HttpRequest, chosen: Query[OfferFilter]) -> OfferPage:
    """Return what can be asked for."""
    offers, total = api.list_offers(look.actor(request), OfferQuery(**chosen.dict()))
    return OfferPage(total=total, offers=list(offers))


@router.get("/offers/{resource_code}", response=Offer, summary="一项可申请的数据")
def get_offer(request: HttpRequest, resource_code: Short) -> Offer:
    """Return one resource with its items."""
    return api.get_offer(look.actor(request), resource_code)


@router.get("/requests", response=list[RequestInfo], summary="共享申请列表")
def list_requests(request: HttpRequest, state: RequestState | None = None) -> list[RequestInfo]:
    """Return requests by and to one's organisations, newest first."""
    return list(api.list_requests(look.actor(request), state=state))


@router.post("/requests", response=RequestInfo, summary="提交共享申请")
def request_share(request: HttpRequest, new: RequestIn) -> RequestInfo:
    """Ask for items of a resource."""
    words = new.dict()
    for name in ("items", "unmasked_items"):
        words[name] = tuple(words[name])
    return api.request_share(look.actor(request), NewRequest(**words))


@router.get("/requests/{request_id}", response=RequestInfo, summary="共享申请")
def get_request(request: HttpRequest, request_id: Number) -> RequestInfo:
    """Return one request."""
    return api.get_request(look.actor(request), request_id)


@router.post("/requests/{request_id}/decide", response=RequestInfo, summary="办理共享申请")
def decide_request(request: HttpRequest, request_id: Number, decision: DecisionIn) -> RequestInfo:
    """Approve, with changes where needed, or refuse with a reason."""
    words = decision.dict()
    for name in ("items", "unmasked_items"):
        words[name] = None if words[name] is None else tuple(words[name])
    return api.decide_request(look.actor(request), request_id, Decision(**words))


@router.post("/requests/{request_id}/withdraw", response=RequestInfo, summary="撤回共享申请")
def withdraw_request(request: HttpRequest, request_id: Number) -> RequestInfo:
    """Take one's own pending request back."""
    return api.withdraw_request(look.actor(request), request_id)


@router.get("/grants", response=list[GrantInfo], summary="授权列表")
def list_grants(request: HttpRequest) -> list[GrantInfo]:
    """Return the last version of each grant by or to one's organisations."""
    return list(api.list_grants(look.actor(request)))


@router.get("/grants/{number}", response=list[GrantInfo], summary="授权的各版本")
def list_versions(request: HttpRequest, number: Short) -> list[GrantInfo]:
    """Return all versions of a grant, newest first."""
    return list(api.list_grant_versions(look.actor(request), number))


@router.post("/grants/{number}/changes", response=GrantInfo, summary="暂停、恢复或撤销授权")
def change_grant(request: HttpRequest, number: Short, wanted: ChangeIn) -> GrantInfo:
    """Suspend, resume or revoke a grant; returns the new version."""
    return _CHANGES[wanted.change](look.actor(request), number, reason=wanted.reason)
