"""A draft as a plain JSON document and back: what a version keeps."""

from collections.abc import Mapping
from dataclasses import fields, replace

from pydantic import TypeAdapter

from chengshu.data.catalog.contracts import ItemDraft, ItemInfo, ResourceDraft

_DRAFT = TypeAdapter(ResourceDraft)


def to_document(draft: ResourceDraft) -> dict[str, object]:
    """Return the document of a draft: its fields, plain values only."""
    document: dict[str, object] = _DRAFT.dump_python(draft, mode="json")
    return document


def from_document(document: Mapping[str, object]) -> ResourceDraft:
    """Return the draft a document was made from; fields added since take their defaults."""
    return _DRAFT.validate_python(dict(document))


def to_items(draft: ResourceDraft) -> tuple[ItemInfo, ...]:
    """Return the items with positions and source columns filled."""
    names = [field.name for field in fields(ItemDraft)]
    items = []
    for position, item in enumerate(draft.items, start=1):
        values = {name: getattr(item, name) for name in names}
        values["source_column"] = item.source_column or item.column
        items.append(ItemInfo(**values, position=position))
    return tuple(items)


def without_guesses(draft: ResourceDraft) -> ResourceDraft:
    """Return the draft with every guess confirmed."""
    return replace(draft, guesses=())
