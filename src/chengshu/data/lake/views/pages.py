"""Pages of lake: published resources, their snapshots, their rows."""

from collections.abc import Mapping, Sequence

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from chengshu.base.access import api as access
from chengshu.base.accounts.contracts import Actor
from chengshu.base.look import api as look
from chengshu.base.look.contracts import (
    Column,
    Crumb,
    Filter,
    TablePage,
    TableRequest,
    TableView,
)
from chengshu.data.catalog import api as catalog
from chengshu.data.catalog.contracts import ItemInfo, ResourceInfo
from chengshu.data.lake import api
from chengshu.data.lake.contracts import Column as Item
from chengshu.data.lake.contracts import (
    Compare,
    Comparison,
    Expression,
    Literal,
    Order,
    RowQuery,
    SnapshotInfo,
)

_NUMBERS = frozenset({"N", "Y", "I", "B", "F"})
_KINDS = {"D": "date", "T": "datetime", "L": "bool", **dict.fromkeys(_NUMBERS, "number")}


@look.page
def list_resources(request: HttpRequest) -> HttpResponseBase:
    """Show every published resource with its newest snapshot."""
    actor = look.actor(request)
    view = TableView(
        title=_("数据湖"),
        columns=(
            Column("title", _("资源"), link="url"),
            Column("provider", _("提供方")),
            Column("rows", _("行数"), "number", sortable=True),
            Column("number", _("快照"), "number"),
            Column("published_at", _("发布时间"), "datetime", sortable=True),
        ),
        filters=(Filter("q", _("资源名称")),),
        fetch=lambda asked: _published(actor, asked),
        export_name="lake",
        default_sort="-published_at",
        empty_title=_("还没有发布过数据"),
        empty_hint=_("数据入库并通过质检后，会在这里以快照形式发布。"),
    )
    return look.respond_table(request, view)


@look.page
def list_snapshots(request: HttpRequest, key: str) -> HttpResponseBase:
    """Show the snapshots of a resource."""
    actor = look.actor(request)
    resource = catalog.get_resource(actor, key)
    view = TableView(
        title=_("快照"),
        columns=(
            Column("number", _("快照"), "number", sortable=True, link="url"),
            Column("rows", _("行数"), "number", sortable=True),
            Column("batch", _("批次"), "number"),
            Column("version", _("湖版本"), "number"),
            Column("published_at", _("发布时间"), "datetime", sortable=True),
        ),
        filters=(),
        fetch=lambda asked: _snapshots(actor, key, asked),
        export_name=f"snapshots-{key}",
        default_sort="-number",
        empty_title=_("还没有快照"),
        empty_hint=_("数据入库并通过质检后发布第一个快照。"),
    )
    crumbs = [Crumb(_("数据湖"), reverse("lake:list")), Crumb(resource.title)]
    context = {
        "resource": resource,
        "crumbs": crumbs,
        "may_read": _may_read(actor, resource),
    }
    return look.respond_table(request, view, template="lake/snapshots.html", context=context)


@look.page
def list_rows(request: HttpRequest, key: str, number: int = 0) -> HttpResponseBase:
    """Show the rows of a snapshot (the newest for 0), sensitive items masked."""
    actor = look.actor(request)
    resource = catalog.get_resource(actor, key)
    snapshot = _find_snapshot(actor, key, number)
    crumbs = [
        Crumb(_("数据湖"), reverse("lake:list")),
        Crumb(resource.title, reverse("lake:snapshots", args=[key])),
        Crumb(_("数据行")),
    ]
    context = {"resource": resource, "snapshot": snapshot, "crumbs": crumbs}
    view = _rows_view(actor, resource, snapshot)
    return look.respond_table(request, view, template="lake/rows.html", context=context)


def _rows_view(actor: Actor, resource: ResourceInfo, snapshot: SnapshotInfo | None) -> TableView:
    shown = [item for item in resource.items if not (item.is_sensitive or item.mask)]

    def fetch(asked: TableRequest) -> TablePage:
        query = RowQuery(
            resource.key,
            where=_condition(asked, shown),
            order=(Order(asked.sort, asked.descending),) if asked.sort else (),
            limit=asked.page_size,
            offset=asked.offset,
        )
        page = api.browse_rows(actor, query, snapshot_id=snapshot.id if snapshot else None)
        return TablePage(page.rows.to_pylist(), page.total)

    columns = [
        Column(
            item.column,
            item.name_zh or item.column,
            _KINDS.get(str(item.data_type), "text") if item in shown else "text",
            sortable=item in shown,
        )
        for item in resource.items
    ]
    return TableView(
        title=resource.title,
        columns=columns,
        filters=(
            Filter("item", _("信息项"), "choice", [(i.column, i.name_zh) for i in shown]),
            Filter("value", _("取值")),
        ),
        fetch=fetch,
        exports=False,
        empty_title=_("没有数据行"),
    )


def _condition(asked: TableRequest, shown: list[ItemInfo]) -> Expression | None:
    """Return the chosen filter: text contains the value, everything else equals it."""
    kinds = {item.column: str(item.data_type) for item in shown}
    name, value = asked.filters.get("item", ""), asked.filters.get("value", "")
    if name not in kinds or not value:
        return None
    is_text = kinds[name] not in _KINDS
    op = Comparison.CONTAINS if is_text else Comparison.EQUAL
    return Compare(op, Item(name), Literal(value))


def _find_snapshot(actor: Actor, key: str, number: int) -> SnapshotInfo | None:
    found = api.browse_snapshots(actor, key)
    if not number:
        return found[0] if found else None
    return next((info for info in found if info.number == number), None)


def _may_read(actor: Actor, resource: ResourceInfo) -> bool:
    return access.may(actor, "lake.read_rows", organisation=resource.provider_code)


def _published(actor: Actor, asked: TableRequest) -> TablePage:
    """Return a page of resources; titles are looked up only where they are needed."""
    found = list(api.list_published(actor))
    if text := asked.filters.get("q", ""):
        found = [info for info in found if text in _resource_of(actor, info).title]
    page = _cut(found, asked)
    rows = []
    for info in page:
        resource = _resource_of(actor, info)
        names = {"title": resource.title, "provider": resource.provider_name}
        url = reverse("lake:snapshots", args=[info.resource_code])
        rows.append({**_cells(info), **names, "url": url})
    return TablePage(rows, len(found))


def _snapshots(actor: Actor, key: str, asked: TableRequest) -> TablePage:
    found = api.browse_snapshots(actor, key)
    rows = [
        {**_cells(info), "url": reverse("lake:rows", args=[key, info.number])}
        for info in _cut(found, asked)
    ]
    return TablePage(rows, len(found))


def _resource_of(actor: Actor, info: SnapshotInfo) -> ResourceInfo:
    return catalog.get_resource(actor, info.resource_code)


def _cut(found: Sequence[SnapshotInfo], asked: TableRequest) -> list[SnapshotInfo]:
    """Sort and cut a list that is short enough to hold."""
    ordered = sorted(
        found,
        key=lambda info: (getattr(info, asked.sort or "number"), info.id),
        reverse=asked.descending,
    )
    return ordered[asked.offset : asked.offset + asked.page_size]


def _cells(info: SnapshotInfo) -> Mapping[str, object]:
    return {
        "number": info.number,
        "rows": info.rows,
        "batch": info.batch_id,
        "version": info.version,
        "published_at": info.published_at,
    }
