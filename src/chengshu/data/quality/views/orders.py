"""Pages of repair orders: list, one order with its rows, answer, close."""

from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from chengshu.base.access import api as access
from chengshu.base.accounts import api as accounts
from chengshu.base.accounts.contracts import Actor
from chengshu.base.errors.api import RefusedError
from chengshu.base.look import api as look
from chengshu.base.look.contracts import (
    Column,
    Crumb,
    Filter,
    TablePage,
    TableRequest,
    TableView,
    TimelineItem,
)
from chengshu.data.quality import api
from chengshu.data.quality.contracts import OrderQuery, OrderState, RepairOrderInfo
from chengshu.data.quality.forms import AnswerForm
from chengshu.data.quality.views.rows import rows_view
from chengshu.data.quality.wordings import LIGHTS, ORDER_STATES

_COLUMNS = (
    Column("number", _("工单编号"), "code", link="url"),
    Column("title", _("资源")),
    Column("organisation", _("数源部门")),
    Column("rows", _("问题行数"), "number"),
    Column("open_rows", _("待修复"), "number"),
    Column("due_at", _("答复期限"), "datetime"),
    Column("light", _("时限"), "tag"),
    Column("state", _("状态"), "tag"),
)
_FILTERS = (
    Filter("q", _("资源或编号")),
    Filter(
        "state",
        _("状态"),
        "choice",
        tuple((state.value, tag.text) for state, tag in ORDER_STATES.items()),
    ),
)


@look.page
def list_orders(request: HttpRequest) -> HttpResponseBase:
    """Show the repair orders the person may see, those due first at the top."""
    return look.respond_table(request, _orders_view(look.actor(request)))


@look.page
def show_order(request: HttpRequest, number: str) -> HttpResponseBase:
    """Show one order with its rows; its provider may answer."""
    actor = look.actor(request)
    order = api.get_repair_order(actor, number)
    form = AnswerForm(request.POST or None, initial={"answer": order.answer})
    if request.method == "POST" and form.is_valid():
        try:
            api.answer_repair_order(actor, number, answer=form.cleaned_data["answer"])
        except RefusedError as error:
            look.add_error(form, error)
        else:
            messages.success(request, _("已提交答复。"))
            return redirect("quality:order", number)
    return look.respond_table(
        request,
        rows_view(actor, order_number=number),
        template="quality/order.html",
        context=_context(actor, order, form),
    )


@require_POST
@look.page
def close_order(request: HttpRequest, number: str) -> HttpResponseBase:
    """Close an answered order."""
    api.close_repair_order(look.actor(request), number)
    messages.success(request, _("工单已办结。"))
    return redirect("quality:order", number)


def _context(actor: Actor, order: RepairOrderInfo, form: AnswerForm) -> Mapping[str, object]:
    organisation = accounts.find_organisation(order.organisation_code)
    answers = order.state is not OrderState.CLOSED and access.may(
        actor, "quality.answer", organisation=order.organisation_code
    )
    closes = order.state is OrderState.ANSWERED and access.may(
        actor, "quality.close", organisation=order.organisation_code
    )
    return {
        "order": order,
        "state": ORDER_STATES[order.state],
        "organisation": organisation.name if organisation else order.organisation_code,
        "form": form if answers else None,
        "closes": closes,
        "verdict": api.get_verdict(actor, order.batch_id),
        "steps": _steps(order),
        "crumbs": [Crumb(_("整改工单"), reverse("quality:orders")), Crumb(order.number)],
    }


def _steps(order: RepairOrderInfo) -> list[TimelineItem]:
    steps = [TimelineItem(order.opened_at, _("发出工单"), note=_rows_note(order), tone="caution")]
    if order.answered_at:
        steps.append(
            TimelineItem(
                order.answered_at, _("数源部门答复"), order.answered_by, order.answer, "info"
            )
        )
    if order.closed_at:
        steps.append(TimelineItem(order.closed_at, _("办结"), order.closed_by, tone="good"))
    return steps


def _rows_note(order: RepairOrderInfo) -> str:
    return gettext("%(rows)s 行问题数据") % {"rows": order.rows}


def _orders_view(actor: Actor) -> TableView:
    names: dict[str, str] = {}

    def fetch(asked: TableRequest) -> TablePage:
        chosen = asked.filters
        query = OrderQuery(
            text=chosen.get("q", ""),
            state=OrderState(chosen["state"]) if chosen.get("state") else None,
            limit=asked.page_size,
            offset=asked.offset,
        )
        page = api.list_repair_orders(actor, query)
        return TablePage([_cells(order, names) for order in page.rows], page.total)

    return TableView(
        title=_("整改工单"),
        columns=_COLUMNS,
        filters=_FILTERS,
        fetch=fetch,
        export_name="repair-orders",
        empty_title=_("没有整改工单"),
        empty_hint=_("批次中有问题数据时，会自动向数源部门发出整改工单。"),
    )


def _cells(order: RepairOrderInfo, names: dict[str, str]) -> Mapping[str, object]:
    code = order.organisation_code
    if code not in names:
        organisation = accounts.find_organisation(code)
        names[code] = organisation.name if organisation else code
    return {
        "url": reverse("quality:order", args=[order.number]),
        "number": order.number,
        "title": order.resource_title,
        "organisation": names[code],
        "rows": order.rows,
        "open_rows": order.open_rows,
        "due_at": order.due_at,
        "light": LIGHTS[order.light] if order.state is OrderState.OPEN else "",
        "state": ORDER_STATES[order.state],
    }
