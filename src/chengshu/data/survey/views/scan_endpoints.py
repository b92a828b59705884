"""The JSON API of scans, under /api/v1/survey/scans."""

from typing import Annotated, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from chengshu.base.look import api as look
from chengshu.data.survey import api
from chengshu.data.survey.contracts import (
    ScanInfo,
    ScanOptions,
    ScanPage,
    ScanQuery,
    ScanState,
    ScanTablePage,
    ScanTableQuery,
    TableState,
)

router = Router(tags=["survey"])
_MAX_PAGE = 1_000_000
_MAX_ID = 9_223_372_036_854_775_807
Word = Annotated[str, Field(max_length=128, pattern=r"^[^\x00]*$")]
Number = Annotated[int, Field(ge=1, le=_MAX_ID)]
Page = Annotated[int, Field(ge=1, le=_MAX_PAGE)]
PageSize = Annotated[int, Field(ge=1, le=100)]


class ScansQuery(Schema):
    """Which scans to list; empty words do not narrow."""

    source_code: Word = ""
    state: ScanState | None = None
    page: Page = 1
    page_size: PageSize = 20


class TablesQuery(Schema):
    """Which tables of a scan to list; empty words do not narrow."""

    text: Word = ""
    state: TableState | None = None
    page: Page = 1
    page_size: PageSize = 20


class ScanIn(Schema):
    """A scan as asked for."""

    source_code: Word
    rows: Annotated[int, Field(ge=1, le=200_000)] = 10_000
    seconds: Annotated[float, Field(gt=0, le=600)] = 10.0
    tables: Annotated[tuple[Word, ...], Field(max_length=200)] = ()
    window: Word = ""


@router.get("/", response=ScanPage, summary="扫描列表")
def list_scans(request: HttpRequest, asked: Query[ScansQuery]) -> ScanPage:
    """Return one page of scans, newest first."""
    return api.list_scans(look.actor(request), ScanQuery(**asked.dict()))


@router.post("/", response=ScanInfo, summary="开始扫描")
def start_scan(request: HttpRequest, asked: ScanIn) -> ScanInfo:
    """Have a source read."""
    options = ScanOptions(asked.rows, asked.seconds, asked.tables, asked.window)
    return api.start_scan(look.actor(request), asked.source_code, options)


@router.get("/{scan}", response=ScanInfo, summary="一次扫描")
def get_scan(request: HttpRequest, scan: Number) -> ScanInfo:
    """Return how far a scan is and what it has cost."""
    return api.get_scan(look.actor(request), scan)


@router.get("/{scan}/tables", response=ScanTablePage, summary="扫描的数据表")
def list_tables(request: HttpRequest, scan: Number, asked: Query[TablesQuery]) -> ScanTablePage:
    """Return one page of the tables of a scan, with what could not be read and why."""
    return api.list_scan_tables(look.actor(request), scan, ScanTableQuery(**asked.dict()))


@router.post("/{scan}/{act}", response=ScanInfo, summary="暂停、继续或取消扫描")
def turn_scan(
    request: HttpRequest, scan: Number, act: Literal["pause", "resume", "cancel"]
) -> ScanInfo:
    """Pause, resume or cancel a scan."""
    acts = {"pause": api.pause_scan, "resume": api.resume_scan, "cancel": api.cancel_scan}
    return acts[act](look.actor(request), scan)
