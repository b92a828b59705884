"""Items of the catalogue that are likely to hold an element."""

from collections.abc import Iterator
from dataclasses import replace

from chengshu.base.accounts.contracts import Actor
from chengshu.data.catalog import api as catalog
from chengshu.data.catalog.contracts import ItemInfo, ResourceInfo, ResourceQuery
from chengshu.data.claims.contracts import Suggestion
from chengshu.data.claims.models import Line
from chengshu.data.claims.naming import name_key

_SEARCHED, _SHOWN = 50, 5


def list_suggestions(actor: Actor, line: Line) -> tuple[Suggestion, ...]:
    """Return the department's items that stand for the element, or bear its name, or hold it."""
    template, department = line.template, line.department_code
    queries = [ResourceQuery(text=template.name_zh, provider=department, page_size=_SEARCHED)]
    if template.element_code:
        queries += [replace(queries[0], text="", element=template.element_code)]
    keys = {row.key for query in queries for row in catalog.search_resources(actor, query).rows}
    entries = catalog.read_resources(actor, keys)
    ranked = sorted(
        (rank, entry.title, item.position, entry, item)
        for entry in entries.values()
        for rank, item in _likely(entry, name_key(template.name_zh), template.element_code)
    )
    return tuple(_suggest(entry, item) for *_order, entry, item in ranked[:_SHOWN])


def _likely(entry: ResourceInfo, wanted: str, element: str) -> Iterator[tuple[int, ItemInfo]]:
    for item in entry.items:
        name = name_key(item.name_zh)
        if name == wanted or (element and item.element == element):
            yield 0, item
        elif wanted in name or (len(name) > 1 and name in wanted):
            yield 1, item


def _suggest(entry: ResourceInfo, item: ItemInfo) -> Suggestion:
    return Suggestion(
        resource_key=entry.key,
        resource_title=entry.title,
        system=entry.system_code,
        table=entry.attachment.table if entry.attachment else entry.title,
        field=item.source_column or item.column,
        local_name=item.name_zh,
        data_type=item.data_type,
        length=item.length,
        code_table=item.code_table,
        share_type=item.share_type or entry.share_type,
    )
