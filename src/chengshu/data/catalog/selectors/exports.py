"""Walking over the entries of an export, a batch at a time."""

from collections.abc import Iterator
from dataclasses import replace

from chengshu.base.access.contracts import Reach
from chengshu.data.catalog.contracts import (
    ExportOrder,
    ResourceInfo,
    ResourceQuery,
    ResourceRow,
    ResourceState,
)
from chengshu.data.catalog.selectors.finding.entries import search_resources
from chengshu.data.catalog.selectors.resources import list_by_key

_BATCH = 200
_NOTHING = Reach(everything=False)


def count_entries(*, order: ExportOrder, drafts: Reach) -> int:
    """Return how many entries an export holds at most; withdrawn ones are counted too."""
    query = replace(_query(order), page=1, page_size=1)
    return search_resources(query=query, drafts=_reach(order, drafts)).total


def walk_entries(*, order: ExportOrder, drafts: Reach) -> Iterator[ResourceInfo]:
    """Yield the entries of an export by provider and title, never more than a batch in memory.

    Withdrawn entries come only when asked for by state.
    """
    for rows in _walk_rows(order, drafts):
        entries = list_by_key(keys=[row.key for row in rows])
        yield from (entries[row.key] for row in rows if row.key in entries)


def outline_entries(*, order: ExportOrder, drafts: Reach) -> Iterator[ResourceRow]:
    """Yield the same entries in the same order as lists know them, for tables of contents."""
    for rows in _walk_rows(order, drafts):
        yield from rows


def _walk_rows(order: ExportOrder, drafts: Reach) -> Iterator[list[ResourceRow]]:
    """Yield the rows of an export batch by batch."""
    query = replace(_query(order), order="provider", page_size=_BATCH)
    page, seen = 1, 0
    while True:
        found = search_resources(query=replace(query, page=page), drafts=_reach(order, drafts))
        yield [row for row in found.rows if _is_wanted(row, query)]
        seen += len(found.rows)
        if not found.rows or seen >= found.total:
            return
        page += 1


def _query(order: ExportOrder) -> ResourceQuery:
    if not order.is_public:
        return order.query
    return replace(order.query, state=ResourceState.PUBLISHED, is_open=True)


def _reach(order: ExportOrder, drafts: Reach) -> Reach:
    return _NOTHING if order.is_public else drafts


def _is_wanted(row: ResourceRow, query: ResourceQuery) -> bool:
    return row.state is not ResourceState.WITHDRAWN or query.state is ResourceState.WITHDRAWN
