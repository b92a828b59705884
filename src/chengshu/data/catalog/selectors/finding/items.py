"""Searching information items by themselves: by Chinese or English name, column, data element."""

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Length

from chengshu.base.access.api import Reach
from chengshu.data.catalog.asked import Asked, read_words
from chengshu.data.catalog.contracts import (
    ItemPage,
    ItemRowInfo,
    ResourceQuery,
    ResourceState,
    ShareType,
)
from chengshu.data.catalog.models import ItemRow
from chengshu.data.catalog.selectors.finding.conditions import (
    OF_ITEM,
    by_index,
    conditions_of,
    freshness,
    matches,
    visible,
)
from chengshu.data.catalog.selectors.finding.facets import count_facets, describe_facets
from chengshu.data.catalog.selectors.finding.labelling import name_chosen
from chengshu.data.catalog.words import normalise

_FACETS = {
    "provider": "resource__provider_code",
    "class_path": "resource__class_path",
    "data_type": "data_type",
    "element": "element",
    "share_type": "resource__share_type",
}
_ORDERS = {
    "title": ("name_zh", "column", "pk"),
    "column": ("column", "name_zh", "pk"),
    "provider": ("resource__provider_name", "resource__title", "position"),
}


def search_items(*, query: ResourceQuery, drafts: Reach) -> ItemPage:
    """Return one page of items of the entries a person may know of."""
    asked = read_words(query.text)
    with by_index(asked.exact):
        return _search(query, asked, drafts)


def _search(query: ResourceQuery, asked: Asked, drafts: Reach) -> ItemPage:
    rows = ItemRow.objects.annotate(freshness_now=freshness(OF_ITEM))
    found = visible(rows, drafts, prefix=OF_ITEM)
    words = asked.loose if query.any_word else asked.wide
    found = found.filter(matches("search", words)) if words else found
    conditions = conditions_of(query, prefix=OF_ITEM)
    counts = count_facets(found, conditions, _FACETS)
    start = (max(query.page, 1) - 1) * query.page_size
    ordered = _order(found.filter(*conditions.values()), query, asked)
    page = ordered.select_related("resource").defer("search", "resource__search")
    page = page.defer("resource__title_search", "resource__item_search", "resource__abstract")
    return ItemPage(
        rows=tuple(_row(row) for row in page[start : start + query.page_size]),
        total=counts.total,
        page=max(query.page, 1),
        page_size=query.page_size,
        facets=describe_facets(counts, _FACETS),
        without=counts.without,
        chosen=name_chosen(query, conditions),
    )


def _order(rows: QuerySet[ItemRow], query: ResourceQuery, asked: Asked) -> QuerySet[ItemRow]:
    if not asked.exact or query.order:
        return rows.order_by(*_ORDERS.get(query.order, ("resource__title", "position", "pk")))
    name = normalise(query.text)
    tier = Case(
        When(Q(name_key=name) | Q(column=name) | Q(element=query.text), then=Value(0)),
        When(matches("search", asked.exact), then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    ranked = rows.annotate(tier=tier, length=Length("name_zh"))
    return ranked.order_by("tier", "length", "name_zh", "pk")


def _row(row: ItemRow) -> ItemRowInfo:
    return ItemRowInfo(
        column=row.column,
        name_zh=row.name_zh,
        name_en=row.name_en,
        element=row.element,
        data_type=row.data_type,
        resource_key=row.resource.key,
        resource_title=row.resource.title,
        provider_name=row.resource.provider_name,
        share_type=ShareType(row.resource.share_type) if row.resource.share_type else None,
        state=ResourceState(row.resource.state),
        is_sensitive=row.is_sensitive,
    )
