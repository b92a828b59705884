"""Browsing rows as a person: what is sensitive is masked, and not asked after."""

from collections.abc import Iterator

from chengshu.data.catalog.contracts import ResourceInfo
from chengshu.data.lake.contracts import (
    And,
    Between,
    Column,
    Compare,
    Expression,
    In,
    IsNull,
    Not,
    Or,
    RowQuery,
)
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
        asked += [column.name for column in list_columns(query.where)]
    for name in asked:
        if name in hidden:
            raise MaskedColumnError(column=name)


def list_columns(expression: Expression) -> Iterator[Column]:
    """Walk over the columns an expression names."""
    match expression:
        case And(args) | Or(args):
            for arg in args:
                yield from list_columns(arg)
        case Not(arg):
            yield from list_columns(arg)
        case Compare(_, left, right):
            yield from (side for side in (left, right) if isinstance(side, Column))
        case In() | IsNull() | Between():
            yield expression.column
