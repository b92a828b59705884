"""Excel workbooks (.xls, .xlsx): one sheet is one table, every cell its text."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import python_calamine as calamine
from django.utils.translation import gettext_lazy as _

from chengshu.data.sources.contracts import MisshapenRow
from chengshu.data.sources.errors import FileUnreadableError, SourceNotFoundError
from chengshu.data.sources.files.archives import check_archive
from chengshu.data.sources.files.rows import FileOptions, FileRows, Row, name_columns

_EXACT = 2**53  # floats count whole numbers exactly up to here
_Merged = Sequence[tuple[tuple[int, int], tuple[int, int]]]


def list_sheets(path: Path) -> tuple[str, ...]:
    """Return the names of a workbook's sheets that hold anything, in order."""
    book = _open(path)
    return tuple(
        name for name in book.sheet_names if book.get_sheet_by_name(name).start is not None
    )


def open_spreadsheet(path: Path, options: FileOptions) -> FileRows:
    """Return the header and rows of a sheet: the named one, else the first that holds anything.

    Rows without any value are left out; merged cells show their value in each of their places.

    Raises:
        FileUnreadableError: It is no workbook, or has no header row.
        SourceNotFoundError: There is no such sheet.
    """
    book = _open(path)
    name = options.sheet or next(iter(list_sheets(path)), "")
    if name not in book.sheet_names:
        raise SourceNotFoundError(kind=_("工作表"), key=f"{path.name}#{name}")
    sheet = book.get_sheet_by_name(name)
    grid = [[_text(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
    if options.fill_merged:
        _fill(grid, sheet.merged_cell_ranges or ())
    if len(grid) < max(options.header_row, 1):
        raise FileUnreadableError(file=path.name, reason=_("没有表头行"))
    names, width = _header(grid, options.header_row)
    rows = list(_walk(grid, options.header_row, width))
    return FileRows(names, iter(rows), len(rows))


def _open(path: Path) -> calamine.CalamineWorkbook:
    check_archive(path)
    try:
        return calamine.CalamineWorkbook.from_path(str(path))
    except calamine.CalamineError as error:
        raise FileUnreadableError(file=path.name, reason=_("不是有效的 Excel 文件")) from error


def _header(grid: list[list[str | None]], header_row: int) -> tuple[tuple[str, ...], int]:
    """Return the column names and how many columns there are; blank ones at the end go."""
    header = grid[header_row - 1] if header_row else [None] * max(map(len, grid))
    width = len(header)
    while header_row and width and header[width - 1] is None:
        width -= 1
    return name_columns(header[:width]), width


def _walk(
    grid: list[list[str | None]], header_row: int, width: int
) -> Iterator[Row | MisshapenRow]:
    for line, cells in enumerate(grid[header_row:], start=header_row + 1):
        if all(cell is None for cell in cells):
            continue
        if any(cell is not None for cell in cells[width:]):
            text = "\t".join(cell or "" for cell in cells)
            yield MisshapenRow(line, text, f"字段过多：表头 {width} 个，表头之外还有内容")
            continue
        yield Row(line, "", [*cells[:width], *[None] * (width - len(cells))])


def _fill(grid: list[list[str | None]], ranges: _Merged) -> None:
    for (top, left), (bottom, right) in ranges:
        if top >= len(grid) or left >= len(grid[top]):
            continue
        value = grid[top][left]
        for row in grid[top : bottom + 1]:
            row[left : right + 1] = [value] * len(row[left : right + 1])


def _text(cell: object) -> str | None:
    """Return a cell as text: whole numbers without a point, dates in ISO form, blanks as None."""
    if cell is None or cell == "":
        return None
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < _EXACT:
        return str(int(cell))
    return str(cell)  # dates and times of Python print in ISO form
