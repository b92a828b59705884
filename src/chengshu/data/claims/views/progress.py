"""The progress board: who answered, who waits, how long since the issue."""

from collections.abc import Mapping, Sequence

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from chengshu.base.look import api as look
from chengshu.base.look.contracts import ChartOptions, Column, Filter, Series, TableView
from chengshu.data.claims import api
from chengshu.data.claims.contracts import DepartmentProgress, Stage
from chengshu.data.claims.views.lists import page_of
from chengshu.data.claims.views.tones import name_organisations

_CHARTED = 20
_STAGES = {
    "waiting": Stage.WAITING,
    "claimed": Stage.CLAIMED,
    "not_applicable": Stage.NOT_APPLICABLE,
    "disputed": Stage.DISPUTED,
    "in_review": Stage.IN_REVIEW,
    "reviewed": Stage.REVIEWED,
    "listed": Stage.LISTED,
    "overdue": Stage.OVERDUE,
}
_TOTALS = ("issued", *_STAGES)


@look.page
def show_progress(request: HttpRequest) -> HttpResponseBase:
    """Show how far each department is; each number opens its lines where they may be seen."""
    progress = api.claim_progress(look.actor(request))
    names = name_organisations()
    rows = [_row(row, names) for row in progress]
    totals = {name: sum(getattr(row, name) for row in progress) for name in _TOTALS}
    context = {
        "totals": totals,
        "rate": totals["claimed"] / totals["issued"] if totals["issued"] else None,
        "departments": len(progress),
        "chart": _chart(progress, names),
    }
    view = TableView(
        title=_("认领进度"),
        columns=_columns(),
        filters=(Filter("q", _("单位名称")),),
        fetch=lambda asked: page_of(rows, asked),
        export_name="claim-progress",
        empty_title=_("还没有下发要素"),
        empty_hint=_("数据局下发要素后，各单位的认领进度会列在这里。"),
    )
    return look.respond_table(request, view, template="claims/progress.html", context=context)


def _columns() -> tuple[Column, ...]:
    return (
        Column("name", _("单位"), sortable=True, link="url"),
        Column("issued", _("下发"), "number", sortable=True, link="url"),
        Column("claimed", _("已认领"), "number", sortable=True, link="claimed_url"),
        Column("rate", _("认领率"), "percent", sortable=True),
        Column("not_applicable", _("不适用"), "number", sortable=True, link="not_applicable_url"),
        Column("disputed", _("有争议"), "number", sortable=True, link="disputed_url"),
        Column("waiting", _("待认领"), "number", sortable=True, link="waiting_url"),
        Column("overdue", _("已超期"), "number", sortable=True, link="overdue_url"),
        Column("in_review", _("审核中"), "number", sortable=True, link="in_review_url"),
        Column("reviewed", _("已审核通过"), "number", sortable=True, link="reviewed_url"),
        Column("listed", _("已列入清单"), "number", sortable=True, link="listed_url"),
        Column("days", _("下发天数"), "number", sortable=True),
    )


def _row(row: DepartmentProgress, names: Mapping[str, str]) -> Mapping[str, object]:
    values: dict[str, object] = {
        **vars(row),
        "name": names[row.department_code],
        "rate": row.claimed_share,
    }
    if row.may_open:
        address = reverse("claims:list")
        department = {"department": row.department_code}
        values["url"] = f"{address}?{urlencode(department)}"
        for name, stage in _STAGES.items():
            words = urlencode({**department, "stage": stage.value})
            values[f"{name}_url"] = f"{address}?{words}"
    return values


def _chart(progress: Sequence[DepartmentProgress], names: Mapping[str, str]) -> ChartOptions:
    shown = progress[:_CHARTED]
    return look.bar_chart(
        categories=[names[row.department_code] for row in shown],
        series=[
            Series(_("已认领"), [row.claimed for row in shown]),
            Series(_("不适用"), [row.not_applicable for row in shown]),
            Series(_("有争议"), [row.disputed for row in shown]),
            Series(_("待认领"), [row.waiting for row in shown]),
        ],
        horizontal=True,
        stacked=True,
    )
