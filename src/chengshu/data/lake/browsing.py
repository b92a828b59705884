"""Browsing rows as a person: what is sensitive is masked, and not asked after."""

from chengshu.data.catalog.contracts import ResourceInfo
from chengshu.data.lake.contracts import RowQuery, list_columns
from chengshu.data.lake.errors import MaskedColumnError


def masks_of(resource: ResourceInfo) -> dict[str, str]:
    """Return column → mask of a resource's sensitive items."""
    return {
        item.column: item.mask or item.identifier
        for item in resource.items
        if item.is_sensitive or item.mask
    }


def check_unmasked(resource: ResourceInfo, query: RowQuery) -> None:
    """Refuse a filter or order by an item whose values the reader sees masked.

    Raises:
        MaskedColumnError: There is one.
    """
    hidden = masks_of(resource)
    asked = [key.column for key in query.order]
    if query.where is not None:
        asked += list_columns(query.where)
    for name in asked:
        if name in hidden:
            raise MaskedColumnError(column=name)
