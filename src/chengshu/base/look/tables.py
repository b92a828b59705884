"""Tables: a request is read into a `TableRequest`, rows are laid out for the template."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from django.http import HttpRequest, QueryDict
from django.utils.dateparse import parse_date

from chengshu.base.errors.api import BrokenError
from chengshu.base.look.contracts import (
    COLUMN_KINDS,
    FILTER_KINDS,
    Column,
    Filter,
    TablePage,
    TableRequest,
    TableView,
    Text,
)

PAGE_SIZES = (20, 50, 100)
LAST_PAGE = 100_000
SEARCH_LENGTH = 100
OWN_PARAMETERS = frozenset({"page", "size", "sort", "export"})
NUMERIC = frozenset({"number", "percent"})


@dataclass(frozen=True)
class Heading:
    """One column's head; `state` is none, ascending or descending (aria-sort)."""

    label: Text
    kind: str
    numeric: bool
    url: str
    state: str


@dataclass(frozen=True)
class Cell:
    """One value with how to print it and where it leads."""

    value: object
    kind: str
    numeric: bool
    url: str
    label: Text


@dataclass(frozen=True)
class FilterField:
    """One filter with its present value."""

    name: str
    label: Text
    kind: str
    value: str
    choices: Sequence[tuple[str, Text]]


@dataclass(frozen=True)
class PageLink:
    """One number of the pager; without an address it is the present page or a gap (number 0)."""

    number: int
    url: str


@dataclass(frozen=True)
class Pager:
    """Where the reader is in the rows."""

    total: int
    first: int
    last: int
    links: tuple[PageLink, ...]
    previous_url: str
    next_url: str
    sizes: tuple[tuple[int, str], ...]  # size, address ("" for the present one)


@dataclass(frozen=True)
class Table:
    """Everything the template `look/parts/table.html` prints."""

    id: str
    view: TableView
    headings: tuple[Heading, ...]
    rows: tuple[tuple[Cell, ...], ...]
    filters: tuple[FilterField, ...]
    kept: tuple[tuple[str, str], ...]  # other parameters the filter form must not lose
    pager: Pager
    csv_url: str
    xlsx_url: str
    reset_url: str
    is_filtered: bool


def table_id(view: TableView) -> str:
    """Return the DOM id of a table."""
    return f"table-{view.name}" if view.name else "table"


def parameter(view: TableView, key: str) -> str:
    """Return the query parameter that carries `key` of this table."""
    return f"{view.name}-{key}" if view.name else key


def check_view(view: TableView) -> None:
    """Refuse a table description that cannot work.

    Raises:
        BrokenError: A kind is unknown, or a filter takes a name the table needs itself.
    """
    for column in view.columns:
        if column.kind not in COLUMN_KINDS:
            raise BrokenError(table=str(view.title), column=column.key, kind=column.kind)
    for item in view.filters:
        if item.kind not in FILTER_KINDS or item.key in OWN_PARAMETERS:
            raise BrokenError(table=str(view.title), filter=item.key, kind=item.kind)


def read_request(query: QueryDict, view: TableView) -> TableRequest:
    """Read page, size, sort and filters from a query string; what makes no sense is ignored."""
    sort = query.get(parameter(view, "sort"), "") or view.default_sort
    key = sort.removeprefix("-")
    known = {column.key for column in view.columns if column.sortable}
    known.add(view.default_sort.removeprefix("-"))
    size = _number(query.get(parameter(view, "size"), ""), view.page_size)
    return TableRequest(
        page=max(1, min(_number(query.get(parameter(view, "page"), ""), 1), LAST_PAGE)),
        page_size=size if size in PAGE_SIZES else view.page_size,
        sort=key if key in known else view.default_sort.removeprefix("-"),
        descending=(sort if key in known else view.default_sort).startswith("-"),
        filters=dict(_read_filters(query, view)),
    )


