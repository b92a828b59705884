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
from chengshu.data.quality import api as quality
from chengshu.data.repair import api
from chengshu.data.repair.contracts import (
    OrderQuery,
    OrderSort,
    OrderState,
    OrderStep,
    RepairOrderInfo,
)
from chengshu.data.repair.forms import AnswerForm
from chengshu.data.repair.views.rows import rows_view
from chengshu.data.repair.wordings import ESCALATED, LIGHTS, ORDER_STATES, STEPS

_COLUMNS = (
    Column("number", _("工单编号"), "code", link="url"),
    Column("title", _("资源"), link="url"),
    Column("cause", _("问题规则")),
    Column("organisation", _("数源部门")),
    Column("rows", _("问题行数"), "number", sortable=True),
    Column("open_rows", _("待修复"), "number", sortable=True),
    Column("opened_at", _("发出时间"), "datetime", sortable=True),
    Column("due_at", _("答复期限"), "datetime", sortable=True),
    Column("light", _("时限"), "tag"),
    Column("state", _("状态"), "tag"),
)
_FILTERS = (
    Filter("q", _("资源、数据项或编号")),
    Filter(
        "state",
        _("状态"),
        "choice",
        tuple((state.value, tag.text) for state, tag in ORDER_STATES.items()),
    ),
    Filter("late", _("时限"), "choice", (("1", _("已超期")),)),
    Filter("resource", _("资源代码")),
    Filter("organisation", _("部门代码")),
)


@look.page
def list_orders(request: HttpRequest) -> HttpResponseBase:
    """Show the repair orders the person may see, those due first at the top."""
    return look.respond_table(request, _orders_view(look.actor(request)))


@look.page
def show_order(request: HttpRequest, number: str) -> HttpResponseBase:
    """Show one order with its rows; its provider may answer."""
    actor = look.actor(request)
    order = api.get_order(actor, number)
    form = AnswerForm(request.POST or None, initial={"answer": order.answer})
    if request.method == "POST" and form.is_valid():
        try:
            api.answer_order(actor, number, answer=form.cleaned_data["answer"])
        except RefusedError as error:
            look.add_error(form, error)
        else:
            messages.success(request, _("已提交答复。"))
            return redirect("repair:order", number)
    return look.respond_table(
        request,
        rows_view(actor, number),
        template="repair/order.html",
        context=_context(actor, order, form),
    )


@require_POST
@look.page
def close_order(request: HttpRequest, number: str) -> HttpResponseBase:
    """Close an answered order."""
    api.close_order(look.actor(request), number)
    messages.success(request, _("工单已办结。"))
    return redirect("repair:order", number)


def _context(actor: Actor, order: RepairOrderInfo, form: AnswerForm) -> Mapping[str, object]:
    answers = order.state is not OrderState.CLOSED and access.may(
        actor, "repair.answer", organisation=order.organisation_code
    )
    closes = order.state is OrderState.ANSWERED and access.may(
        actor, "repair.close", organisation=order.organisation_code
    )
    corrects = order.state is not OrderState.CLOSED and access.may(
        actor, "repair.correct", organisation=order.organisation_code
    )
    return {
        "order": order,
        "corrects": corrects,
        "downloads": bool(order.open_rows)
        and access.may(actor, "repair.download", organisation=order.organisation_code),
        "state": ORDER_STATES[order.state],
        "escalated": ESCALATED if order.is_escalated else None,
        "organisation": _name_of(order.organisation_code, {}),
        "form": form if answers else None,
        "closes": closes,
        "expects": _expects(actor, order),
        "steps": [_step_item(step) for step in api.list_steps(actor, order.number)],
        "crumbs": [Crumb(_("整改工单"), reverse("repair:orders")), Crumb(order.number)],
    }


def _expects(actor: Actor, order: RepairOrderInfo) -> list[str]:
    """Return what the rules of an order ask for, as the latest batch of it was judged."""
    counts = quality.get_verdict(actor, order.batches[-1]).by_rule
    return [
        count.expects
        for count in counts
        if count.rule == order.rule or (not order.rule and count.failed)
    ]


def _step_item(step: OrderStep) -> TimelineItem:
    words = STEPS[step.kind]
    url = reverse("ingest:batch", args=[step.batch_id]) if step.batch_id else ""
    return TimelineItem(
        step.at, words.text, step.by, step.note or _batch_note(step), words.tone, url
    )


def _batch_note(step: OrderStep) -> str:
    if step.batch_id is None:
        return ""
    note = gettext("批次 %(batch)s，%(rows)s 行")
    return note % {"batch": step.batch_id, "rows": step.rows}


def _orders_view(actor: Actor) -> TableView:
    names: dict[str, str] = {}

    def fetch(asked: TableRequest) -> TablePage:
        page = api.list_orders(actor, _query(asked))
        return TablePage([_cells(order, names) for order in page.rows], page.total)

    return TableView(
        title=_("整改工单"),
        columns=_COLUMNS,
        filters=_FILTERS,
        fetch=fetch,
        export_name="repair-orders",
        default_sort="due_at",
        empty_title=_("没有整改工单"),
        empty_hint=_("质检发现问题数据时，会按资源和规则自动向数源部门发出整改工单。"),
    )


def _query(asked: TableRequest) -> OrderQuery:
    chosen = asked.filters
    return OrderQuery(
        organisation_code=chosen.get("organisation", ""),
        resource_code=chosen.get("resource", ""),
        state=OrderState(chosen["state"]) if chosen.get("state") else None,
        is_overdue=bool(chosen.get("late")),
        text=chosen.get("q", ""),
        sort=OrderSort(asked.sort) if asked.sort else OrderSort.DUE,
        descending=asked.descending,
        limit=asked.page_size,
        offset=asked.offset,
    )


def _cells(order: RepairOrderInfo, names: dict[str, str]) -> Mapping[str, object]:
    return {
        "url": reverse("repair:order", args=[order.number]),
        "number": order.number,
        "title": order.resource_title,
        "cause": order.cause or gettext("整批"),
        "organisation": _name_of(order.organisation_code, names),
        "rows": order.rows,
        "open_rows": order.open_rows,
        "opened_at": order.opened_at,
        "due_at": order.due_at,
        "light": _light(order),
        "state": ORDER_STATES[order.state],
    }


def _light(order: RepairOrderInfo) -> object:
    if order.state is not OrderState.OPEN:
        return ""
    return ESCALATED if order.is_escalated else LIGHTS[order.light]


def _name_of(code: str, names: dict[str, str]) -> str:
    if code not in names:
        organisation = accounts.find_organisation(code)
        names[code] = organisation.name if organisation else code
    return names[code]
