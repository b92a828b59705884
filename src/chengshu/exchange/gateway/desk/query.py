"""What a call asks for: page, size, and filters on granted items that leave unmasked."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from chengshu.data.catalog.contracts import ItemInfo, ResourceInfo, ShareType
from chengshu.data.lake.contracts import (
    And,
    Column,
    Compare,
    Comparison,
    Expression,
    In,
    Literal,
    parse_expression,
)
from chengshu.exchange.gateway.errors import (
    ItemNotGrantedError,
    MaskedFilterError,
    MisshapenQueryError,
    NoItemsLeftError,
    QueryTooLongError,
)
from chengshu.exchange.sharing import api as sharing
from chengshu.exchange.sharing.contracts import GrantInfo

LONGEST_QUERY = 4096  # bytes
LARGEST_PAGE = 1000  # rows
DEFAULT_PAGE = 100
_DEEPEST = 10_000_000  # rows skipped at most
_RESERVED = ("page", "size")
_HIDDEN = "******"

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Permitted:
    """The part of a resource that a grant opens: items in catalogue order, and their masks."""

    items: tuple[ItemInfo, ...]
    masks: dict[str, str]

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the items."""
        return tuple(item.column for item in self.items)

    @property
    def unmasked(self) -> tuple[str, ...]:
        """The sensitive items that leave in full, by the grant's word."""
        sensitive = (item.column for item in self.items if sharing.is_masked_by_default(item))
        return tuple(column for column in sensitive if column not in self.masks)


@dataclass(frozen=True)
class RowsQuery:
    """One page of rows: the filters are the caller's and the grant's, both."""

    page: int
    size: int
    where: Expression | None


def check_length(query: str) -> None:
    """Refuse a query string longer than the limit before anything reads it."""
    if len(query) > LONGEST_QUERY:
        raise QueryTooLongError(limit=LONGEST_QUERY)


def permit(grant: GrantInfo, resource: ResourceInfo) -> Permitted:
    """Return the granted items that still exist, and the masks of those not granted in full.

    Raises:
        NoItemsLeftError: The catalogue lists none of them any more.
    """
    items = tuple(item for item in resource.items if is_open(item, grant))
    if not items:
        raise NoItemsLeftError(number=grant.number)
    masks = {
        item.column: item.mask
        for item in items
        if sharing.is_masked_by_default(item) and item.column not in grant.unmasked_items
    }
    return Permitted(items=items, masks=masks)


def is_open(item: ItemInfo, grant: GrantInfo) -> bool:
    """Say whether a grant holds an item that the catalogue does not withhold by now."""
    return item.column in grant.items and item.share_type is not ShareType.WITHHELD


def read_query(pairs: Pairs, *, grant: GrantInfo, permitted: Permitted) -> RowsQuery:
    """Return what the caller asks for, or refuse what the grant does not open."""
    asked: dict[str, list[str]] = {}
    for name, value in pairs:
        asked.setdefault(name, []).append(value)
    filters = {name: values for name, values in asked.items() if name not in _RESERVED}
    _check_filters(set(filters), grant=grant, permitted=permitted)
    page = _read_number(asked, "page", default=1, largest=_DEEPEST)
    size = _read_number(asked, "size", default=DEFAULT_PAGE, largest=LARGEST_PAGE)
    if page * size > _DEEPEST:
        raise MisshapenQueryError(field="page", reason=_("页码过大，请增加筛选条件"))
    parts = [_to_expression(name, values) for name, values in filters.items()]
    if grant.row_filter is not None:
        parts.append(parse_expression(grant.row_filter))
    return RowsQuery(page=page, size=size, where=And(tuple(parts)) if parts else None)


def describe_query(pairs: Pairs, resource: ResourceInfo | None) -> str:
    """Return the query for the record: values of masked or unknown items are left out."""
    items = {item.column: item for item in resource.items} if resource else {}
    return "&".join(f"{name}={_show(name, value, items)}" for name, value in pairs)


def _show(name: str, value: str, items: dict[str, ItemInfo]) -> str:
    item = items.get(name)
    plain = name in _RESERVED or (item is not None and not sharing.is_masked_by_default(item))
    return value if plain else _HIDDEN


def _check_filters(names: set[str], *, grant: GrantInfo, permitted: Permitted) -> None:
    foreign = sorted(names - set(permitted.columns))
    if foreign:
        raise ItemNotGrantedError(items="、".join(foreign), number=grant.number)
    masked = sorted(names & set(permitted.masks))
    if masked:
        raise MaskedFilterError(items="、".join(masked), number=grant.number)


def _read_number(asked: dict[str, list[str]], name: str, *, default: int, largest: int) -> int:
    values = asked.get(name, [str(default)])
    text = values[0]
    fits = (
        len(values) == 1 and text.isascii() and text.isdecimal() and len(text) <= len(str(largest))
    )
    if not fits or not 1 <= int(text) <= largest:
        reason = _("应为 1 至 %(largest)s 的一个整数") % {"largest": largest}
        raise MisshapenQueryError(field=name, reason=reason)
    return int(text)


def _to_expression(name: str, values: list[str]) -> Expression:
    literals = tuple(Literal(value) for value in values)
    if len(literals) == 1:
        return Compare(Comparison.EQUAL, Column(name), literals[0])
    return In(Column(name), literals)