def _number(text: str, otherwise: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else otherwise  # noqa: PLR2004 - eight digits are no page number


def _read_filters(query: QueryDict, view: TableView) -> Iterator[tuple[str, str]]:
    for item in view.filters:
        text = query.get(parameter(view, item.key), "").replace("\x00", "").strip()
        value = _filter_value(item, text)
        if value:
            yield item.key, value


def _filter_value(item: Filter, text: str) -> str:
    if item.kind == "choice":
        return text if text in {value for value, _label in item.choices} else ""
    if item.kind == "date":
        return text if _is_date(text) else ""
    return text[:SEARCH_LENGTH]


def _is_date(text: str) -> bool:
    try:
        return parse_date(text) is not None
    except ValueError:
        return False


def fetch_page(view: TableView, asked: TableRequest) -> tuple[TableRequest, TablePage]:
    """Return the asked page, or the last one when the rows end before it."""
    page = view.fetch(asked)
    last = max(1, -(-page.total // asked.page_size))
    if asked.page <= last:
        return asked, page
    asked = replace(asked, page=last)
    return asked, view.fetch(asked)


def lay_out(request: HttpRequest, view: TableView) -> Table:
    """Fetch the asked page and prepare everything the template prints."""
    check_view(view)
    asked, page = fetch_page(view, read_request(request.GET, view))
    address = Address(request.path, request.GET, view)
    return Table(
        id=table_id(view),
        view=view,
        headings=tuple(_heading(column, asked, address) for column in view.columns),
        rows=tuple(tuple(_cell(column, row) for column in view.columns) for row in page.rows),
        filters=tuple(
            FilterField(
                parameter(view, item.key),
                item.label,
                item.kind,
                asked.filters.get(item.key, ""),
                item.choices,
            )
            for item in view.filters
        ),
        kept=address.kept(),
        pager=_pager(asked, page.total, address),
        csv_url=address.with_(export="csv", page=""),
        xlsx_url=address.with_(export="xlsx", page=""),
        reset_url=address.without_filters(),
        is_filtered=bool(asked.filters),
    )


class Address:
    """Addresses of the same table with something changed; other tables' parameters stay."""

    def __init__(self, path: str, query: QueryDict, view: TableView) -> None:
        """Keep what the page was asked with."""
        self._path, self._query, self._view = path, query, view

    def with_(self, **changes: str) -> str:
        """Return the address with parameters of this table changed; "" drops one."""
        query = self._query.copy()
        query.pop(parameter(self._view, "export"), None)
        for key, value in changes.items():
            query[parameter(self._view, key)] = value
            if value == "":
                del query[parameter(self._view, key)]
        return f"{self._path}?{query.urlencode()}" if query else self._path

    def without_filters(self) -> str:
        """Return the address with all filters of this table dropped."""
        names = {item.key: "" for item in self._view.filters}
        return self.with_(page="", **names)

    def kept(self) -> tuple[tuple[str, str], ...]:
        """Return the parameters a filter form carries along: sort, size, other tables'."""
        own = {parameter(self._view, item.key) for item in self._view.filters}
        own |= {parameter(self._view, "page"), parameter(self._view, "export")}
        return tuple((key, str(value)) for key, value in self._query.items() if key not in own)


def _heading(column: Column, asked: TableRequest, address: Address) -> Heading:
    state = "none"
    if column.sortable and asked.sort == column.key:
        state = "descending" if asked.descending else "ascending"
    following = f"-{column.key}" if state == "ascending" else column.key
    url = address.with_(sort=following, page="") if column.sortable else ""
    return Heading(column.label, column.kind, column.kind in NUMERIC, url, state)


def _cell(column: Column, row: Mapping[str, object]) -> Cell:
    value = row.get(column.key)
    if isinstance(value, dt.datetime) and column.kind == "date":
        value = value.date()
    url = str(row.get(column.link) or "") if column.link else ""
    return Cell(value, column.kind, column.kind in NUMERIC, url, column.label)


def _pager(asked: TableRequest, total: int, address: Address) -> Pager:
    last_page = max(1, -(-total // asked.page_size))
    here = asked.page

    def url(number: int) -> str:
        return address.with_(page=str(number) if number > 1 else "")

    return Pager(
        total=total,
        first=asked.offset + 1 if total else 0,
        last=min(asked.offset + asked.page_size, total),
        links=tuple(
            PageLink(number, "" if number in {0, here} else url(number))
            for number in _page_numbers(here, last_page)
        ),
        previous_url=url(here - 1) if here > 1 else "",
        next_url=url(here + 1) if here < last_page else "",
        sizes=tuple(
            (size, "" if size == asked.page_size else address.with_(size=str(size), page=""))
            for size in PAGE_SIZES
        ),
    )


def _page_numbers(here: int, last: int) -> Iterator[int]:
    """Yield 1, the neighbours of `here`, and the last page; 0 stands for a gap."""
    wanted = sorted({1, last, *range(max(1, here - 1), min(last, here + 1) + 1)})
    before = 0
    for number in wanted:
        if number - before > 1:
            yield 0
        yield number
        before = number
