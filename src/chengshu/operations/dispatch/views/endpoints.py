"""JSON of dispatch at /api/v1/dispatch/."""

from typing import Annotated

from django.http import HttpRequest
from ninja import Field, Path, Query, Router, Schema

from chengshu.base.look import api as look
from chengshu.operations.dispatch import api
from chengshu.operations.dispatch.contracts import (
    CaseAction,
    CaseClassInfo,
    CaseCounts,
    CaseDetail,
    CaseInfo,
    CasePage,
    CaseQuery,
    CaseState,
    Move,
    NewCase,
)

router = Router(tags=["dispatch"])
CaseNo = Annotated[str, Path(pattern="^[0-9]{20}$")]
Short = Annotated[str, Field(max_length=128, pattern=r"^[^\x00]*$")]
Long = Annotated[str, Field(max_length=5000, pattern=r"^[^\x00]*$")]


class ReportIn(Schema):
    """A report; (source, source_key) names it for ever."""

    title: Short
    class_code: Short
    area_code: Short
    source: Short
    source_key: Short
    description: Long = ""
    location: Short = ""
    lead_unit: Short = ""
    code_system: Short = ""
    grid_code: Short = ""
    longitude: Annotated[float, Field(allow_inf_nan=False)] | None = None
    latitude: Annotated[float, Field(allow_inf_nan=False)] | None = None
    coordinate_system: Short = ""


class MoveIn(Schema):
    """One step; `version` is the version the caller saw."""

    action: CaseAction
    version: Annotated[int, Field(ge=1, le=2**31)]
    note: Long = ""
    unit: Short = ""


class CaseFilter(Schema):
    """Filters of the list."""

    text: Short = ""
    state: CaseState | None = None
    class_code: Short = ""
    area_code: Short = ""
    lead_unit: Short = ""
    light: Annotated[str, Field(pattern="^(green|yellow|red)?$")] = ""
    page: Annotated[int, Field(ge=1, le=100_000)] = 1
    page_size: Annotated[int, Field(ge=1, le=200)] = 20


@router.get("/cases", response=CasePage, summary="案件列表")
def list_cases(request: HttpRequest, chosen: Query[CaseFilter]) -> CasePage:
    """Return one page of the cases the caller may see."""
    query = CaseQuery(
        text=chosen.text,
        states=[chosen.state] if chosen.state else (),
        class_code=chosen.class_code,
        area_code=chosen.area_code,
        lead_unit=chosen.lead_unit,
        light=chosen.light,
        page=chosen.page,
        page_size=chosen.page_size,
    )
    return api.list_cases(look.actor(request), query)


@router.post("/cases", response=CaseInfo, summary="上报案件")
def report_case(request: HttpRequest, report: ReportIn) -> CaseInfo:
    """Open a case, or return the one already opened for (source, source_key)."""
    return api.report_case(look.actor(request), NewCase(**report.dict()))


@router.get("/cases/{case_no}", response=CaseDetail, summary="案件详情")
def get_case(request: HttpRequest, case_no: CaseNo) -> CaseDetail:
    """Return one case with flow, files and permitted actions."""
    return api.get_case(look.actor(request), case_no)


@router.post("/cases/{case_no}/actions", response=CaseInfo, summary="办理案件")
def act(request: HttpRequest, case_no: CaseNo, move: MoveIn) -> CaseInfo:
    """Take one step of the transition table."""
    return api.act(look.actor(request), case_no, Move(**move.dict()))


@router.get("/mine", response=list[CaseInfo], summary="我的待办案件")
def my_cases(request: HttpRequest) -> list[CaseInfo]:
    """Return the cases that wait for the caller, most urgent first."""
    return list(api.my_cases(look.actor(request)))


@router.get("/counts", response=CaseCounts, summary="案件统计")
def count_cases(request: HttpRequest) -> CaseCounts:
    """Return the numbers of the cases the caller may see."""
    return api.count_cases(look.actor(request))


@router.get("/classes", response=list[CaseClassInfo], summary="案件类别")
def list_classes(request: HttpRequest, code_system: Short = "") -> list[CaseClassInfo]:
    """Return the case classes valid today."""
    return list(api.list_case_classes(look.actor(request), code_system=code_system))
