"""JSON of matching at /api/v1/matching/."""

import datetime as dt
from typing import Annotated

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from chengshu.base.look import api as look
from chengshu.exchange.matching import api
from chengshu.exchange.matching.contracts import (
    DemandAction,
    DemandInfo,
    DemandPage,
    DemandQuery,
    DemandState,
    DutyInfo,
    EventInfo,
    Measures,
    Move,
    NewDemand,
    Urgency,
)

router = Router(tags=["matching"])
Word = Annotated[str, Field(max_length=64, pattern=r"^[^\x00]*$")]
Title = Annotated[str, Field(max_length=128, pattern=r"^[^\x00]*$")]
Text = Annotated[str, Field(max_length=2000, pattern=r"^[^\x00]*$")]
Number = Annotated[int, Field(ge=1, le=2**62)]


class DemandFilter(Schema):
    """Which demands; empty words do not narrow."""

    q: Title = ""
    organisation: Word = ""
    provider: Word = ""
    state: DemandState | None = None
    is_open: bool | None = None
    is_late: bool | None = None
    order: Word = ""
    page: Annotated[int, Field(ge=1, le=1_000_000)] = 1
    page_size: Annotated[int, Field(ge=1, le=100)] = 20


class DemandIn(Schema):
    """A demand as a department writes it down."""

    title: Title
    organisation_code: Word
    scenario: Text
    basis: Text
    items: Text
    frequency: Word
    mode: Word
    wanted_on: dt.date
    urgency: Urgency = Urgency.NORMAL


class MoveIn(Schema):
    """A step with what it needs."""

    action: DemandAction
    reason: Text = ""
    provider_code: Word = ""
    resource_key: Word = ""
    promise: Text = ""
    owner: Word = ""
    due_on: dt.date | None = None
    score: Annotated[int, Field(ge=-(2**31), le=2**31)] | None = None
    asked: DemandIn | None = None


@router.get("/demands", response=DemandPage, summary="数据需求列表")
def list_demands(request: HttpRequest, asked: Query[DemandFilter]) -> DemandPage:
    """Return one page of demands."""
    values = asked.dict()
    return api.list_demands(look.actor(request), DemandQuery(text=values.pop("q"), **values))


@router.post("/demands", response=DemandInfo, summary="提出数据需求")
def submit_demand(request: HttpRequest, new: DemandIn) -> DemandInfo:
    """Ask for data."""
    return api.submit_demand(look.actor(request), NewDemand(**new.dict()))


@router.get("/demands/{demand_id}", response=DemandInfo, summary="数据需求")
def get_demand(request: HttpRequest, demand_id: Number) -> DemandInfo:
    """Return one demand with what may be done now."""
    return api.get_demand(look.actor(request), demand_id)


@router.get("/demands/{demand_id}/events", response=list[EventInfo], summary="数据需求办理过程")
def list_events(request: HttpRequest, demand_id: Number) -> list[EventInfo]:
    """Return the history of a demand, newest first."""
    return list(api.list_events(look.actor(request), demand_id))


@router.post("/demands/{demand_id}/steps", response=DemandInfo, summary="办理数据需求")
def act(request: HttpRequest, demand_id: Number, move: MoveIn) -> DemandInfo:
    """Take one step."""
    asked = NewDemand(**move.asked.dict()) if move.asked else None
    return api.act(look.actor(request), demand_id, Move(**{**move.dict(), "asked": asked}))


@router.get("/duties", response=list[DutyInfo], summary="责任清单")
def list_duties(request: HttpRequest) -> list[DutyInfo]:
    """Return what departments promised to supply."""
    return list(api.list_duties(look.actor(request)))


@router.get("/measures", response=Measures, summary="供需对接指标")
def measure_board(request: HttpRequest) -> Measures:
    """Return the measures of the board."""
    return api.measure_board(look.actor(request))
