"""Searching the catalogue: text, filters, facets, pages."""

from collections.abc import Mapping

from django.contrib.postgres.search import SearchQueryField
from django.db.models import BooleanField, Count, F, FloatField, Func, Q, QuerySet, Value

from chengshu.base.access.api import Reach
from chengshu.data.catalog.contracts import (
    Facet,
    FacetValue,
    ResourcePage,
    ResourceQuery,
    ResourceRow,
    ResourceState,
    ShareType,
)
from chengshu.data.catalog.labels import FACET_LABELS, STATE_LABELS
from chengshu.data.catalog.models import ClassNodeRow, Resource
from chengshu.data.catalog.standard import get_standard
from chengshu.data.catalog.words import search_query

_ORDERS = {
    "": ("-changed_at", "key"),
    "title": ("title", "key"),
    "-title": ("-title", "key"),
    "provider": ("provider_name", "title"),
    "-provider": ("-provider_name", "title"),
    "published": ("published_on", "key"),
    "-published": ("-published_on", "key"),
    "changed": ("changed_at", "key"),
    "-changed": ("-changed_at", "key"),
}
_FACETS = {
    "provider": "provider_code",
    "share_type": "share_type",
    "state": "state",
    "update_cycle": "update_cycle",
    "class_path": "class_path",
    "is_open": "is_open",
    "is_attached": "is_attached",
}
_CLASS_DIGITS = 3  # class and item: the two upper levels of the tree


def search_resources(*, query: ResourceQuery, drafts: Reach) -> ResourcePage:
    """Return one page of what matches; unpublished entries only within `drafts`."""
    found = _visible(drafts)
    found = _match(found, query.text)
    filtered = found.filter(*_conditions(query).values())
    total = filtered.count()
    start = (max(query.page, 1) - 1) * query.page_size
    rows = _order(filtered, query)[start : start + query.page_size]
    return ResourcePage(
        rows=tuple(_row(row) for row in rows),
        total=total,
        page=max(query.page, 1),
        page_size=query.page_size,
        facets=_facets(found, query),
    )


def _visible(drafts: Reach) -> QuerySet[Resource]:
    rows = Resource.objects.all()
    if drafts.everything:
        return rows
    return rows.filter(
        Q(state=ResourceState.PUBLISHED) | Q(provider_code__in=list(drafts.organisations))
    )


def _text_query(text: str) -> Func | None:
    words = search_query(text)
    if not words:
        return None
    return Func(
        Value(words), template="(%(expressions)s)::tsquery", output_field=SearchQueryField()
    )


def _match(rows: QuerySet[Resource], text: str) -> QuerySet[Resource]:
    wanted = _text_query(text)
    if wanted is None:
        return rows
    return rows.filter(
        Func(
            F("search"),
            wanted,
            template="(%(expressions)s)",
            arg_joiner=" @@ ",
            output_field=BooleanField(),
        )
    )


def _order(rows: QuerySet[Resource], query: ResourceQuery) -> QuerySet[Resource]:
    wanted = _text_query(query.text)
    if wanted is None or query.order:
        return rows.order_by(*_ORDERS.get(query.order, _ORDERS[""]))
    rank = Func(F("search"), wanted, function="ts_rank_cd", output_field=FloatField())
    return rows.annotate(rank=rank).order_by("-rank", "-changed_at", "key")


def _conditions(query: ResourceQuery) -> dict[str, Q]:
    wanted: dict[str, object] = {
        "provider": query.provider,
        "state": query.state,
        "share_type": query.share_type,
        "update_cycle": query.update_cycle,
    }
    conditions = {key: Q(**{_FACETS[key]: value}) for key, value in wanted.items() if value}
    if query.class_path:
        conditions["class_path"] = Q(class_path__startswith=query.class_path)
    for key, flag in (("is_open", query.is_open), ("is_attached", query.is_attached)):
        if flag is not None:
            conditions[key] = Q(**{key: flag})
    return conditions


def _facets(found: QuerySet[Resource], query: ResourceQuery) -> tuple[Facet, ...]:
    """Count each facet under all the other filters."""
    conditions = _conditions(query)
    facets = []
    for key, column in _FACETS.items():
        others = [condition for name, condition in conditions.items() if name != key]
        counted = found.filter(*others).values(column).annotate(count=Count("id"))
        counts = {row[column]: row["count"] for row in counted.order_by()}
        facets.append(_facet(key, counts, found))
    return tuple(facets)


def _facet(key: str, counts: Mapping[object, int], found: QuerySet[Resource]) -> Facet:
    merged: dict[str, int] = {}
    for value, count in counts.items():
        name = str(value)[:_CLASS_DIGITS] if key == "class_path" else str(value)
        merged[name] = merged.get(name, 0) + count
    labels = _labels(key, found)
    values = [
        FacetValue(value=value, label=str(labels.get(value, value)), count=count)
        for value, count in merged.items()
        if value
    ]
    return Facet(
        key=key,
        label=str(FACET_LABELS[key]),
        values=tuple(sorted(values, key=lambda each: (-each.count, each.label))),
    )


def _labels(key: str, found: QuerySet[Resource]) -> Mapping[str, object]:
    standard = get_standard()
    if key == "provider":
        return dict(found.values_list("provider_code", "provider_name").order_by().distinct())
    if key == "class_path":
        return dict(ClassNodeRow.objects.values_list("code", "name"))
    return {
        "share_type": standard.share_types,
        "state": {state.value: label for state, label in STATE_LABELS.items()},
        "update_cycle": standard.update_cycles,
        "is_open": {"True": FACET_LABELS["open_yes"], "False": FACET_LABELS["open_no"]},
        "is_attached": {"True": FACET_LABELS["attached"], "False": FACET_LABELS["unattached"]},
    }[key]


def _row(row: Resource) -> ResourceRow:
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
    )
