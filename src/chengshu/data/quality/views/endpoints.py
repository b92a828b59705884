"""JSON of quality at /api/v1/quality/."""

from typing import Annotated

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from chengshu.base.look import api as look
from chengshu.data.quality import api
from chengshu.data.quality.contracts import (
    QuarantinedRow,
    RowPage,
    RowQuery,
    RowState,
    Verdict,
)

router = Router(tags=["quality"])
Short = Annotated[str, Field(max_length=128, pattern=r"^[^\x00]*$")]
Long = Annotated[str, Field(min_length=1, max_length=2000, pattern=r"^[^\x00]*$")]
Number = Annotated[int, Field(ge=1, le=2**62)]
RowId = Annotated[str, Field(pattern=r"^[0-9]{1,18}-[0-9]{1,18}$")]
Limit = Annotated[int, Field(ge=1, le=1000)]
Offset = Annotated[int, Field(ge=0, le=10_000_000)]


class RowFilter(Schema):
    """Filters of refused rows."""

    resource_code: Short = ""
    batch_id: Number | None = None
    rule: Short = ""
    state: RowState | None = None
    text: Short = ""
    limit: Limit = 50
    offset: Offset = 0


class WaiverIn(Schema):
    """Why a row may rest unrepaired."""

    reason: Long


@router.get("/verdicts/{batch_id}", response=Verdict, summary="批次质检结果")
def get_verdict(request: HttpRequest, batch_id: Number) -> Verdict:
    """Return the verdict over a batch with counts per rule."""
    return api.get_verdict(look.actor(request), batch_id)


@router.get("/rows", response=RowPage, summary="问题数据列表")
def list_rows(request: HttpRequest, chosen: Query[RowFilter]) -> RowPage:
    """Return refused rows with all their reasons, sensitive values masked."""
    return api.list_quarantined(look.actor(request), RowQuery(**chosen.dict()))


@router.get("/rows/{row_id}", response=QuarantinedRow, summary="一行问题数据")
def get_row(request: HttpRequest, row_id: RowId) -> QuarantinedRow:
    """Return one refused row."""
    return api.get_quarantined(look.actor(request), row_id)


@router.post("/rows/{row_id}/waive", response=QuarantinedRow, summary="豁免一行问题数据")
def waive_row(request: HttpRequest, row_id: RowId, waiver: WaiverIn) -> QuarantinedRow:
    """Let a refused row rest unrepaired."""
    actor = look.actor(request)
    api.waive_row(actor, row_id, reason=waiver.reason)
    return api.get_quarantined(actor, row_id)
