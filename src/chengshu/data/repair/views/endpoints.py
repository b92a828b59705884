"""JSON of repair at /api/v1/repair/."""

from typing import Annotated

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from chengshu.base.look import api as look
from chengshu.data.quality.contracts import RowPage, RowState
from chengshu.data.repair import api
from chengshu.data.repair.contracts import (
    OrderPage,
    OrderQuery,
    OrderSort,
    OrderState,
    OrderStep,
    RepairOrderInfo,
)

router = Router(tags=["repair"])
Short = Annotated[str, Field(max_length=128, pattern=r"^[^\x00]*$")]
Long = Annotated[str, Field(min_length=1, max_length=2000, pattern=r"^[^\x00]*$")]
Limit = Annotated[int, Field(ge=1, le=1000)]
Offset = Annotated[int, Field(ge=0, le=10_000_000)]


class OrderFilter(Schema):
    """Filters of repair orders."""

    organisation_code: Short = ""
    resource_code: Short = ""
    rule: Short = ""
    state: OrderState | None = None
    is_overdue: bool = False
    text: Short = ""
    sort: OrderSort = OrderSort.DUE
    descending: bool = False
    limit: Limit = 50
    offset: Offset = 0


class OrderRowFilter(Schema):
    """Filters of the rows of one order."""

    state: RowState | None = None
    text: Short = ""
    limit: Limit = 50
    offset: Offset = 0


class AnswerIn(Schema):
    """The provider's answer to an order."""

    answer: Long


@router.get("/orders", response=OrderPage, summary="整改工单列表")
def list_orders(request: HttpRequest, chosen: Query[OrderFilter]) -> OrderPage:
    """Return repair orders, those due first at the top."""
    return api.list_orders(look.actor(request), OrderQuery(**chosen.dict()))


@router.get("/orders/{number}", response=RepairOrderInfo, summary="整改工单")
def get_order(request: HttpRequest, number: Short) -> RepairOrderInfo:
    """Return one repair order."""
    return api.get_order(look.actor(request), number)


@router.get("/orders/{number}/rows", response=RowPage, summary="整改工单中的问题数据")
def list_order_rows(request: HttpRequest, number: Short, chosen: Query[OrderRowFilter]) -> RowPage:
    """Return the rows an order holds, sensitive values masked."""
    return api.list_order_rows(look.actor(request), number, **chosen.dict())


@router.get("/orders/{number}/steps", response=list[OrderStep], summary="整改工单办理过程")
def list_steps(request: HttpRequest, number: Short) -> list[OrderStep]:
    """Return what happened to an order, in time."""
    return list(api.list_steps(look.actor(request), number))


@router.post("/orders/{number}/answer", response=RepairOrderInfo, summary="答复整改工单")
def answer_order(request: HttpRequest, number: Short, answer: AnswerIn) -> RepairOrderInfo:
    """Answer a repair order for its provider."""
    return api.answer_order(look.actor(request), number, answer=answer.answer)


@router.post("/orders/{number}/close", response=RepairOrderInfo, summary="办结整改工单")
def close_order(request: HttpRequest, number: Short) -> RepairOrderInfo:
    """Close an answered repair order."""
    return api.close_order(look.actor(request), number)
