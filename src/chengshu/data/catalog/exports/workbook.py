"""The guide's workbook: entries one row per item, or the empty template; constant memory."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import IO

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from chengshu.base.look.api import disarm
from chengshu.data.catalog.contracts import ItemInfo, ResourceInfo
from chengshu.data.catalog.guide.cells import domain_names, write_cell
from chengshu.data.catalog.guide.layout import GuideColumn, GuideLayout, get_layout

HEAD_ROWS = 3  # the title, and two lines of headings
_TEMPLATE_ROWS = 2000  # rows of the template that offer value lists
_REPEATED = frozenset({"title", "key"})  # in each row of an entry, so that filters work
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


@dataclass(frozen=True)
class Choices:
    """What a person may choose from: leaves of the class tree, names of providers."""

    classes: Sequence[tuple[str, str]]
    providers: Sequence[str]


def write_workbook(
    target: IO[bytes],
    entries: Iterable[ResourceInfo],
    *,
    choices: Choices,
    template: bool = False,
    hidden: frozenset[str] = frozenset(),
) -> int:
    """Write the workbook and return how many entries it holds.

    Args:
        target: Where the bytes go.
        entries: The entries in order; walked once.
        choices: What the value lists offer.
        template: Whether further rows shall offer the value lists.
        hidden: Fields whose columns stay empty.
    """
    layout = get_layout()
    with xlsxwriter.Workbook(target, _OPTIONS) as book:
        sheet = book.add_worksheet(layout.sheet)
        styles = _Styles.of(book)
        _write_heads(sheet, layout, styles)
        count, row = 0, HEAD_ROWS
        for entry in entries:
            count += 1
            for cells in _rows(layout, entry, hidden):
                _write_row(sheet, row, cells, style=styles.cell)
                row += 1
        lists = _lists(layout, choices)
        _offer_lists(sheet, layout, lists, last=max(row, _TEMPLATE_ROWS if template else row))
        _write_lists(book.add_worksheet(layout.lists_sheet), lists, styles)
        _write_notes(book.add_worksheet(layout.notes_sheet), layout, styles)
    return count


@dataclass(frozen=True)
class _Styles:
    """How cells look."""

    title: Format
    head: Format
    needed: Format
    cell: Format

    @classmethod
    def of(cls, book: xlsxwriter.Workbook) -> "_Styles":
        """Make the formats of a workbook."""
        head = {"bold": True, "border": 1, "align": "center", "valign": "vcenter"}
        head |= {"text_wrap": True, "bg_color": "#DCE8F7"}
        return cls(
            title=book.add_format({"bold": True, "font_size": 16, "valign": "vcenter"}),
            head=book.add_format(head),
            needed=book.add_format(head | {"font_color": "#B3261E"}),
            cell=book.add_format({"border": 1, "valign": "top", "text_wrap": True}),
        )


def _write_heads(sheet: Worksheet, layout: GuideLayout, styles: _Styles) -> None:
    """Write title and headings row by row: in constant memory a row once left is gone."""
    for place, column in enumerate(layout.columns):
        sheet.set_column(place, place, column.width)
    sheet.set_row(0, 30)
    sheet.write_string(0, 0, layout.title, styles.title)
    sheet.set_row(1, 20)
    for place, column in enumerate(layout.columns):
        text = _marked(column, column.group) if not column.name else column.group
        sheet.write_string(1, place, text, _head_style(column, styles, upper=True))
    sheet.set_row(2, 32)
    for place, column in enumerate(layout.columns):
        text = _marked(column, column.name) if column.name else ""
        sheet.write_string(2, place, text, _head_style(column, styles, upper=False))
    for first, last in _groups(layout):
        below = 1 if layout.columns[first].name else 2
        if (first, below) != (last, 1):
            sheet.merge.append([1, first, below, last])  # merge_range would go back a row
    sheet.freeze_panes(HEAD_ROWS, 3)


def _marked(column: GuideColumn, text: str) -> str:
    return f"*{text}" if column.required else text


def _head_style(column: GuideColumn, styles: _Styles, *, upper: bool) -> Format:
    is_needed = column.required and upper is not bool(column.name)
    return styles.needed if is_needed else styles.head


def _groups(layout: GuideLayout) -> Iterator[tuple[int, int]]:
    """Yield first and last column of each group."""
    first = 0
    for place, column in enumerate(layout.columns):
        following = layout.columns[place + 1 : place + 2]
        if not following or following[0].group != column.group or not column.name:
            yield first, place
            first = place + 1


def _rows(
    layout: GuideLayout, entry: ResourceInfo, hidden: frozenset[str]
) -> Iterator[list[str | int | float]]:
    items: Sequence[ItemInfo | None] = entry.items or (None,)
    for number, item in enumerate(items):
        yield [
            "" if column.field in hidden else _cell(column, entry, item, is_first=number == 0)
            for column in layout.columns
        ]


def _cell(
    column: GuideColumn, entry: ResourceInfo, item: ItemInfo | None, *, is_first: bool
) -> str | int | float:
    if column.is_item:
        return write_cell(column, item_value(column, item)) if item else ""
    if not is_first and column.field not in _REPEATED:
        return ""
    return write_cell(column, entry_value(column, entry))


def item_value(column: GuideColumn, item: ItemInfo) -> object:
    """Return what a column tells of an item; None for what goes without saying."""
    if column.item_field == "is_secret":
        return None
    value: object = getattr(item, column.item_field)
    if column.item_field == "source_column" and value == item.column:
        return None
    return None if column.kind == "bool" and not value else value


def entry_value(column: GuideColumn, entry: ResourceInfo) -> object:
    """Return what a column tells of an entry."""
    if column.kind == "provider":
        return entry.provider_name
    if column.is_info:
        value: object = getattr(entry, column.field.partition(".")[2])
        return str(value) if value else None
    return getattr(entry, column.field)


def _write_row(
    sheet: Worksheet, row: int, cells: Sequence[str | int | float], *, style: Format
) -> None:
    for place, cell in enumerate(cells):
        if isinstance(cell, str):
            sheet.write_string(row, place, disarm(cell), style)
        else:
            sheet.write_number(row, place, cell, style)


def _lists(layout: GuideLayout, choices: Choices) -> Mapping[str, list[str]]:
    """Return the values each column offers, by heading."""
    lists: dict[str, list[str]] = {}
    for column in layout.columns:
        if column.kind == "code":
            lists[column.heading] = list(domain_names(column.domain).values())
        elif column.kind == "bool":
            lists[column.heading] = ["是", "否"]
        elif column.kind == "class":
            lists[column.heading] = [f"{code} {name}" for code, name in choices.classes]
        elif column.kind == "provider":
            lists[column.heading] = list(choices.providers)
    return lists


def _offer_lists(
    sheet: Worksheet, layout: GuideLayout, lists: Mapping[str, list[str]], *, last: int
) -> None:
    for place, heading in enumerate(lists):
        columns = [at for at, each in enumerate(layout.columns) if each.heading == heading]
        letter = xlsxwriter.utility.xl_col_to_name(place)
        size = max(len(lists[heading]), 1)
        source = f"='{layout.lists_sheet}'!${letter}$2:${letter}${size + 1}"
        rule = {"validate": "list", "source": source, "error_type": "warning"}
        for column in columns:
            sheet.data_validation(HEAD_ROWS, column, last, column, rule)


def _write_lists(sheet: Worksheet, lists: Mapping[str, list[str]], styles: _Styles) -> None:
    names = list(lists.values())
    for place, heading in enumerate(lists):
        sheet.set_column(place, place, 22)
        sheet.write_string(0, place, disarm(heading), styles.head)
    for row in range(max(map(len, names), default=0)):
        for place, values in enumerate(names):
            if row < len(values):
                sheet.write_string(row + 1, place, disarm(values[row]))


def _write_notes(sheet: Worksheet, layout: GuideLayout, styles: _Styles) -> None:
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, 8)
    sheet.set_column(2, 2, 70)
    for row, note in enumerate(layout.notes):
        sheet.write_string(row, 0, f"{row + 1}. {note}")
    start = len(layout.notes) + 1
    for place, head in enumerate(("列", "必填", "说明")):
        sheet.write_string(start, place, head, styles.head)
    for row, column in enumerate(layout.columns, start=start + 1):
        need = "是" if column.required else ""
        for place, text in enumerate((column.heading, need, column.help)):
            sheet.write_string(row, place, text, styles.cell)
