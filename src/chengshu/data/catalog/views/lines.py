"""What exports of a search hold: one line per entry or item."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chengshu.base.accounts.contracts import Actor
from chengshu.base.look.contracts import Column, Filter, TablePage, TableRequest, TableView, Tag
from chengshu.data.catalog import api
from chengshu.data.catalog.contracts import ItemRowInfo, ResourceRow
from chengshu.data.catalog.labels import FRESHNESS_LABELS, STATE_LABELS
from chengshu.data.catalog.standard import get_standard
from chengshu.data.catalog.views.queries import FILTERS, read_query
from chengshu.data.catalog.views.tones import share_tag

_FILTERS = tuple(Filter(key, key) for key in ("q", "any", "order", *FILTERS))
_COLUMNS = (
    Column("national_code", gettext_lazy("信息资源代码"), "code"),
    Column("title", gettext_lazy("信息资源名称")),
    Column("provider", gettext_lazy("提供单位")),
    Column("abstract", gettext_lazy("信息资源摘要")),
    Column("share", gettext_lazy("共享类型")),
    Column("grade", gettext_lazy("数据分级"), "number"),
    Column("format", gettext_lazy("信息资源格式")),
    Column("cycle", gettext_lazy("更新周期")),
    Column("freshness", gettext_lazy("数据时效")),
    Column("open", gettext_lazy("向社会开放"), "bool"),
    Column("items", gettext_lazy("信息项数"), "number"),
    Column("rows", gettext_lazy("数据行数"), "number"),
    Column("state", gettext_lazy("状态")),
    Column("published", gettext_lazy("发布日期"), "date"),
    Column("key", gettext_lazy("目录编号"), "code"),
)
_ITEM_COLUMNS = (
    Column("name_zh", gettext_lazy("信息项名称")),
    Column("column", gettext_lazy("列名"), "code"),
    Column("name_en", gettext_lazy("英文名称")),
    Column("element", gettext_lazy("数据元"), "code"),
    Column("type", gettext_lazy("数据类型")),
    Column("resource_title", gettext_lazy("信息资源名称")),
    Column("provider_name", gettext_lazy("提供单位")),
    Column("share", gettext_lazy("共享类型")),
    Column("resource_key", gettext_lazy("目录编号"), "code"),
)


def export_entries(actor: Actor) -> TableView:
    """Return the entries a search finds as a table to export."""

    def fetch(asked: TableRequest) -> TablePage:
        query = read_query(asked.filters, page=asked.page, size=asked.page_size)
        found = api.search_resources(actor, query)
        return TablePage([_line(row) for row in found.rows], found.total)

    return TableView(
        title=_("信息资源目录"),
        columns=_COLUMNS,
        filters=_FILTERS,
        fetch=fetch,
        export_name="catalog",
    )


def export_items(actor: Actor) -> TableView:
    """Return the items a search finds as a table to export."""

    def fetch(asked: TableRequest) -> TablePage:
        query = read_query(asked.filters, page=asked.page, size=asked.page_size)
        found = api.search_items(actor, query)
        return TablePage([_item_line(row) for row in found.rows], found.total)

    return TableView(
        title=_("信息项"),
        columns=_ITEM_COLUMNS,
        filters=_FILTERS,
        fetch=fetch,
        export_name="catalog-items",
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
        "grade": row.grade,
        "format": standard.label("formats", row.format) if row.format else "",
        "cycle": standard.update_cycles.get(row.update_cycle, ""),
        "freshness": FRESHNESS_LABELS[row.freshness],
        "open": row.is_open,
        "items": row.item_count,
        "rows": row.row_count,
        "state": STATE_LABELS[row.state],
        "published": row.published_on,
        "key": row.key,
    }


def _item_line(row: ItemRowInfo) -> dict[str, object]:
    share: Tag | None = share_tag(row.share_type)
    return {
        **vars(row),
        "type": get_standard().label("item_types", row.data_type),
        "share": share.text if share else "",
    }
