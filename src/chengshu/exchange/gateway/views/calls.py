"""The record of calls, and the use of one grant day by day."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from chengshu.base.look import api as look
from chengshu.base.look.contracts import (
    Column,
    Filter,
    Series,
    TablePage,
    TableRequest,
    TableView,
    Tag,
)
from chengshu.exchange.gateway import api
from chengshu.exchange.gateway.contracts import CallFilter, CallInfo, CallOutcome
from chengshu.exchange.sharing import api as sharing


@look.page
def list_calls(request: HttpRequest) -> HttpResponseBase:
    """Show the calls made by one's organisation or on its data."""
    actor = look.actor(request)

    def fetch(asked: TableRequest) -> TablePage:
        calls, total = api.list_calls(
            actor, _to_filter(asked.filters), page=asked.page, size=asked.page_size
        )
        return TablePage([_row(call) for call in calls], total)

    view = TableView(
        title=_("调用记录"),
        columns=(
            Column("at", _("时间"), "datetime"),
            Column("application", _("应用"), "code"),
            Column("resource", _("信息资源"), "code"),
            Column("grant", _("授权"), "code", link="url"),
            Column("query", _("条件")),
            Column("outcome", _("结果"), "tag"),
            Column("code", _("原因"), "code"),
            Column("rows", _("行数"), "number"),
            Column("milliseconds", _("耗时（毫秒）"), "number"),
            Column("address", _("来源地址"), "code"),
            Column("receipt", _("回执编号"), "code"),
        ),
        filters=_list_filters(),
        fetch=fetch,
        export_name="calls",
        empty_title=_("还没有调用"),
        empty_hint=_("应用用密钥签名调用网关后，每次调用都会记在这里。"),
    )
    return look.respond_table(request, view)


@look.page
def show_usage(request: HttpRequest, number: str) -> HttpResponseBase:
    """Show how a grant was used, day by day."""
    actor = look.actor(request)
    grant = sharing.get_grant(actor, number)
    days = api.list_usage(actor, number)
    rows = [
        {"day": day.day, "calls": day.calls, "rows": day.rows, "share": day.calls / day.quota}
        for day in days
    ]
    view = TableView(
        title=_("授权使用情况"),
        columns=(
            Column("day", _("日期"), "date"),
            Column("calls", _("调用次数"), "number"),
            Column("share", _("占上限"), "percent"),
            Column("rows", _("返回行数"), "number"),
        ),
        filters=(),
        fetch=lambda asked: TablePage(
            rows[asked.offset : asked.offset + asked.page_size], len(rows)
        ),
        export_name=f"usage-{number}",
        empty_title=_("该授权还没有被调用"),
    )
    context = {"grant": grant, "chart": _draw(rows), "has_rows": bool(rows)}
    return look.respond_table(request, view, template="gateway/usage.html", context=context)


def _draw(rows: list[dict[str, object]]) -> object:
    ordered = rows[::-1]
    values = [int(str(row["calls"])) for row in ordered]
    return look.bar_chart(
        categories=[str(row["day"]) for row in ordered],
        series=[Series(_("调用次数"), values)],
    )


def _list_filters() -> tuple[Filter, ...]:
    outcomes = (
        (CallOutcome.ANSWERED.value, _("已应答")),
        (CallOutcome.REFUSED.value, _("已拒绝")),
        (CallOutcome.FAILED.value, _("失败")),
    )
    return (
        Filter("q", _("关键词")),
        Filter("application", _("应用")),
        Filter("resource", _("信息资源")),
        Filter("grant", _("授权编号")),
        Filter("outcome", _("结果"), "choice", outcomes),
        Filter("from", _("起始日期"), "date"),
        Filter("until", _("截止日期"), "date"),
    )


def _to_filter(filters: Mapping[str, str]) -> CallFilter:
    return CallFilter(
        application_code=filters.get("application", ""),
        resource_code=filters.get("resource", ""),
        grant_number=filters.get("grant", ""),
        outcome=filters.get("outcome", ""),
        day_from=parse_date(filters.get("from", "")),
        day_until=parse_date(filters.get("until", "")),
        text=filters.get("q", ""),
    )


def _row(call: CallInfo) -> dict[str, object]:
    tags = {
        CallOutcome.ANSWERED: Tag(_("已应答"), "good"),
        CallOutcome.REFUSED: Tag(_("已拒绝"), "bad"),
        CallOutcome.FAILED: Tag(_("失败"), "caution"),
    }
    usage = reverse("gateway:usage", args=[call.grant_number]) if call.grant_number else ""
    return {
        "at": call.at,
        "application": call.application_code,
        "resource": call.resource_code,
        "grant": call.grant_number,
        "url": usage,
        "query": call.query,
        "outcome": tags[call.outcome],
        "code": call.code,
        "rows": call.rows,
        "milliseconds": call.milliseconds,
        "address": call.address,
        "receipt": call.id,
    }
