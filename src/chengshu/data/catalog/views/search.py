"""The search page of the catalogue and its export."""

import math

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chengshu.base.accounts.contracts import Actor
from chengshu.base.look import api as look
from chengshu.base.look.contracts import Column, Filter, TablePage, TableRequest, TableView, Tag
from chengshu.data.catalog import api
from chengshu.data.catalog.contracts import ResourceRow
from chengshu.data.catalog.labels import STATE_LABELS
from chengshu.data.catalog.standard import get_standard
from chengshu.data.catalog.views.queries import (
    change_address,
    link_facet,
    read_page,
    read_query,
)
from chengshu.data.catalog.views.tones import share_tag, state_tag

_KEYS = ("q", "provider", "state", "share_type", "update_cycle", "class_path")
_ORDERS = (
    ("", gettext_lazy("相关度")),
    ("-changed", gettext_lazy("最近更新")),
    ("title", gettext_lazy("名称")),
    ("provider", gettext_lazy("提供单位")),
)
_COLUMNS = (
    Column("national_code", gettext_lazy("信息资源代码"), "code"),
    Column("title", gettext_lazy("信息资源名称")),
    Column("provider", gettext_lazy("提供单位")),
    Column("abstract", gettext_lazy("信息资源摘要")),
    Column("share", gettext_lazy("共享类型")),
    Column("cycle", gettext_lazy("更新周期")),
    Column("open", gettext_lazy("向社会开放"), "bool"),
    Column("items", gettext_lazy("信息项数"), "number"),
    Column("state", gettext_lazy("状态")),
    Column("published", gettext_lazy("发布日期"), "date"),
    Column("key", gettext_lazy("目录编号"), "code"),
)


@look.page
def list_resources(request: HttpRequest) -> HttpResponseBase:
    """Show what matches, with facets on the left; `?export=csv|xlsx` exports all of it."""
    actor = look.actor(request)
    if request.GET.get("export"):
        return look.respond_table(request, _export_view(actor))
    return _show(request, actor)


def _show(request: HttpRequest, actor: Actor) -> HttpResponse:
    found = api.search_resources(actor, read_query(request.GET.dict(), page=read_page(request.GET)))
    pages = max(math.ceil(found.total / found.page_size), 1)
    facets = [link_facet(facet, request.GET) for facet in found.facets]
    context = {
        "found": found,
        "cards": [_card(row) for row in found.rows],
        "facets": [facet for facet in facets if facet.first],
        "text": request.GET.get("q", ""),
        "kept": [(key, value) for key, value in request.GET.items() if key not in {"q", "page"}],
        "is_narrowed": any(request.GET.get(key) for key in (*_KEYS, "is_open", "is_attached")),
        "orders": _orders(request),
        "pages": pages,
        "before": _page(request, found.page - 1) if found.page > 1 else "",
        "after": _page(request, found.page + 1) if found.page < pages else "",
        "export_csv": change_address(request.GET, export="csv"),
        "export_xlsx": change_address(request.GET, export="xlsx"),
        "may_draft": bool(api.list_providers(actor)),
        "may_import": api.may_import(actor),
    }
    return render(request, "catalog/search.html", context)


def _page(request: HttpRequest, number: int) -> str:
    changed = request.GET.copy()
    changed["page"] = str(number)
    return f"?{changed.urlencode()}"


def _orders(request: HttpRequest) -> list[dict[str, object]]:
    orders = _ORDERS if request.GET.get("q") else _ORDERS[1:]
    current = request.GET.get("order", "") or orders[0][0]
    return [
        {"label": label, "url": change_address(request.GET, order=key), "is_on": key == current}
        for key, label in orders
    ]


def _card(row: ResourceRow) -> dict[str, object]:
    standard = get_standard()
    return {
        "row": row,
        "url": reverse("catalog:entry", args=[row.key]),
        "share": share_tag(row.share_type),
        "state": state_tag(row.state) if row.state != "published" else None,
        "cycle": standard.update_cycles.get(row.update_cycle, ""),
        "format": standard.label("formats", row.format) if row.format else "",
    }


def _export_view(actor: Actor) -> TableView:
    def fetch(asked: TableRequest) -> TablePage:
        query = read_query(asked.filters, page=asked.page, size=asked.page_size)
        found = api.search_resources(actor, query)
        return TablePage([_line(row) for row in found.rows], found.total)

    filters = tuple(Filter(key, key) for key in (*_KEYS, "is_open", "is_attached", "order"))
    return TableView(
        title=_("信息资源目录"),
        columns=_COLUMNS,
        filters=filters,
        fetch=fetch,
        export_name="catalog",
    )


def _line(row: ResourceRow) -> dict[str, object]:
    standard = get_standard()
    share: Tag | None = share_tag(row.share_type)
    return {
        "national_code": row.national_code,
        "title": row.title,
        "provider": row.provider_name,
        "abstract": row.abstract,
        "share": share.text if share else "",
        "cycle": standard.update_cycles.get(row.update_cycle, ""),
        "open": row.is_open,
        "items": row.item_count,
        "state": STATE_LABELS[row.state],
        "published": row.published_on,
        "key": row.key,
    }
