"""The workbook of an order's open rows: written for its provider, read back corrected.

Row 1 names the items, row 2 their columns, by which the file is read back; the first column
holds all reasons of a row. Every cell is text, and none is ever a formula.
"""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Final

from django.utils.translation import gettext as _

from chengshu.base.look.api import disarm
from chengshu.base.registry.api import defer
from chengshu.data.quality.contracts import QuarantinedRow
from chengshu.data.repair.errors import UnreadableWorkbookError

if TYPE_CHECKING:
    import python_calamine as calamine
    import xlsxwriter
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet
else:
    calamine = defer("python_calamine")
    xlsxwriter = defer("xlsxwriter")

HEAD_ROWS: Final = 2
REASONS: Final = "_reasons"
_OPTIONS: Final = {
    "constant_memory": True,
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_EXACT: Final = 2**53


@dataclass(frozen=True)
class SheetRow:
    """One row of a workbook as it was read: its line from 1, its cells by column (None: empty)."""

    line: int
    cells: Mapping[str, str | None]


def write_workbook(rows: Sequence[QuarantinedRow], columns: Mapping[str, str]) -> bytes:
    """Return the workbook of some rows; `columns` are the items' columns and names, in order."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, _OPTIONS) as book:
        sheet = book.add_worksheet(_("问题数据"))
        head = book.add_format({"bold": True, "bg_color": "#DCE8F7", "border": 1})
        small = book.add_format({"font_color": "#6B7280", "font_size": 9, "border": 1})
        wrap = book.add_format({"text_wrap": True, "valign": "top", "font_color": "#B3261E"})
        sheet.set_column(0, 0, 48)
        sheet.set_column(1, len(columns), 18)
        sheet.freeze_panes(HEAD_ROWS, 1)
        _write_line(sheet, 0, [_("原因（勿改）"), *columns.values()], style=head)
        _write_line(sheet, 1, [REASONS, *columns], style=small)
        for line, row in enumerate(rows, start=HEAD_ROWS):
            cells = [row.values.get(column) or "" for column in columns]
            _write_line(sheet, line, [reasons_of(row)], style=wrap)
            _write_line(sheet, line, cells, first=1)
    return target.getvalue()


def _write_line(
    sheet: "Worksheet",
    line: int,
    cells: Sequence[str],
    *,
    style: "Format | None" = None,
    first: int = 0,
) -> None:
    """Write the filled cells of a line as text, from the column `first` on."""
    for place, text in enumerate(cells, start=first):
        if text:
            sheet.write_string(line, place, disarm(text), style)


def reasons_of(row: QuarantinedRow) -> str:
    """Return all reasons of a row in one cell."""
    return "；".join(reason.expects for reason in row.reasons)


def read_workbook(stream: IO[bytes], columns: Sequence[str]) -> tuple[SheetRow, ...]:
    """Return the filled rows of a corrected workbook.

    Raises:
        UnreadableWorkbookError: It is no workbook, or its columns are not those of the order.
    """
    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(stream.read()))
        grid = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (calamine.CalamineError, ValueError, IndexError) as error:
        raise UnreadableWorkbookError(
            field="Excel", reason=_("文件不是可以打开的 Excel 工作簿")
        ) from error
    if len(grid) < HEAD_ROWS:
        raise UnreadableWorkbookError(field="Excel", reason=_("缺少表头，请使用从本工单下载的文件"))
    names = [_text(cell) or "" for cell in grid[1]]
    _check_columns(names, columns)
    read = (
        SheetRow(line, {name: _text(cell) for name, cell in zip(names, row, strict=True) if name})
        for line, row in enumerate(grid[HEAD_ROWS:], start=HEAD_ROWS + 1)
    )
    return tuple(row for row in read if any(row.cells[name] is not None for name in columns))


def _check_columns(names: Sequence[str], columns: Sequence[str]) -> None:
    given = [name for name in names if name and name != REASONS]
    missing = [name for name in columns if name not in given]
    unknown = [name for name in given if name not in columns]
    if missing or unknown or len(set(given)) != len(given):
        said = _("第 2 行的列与工单不一致（缺少：%(missing)s；多出：%(unknown)s）")
        named = {"missing": "、".join(missing) or "—", "unknown": "、".join(unknown) or "—"}
        raise UnreadableWorkbookError(field="Excel", reason=said % named)


def _text(cell: object) -> str | None:
    """Return a cell as text, an apostrophe that disarmed it taken off; None where empty."""
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < _EXACT:
        return str(int(cell))
    text = "" if cell is None else str(cell).strip().replace("\x00", "")
    if text.startswith("'") and disarm(text[1:]) == text:
        text = text[1:]
    return text or None
