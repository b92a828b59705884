"""Lists: the board of demands with its measures, and the duties taken on."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from chengshu.base.access import api as access
from chengshu.base.look import api as look
from chengshu.base.look.contracts import (
    Column,
    Crumb,
    Filter,
    TablePage,
    TableRequest,
    TableView,
    Tag,
)
from chengshu.exchange.matching import api
from chengshu.exchange.matching.contracts import DemandInfo, DemandQuery, DemandState, DutyInfo
from chengshu.exchange.matching.labels import STATE_LABELS, URGENCY_LABELS
from chengshu.exchange.matching.views.tones import name_organisations, state_tag

Row = Mapping[str, object]


@look.page
def show_board(request: HttpRequest) -> HttpResponseBase:
    """Show the demands of and to one's organisations, with the measures above."""
    actor = look.actor(request)
    names = name_organisations()

    def fetch(asked: TableRequest) -> TablePage:
        page = api.list_demands(actor, _query(asked))
        return TablePage([_row(info, names) for info in page.rows], page.total)

    view = TableView(
        title=_("供需对接"),
        columns=(
            Column("number", _("需求编号"), "code", link="url"),
            Column("title", _("需求名称"), sortable=True, link="url"),
            Column("organisation", _("需求单位")),
            Column("provider", _("提供单位")),
            Column("urgency", _("紧急程度")),
            Column("wanted_on", _("期望时间"), "date", sortable=True),
            Column("state", _("状态"), "tag", sortable=True),
            Column("due_at", _("办理期限"), "datetime", sortable=True),
            Column("light", _("时限"), "level"),
        ),
        filters=(
            Filter("q", _("名称或数据项")),
            Filter("state", _("状态"), "choice", tuple(STATE_LABELS.items())),
            Filter("late", _("时限"), "choice", (("1", _("已超期")),)),
        ),
        fetch=fetch,
        export_name="demands",
        empty_title=_("还没有数据需求"),
        empty_hint=_("目录中找不到需要的数据时，在这里提出需求，由数据局协调来源。"),
    )
    context = {
        "measures": api.measure_board(actor),
        "may_submit": access.may(actor, "matching.submit_demand"),
    }
    return look.respond_table(request, view, template="matching/board.html", context=context)


def _query(asked: TableRequest) -> DemandQuery:
    chosen = asked.filters
    return DemandQuery(
        text=chosen.get("q", ""),
        state=DemandState(chosen["state"]) if "state" in chosen else None,
        is_late=True if "late" in chosen else None,
        order=("-" if asked.descending else "") + asked.sort,
        page=asked.page,
        page_size=asked.page_size,
    )


def _row(info: DemandInfo, names: Mapping[str, str]) -> Row:
    return {
        "number": info.number,
        "url": reverse("matching:demand", args=[info.id]),
        "title": info.asked.title,
        "organisation": names[info.asked.organisation_code],
        "provider": names[info.provider_code] if info.provider_code else "",
        "urgency": URGENCY_LABELS[info.asked.urgency],
        "wanted_on": info.asked.wanted_on,
        "state": state_tag(info.state),
        "due_at": info.due_at,
        "light": info.light,
    }


@look.page
def list_duties(request: HttpRequest) -> HttpResponseBase:
    """Show what departments promised to supply, the earliest first."""
    names = name_organisations()
    rows = [_duty_row(duty, names) for duty in api.list_duties(look.actor(request))]

    def fetch(asked: TableRequest) -> TablePage:
        text = asked.filters.get("q", "").lower()
        found = [row for row in rows if text in " ".join(map(str, row.values())).lower()]
        if asked.sort:
            found.sort(key=lambda row: str(row[asked.sort]), reverse=asked.descending)
        return TablePage(found[asked.offset : asked.offset + asked.page_size], len(found))

    view = TableView(
        title=_("责任清单"),
        columns=(
            Column("title", _("数据"), sortable=True, link="url"),
            Column("provider", _("提供单位"), sortable=True),
            Column("organisation", _("需求单位"), sortable=True),
            Column("items", _("所需数据项")),
            Column("promise", _("质量承诺")),
            Column("owner", _("责任人")),
            Column("due_on", _("完成日期"), "date", sortable=True),
            Column("resource", _("目录编号"), "code", link="resource_url"),
            Column("state", _("履行"), "tag"),
        ),
        filters=(Filter("q", _("数据、单位或责任人")),),
        fetch=fetch,
        export_name="duties",
        empty_title=_("还没有责任事项"),
        empty_hint=_("提供单位确认需求后，承诺会列在这里。"),
    )
    crumbs = [Crumb(_("供需对接"), reverse("matching:board")), Crumb(_("责任清单"))]
    return look.respond_table(request, view, context={"crumbs": crumbs})


def _duty_row(duty: DutyInfo, names: Mapping[str, str]) -> Row:
    key = duty.resource_key
    return {
        "title": duty.title,
        "url": reverse("matching:demand", args=[duty.demand_id]),
        "provider": names[duty.provider_code],
        "organisation": names[duty.organisation_code],
        "items": duty.items,
        "promise": duty.promise,
        "owner": duty.owner,
        "due_on": duty.due_on,
        "resource": key,
        "resource_url": reverse("catalog:entry", args=[key]) if key else "",
        "state": _met(duty),
    }


def _met(duty: DutyInfo) -> Tag:
    if duty.is_met:
        return Tag(_("已履行"), "good")
    return Tag(_("已超期"), "bad") if duty.is_late else Tag(_("履行中"), "info")
