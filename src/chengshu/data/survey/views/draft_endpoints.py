"""The JSON API of drafted tables, under /api/v1/survey/drafts: to read, confirmed by people."""

from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from chengshu.base.look import api as look
from chengshu.data.survey import api
from chengshu.data.survey.contracts import (
    Band,
    DraftInfo,
    DraftPage,
    DraftQuery,
    DraftState,
    SourceProgress,
)

router = Router(tags=["survey"])
_MAX_PAGE = 1_000_000
_MAX_ID = 9_223_372_036_854_775_807
Word = Annotated[str, Field(max_length=128, pattern=r"^[^\x00]*$")]


class DraftsQuery(Schema):
    """Which drafted tables to list; empty words do not narrow."""

    q: Word = ""
    source: Word = ""
    organisation: Word = ""
    state: DraftState | None = None
    band: Band | None = None
    page: Annotated[int, Field(ge=1, le=_MAX_PAGE)] = 1
    page_size: Annotated[int, Field(ge=1, le=100)] = 20


@router.get("/drafts", response=DraftPage, summary="待确认的表")
def list_drafts(request: HttpRequest, asked: Query[DraftsQuery]) -> DraftPage:
    """Return one page of drafted tables."""
    values = asked.dict()
    return api.list_drafts(look.actor(request), DraftQuery(text=values.pop("q"), **values))


@router.get("/drafts/{draft}", response=DraftInfo, summary="一张待确认的表")
def get_draft(request: HttpRequest, draft: Annotated[int, Field(ge=1, le=_MAX_ID)]) -> DraftInfo:
    """Return one drafted table with proposals, evidence, decisions and differences."""
    return api.get_draft(look.actor(request), draft)


@router.get("/progress", response=list[SourceProgress], summary="编目确认进度")
def get_progress(request: HttpRequest) -> list[SourceProgress]:
    """Return how far the confirming of each source is."""
    return list(api.confirming_progress(look.actor(request)))
