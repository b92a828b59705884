"""From a folded entry to a draft, with every guess marked as one."""

import re
from collections.abc import Mapping

from django.utils.translation import gettext as _
from pydantic import TypeAdapter, ValidationError

from chengshu.data.catalog.contracts import Guess, ImportFault, ResourceDraft
from chengshu.data.catalog.imports.folding import FoldedEntry
from chengshu.data.catalog.imports.mappings import ImportMapping, ItemSheet
from chengshu.data.catalog.keys import make_key

_DRAFT = TypeAdapter(ResourceDraft)
_LISTS = {"themes", "scenarios", "related_codes"}
_SEPARATORS = re.compile(r"[；;、,，]")
_BAD_COLUMN = re.compile(r"[^a-z0-9_]+")


def compose_draft(
    entry: FoldedEntry, mapping: ImportMapping, *, provider_code: str
) -> ResourceDraft | ImportFault:
    """Return the draft of an entry, or why it cannot be one."""
    if _is_secret(entry, mapping.items):
        return ImportFault(entry.name, _("含涉密信息项，涉密数据不得进入本平台"))
    fields: dict[str, object] = {
        name: value
        for name, column in mapping.fields.items()
        if name != "provider" and column in entry.values
        for value in [_value(mapping.values.get(name), entry.values[column], name in _LISTS)]
        if value is not None
    }
    fields |= _formats(entry, mapping)
    fields |= _withheld(fields)
    fields |= {
        "key": make_key(mapping.key_prefix, entry.provider, entry.name),
        "title": entry.name,
        "provider_code": provider_code,
        "share_mode": mapping.share_mode,
        "extensions": _extensions(entry, mapping),
        "items": _items(entry, mapping.items),
    }
    guesses = _guesses(entry, mapping, fields)
    try:
        return _DRAFT.validate_python({**fields, "guesses": guesses})
    except ValidationError as error:
        fault = error.errors()[0]
        place = ".".join(str(part) for part in fault["loc"])
        return ImportFault(entry.name, f"{place}: {fault['input']}")


def _value(names: Mapping[str, str | bool] | None, value: object, is_list: bool = False) -> object:  # noqa: FBT001, FBT002 - private, and named where it is true
    """Return the value in our words; None for one the mapping does not know."""
    text = str(value).strip()
    if names is not None:
        return names.get(text)
    if is_list:
        return [part.strip() for part in _SEPARATORS.split(text) if part.strip()]
    return text


def _formats(entry: FoldedEntry, mapping: ImportMapping) -> dict[str, object]:
    if not entry.formats:
        return {"format": mapping.format}
    majors = [mapping.formats[name] for name in entry.formats if name in mapping.formats]
    major = min(majors, key=lambda code: (majors.count(code) * -1, code), default="6")
    ranked = sorted(entry.formats, key=lambda name: mapping.formats.get(name) != major)
    return {"format": major, "format_name": "、".join(name.upper() for name in ranked)}


def _withheld(fields: Mapping[str, object]) -> dict[str, object]:
    """Move the text that a shared column keeps for both: condition, or basis when withheld."""
    if fields.get("share_type") != "3" or not fields.get("share_condition"):
        return {}
    return {"no_share_basis": fields["share_condition"], "share_condition": ""}


def _extensions(entry: FoldedEntry, mapping: ImportMapping) -> dict[str, str]:
    """Return what the entry says beyond our fields, and values the mapping has no word for."""
    unknown = [
        column
        for name, column in mapping.fields.items()
        if name in mapping.values and column in entry.values
        if _value(mapping.values[name], entry.values[column]) is None
    ]
    return {
        name: str(entry.values[name]).strip()
        for name in (*mapping.extensions, *unknown)
        if name in entry.values
    }


def _guesses(
    entry: FoldedEntry, mapping: ImportMapping, fields: dict[str, object]
) -> tuple[Guess, ...]:
    guesses = []
    if entry.formats:
        evidence = "、".join(f".{name}" for name in entry.formats)
        guesses.append(Guess("format", evidence, 0.9))
    for rule in mapping.guesses:
        fits = all(str(entry.values.get(key)) == value for key, value in rule.when.items())
        if fits and not fields.get(rule.field):
            fields[rule.field] = rule.value
            guesses.append(Guess(rule.field, rule.evidence, rule.confidence))
    return tuple(guesses)


def _items(entry: FoldedEntry, sheet: ItemSheet | None) -> list[dict[str, object]]:
    rows = entry.values.get("items")
    if sheet is None or not isinstance(rows, list):
        return []
    return [_item(row, sheet) for row in rows]


def _is_secret(entry: FoldedEntry, sheet: ItemSheet | None) -> bool:
    """Tell whether an item is marked as a state secret, which no entry here may be."""
    rows = entry.values.get("items")
    if sheet is None or not isinstance(rows, list):
        return False
    column, words = sheet.fields.get("is_secret", ""), sheet.values.get("is_secret", {})
    return any(words.get(str(row.get(column, "")).strip()) is True for row in rows)


def _item(row: Mapping[str, object], sheet: ItemSheet) -> dict[str, object]:
    cells = {
        name: value
        for name, column in sheet.fields.items()
        if str(row.get(column, "")).strip()
        for value in [_value(sheet.values.get(name), row[column])]
        if value is not None
    }
    source = str(cells.get("column", "")).strip()
    column = _BAD_COLUMN.sub("_", source.lower()).strip("_")
    cells |= {"column": column if column[:1].isalpha() else f"c_{column}", "source_column": source}
    digits = str(cells.pop("length", "")).partition(".")[0]
    cells |= {"length": int(digits)} if digits.isdecimal() else {}
    cells.setdefault("name_zh", "")
    cells.setdefault("data_type", "")
    return {name: value for name, value in cells.items() if name in _ITEM_FIELDS}


_ITEM_FIELDS = frozenset((
    "column",
    "source_column",
    "name_zh",
    "data_type",
    "length",
    "note",
    "share_type",
    "is_sensitive",
    "is_incremental",
    "is_primary_key",
))
