"""From confirmed lines to the entry that is handed to the catalogue."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from chengshu.base.crypto import api as crypto
from chengshu.base.registry.api import defer
from chengshu.data.catalog.contracts import ItemDraft, ResourceDraft, ShareType
from chengshu.data.survey.contracts import Line, Value

if TYPE_CHECKING:
    import pypinyin
else:
    pypinyin = defer("pypinyin")

_NOT_WORD = re.compile(r"[^a-z0-9]+")
_REFERENCE = re.compile(r"(?P<table>.+)\.(?P<column>[^.]+)")
_KEY_STEM, _KEY_DIGITS, _COLUMN = 40, 8, 63


def make_key(source_code: str, table: str) -> str:
    """Return the key of the entry of a table: readable, and the same on every machine."""
    stem = _slug(table)[:_KEY_STEM].strip("_") or "table"
    digits = crypto.digest(f"{source_code}\n{table}".encode(), "sha256")[:_KEY_DIGITS]
    return f"{stem if stem[0].isalpha() else f't_{stem}'}_{digits}"


def lake_column(column: str, taken: Iterable[str]) -> str:
    """Return the name of a source column in the lake: lower snake case, free of `taken`."""
    name = _slug(column)[:_COLUMN].strip("_") or "column"
    name = name if name[0].isalpha() else f"c_{name}"[:_COLUMN]
    used, tried, number = set(taken), name, 2
    while tried in used:
        tail = f"_{number}"
        tried, number = f"{name[: _COLUMN - len(tail)]}{tail}", number + 1
    return tried


def _slug(text: str) -> str:
    """Return Latin words of a name; Chinese ones in pinyin."""
    return _NOT_WORD.sub("_", "_".join(pypinyin.lazy_pinyin(text)).lower()).strip("_")


def compose_entry(
    start: ResourceDraft, *, table_lines: Iterable[Line], items: tuple[ItemDraft, ...]
) -> ResourceDraft:
    """Return the entry with what was confirmed of the table; nothing in it is a guess."""
    values: dict[str, Value] = {}
    for line in table_lines:
        values |= line.values
    share = str(values["share_type"] or "")
    themes = str(values["theme"] or "")
    return replace(
        start,
        title=str(values["title"]).strip(),
        abstract=str(values["abstract"]),
        class_path=str(values["class_path"] or ""),
        themes=tuple(part for part in re.split(r"[、,，;；]", themes) if part),
        format=str(values["format"]),
        format_name=str(values["format_name"] or ""),
        share_type=ShareType(share) if share else None,
        share_condition=str(values["share_condition"] or ""),
        no_share_basis=str(values["no_share_basis"] or ""),
        share_mode="" if share == ShareType.WITHHELD else str(values["share_mode"] or ""),
        update_cycle=str(values["update_cycle"] or ""),
        is_open=bool(values["is_open"]),
        grade=_whole(values["grade"]) or 1,
        items=items,
        guesses=(),
    )


def compose_items(
    lines: Iterable[Line], *, before: tuple[ItemDraft, ...], keys: Mapping[str, str]
) -> tuple[ItemDraft, ...]:
    """Return the items of the confirmed columns; what an entry says beyond them stays.

    `keys` gives the entry of another table of the source, for references.
    """
    known = {item.source_column or item.column: item for item in before}
    taken = {item.column for item in before}
    items = []
    for line in lines:
        if line.is_out or line.is_gone:
            continue
        item = known.get(line.column)
        if item is None:
            item = ItemDraft(lake_column(line.column, taken), "", "", source_column=line.column)
            taken.add(item.column)
        items.append(_item(item, line.values, keys))
    return tuple(items)


def _item(start: ItemDraft, values: Mapping[str, Value], keys: Mapping[str, str]) -> ItemDraft:
    def text(name: str) -> str:
        return str(values.get(name) or "").strip()

    return replace(
        start,
        name_zh=text("name_zh"),
        name_en=text("name_en"),
        element=text("element"),
        data_type=text("data_type"),
        length=_whole(values.get("length")),
        scale=_whole(values.get("scale")),
        is_primary_key=values.get("is_primary_key") is True,
        is_required=values.get("is_required") is True,
        is_sensitive=values.get("is_sensitive") is True,
        mask=text("mask"),
        code_table=text("code_table"),
        identifier=text("identifier"),
        minimum=_limit(values.get("minimum")),
        maximum=_limit(values.get("maximum")),
        note=text("note"),
        grade=_whole(values.get("grade")) or 1,
        reference=_reference(text("reference"), keys),
    )


def _whole(value: Value) -> int | None:
    return None if value is None or value == "" else int(value)


def _limit(value: Value) -> int | float | str | None:
    return None if value == "" or isinstance(value, bool) else value


def _reference(text: str, keys: Mapping[str, str]) -> str:
    """Return `resource_key.column` for `table.column`, where the table has an entry."""
    found = _REFERENCE.fullmatch(text)
    if found is None or found["table"] not in keys:
        return ""
    return f"{keys[found['table']]}.{lake_column(found['column'], ())}"
