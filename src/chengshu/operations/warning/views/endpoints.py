"""JSON of warning at /api/v1/warning/."""

from typing import Annotated

from django.http import HttpRequest
from ninja import Field, Path, Query, Router, Schema

from chengshu.base.look import api as look
from chengshu.operations.vitals.contracts import Level
from chengshu.operations.warning import api
from chengshu.operations.warning.contracts import (
    AlertDetail,
    AlertInfo,
    AlertPage,
    AlertQuery,
    AlertRuleSpec,
    AlertState,
)

router = Router(tags=["warning"])
Number = Annotated[int, Path(ge=1, le=2**62)]
Short = Annotated[str, Field(max_length=64, pattern=r"^[^\x00]*$")]
Note = Annotated[str, Field(max_length=1000, pattern=r"^[^\x00]*$")]


class AlertFilter(Schema):
    """Filters of the list."""

    text: Short = ""
    level: Level | None = None
    state: AlertState | None = None
    indicator_code: Short = ""
    area_code: Short = ""
    page: Annotated[int, Field(ge=1, le=100_000)] = 1
    page_size: Annotated[int, Field(ge=1, le=200)] = 20


class NoteIn(Schema):
    """A note to an act."""

    note: Note = ""


@router.get("/alerts", response=AlertPage, summary="预警列表")
def list_alerts(request: HttpRequest, chosen: Query[AlertFilter]) -> AlertPage:
    """Return one page of alerts, newest first."""
    query = AlertQuery(
        text=chosen.text,
        levels=[chosen.level] if chosen.level else (),
        states=[chosen.state] if chosen.state else (),
        indicator_code=chosen.indicator_code,
        area_code=chosen.area_code,
        page=chosen.page,
        page_size=chosen.page_size,
    )
    return api.list_alerts(look.actor(request), query)


@router.get("/alerts/{alert_id}", response=AlertDetail, summary="预警详情")
def get_alert(request: HttpRequest, alert_id: Number) -> AlertDetail:
    """Return one alert with its history and permitted actions."""
    return api.get_alert(look.actor(request), alert_id)


@router.post("/alerts/{alert_id}/acknowledge", response=AlertInfo, summary="确认预警")
def acknowledge(request: HttpRequest, alert_id: Number, body: NoteIn) -> AlertInfo:
    """Record that an officer took note; a repeat changes nothing."""
    return api.acknowledge_alert(look.actor(request), alert_id, note=body.note)


@router.post("/alerts/{alert_id}/case", response=AlertInfo, summary="预警转案件")
def open_case(request: HttpRequest, alert_id: Number, body: NoteIn) -> AlertInfo:
    """Open the case of an alert, once."""
    return api.open_case(look.actor(request), alert_id, note=body.note)


@router.get("/rules", response=list[AlertRuleSpec], summary="预警规则")
def list_rules(request: HttpRequest) -> list[AlertRuleSpec]:
    """Return every rule."""
    return list(api.list_rules(look.actor(request)))


@router.post("/evaluate", response=list[AlertInfo], summary="研判预警")
def evaluate(request: HttpRequest) -> list[AlertInfo]:
    """Judge the newest readings now and return the alerts newly raised."""
    return list(api.evaluate(look.actor(request)))
