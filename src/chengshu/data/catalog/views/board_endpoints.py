"""JSON of the boards, under /api/v1/catalog: targets, who reviews, the negative list."""

import datetime as dt
from typing import Annotated

from django.http import HttpRequest
from ninja import Schema, Status
from pydantic import Field

from chengshu.base.look import api as look
from chengshu.data.catalog import api
from chengshu.data.catalog.contracts import (
    BoardLine,
    ChiefInfo,
    Countable,
    DelegationInfo,
    Scope,
    Target,
    WithheldResource,
)
from chengshu.data.catalog.views.endpoints import Word, router

__all__ = ["router"]

_MOST = 2**53  # what JSON holds exactly
Number = Annotated[int, Field(ge=1, le=2**62)]
Reason = Annotated[str, Field(max_length=255, pattern=r"^[^\x00]*$")]


class TargetIn(Schema):
    """How much of what somebody is to reach by a day; `code` is empty for the city."""

    scope: Scope
    code: Word = ""
    countable: Countable
    amount: Annotated[int, Field(ge=0, le=_MOST)]
    deadline: dt.date


class DelegationIn(Schema):
    """Who reviews in one's place, on which days, both included."""

    to: Word
    starts_on: dt.date
    ends_on: dt.date
    reason: Reason


class ChiefIn(Schema):
    """Who is the chief data officer of a department; empty for none."""

    username: Word = ""


class Delegated(Schema):
    """The number of a delegation."""

    id: int


@router.get("/targets", response=list[BoardLine], summary="编目目标")
def list_board(
    request: HttpRequest,
    countable: Countable = Countable.ENTRIES,
    scope: Scope = Scope.DEPARTMENT,
) -> list[BoardLine]:
    """Return what counts against what is asked, with trend and forecast."""
    return list(api.list_board(look.actor(request), countable, scope))


@router.put("/targets", response={204: None}, summary="设定编目目标")
def set_target(request: HttpRequest, target: TargetIn) -> Status[None]:
    """Ask for an amount by a day; again changes it."""
    api.set_target(look.actor(request), Target(**target.dict()))
    return Status(204, None)


@router.get("/withheld", response=list[WithheldResource], summary="不予共享清单")
def list_withheld(request: HttpRequest) -> list[WithheldResource]:
    """Return the negative list with its clauses, last days and days of review."""
    return list(api.list_withheld(look.actor(request)))


@router.get("/chiefs", response=list[ChiefInfo], summary="首席数据官")
def list_chiefs(request: HttpRequest) -> list[ChiefInfo]:
    """Return the departments whose chief one may name, with who it is."""
    return list(api.list_chiefs(look.actor(request)))


@router.put("/chiefs/{organisation}", response={204: None}, summary="指定首席数据官")
def name_chief(request: HttpRequest, organisation: Word, chief: ChiefIn) -> Status[None]:
    """Make a person the chief data officer of a department."""
    api.name_chief(look.actor(request), organisation, chief.username)
    return Status(204, None)


@router.get("/delegations", response=list[DelegationInfo], summary="审核委托")
def list_delegations(request: HttpRequest) -> list[DelegationInfo]:
    """Return the delegations of and to oneself; the bureau sees all."""
    return list(api.list_delegations(look.actor(request)))


@router.post("/delegations", response=Delegated, summary="委托审核")
def delegate_reviews(request: HttpRequest, new: DelegationIn) -> dict[str, int]:
    """Let a colleague review in one's place on these days."""
    words = new.dict()
    return {"id": api.delegate_reviews(look.actor(request), words.pop("to"), **words)}


@router.delete("/delegations/{number}", response={204: None}, summary="收回审核委托")
def revoke_delegation(request: HttpRequest, number: Number) -> Status[None]:
    """End a delegation of one's own at once."""
    api.revoke_delegation(look.actor(request), number)
    return Status(204, None)
