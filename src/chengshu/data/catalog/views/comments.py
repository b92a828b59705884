"""Comments by field: what a reviewer may comment on, and what he wrote, in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.http import QueryDict

from chengshu.data.catalog.contracts import ItemDraft, ResourceInfo
from chengshu.data.catalog.labels import FIELD_LABELS

_PREFIX, _ITEM = "comment-", "items."
_LONGEST = 500
_LEFT_OUT = {"provider_code", "extensions", "items", "scenarios", "data_range", "themes"}


@dataclass(frozen=True)
class Commentable:
    """A field a comment can be about: the name of its input and its label."""

    name: str
    label: str


def list_commentable(info: ResourceInfo) -> tuple[tuple[Commentable, ...], tuple[Commentable, ...]]:
    """Return the fields of an entry, and its items."""
    fields = tuple(
        Commentable(f"{_PREFIX}{name}", str(label))
        for name, label in FIELD_LABELS.items()
        if name not in _LEFT_OUT
    )
    items = tuple(
        Commentable(f"{_PREFIX}{_ITEM}{item.column}", f"{item.name_zh} {item.column}".strip())
        for item in info.items
    )
    return fields, items


def read_comments(values: QueryDict) -> dict[str, str]:
    """Return the comments of a form by field, empty ones left out."""
    return {
        name.removeprefix(_PREFIX): str(values.get(name, "")).strip()[:_LONGEST]
        for name in values
        if name.startswith(_PREFIX) and str(values.get(name, "")).strip()
    }


def name_comments(
    comments: Mapping[str, str], items: Iterable[ItemDraft]
) -> list[tuple[object, str]]:
    """Return comments with the labels of their fields."""
    names = {f"{_ITEM}{item.column}": item.name_zh or item.column for item in items}
    return [
        (FIELD_LABELS.get(name) or names.get(name, name), text) for name, text in comments.items()
    ]
