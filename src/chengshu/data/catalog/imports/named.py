"""Files that have a mapping of their own in the city pack: recognised, read, folded, composed."""

from collections.abc import Sequence
from pathlib import Path

from chengshu.data.catalog.contracts import CellFault, ImportFault, ResourceDraft
from chengshu.data.catalog.documents import to_document
from chengshu.data.catalog.imports import mappings, readers
from chengshu.data.catalog.imports.composing import compose_draft
from chengshu.data.catalog.imports.folding import FoldedEntry, fold_rows
from chengshu.data.catalog.imports.grids import Grid
from chengshu.data.catalog.imports.mappings import ImportMapping
from chengshu.data.catalog.imports.said import Reading, Said

_OWN = frozenset({"key", "title", "provider_code", "guesses"})
_UNKNOWN = "unknown"  # stands for the provider until it is known whose the entry is


def find_mapping(grids: Sequence[Grid]) -> str:
    """Return the name of the mapping that a file was made for, or ""."""
    names = [name for name, _title in mappings.list_mappings()]
    return next((name for name in names if _fits(grids, mappings.get_mapping(name))), "")


def _fits(grids: Sequence[Grid], mapping: ImportMapping) -> bool:
    sheets = {grid.name for grid in grids}
    if mapping.sheet:
        return mapping.sheet in sheets and (mapping.items is None or mapping.items.sheet in sheets)
    if not mapping.slipped or not grids[0].has_head:
        return False
    heads = grids[0].rows[0]
    inside = any(head.startswith(f"{mapping.slipped}/") for head in heads)
    return inside and mapping.fields["title"] in heads


def read_named(path: Path, name: str, mapping_name: str) -> Reading:
    """Return what a file says under its own mapping."""
    mapping = mappings.get_mapping(mapping_name)
    entries = fold_rows(readers.read_rows(name, path.read_bytes(), mapping), mapping)
    said = tuple(_say(entry, mapping, mapping_name) for entry in entries)
    return Reading(said, sum(entry.rows for entry in entries))


def _say(entry: FoldedEntry, mapping: ImportMapping, name: str) -> Said:
    place = CellFault(name, 0, "", "", entry.name, "")
    found = compose_draft(entry, mapping, provider_code=_UNKNOWN)
    if isinstance(found, ImportFault):
        fault = CellFault(name, 0, "", "", entry.name, found.reason)
        return Said(entry.name, entry.provider, {}, frozenset(), place=place, faults=(fault,))
    fields: dict[str, object] = {**to_document(found), "guesses": found.guesses}
    return Said(
        title=found.title,
        provider=entry.provider,
        fields={field: value for field, value in fields.items() if field not in _IDENTITY},
        spoken=_spoken(found),
        key=found.key,
        place=place,
        provider_place=place,
    )


_IDENTITY = frozenset({"key", "title", "provider_code"})


def _spoken(draft: ResourceDraft) -> frozenset[str]:
    """Return the fields the file says something about."""
    plain = to_document(ResourceDraft("", "", ""))
    said = to_document(draft)
    return frozenset(name for name, value in said.items() if value != plain[name]) - _OWN
