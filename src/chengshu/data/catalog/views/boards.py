"""Boards: the review queue, progress by department, code tables."""

from collections.abc import Callable, Sequence

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from chengshu.base.look import api as look
from chengshu.base.look.contracts import (
    ChartOptions,
    Column,
    Crumb,
    Filter,
    Series,
    TablePage,
    TableRequest,
    TableView,
)
from chengshu.data.catalog import api
from chengshu.data.catalog.contracts import DepartmentProgress, ReviewTask
from chengshu.data.catalog.labels import PURPOSE_LABELS, WITHHELD_LABELS
from chengshu.data.catalog.views.tones import state_tag, withheld_tag
from chengshu.data.catalog.words import normalise

Rows = Sequence[dict[str, object]]
_CHARTED = 15


def page_of(rows: Rows, searched: tuple[str, ...]) -> Callable[[TableRequest], TablePage]:
    """Return the fetch of a short list: search in some columns, sort, cut the page."""

    def fetch(asked: TableRequest) -> TablePage:
        wanted = normalise(asked.filters.get("q", ""))
        found = [row for row in rows if any(wanted in normalise(str(row[key])) for key in searched)]
        if asked.sort:
            found.sort(key=lambda row: _order(row[asked.sort]), reverse=asked.descending)
        return TablePage(found[asked.offset : asked.offset + asked.page_size], len(found))

    return fetch


def _order(value: object) -> tuple[float, str]:
    return (float(value), "") if isinstance(value, int | float) else (0.0, str(value))


def _task_row(task: ReviewTask) -> dict[str, object]:
    return {
        "title": task.title,
        "url": reverse("catalog:entry", args=[task.key]) + ("?draft=1" if task.is_change else ""),
        "provider": task.provider_name,
        "state": state_tag(task.state),
        "kind": PURPOSE_LABELS[task.purpose],
        "since": task.since,
        "due_at": task.due_at,
        "light": task.light or None,
        "behalf": task.on_behalf,
    }


@look.page
def list_reviews(request: HttpRequest) -> HttpResponseBase:
    """Show what waits for the signed-in person: reviews first, or his drafts."""
    actor = look.actor(request)
    is_draft = request.GET.get("kind") == "draft"
    tasks = api.list_drafts(actor) if is_draft else api.list_review_tasks(actor)
    view = TableView(
        title=_("我的草稿") if is_draft else _("目录审核"),
        columns=(
            Column("title", _("信息资源名称"), sortable=True, link="url"),
            Column("provider", _("提供单位"), sortable=True),
            Column("kind", _("类型")),
            Column("state", _("状态"), "tag"),
            Column("since", _("到达时间"), "datetime", sortable=True),
            Column("due_at", _("办理期限"), "datetime", sortable=True),
            Column("light", _("时限"), "level"),
            Column("behalf", _("受谁委托")),
        ),
        filters=(Filter("q", _("名称或单位")),),
        fetch=page_of([_task_row(task) for task in tasks], ("title", "provider")),
        export_name="catalog-reviews",
        empty_title=_("没有待处理的目录"),
        empty_hint=_("提交审核的目录会按到达先后列在这里。"),
    )
    context = {"is_draft": is_draft}
    return look.respond_table(request, view, template="catalog/reviews.html", context=context)


@look.page
def list_withheld(request: HttpRequest) -> HttpResponseBase:
    """Show the negative list."""
    rows: Rows = [
        {
            **vars(row),
            "url": reverse("catalog:entry", args=[row.key]),
            "scope": "、".join(row.items) or _("整条目录"),
            "standing": withheld_tag(row.standing),
            "code": row.standing.value,
        }
        for row in api.list_withheld(look.actor(request))
    ]

    def fetch(asked: TableRequest) -> TablePage:
        wanted = asked.filters.get("standing", "")
        kept = [row for row in rows if wanted in {"", row["code"]}]
        return page_of(kept, ("title", "provider_name", "scope", "basis"))(asked)

    view = TableView(
        title=_("不予共享清单"),
        columns=(
            Column("title", _("信息资源名称"), sortable=True, link="url"),
            Column("national_code", _("信息资源代码"), "code"),
            Column("provider_name", _("提供单位"), sortable=True),
            Column("scope", _("不予共享范围")),
            Column("basis", _("不予共享依据")),
            Column("until", _("截止日期"), "date", sortable=True),
            Column("review_on", _("复核日期"), "date", sortable=True),
            Column("standing", _("复核"), "tag"),
            Column("reviewer", _("审核人")),
            Column("reviewed_at", _("审核时间"), "datetime", sortable=True),
        ),
        filters=(
            Filter("q", _("名称、单位、信息项或依据")),
            Filter("standing", _("复核"), "choice", tuple(WITHHELD_LABELS.items())),
        ),
        fetch=fetch,
        export_name="negative-list",
        empty_title=_("没有不予共享的目录"),
        empty_hint=_("经审核不予共享的目录会连同依据列在这里。"),
    )
    return look.respond_table(request, view)


