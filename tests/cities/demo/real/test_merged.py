from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import Workbook

from cities.demo.real.merged import read_sheets
from cities.demo.real.standard import parse_limit

UNITS = {"紧急工作时": "urgent_hour", "小时": "working_hour", "天": "working_day"}


@pytest.fixture
def book(tmp_path: Path) -> Path:
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.title = "部件"
    for row in (["标题"], ["大类代码", "小类", "条件"], [1, "井盖", "缺失"], [None, None, "破损"]):
        sheet.append(row)
    sheet.append([2, "路灯", "不亮"])
    sheet.append([None, None, None])
    for block in ("A1:C1", "A3:A4", "B3:B4", "A5:A6", "B5:B6", "C5:C6"):
        sheet.merge_cells(block)
    path = tmp_path / "standard.xlsx"
    workbook.save(path)
    return path


def test_covered_cells_take_the_value_of_their_range(book: Path) -> None:
    (sheet,) = read_sheets(book, first_name="大类代码")
    assert sheet.ranges == 6
    assert sheet.header == ("大类代码", "小类", "条件")
    assert sheet.rows == (("1", "井盖", "缺失"), ("1", "井盖", "破损"), ("2", "路灯", "不亮"))


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("2紧急工作时", (Decimal(2), "urgent_hour")),
        ("4小时", (Decimal(4), "working_hour")),
        ("1紧急工作时制止", (Decimal(1), "urgent_hour")),
        ("15天", (Decimal(15), "working_day")),
    ],
)
def test_limits_are_read_with_their_units(text: str, limit: tuple[Decimal, str]) -> None:
    assert parse_limit(text, UNITS) == limit


def test_an_unknown_limit_is_refused() -> None:
    with pytest.raises(ValueError, match="尽快"):
        parse_limit("尽快", UNITS)
