"""Searching entries: the words, in the order title, items, the rest; filters, facets, pages."""

from collections.abc import Iterable, Mapping, Sequence

from django.db.models import Case, F, IntegerField, OrderBy, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Length

from chengshu.base.access.api import Reach
from chengshu.data.catalog.asked import Asked, read_words
from chengshu.data.catalog.contracts import (
    Freshness,
    ItemHit,
    ResourcePage,
    ResourceQuery,
    ResourceRow,
    ResourceState,
    ShareType,
)
from chengshu.data.catalog.models import ItemRow, Resource
from chengshu.data.catalog.selectors.finding.conditions import (
    by_index,
    conditions_of,
    entries,
    matches,
    visible,
)
from chengshu.data.catalog.selectors.finding.facets import count_facets, describe_facets
from chengshu.data.catalog.selectors.finding.labelling import name_chosen

ORDERS: Mapping[str, tuple[str | OrderBy, ...]] = {
    "": ("-changed_at", "key"),
    "title": ("title", "key"),
    "-title": ("-title", "key"),
    "provider": ("provider_name", "title"),
    "-provider": ("-provider_name", "title"),
    "published": ("published_on", "key"),
    "-published": ("-published_on", "key"),
    "changed": ("changed_at", "key"),
    "-changed": ("-changed_at", "key"),
    "items": ("item_count", "key"),
    "-items": ("-item_count", "key"),
    "-rows": (F("row_count").desc(nulls_last=True), "key"),
}
FACETS = {
    "provider": "provider_code",
    "class_path": "class_path",
    "theme": "themes",
    "share_type": "share_type",
    "grade": "grade",
    "format": "format",
    "update_cycle": "update_cycle",
    "freshness": "freshness_now",
    "state": "state",
    "is_open": "is_open",
    "is_attached": "is_attached",
    "standing": "standing",
}
_ITEMS_SHOWN = 6


def search_resources(*, query: ResourceQuery, drafts: Reach) -> ResourcePage:
    """Return one page of what matches; unpublished entries only within `drafts`."""
    asked = read_words(query.text)
    with by_index(asked.exact):
        return _search(query, asked, drafts)


def _search(query: ResourceQuery, asked: Asked, drafts: Reach) -> ResourcePage:
    found = _match(visible(entries(), drafts), asked, any_word=query.any_word)
    conditions = conditions_of(query)
    counts = count_facets(found, conditions, FACETS)
    start = (max(query.page, 1) - 1) * query.page_size
    ordered = _order(found.filter(*conditions.values()), query, asked)
    rows = list(ordered[start : start + query.page_size]) if start < counts.total else []
    items = _list_hits(rows, asked)
    return ResourcePage(
        rows=tuple(_row(row, items.get(row.pk, ())) for row in rows),
        total=counts.total,
        page=max(query.page, 1),
        page_size=query.page_size,
        facets=describe_facets(counts, FACETS),
        without=counts.without,
        chosen=name_chosen(query, conditions),
    )


def _match(rows: QuerySet[Resource], asked: Asked, *, any_word: bool) -> QuerySet[Resource]:
    words = asked.loose if any_word else asked.wide
    return rows.filter(matches("search", words)) if words else rows


def _order(rows: QuerySet[Resource], query: ResourceQuery, asked: Asked) -> QuerySet[Resource]:
    if not asked.exact or query.order:
        return rows.order_by(*ORDERS.get(query.order, ORDERS[""]))
    return rows.annotate(tier=_tier(asked), length=Length("title")).order_by(
        "tier", "length", "-changed_at", "key"
    )


def _tier(asked: Asked) -> Case:
    """Return the rank of a hit: the whole title, in the title, in the items, elsewhere.

    Hits of the words as typed come before hits of their synonyms in the same place. The index
    answers each question, so that no long vector is read for sorting.
    """
    tiers: list[Q | object] = [Q(title_key=asked.key), _within("title_search", asked.exact)]
    if asked.has_synonyms:
        tiers.append(_within("title_search", asked.wide))
    tiers.append(_within("item_search", asked.exact))
    if asked.has_synonyms:
        tiers.append(_within("item_search", asked.wide))
    whens = [When(condition, then=Value(place)) for place, condition in enumerate(tiers)]
    return Case(*whens, default=Value(len(tiers)), output_field=IntegerField())


def _within(field: str, words: str) -> Q:
    hits = Resource.objects.filter(matches(field, words)).order_by().values("pk")
    return Q(pk__in=Subquery(hits))


def _list_hits(rows: Sequence[Resource], asked: Asked) -> Mapping[int, tuple[ItemHit, ...]]:
    """Return the items of a page's entries that hold a word asked for, read at once."""
    if not asked.loose or not rows:
        return {}
    hits: dict[int, list[ItemHit]] = {}
    found = ItemRow.objects.filter(resource__in=rows).filter(matches("search", asked.loose))
    for key, column, name in found.values_list("resource_id", "column", "name_zh"):
        hits.setdefault(key, []).append(ItemHit(column, name))
    return {key: tuple(each[:_ITEMS_SHOWN]) for key, each in hits.items()}


def _row(row: Resource, items: Iterable[ItemHit]) -> ResourceRow:
    return ResourceRow(
        key=row.key,
        title=row.title,
        provider_code=row.provider_code,
        provider_name=row.provider_name,
        abstract=row.abstract,
        national_code=row.national_code,
        class_path=row.class_path,
        share_type=ShareType(row.share_type) if row.share_type else None,
        update_cycle=row.update_cycle,
        format=row.format,
        is_open=row.is_open,
        state=ResourceState(row.state),
        change_state=ResourceState(row.change_state) if row.change_state else None,
        item_count=row.item_count,
        is_attached=row.is_attached,
        has_guesses=row.has_guesses,
        published_on=row.published_on,
        changed_at=row.changed_at,
        grade=row.grade,
        themes=tuple(row.themes),
        row_count=row.row_count,
        data_at=row.data_at,
        freshness=Freshness(str(vars(row)["freshness_now"])),
        items_hit=tuple(items),
    )
