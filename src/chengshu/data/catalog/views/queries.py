"""Addresses and queries: what stands in a search page's address, and what it asks for."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import QueryDict

from chengshu.data.catalog.contracts import Facet, ItemPage, ResourcePage, ResourceQuery
from chengshu.data.catalog.contracts import ResourceState as State
from chengshu.data.catalog.labels import FACET_LABELS

FLAGS = {"true": True, "false": False, "True": True, "False": False}
PAGE_SIZE = 20
SIZES = (20, 50, 100)
_SHOWN_VALUES = 6
_WORDS = 100  # characters of a search
_PLAIN = (
    *("provider", "share_type", "update_cycle", "class_path", "grade", "format", "theme"),
    *("freshness", "column", "element", "data_type", "area", "standing"),
)
FILTERS = (*_PLAIN, "state", "is_open", "is_attached")


@dataclass(frozen=True)
class Choice:
    """One value of a facet as a link that turns it on or off."""

    label: str
    count: int
    url: str
    is_on: bool


@dataclass(frozen=True)
class Choices:
    """One facet: the first values open, the rest folded."""

    key: str
    label: str
    first: tuple[Choice, ...]
    rest: tuple[Choice, ...]

    @property
    def is_on(self) -> bool:
        """Whether one of its values is chosen."""
        return any(choice.is_on for choice in self.first)


@dataclass(frozen=True)
class Chip:
    """A filter that is set: what it says, the address without it, and how many that finds."""

    label: str
    value: str
    url: str
    count: int


@dataclass(frozen=True)
class Pager:
    """The pages around the one shown."""

    page: int
    pages: int
    before: str
    after: str
    sizes: tuple[tuple[int, str], ...]


def read_query(values: Mapping[str, str], *, page: int = 1, size: int = PAGE_SIZE) -> ResourceQuery:
    """Return the query of an address; words it does not know do not narrow."""
    values = {key: value.replace("\x00", "")[:_WORDS] for key, value in values.items()}
    states = {state.value: state for state in State}
    grade = values.get("grade", "")
    plain = {key: values.get(key, "") for key in _PLAIN}
    return ResourceQuery(
        **{**plain, "grade": grade if grade.isdecimal() and len(grade) == 1 else ""},
        text=values.get("q", ""),
        state=states.get(values.get("state", "")),
        is_open=FLAGS.get(values.get("is_open", "")),
        is_attached=FLAGS.get(values.get("is_attached", "")),
        any_word=values.get("any") == "1",
        order=values.get("order", ""),
        page=page,
        page_size=size,
    )


def read_page(values: Mapping[str, str]) -> int:
    """Return the page asked for, at least 1."""
    text = values.get("page", "1")
    return max(int(text), 1) if text.isdecimal() and len(text) < 7 else 1  # noqa: PLR2004 - no list is that long


def read_size(values: Mapping[str, str]) -> int:
    """Return how many lines a page is to hold."""
    return next((size for size in SIZES if str(size) == values.get("size", "")), PAGE_SIZE)


def change_address(values: QueryDict, **changes: str) -> str:
    """Return the address with some words changed; an empty word is dropped, so is the page."""
    changed = values.copy()
    changed.pop("page", None)
    for key, value in changes.items():
        changed.pop(key, None)
        if value:
            changed[key] = value
    return f"?{changed.urlencode()}"


def link_facet(facet: Facet, values: QueryDict) -> Choices:
    """Return a facet with the addresses that turn its values on and off."""
    current = values.get(facet.key, "").lower()
    choices = [
        Choice(
            label=value.label,
            count=value.count,
            url=change_address(
                values, **{facet.key: "" if value.value.lower() == current else value.value}
            ),
            is_on=value.value.lower() == current,
        )
        for value in facet.values
    ]
    chosen = sorted(choices, key=lambda choice: not choice.is_on)
    return Choices(
        facet.key, facet.label, tuple(chosen[:_SHOWN_VALUES]), tuple(chosen[_SHOWN_VALUES:])
    )


def list_chips(found: ResourcePage | ItemPage, values: QueryDict) -> tuple[Chip, ...]:
    """Return the filters that are set, in words."""
    return tuple(
        Chip(
            label=str(FACET_LABELS[key]),
            value=value,
            url=change_address(values, **{key: ""}),
            count=found.without.get(key, 0),
        )
        for key, value in found.chosen.items()
    )


def turn_pages(found: ResourcePage | ItemPage, values: QueryDict) -> Pager:
    """Return the addresses of the pages before and after, and of other sizes."""
    pages = max(math.ceil(found.total / found.page_size), 1)
    return Pager(
        page=found.page,
        pages=pages,
        before=_page(values, found.page - 1) if found.page > 1 else "",
        after=_page(values, found.page + 1) if found.page < pages else "",
        sizes=_sizes(found.page_size, values),
    )


def _sizes(current: int, values: QueryDict) -> tuple[tuple[int, str], ...]:
    return tuple(
        (size, "" if size == current else change_address(values, size=str(size))) for size in SIZES
    )


def _page(values: QueryDict, number: int) -> str:
    changed = values.copy()
    changed["page"] = str(number)
    return f"?{changed.urlencode()}"


def link_orders(values: QueryDict, orders: Sequence[tuple[str, object]]) -> list[dict[str, object]]:
    """Return the ways to sort as links; the first needs words to sort by."""
    offered = orders if values.get("q") else orders[1:]
    current = values.get("order", "") or offered[0][0]
    return [
        {"label": label, "url": change_address(values, order=key), "is_on": key == current}
        for key, label in offered
    ]
