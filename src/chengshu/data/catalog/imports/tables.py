"""Rows of a table under a column mapping, folded into what they say about each entry."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from chengshu.data.catalog.contracts import CellFault, Guess
from chengshu.data.catalog.guide.cells import CellError, read_cell
from chengshu.data.catalog.guide.layout import INFO, ITEM, GuideColumn, get_layout
from chengshu.data.catalog.imports.grids import Grid
from chengshu.data.catalog.imports.headings import Head
from chengshu.data.catalog.imports.naming import distinguish, name_column, split_items
from chengshu.data.catalog.imports.proposals import ITEM_NAMES, KEPT
from chengshu.data.catalog.imports.said import Reading, Said
from chengshu.data.catalog.standard import read_yaml

_SEPARATORS = re.compile(r"[；;、,，/\s]+")
_LISTED = re.compile(r"[；;、,，\n]+")
_COUNT = re.compile(r"\s*[(（]\d+[)）]$")
_CLASS = re.compile(r"^\d{3,32}(?=\s|$)")
_FORMAT_SURE = 0.9


@dataclass(frozen=True)
class Plan:
    """How a grid is read: which column holds which field; the guide's own file is read strictly.

    `classes` are the codes of the class tree.
    """

    grid: Grid
    head: Head
    targets: Mapping[int, str]
    is_strict: bool
    provider: str
    classes: frozenset[str]


@dataclass
class _Entry:
    """One entry while its rows are gathered."""

    title: str
    provider: str
    key: str
    place: CellFault
    provider_place: CellFault
    fields: dict[str, object] = field(default_factory=dict)
    kept: dict[str, str] = field(default_factory=dict)
    items: list[dict[str, object]] = field(default_factory=list)
    formats: list[str] = field(default_factory=list)
    faults: list[CellFault] = field(default_factory=list)


@dataclass
class _Row:
    """One row as its cells say: values by field, texts kept beside, an item, what is wrong."""

    place: CellFault
    fields: dict[str, object] = field(default_factory=dict)
    kept: dict[str, str] = field(default_factory=dict)
    item: dict[str, object] = field(default_factory=dict)
    faults: list[CellFault] = field(default_factory=list)

    def word(self, name: str) -> str:
        """Return a field as text, "" when the row does not say it."""
        return str(self.fields.get(name, ""))


def read_table(plan: Plan) -> Reading:
    """Return what the rows below the headings say, entry by entry in order."""
    grid = plan.grid
    start = plan.head.row + plan.head.depth
    entries: dict[tuple[str, str], _Entry] = {}
    lost: list[CellFault] = []
    last: _Entry | None = None
    for line, cells in zip(grid.lines[start:], grid.rows[start:], strict=True):
        row = _read_row(plan, line, cells)
        found = _find_entry(entries, row, plan, last=last)
        if found is None:
            lost.extend([_missing_title(row, plan), *row.faults])
            continue
        last = found
        _add(found, row, plan)
    said = tuple(_finish(entry, plan) for entry in entries.values())
    return Reading(said, len(grid.rows) - start, tuple(lost))


def _missing_title(row: _Row, plan: Plan) -> CellFault:
    return _fault(_place(row.place, plan, "title"), _("请填写信息资源名称"))


def _place(row: CellFault, plan: Plan, field: str) -> CellFault:
    """Return the place of a field in a row."""
    index = next((at for at, target in plan.targets.items() if target == field), None)
    if index is None:
        return row
    letter = plan.grid.column_name(index)
    heading = plan.head.names[index].replace("*", "")
    return CellFault(row.sheet, row.row, letter, heading, "", "")


def _read_row(plan: Plan, line: int, cells: Sequence[str]) -> _Row:
    grid = plan.grid
    row = _Row(CellFault(grid.name, line, "", "", "", ""))
    nulls = {""} if plan.is_strict else _nulls()
    for index, target in plan.targets.items():
        text = cells[index].strip() if index < len(cells) else ""
        if target.startswith(INFO) or text in nulls:
            continue
        heading = plan.head.names[index].replace("*", "")
        place = CellFault(grid.name, line, grid.column_name(index), heading, text, "")
        if target == KEPT and not _is_guide_pairs(plan, heading):
            row.kept[heading.rpartition("/")[2]] = text
        elif target == ITEM_NAMES:
            row.fields[ITEM_NAMES] = split_items(text)
        else:
            _read_field(row, plan, target, place=place)
    return row


def _is_guide_pairs(plan: Plan, heading: str) -> bool:
    return plan.is_strict and heading == get_layout().find(KEPT).heading


def _read_field(row: _Row, plan: Plan, target: str, *, place: CellFault) -> None:
    column = get_layout().find(target)
    try:
        value = _value(column, place.value, plan)
    except CellError as error:
        is_note = not plan.is_strict
        sentence = str(error)
        if is_note:
            sentence = _("没有读懂，已原样放入“其他说明”。%(how)s") % {"how": sentence}
        row.faults.append(_fault(place, sentence, is_note=is_note))
        if is_note:
            row.kept[place.heading.rpartition("/")[2]] = place.value
        return
    if value is None:
        return
    if column.is_item:
        row.item[column.item_field] = value
        if column.item_field == "is_secret" and value:
            row.faults.append(_fault(place, _("涉密信息项不得进入本平台，请删除后再导入")))
    else:
        row.fields[target] = value


def _fault(place: CellFault, sentence: str, *, is_note: bool = False) -> CellFault:
    return CellFault(
        place.sheet, place.row, place.column, place.heading, place.value, sentence, is_note
    )


def _value(column: GuideColumn, text: str, plan: Plan) -> object:
    if column.kind == "list" and not plan.is_strict:
        parts = (_COUNT.sub("", part).strip() for part in _LISTED.split(text))
        return [part for part in parts if part]
    value = read_cell(column, text)
    if column.kind != "class" or value is None:
        return value
    found = _CLASS.match(str(value))
    if found is None or found.group() not in plan.classes:
        raise CellError(_("分类树中没有这个类目，请填写末级类目的代码，例如 102001"))
    return found.group()


def _find_entry(
    entries: dict[tuple[str, str], _Entry], row: _Row, plan: Plan, *, last: _Entry | None
) -> _Entry | None:
    """Return the entry a row belongs to, made when it is the first; None without a title."""
    title, key = row.word("title"), row.word("key")
    provider = row.word("provider_code")
    if last is not None and _continues(row, last):
        return last
    if not title:
        return None
    identity = (key, "") if key else (title, provider)
    if identity not in entries:
        place = _place(row.place, plan, "title")
        entries[identity] = _Entry(
            title=title,
            provider=provider or plan.provider,
            key=key,
            place=place,
            provider_place=_place(row.place, plan, "provider_code"),
        )
    return entries[identity]


def _continues(row: _Row, last: _Entry) -> bool:
    """Tell whether a row is a further item of the entry above it."""
    if not row.item:
        return False
    pairs = (("title", last.title), ("provider_code", last.provider), ("key", last.key))
    return all(row.word(name) in {"", known} for name, known in pairs)


_OWN = frozenset({"title", "provider_code", "key", ITEM_NAMES})


def _add(entry: _Entry, row: _Row, plan: Plan) -> None:
    entry.faults.extend(row.faults)
    for name, value in row.fields.items():
        if name == "format_name" and not plan.is_strict:
            entry.formats.extend(part for part in _SEPARATORS.split(str(value)) if part)
        elif name not in _OWN and entry.fields.setdefault(name, value) != value and plan.is_strict:
            sentence = _("“%(name)s”与本目录前面的行不一致，已采用前面的") % {
                "name": get_layout().find(name).heading
            }
            entry.faults.append(_fault(row.place, sentence, is_note=True))
    for name, text in row.kept.items():
        entry.kept.setdefault(name, text)
    if row.item:
        entry.items.append(row.item)
    elif not entry.items:
        listed = row.fields.get(ITEM_NAMES)
        entry.items = list(listed) if isinstance(listed, list) else []


def _finish(entry: _Entry, plan: Plan) -> Said:
    fields = dict(entry.fields)
    if entry.formats:
        fields |= _formats(entry, fields)
    kept = fields.get(KEPT)
    pairs = dict(kept) if isinstance(kept, Mapping) else {}
    fields[KEPT] = {**pairs, **entry.kept}
    fields["items"] = _items(entry.items)
    spoken = {target for target in plan.targets.values() if not target.startswith((INFO, ITEM))}
    if any(target.startswith(ITEM) for target in plan.targets.values()):
        spoken.add("items")
    if not plan.is_strict:
        spoken = {name for name in (*spoken, *fields) if fields.get(name)} | {"title"}
    return Said(
        title=entry.title,
        provider=entry.provider,
        fields=fields,
        spoken=frozenset(spoken - {"key", "provider_code", "guesses", ""}),
        key=entry.key,
        is_whole=plan.is_strict,
        place=entry.place,
        provider_place=entry.provider_place,
        faults=tuple(entry.faults),
    )


def _formats(entry: _Entry, fields: Mapping[str, object]) -> dict[str, object]:
    """Return the concrete formats met, and the major one they speak for, marked as a guess."""
    names = list(dict.fromkeys(name.upper() for name in entry.formats))
    majors = [code for name in names if (code := _majors().get(name.lower()))]
    found: dict[str, object] = {"format_name": "、".join(names)}
    if majors and "format" not in fields:
        major = min(majors, key=lambda code: (-majors.count(code), code))
        found["format"] = major
        found["guesses"] = [Guess("format", "、".join(names), _FORMAT_SURE)]
    return found


def _items(items: Sequence[Mapping[str, object]]) -> list[dict[str, object]]:
    named = [
        str(item.get("column") or "")
        or name_column(str(item.get("source_column", "")), str(item.get("name_zh", "")))
        for item in items
    ]
    given = [bool(item.get("column")) for item in items]
    columns = named if all(given) else distinguish(named)
    return list(_complete(items, columns))


def _complete(
    items: Sequence[Mapping[str, object]], columns: Sequence[str]
) -> Iterator[dict[str, object]]:
    for item, column in zip(items, columns, strict=True):
        values = {name: value for name, value in item.items() if name != "is_secret"}
        yield {"name_zh": "", "data_type": "", **values, "column": column}


def _nulls() -> frozenset[str]:
    return frozenset(str(word) for word in read_yaml("catalog_import_words.yaml")["nulls"])


def _majors() -> Mapping[str, str]:
    found: Mapping[str, str] = read_yaml("catalog_import_words.yaml")["formats"]
    return found
