"""JSON of ingest at /api/v1/ingest/."""

from typing import Annotated

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from chengshu.base.jobs.contracts import JobInfo
from chengshu.base.look import api as look
from chengshu.data.ingest import api
from chengshu.data.ingest.contracts import (
    BatchInfo,
    BatchPage,
    BatchQuery,
    BatchState,
    ChangeList,
    LoadOptions,
    Timeliness,
)
from chengshu.data.lake.contracts import ChangeQuery

router = Router(tags=["ingest"])
Short = Annotated[str, Field(max_length=128, pattern=r"^[^\x00]*$")]
Number = Annotated[int, Field(ge=1, le=2**62)]


class BatchFilter(Schema):
    """Filters of batches."""

    resource_code: Short = ""
    organisation_code: Short = ""
    state: BatchState | None = None
    text: Short = ""
    limit: Annotated[int, Field(ge=1, le=1000)] = 50
    offset: Annotated[int, Field(ge=0, le=10_000_000)] = 0


class ChangeFilter(Schema):
    """Filters of changed cells; `position` counts rows from 0."""

    column: Short = ""
    step: Short = ""
    position: Annotated[int, Field(ge=0, le=2**62)] | None = None
    limit: Annotated[int, Field(ge=1, le=1000)] = 50
    offset: Annotated[int, Field(ge=0, le=10_000_000)] = 0


class OptionsIn(Schema):
    """How a resource is loaded; no words means the city's own list."""

    null_words: Annotated[list[Short], Field(max_length=100)] | None = None
    is_scheduled: bool = True


@router.get("/batches", response=BatchPage, summary="入库批次列表")
def list_batches(request: HttpRequest, chosen: Query[BatchFilter]) -> BatchPage:
    """Return batches, the latest first."""
    return api.list_batches(look.actor(request), BatchQuery(**chosen.dict()))


@router.get("/batches/{batch_id}", response=BatchInfo, summary="入库批次")
def get_batch(request: HttpRequest, batch_id: Number) -> BatchInfo:
    """Return one batch with its counts."""
    return api.get_batch(look.actor(request), batch_id)


@router.get("/batches/{batch_id}/changes", response=ChangeList, summary="批次的标准化记录")
def list_changes(request: HttpRequest, batch_id: Number, chosen: Query[ChangeFilter]) -> ChangeList:
    """Return cells that standardisation changed, in order of rows, sensitive ones masked."""
    return api.list_changes(look.actor(request), batch_id, ChangeQuery(**chosen.dict()))


@router.post("/resources/{key}/load", response=JobInfo, summary="发起入库")
def enqueue_load(request: HttpRequest, key: Short) -> JobInfo:
    """Queue a load; while one is pending, that one is returned."""
    return api.enqueue_load(look.actor(request), key)


@router.get("/resources/{key}/options", response=LoadOptions, summary="入库选项")
def get_options(request: HttpRequest, key: Short) -> LoadOptions:
    """Return how a resource is loaded."""
    return api.get_options(look.actor(request), key)


@router.put("/resources/{key}/options", response=LoadOptions, summary="保存入库选项")
def save_options(request: HttpRequest, key: Short, options: OptionsIn) -> LoadOptions:
    """Keep how a resource is loaded."""
    words = None if options.null_words is None else tuple(options.null_words)
    wanted = LoadOptions(key, words, options.is_scheduled)
    return api.save_options(look.actor(request), wanted)


@router.get("/timeliness", response=list[Timeliness], summary="部门入库时效")
def list_timeliness(request: HttpRequest) -> list[Timeliness]:
    """Return, per department, how its loads keep up."""
    return list(api.list_timeliness(look.actor(request)))
