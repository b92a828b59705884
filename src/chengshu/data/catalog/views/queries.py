"""Addresses and queries: what stands in a search page's address, and what it asks for."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import QueryDict

from chengshu.data.catalog.contracts import Facet, ResourceQuery, ResourceState

FLAGS = {"True": True, "False": False}
PAGE_SIZE = 20
_SHOWN_VALUES = 8


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


def read_query(values: Mapping[str, str], *, page: int = 1, size: int = PAGE_SIZE) -> ResourceQuery:
    """Return the query of an address; words it does not know do not narrow."""
    values = {key: value.replace("\x00", "") for key, value in values.items()}
    states = {state.value: state for state in ResourceState}
    return ResourceQuery(
        text=values.get("q", "")[:100],
        provider=values.get("provider", ""),
        state=states.get(values.get("state", "")),
        share_type=values.get("share_type", ""),
        update_cycle=values.get("update_cycle", ""),
        class_path=values.get("class_path", ""),
        is_open=FLAGS.get(values.get("is_open", "")),
        is_attached=FLAGS.get(values.get("is_attached", "")),
        order=values.get("order", ""),
        page=page,
        page_size=size,
    )


def read_page(values: Mapping[str, str]) -> int:
    """Return the page asked for, at least 1."""
    text = values.get("page", "1")
    return max(int(text), 1) if text.isdecimal() and len(text) < 7 else 1  # noqa: PLR2004 - no list is that long


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
    current = values.get(facet.key, "")
    choices = [
        Choice(
            label=value.label,
            count=value.count,
            url=change_address(
                values, **{facet.key: "" if value.value == current else value.value}
            ),
            is_on=value.value == current,
        )
        for value in facet.values
    ]
    chosen = sorted(choices, key=lambda choice: not choice.is_on)
    return Choices(
        facet.key, facet.label, tuple(chosen[:_SHOWN_VALUES]), tuple(chosen[_SHOWN_VALUES:])
    )