@look.page
def show_progress(request: HttpRequest) -> HttpResponseBase:
    """Show how far each department is."""
    progress = api.catalogue_progress(look.actor(request))
    rows: Rows = [
        {
            **vars(row),
            "rate": row.published / row.total,
            "url": f"{reverse('catalog:list')}?provider={row.provider_code}",
        }
        for row in progress
    ]
    view = TableView(
        title=_("编目进度"),
        columns=(
            Column("provider_name", _("提供单位"), sortable=True, link="url"),
            Column("total", _("目录数"), "number", sortable=True),
            Column("draft", _("编制中"), "number", sortable=True),
            Column("in_review", _("审核中"), "number", sortable=True),
            Column("published", _("已发布"), "number", sortable=True),
            Column("attached", _("已挂接"), "number", sortable=True),
            Column("items", _("信息项"), "number", sortable=True),
            Column("rate", _("发布率"), "percent", sortable=True),
        ),
        filters=(Filter("q", _("单位名称")),),
        fetch=page_of(rows, ("provider_name",)),
        export_name="catalog-progress",
    )
    totals = {
        name: sum(getattr(row, name) for row in progress)
        for name in ("total", "published", "attached", "items")
    }
    context = {"chart": _progress_chart(progress), "totals": totals, "departments": len(progress)}
    return look.respond_table(request, view, template="catalog/progress.html", context=context)


def _progress_chart(progress: Sequence[DepartmentProgress]) -> ChartOptions:
    top = progress[:_CHARTED][::-1]
    return look.bar_chart(
        categories=[row.provider_name for row in top],
        series=[
            Series(_("已发布"), [row.published for row in top]),
            Series(_("审核中"), [row.in_review for row in top]),
            Series(_("编制中"), [row.draft for row in top]),
        ],
        horizontal=True,
        stacked=True,
    )


@look.page
def list_code_tables(request: HttpRequest) -> HttpResponseBase:
    """Show every code table."""
    rows: Rows = [
        {**vars(table), "size": size, "url": reverse("catalog:code-table", args=[table.code])}
        for table, size in api.list_code_tables(look.actor(request))
    ]
    view = TableView(
        title=_("代码表"),
        columns=(
            Column("name", _("名称"), sortable=True, link="url"),
            Column("code", _("编号"), "code", sortable=True),
            Column("standard", _("标准"), sortable=True),
            Column("version", _("版本")),
            Column("valid_from", _("生效日期"), "date"),
            Column("size", _("代码数"), "number", sortable=True),
            Column("provenance", _("来源标记")),
        ),
        filters=(Filter("q", _("名称、编号或标准")),),
        fetch=page_of(rows, ("name", "code", "standard")),
        export_name="code-tables",
    )
    return look.respond_table(request, view)


@look.page
def show_code_table(request: HttpRequest, code: str) -> HttpResponseBase:
    """Show one code table with the dates its codes hold."""
    table, entries = api.get_code_table(look.actor(request), code)
    rows: Rows = [vars(entry) for entry in entries]
    view = TableView(
        title=table.name,
        columns=(
            Column("code", _("代码"), "code", sortable=True),
            Column("name", _("名称"), sortable=True),
            Column("parent", _("上级代码"), "code"),
            Column("valid_from", _("生效日期"), "date"),
            Column("valid_to", _("失效日期"), "date"),
        ),
        filters=(Filter("q", _("代码或名称")),),
        fetch=page_of(rows, ("code", "name")),
        export_name=table.code,
    )
    crumbs = [Crumb(_("代码表"), reverse("catalog:code-tables")), Crumb(table.name)]
    context = {"info": table, "crumbs": crumbs}
    return look.respond_table(request, view, template="catalog/code_table.html", context=context)
