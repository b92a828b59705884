"""Reads sheets whose meaning hangs on merged cells: every cell gets the value of its range."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet


@dataclass(frozen=True)
class MergedSheet:
    """One sheet: its name, the number of merged ranges, header and rows of trimmed text."""

    name: str
    ranges: int
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def _text(value: object) -> str:
    return "" if value is None else str(value).strip()


def _covered(sheet: Worksheet) -> dict[tuple[int, int], tuple[int, int]]:
    """Return for each covered cell the first cell of its range."""
    return {
        (row, column): (block.min_row, block.min_col)
        for block in sheet.merged_cells.ranges
        for row in range(block.min_row, block.max_row + 1)
        for column in range(block.min_col, block.max_col + 1)
        if (row, column) != (block.min_row, block.min_col)
    }


def _rows(sheet: Worksheet, first: int) -> Iterator[tuple[str, ...]]:
    """Yield rows with merged cells filled; a row covered all over belongs to the one above."""
    covered = _covered(sheet)
    columns = range(1, sheet.max_column + 1)
    for row in range(first, sheet.max_row + 1):
        own = [column for column in columns if (row, column) not in covered]
        if any(_text(sheet.cell(row, column).value) for column in own):
            places = (covered.get((row, column), (row, column)) for column in columns)
            yield tuple(_text(sheet.cell(*place).value) for place in places)


def _header_row(sheet: Worksheet, first_name: str) -> int:
    return next(
        row for row in range(1, sheet.max_row + 1) if _text(sheet.cell(row, 1).value) == first_name
    )


def read_sheets(path: Path, *, first_name: str) -> Sequence[MergedSheet]:
    """Return every sheet of a workbook; the header is the row that begins with `first_name`."""
    sheets = []
    for sheet in load_workbook(path).worksheets:
        top = _header_row(sheet, first_name)
        header = tuple(_text(cell.value) for cell in sheet[top])
        rows = tuple(_rows(sheet, top + 1))
        sheets.append(MergedSheet(sheet.title, len(sheet.merged_cells.ranges), header, rows))
    return sheets
