"""The list of plans: attached resources and whether their steps were confirmed."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from chengshu.base.accounts import api as accounts
from chengshu.base.accounts.contracts import Actor
from chengshu.base.look import api as look
from chengshu.base.look.contracts import Column, Filter, TablePage, TableRequest, TableView, Tag
from chengshu.data.standardisation import api
from chengshu.data.standardisation.contracts import PlannedResource, PlanQuery

_STATES = {"confirmed": True, "open": False}
_COLUMNS = (
    Column("title", _("资源"), link="url"),
    Column("organisation", _("数源部门")),
    Column("items", _("信息项"), "number"),
    Column("steps", _("步骤"), "number"),
    Column("version", _("版本"), "number"),
    Column("saved_by", _("确认人")),
    Column("saved_at", _("确认时间"), "datetime"),
    Column("state", _("状态"), "tag"),
)
_FILTERS = (
    Filter("q", _("资源名称")),
    Filter("state", _("状态"), "choice", (("confirmed", _("已确认")), ("open", _("待确认")))),
)


@look.page
def list_plans(request: HttpRequest) -> HttpResponseBase:
    """Show the attached resources the person may see, with their plans."""
    return look.respond_table(request, _plans_view(look.actor(request)))


def _plans_view(actor: Actor) -> TableView:
    names: dict[str, str] = {}

    def fetch(asked: TableRequest) -> TablePage:
        chosen = asked.filters
        query = PlanQuery(
            text=chosen.get("q", ""),
            is_confirmed=_STATES.get(chosen.get("state", "")),
            limit=asked.page_size,
            offset=asked.offset,
        )
        page = api.list_plans(actor, query)
        return TablePage([_cells(row, names) for row in page.rows], page.total)

    return TableView(
        title=_("数据标准化"),
        columns=_COLUMNS,
        filters=_FILTERS,
        fetch=fetch,
        export_name="standardisation",
        empty_title=_("还没有可标准化的资源"),
        empty_hint=_("目录发布并挂接数据源后，资源会列在这里。"),
    )


def _cells(row: PlannedResource, names: dict[str, str]) -> Mapping[str, object]:
    code = row.organisation_code
    if code not in names:
        organisation = accounts.find_organisation(code)
        names[code] = organisation.name if organisation else code
    done = Tag(_("已确认"), "good") if row.version else Tag(_("待确认"), "caution")
    return {
        "url": reverse("standardisation:plan", args=[row.key]),
        "title": row.title,
        "organisation": names[code],
        "items": row.items,
        "steps": row.steps or None,
        "version": row.version or None,
        "saved_by": row.saved_by,
        "saved_at": row.saved_at,
        "state": done,
    }
