"""The search pages of the catalogue: entries, items, suggestions, exports."""

from collections.abc import Mapping
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chengshu.base.accounts.contracts import Actor
from chengshu.base.look import api as look
from chengshu.data.catalog import api
from chengshu.data.catalog.asked import read_words
from chengshu.data.catalog.contracts import (
    ItemPage,
    ItemRowInfo,
    ResourcePage,
    ResourceQuery,
    ResourceRow,
    Suggestion,
    SuggestionKind,
)
from chengshu.data.catalog.marking import excerpt, mark
from chengshu.data.catalog.standard import get_standard
from chengshu.data.catalog.views.lines import export_entries, export_items
from chengshu.data.catalog.views.queries import (
    FILTERS,
    change_address,
    link_facet,
    link_orders,
    list_chips,
    read_page,
    read_query,
    read_size,
    turn_pages,
)
from chengshu.data.catalog.views.tones import freshness_tag, share_tag, state_tag

_ORDERS = (
    ("", gettext_lazy("相关度")),
    ("-changed", gettext_lazy("最近更新")),
    ("title", gettext_lazy("名称")),
    ("provider", gettext_lazy("提供单位")),
    ("-items", gettext_lazy("信息项数")),
    ("-rows", gettext_lazy("数据量")),
)
_ITEM_ORDERS = (
    ("", gettext_lazy("相关度")),
    ("title", gettext_lazy("名称")),
    ("column", gettext_lazy("列名")),
    ("provider", gettext_lazy("提供单位")),
)


@look.page
def list_resources(request: HttpRequest) -> HttpResponseBase:
    """Show what matches, with facets on the left; `?export=csv|xlsx` exports all of it."""
    actor = look.actor(request)
    if request.GET.get("export"):
        return look.respond_table(request, export_entries(actor))
    query = _query(request)
    found = api.search_resources(actor, query)
    terms = read_words(query.text).terms
    context = {
        **_frame(request, actor, found),
        "cards": [_card(row, terms) for row in found.rows],
        "orders": link_orders(request.GET, _ORDERS),
        "may_draft": bool(api.list_providers(actor)),
        "may_import": api.may_import(actor),
    }
    return render(request, "catalog/search.html", context)


@look.page
def list_items(request: HttpRequest) -> HttpResponseBase:
    """Show information items by name, column or data element, each with its entry."""
    actor = look.actor(request)
    if request.GET.get("export"):
        return look.respond_table(request, export_items(actor))
    query = _query(request)
    found = api.search_items(actor, query)
    terms = read_words(query.text).terms
    context = {
        **_frame(request, actor, found),
        "lines": [_item(row, terms) for row in found.rows],
        "orders": link_orders(request.GET, _ITEM_ORDERS),
    }
    return render(request, "catalog/items.html", context)


@look.page
def suggest(request: HttpRequest) -> HttpResponse:
    """Return what a person who is typing may mean, as a part of the search page."""
    text = request.GET.get("q", "").replace("\x00", "")[:40]
    found = api.suggest(look.actor(request), text)
    terms = read_words(text).terms
    lines = [_suggestion(each, terms) for each in found]
    return render(request, "catalog/suggestions.html", {"lines": lines})


def _query(request: HttpRequest) -> ResourceQuery:
    return read_query(request.GET.dict(), page=read_page(request.GET), size=read_size(request.GET))


def _frame(request: HttpRequest, actor: Actor, found: ResourcePage | ItemPage) -> dict[str, object]:
    """Return what both search pages show around their hits."""
    text = request.GET.get("q", "")
    is_narrowed = bool(text) or any(request.GET.get(key) for key in FILTERS)
    near = api.suggest_near(actor, text) if text and not found.total else ()
    others = request.GET.copy()
    others.pop("page", None)
    others.pop("order", None)
    return {
        "found": found,
        "text": text,
        "facets": [link_facet(facet, request.GET) for facet in found.facets],
        "chips": list_chips(found, request.GET),
        "kept": [(key, value) for key, value in request.GET.items() if key not in {"q", "page"}],
        "is_narrowed": is_narrowed,
        "pager": turn_pages(found, request.GET),
        "tabs": others.urlencode(),
        "near": [_suggestion(each, ()) for each in near],
        "any_url": change_address(request.GET, any="1") if len(text) > 1 else "",
        "is_any": request.GET.get("any") == "1",
        "exports": [(form, change_address(request.GET, export=form)) for form in ("csv", "xlsx")],
    }


def _card(row: ResourceRow, terms: tuple[str, ...]) -> dict[str, object]:
    standard = get_standard()
    return {
        "row": row,
        "url": reverse("catalog:entry", args=[row.key]),
        "title": mark(row.title, terms),
        "abstract": excerpt(row.abstract, terms) if terms else mark(row.abstract, ()),
        "items": [
            {"name": mark(item.name_zh, terms), "column": mark(item.column, terms)}
            for item in row.items_hit
        ],
        "share": share_tag(row.share_type),
        "state": state_tag(row.state) if row.state != "published" else None,
        "freshness": freshness_tag(row.freshness) if row.data_at else None,
        "cycle": standard.update_cycles.get(row.update_cycle, ""),
        "format": standard.label("formats", row.format) if row.format else "",
    }


def _item(row: ItemRowInfo, terms: tuple[str, ...]) -> dict[str, object]:
    return {
        "row": row,
        "name": mark(row.name_zh, terms),
        "column": mark(row.column, terms),
        "name_en": mark(row.name_en, terms),
        "type": get_standard().label("item_types", row.data_type),
        "share": share_tag(row.share_type),
        "url": reverse("catalog:entry", args=[row.resource_key]),
    }


def _suggestion(each: Suggestion, terms: tuple[str, ...]) -> Mapping[str, object]:
    search = reverse("catalog:list")
    urls = {
        SuggestionKind.TITLE: lambda: reverse("catalog:entry", args=[each.value]),
        SuggestionKind.ITEM: lambda: f"{reverse('catalog:items')}?{urlencode({'q': each.value})}",
        SuggestionKind.PROVIDER: lambda: f"{search}?{urlencode({'provider': each.value})}",
    }
    kinds = {
        SuggestionKind.TITLE: _("目录"),
        SuggestionKind.ITEM: _("信息项"),
        SuggestionKind.PROVIDER: _("单位"),
    }
    return {
        "kind": kinds[each.kind],
        "pieces": mark(each.text, terms),
        "note": each.note,
        "url": urls[each.kind](),
    }
