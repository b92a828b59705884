"""JSON of vitals at /api/v1/vitals/."""

from typing import Annotated

from django.http import HttpRequest
from ninja import Field, Path, Router

from chengshu.base.look import api as look
from chengshu.operations.vitals import api
from chengshu.operations.vitals.contracts import Explanation, IndicatorInfo, ReadingInfo

router = Router(tags=["vitals"])
Code = Annotated[str, Path(pattern="^[a-z][a-z0-9_.-]{1,63}$")]
Short = Annotated[str, Field(max_length=64, pattern=r"^[^\x00]*$")]
Number = Annotated[int, Path(ge=1, le=2**62)]


@router.get("/indicators", response=list[IndicatorInfo], summary="指标列表")
def list_indicators(request: HttpRequest, theme: Short = "") -> list[IndicatorInfo]:
    """Return the indicators at their present version."""
    return list(api.list_indicators(look.actor(request), theme=theme))


@router.get("/indicators/{code}", response=IndicatorInfo, summary="指标定义")
def get_indicator(request: HttpRequest, code: Code) -> IndicatorInfo:
    """Return one indicator."""
    return api.get_indicator(look.actor(request), code)


@router.get("/indicators/{code}/readings", response=list[ReadingInfo], summary="指标值")
def list_readings(
    request: HttpRequest, code: Code, *, area: Short | None = None, period: Short | None = None
) -> list[ReadingInfo]:
    """Return the readings in force by period and area; `area` empty is the city total."""
    actor = look.actor(request)
    api.get_indicator(actor, code)
    return list(api.list_readings(actor, code=code, area=area, period=period))


@router.post("/indicators/{code}/compute", response=list[ReadingInfo], summary="计算指标")
def compute_indicator(request: HttpRequest, code: Code) -> list[ReadingInfo]:
    """Compute on the latest snapshot and return the readings in force."""
    return list(api.compute_indicator(look.actor(request), code))


@router.get("/readings/{reading_id}", response=ReadingInfo, summary="单个指标值")
def get_reading(request: HttpRequest, reading_id: Number) -> ReadingInfo:
    """Return one reading."""
    return api.get_reading(look.actor(request), reading_id)


@router.get("/readings/{reading_id}/explain", response=Explanation, summary="指标值溯源")
def explain(request: HttpRequest, reading_id: Number) -> Explanation:
    """Walk a reading back to formula, snapshot, batches, rule results and people."""
    return api.explain(look.actor(request), reading_id)
