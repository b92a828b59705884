"""Reading files: nothing dropped, nothing bent, every misshapen row given back as it stands."""

import gzip
import json
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pytest
import xlsxwriter

from chengshu.data.sources import api as sources
from chengshu.data.sources.contracts import MisshapenRow, ReadRequest, TableStream
from chengshu.data.sources.errors import (
    CursorUnsupportedError,
    FileUnreadableError,
    SourceInvalidError,
    SourceNotFoundError,
    SourceUnreachableError,
    UnsafeArchiveError,
    UnsafeNameError,
)
from tests.data.sources.people import SYSTEM

Folder = Callable[..., Path]


def read(table: str, **request: object) -> tuple[list[dict[str, str | None]], list[MisshapenRow]]:
    stream = open_stream(table, **request)
    rows = pa.Table.from_batches(stream.batches, schema=stream.schema).to_pylist()
    return rows, stream.misshapen


def open_stream(table: str, **request: object) -> TableStream:
    return sources.open_table(SYSTEM, "files", ReadRequest(table, **request))


def test_cells_come_exactly_as_written(folder_source: Folder) -> None:
    text = 'a,b,c\r\n 1 ,"x, ""y""",\r\n"two\nlines",N/A,\uff10\uff11\r\n'
    (folder_source() / "t.csv").write_bytes(text.encode())
    rows, misshapen = read("t.csv")
    assert rows == [
        {"a": " 1 ", "b": 'x, "y"', "c": ""},
        {"a": "two\nlines", "b": "N/A", "c": "\uff10\uff11"},
    ]
    assert misshapen == []


def test_rows_of_a_wrong_shape_come_back_with_line_and_text(folder_source: Folder) -> None:
    text = 'a,b,c\n1,2,3\n"x\ny",2,3\n1,2\n1,2,3,4\n\n4,5,6\n'
    (folder_source() / "t.csv").write_text(text)
    rows, misshapen = read("t.csv")
    assert [row["a"] for row in rows] == ["1", "x\ny", "4"]
    assert [(row.line, row.text) for row in misshapen] == [(5, "1,2"), (6, "1,2,3,4")]
    assert [row.reason[:4] for row in misshapen] == ["字段过少", "字段过多"]
    assert {row.file for row in misshapen} == {"t.csv"}
    assert sources.count_table(SYSTEM, "files", "t.csv") == 5


def test_an_unclosed_quote_costs_its_own_line_only(folder_source: Folder) -> None:
    lines = ["a,b", '1,"broken', "2,two", '3,"three"', *[f"{n},x" for n in range(4, 2000)]]
    (folder_source() / "t.csv").write_text("\n".join(lines))
    rows, misshapen = read("t.csv")
    assert [(row.line, row.text) for row in misshapen] == [(2, '1,"broken')]
    assert [row["a"] for row in rows] == [str(n) for n in range(2, 2000)]


def test_an_unclosed_quote_at_the_end_is_given_back(folder_source: Folder) -> None:
    (folder_source() / "t.csv").write_text('a,b\n1,x\n2,"open\n3,y\n')
    rows, misshapen = read("t.csv")
    assert [row["a"] for row in rows] == ["1", "3"]
    assert [(row.line, row.text) for row in misshapen] == [(3, '2,"open')]


def test_the_rest_of_a_broken_record_never_passes_as_a_row(folder_source: Folder) -> None:
    (folder_source() / "t.csv").write_text('a,b\n"one\ntwo"x,b\n3,y\n')
    rows, misshapen = read("t.csv")
    assert [row["a"] for row in rows] == ["3"]
    assert [(row.line, row.text) for row in misshapen] == [(2, '"one'), (3, 'two"x,b')]


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("a\tb\n1\t2\n", ["a", "b"]),
        ("a;b;c\n1,5;2;3\n", ["a", "b", "c"]),
        ("a|b\n1|2\n", ["a", "b"]),
        ("name\n一\n", ["name"]),
        ("﻿a,b\n1,2\n", ["a", "b"]),
        ("a, a ,\n1,2,3\n", ["a", "a_2", "column_3"]),
    ],
)
def test_delimiters_marks_and_odd_headers(
    folder_source: Folder, text: str, columns: list[str]
) -> None:
    (folder_source() / "t.txt").write_text(text, encoding="utf-8")
    stream = open_stream("t.txt")
    assert stream.schema.names == columns
    assert sum(batch.num_rows for batch in stream.batches) == 1


def test_options_name_header_row_and_delimiter(folder_source: Folder) -> None:
    (folder_source(header_row=3, delimiter=",") / "t.csv").write_text("标题\n单位：个\na,b\n1,2\n")
    assert read("t.csv")[0] == [{"a": "1", "b": "2"}]
    (folder_source(header_row=0) / "t.csv").write_text("1,2\n3,4\n")
    assert read("t.csv")[0][0] == {"column_1": "1", "column_2": "2"}
    folder_source(tables={"t.csv": {"delimiter": ";"}})
    assert read("t.csv")[0] == [{"1,2": "3,4"}]
    with pytest.raises(SourceInvalidError):
        folder_source(header_row=-1)


def test_batches_are_bounded(folder_source: Folder) -> None:
    lines = "\n".join(str(number) for number in range(1001))
    (folder_source() / "t.csv").write_text(f"n\n{lines}\n")
    stream = open_stream("t.csv", batch_rows=400)
    assert [batch.num_rows for batch in stream.batches] == [400, 400, 201]


def test_several_files_make_one_table_and_tell_their_file(folder_source: Folder) -> None:
    folder = folder_source()
    (folder / "1.csv").write_text("a,b\n1,2\n")
    with gzip.open(folder / "2.csv.gz", "wt", encoding="gb18030") as file:
        file.write("b,名称\n3,中国人民\n短\n")
    (folder / "3.xls.bak").write_text("no table")
    rows, misshapen = read("*.csv*")
    assert rows == [
        {"a": "1", "b": "2", "名称": None, "_file": "1.csv"},
        {"a": None, "b": "3", "名称": "中国人民", "_file": "2.csv.gz"},
    ]
    assert [(row.file, row.line) for row in misshapen] == [("2.csv.gz", 3)]
    chosen, _ = read("*.csv*", columns=("_file", "b"))
    assert chosen[0] == {"_file": "1.csv", "b": "2"}
    with pytest.raises(SourceNotFoundError):
        open_stream("*.csv*", columns=("nothing",))


def test_names_that_lead_out_of_the_folder_are_refused(folder_source: Folder) -> None:
    folder = folder_source()
    outside = folder.parent / "outside.csv"
    outside.write_text("a\n1\n")
    (folder / "link.csv").symlink_to(outside)
    for name in ("../outside.csv", str(outside), "a/../../outside.csv", "x\x00.csv", "..\\x", ""):
        with pytest.raises(UnsafeNameError):
            open_stream(name)
    for name in ("link.csv", "*.csv", "nothing.csv"):
        with pytest.raises(SourceNotFoundError):
            open_stream(name)
    assert sources.describe_source(SYSTEM, "files") == ()


def test_files_know_no_cursor(folder_source: Folder) -> None:
    (folder_source() / "t.csv").write_text("a\n1\n")
    with pytest.raises(CursorUnsupportedError):
        open_stream("t.csv", cursor_column="a", cursor_from="1")


def test_a_folder_that_is_gone_is_unreachable(folder_source: Folder) -> None:
    folder_source().rmdir()
    with pytest.raises(SourceUnreachableError):
        sources.describe_source(SYSTEM, "files")
    assert not sources.test_source(SYSTEM, "files").ok


def write_book(path: Path) -> None:
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("部件")
    sheet.write_row(0, 0, ["部件标准"])
    sheet.write_row(1, 0, ["大类", "编号", "日期", "有效"])
    sheet.merge_range(2, 0, 3, 0, "公用设施")
    date = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.write_number(2, 1, 1)
    sheet.write_number(2, 2, 45000, date)
    sheet.write_boolean(2, 3, boolean=True)
    sheet.write_row(3, 1, [2.5])
    sheet.write_row(6, 1, ["后"])
    sheet.write_row(7, 1, ["多", "", "", "表头之外"])
    book.add_worksheet("空")
    book.add_worksheet("事件").write_row(0, 0, ["名称"])
    book.close()


def test_a_sheet_is_a_table(folder_source: Folder) -> None:
    write_book(folder_source(tables={"b.xlsx": {"header_row": 2}}) / "b.xlsx")
    rows, misshapen = read("b.xlsx")
    assert rows == [
        {"大类": "公用设施", "编号": "1", "日期": "2023-03-15", "有效": "true"},
        {"大类": "公用设施", "编号": "2.5", "日期": None, "有效": None},
        {"大类": None, "编号": "后", "日期": None, "有效": None},
    ]
    assert [row.line for row in misshapen] == [8]
    names = [info.name for info in sources.describe_source(SYSTEM, "files")]
    assert names == ["b.xlsx", "b.xlsx#事件"]
    assert open_stream("b.xlsx#事件").source_count == 0
    with pytest.raises(SourceNotFoundError):
        open_stream("b.xlsx#没有")
    with pytest.raises(FileUnreadableError):
        open_stream("b.xlsx#空")


def test_a_workbook_under_another_name_is_still_a_workbook(folder_source: Folder) -> None:
    write_book(folder_source(header_row=2) / "b.csv")
    assert read("b.csv")[0][0]["大类"] == "公用设施"


def test_a_broken_workbook_says_so(folder_source: Folder) -> None:
    folder = folder_source()
    (folder / "b.xlsx").write_bytes(b"PK\x03\x04 no zip")
    (folder / "c.xls").write_bytes(b"\xd0\xcf\x11\xe0 no book")
    with pytest.raises(UnsafeArchiveError):
        open_stream("b.xlsx")
    with pytest.raises(FileUnreadableError):
        open_stream("c.xls")
    comments = {info.name: info.comment for info in sources.describe_source(SYSTEM, "files")}
    assert all(comments.values())


JSON_ROWS = [{"a": 1, "b": "x"}, {"b": None, "c": [1, {"d": True}]}, {"a": 1.10, "e": False}]
JSON_CELLS = [
    {"a": "1", "b": "x", "c": None, "e": None},
    {"a": None, "b": None, "c": '[1, {"d": true}]', "e": None},
    {"a": "1.1", "b": None, "c": None, "e": "false"},
]


def test_records_by_key_become_rows_with_their_key(folder_source: Folder) -> None:
    document = {f"2007-{month:02d}": {"deals": month, "area": 1.5} for month in range(1, 5)}
    (folder_source() / "months.json").write_text(json.dumps(document))
    rows, misshapen = read("months.json")
    assert misshapen == []
    assert [row["_key"] for row in rows] == list(document)
    assert rows[0] == {"_key": "2007-01", "deals": "1", "area": "1.5"}


def test_a_wrapping_of_two_parts_is_not_taken_for_records_by_key(folder_source: Folder) -> None:
    document = {"code": {"value": 0}, "data": {"rows": [{"a": 1}]}}
    (folder_source() / "wrapped.json").write_text(json.dumps(document))
    rows, _ = read("wrapped.json")
    assert rows == [{"a": "1"}]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("r.jsonl", "\n".join(json.dumps(row) for row in JSON_ROWS)),
        ("r.json", json.dumps(JSON_ROWS, indent=1)),
        ("w.json", json.dumps({"code": 0, "data": {"rows": JSON_ROWS, "total": 3}})),
    ],
)
def test_json_rows_of_any_wrapping(folder_source: Folder, name: str, text: str) -> None:
    (folder_source() / name).write_text(text)
    assert read(name)[0] == JSON_CELLS
    assert open_stream(name).source_count == 3


def test_lines_and_elements_that_are_no_objects_are_given_back(folder_source: Folder) -> None:
    folder = folder_source()
    (folder / "r.jsonl").write_text('{"a": 1}\n{broken\n\n[1]\n')
    rows, misshapen = read("r.jsonl")
    assert [row["a"] for row in rows] == ["1"]
    assert [(row.line, row.text) for row in misshapen] == [(2, "{broken"), (4, "[1]")]
    (folder / "r.json").write_text('[{"a": 1}, 7, null]')
    rows, misshapen = read("r.json")
    assert [(row.line, row.text) for row in misshapen] == [(2, "7"), (3, "null")]


def test_long_arrays_are_read_piece_by_piece(folder_source: Folder) -> None:
    long = [{"n": number, "text": "长" * 300} for number in range(4000)]
    (folder_source() / "r.json").write_text(json.dumps(long, ensure_ascii=False))
    rows, _ = read("r.json")
    assert [row["n"] for row in rows] == [str(number) for number in range(4000)]


@pytest.mark.parametrize(
    "text", ["[1, 2", '[{"a": 1} {"a": 2}]', '{"a": 1}', "[]", '{"a": [1]}', "nonsense", '[{"a']
)
def test_json_that_holds_no_table_is_refused(folder_source: Folder, text: str) -> None:
    (folder_source() / "r.json").write_text(text)
    with pytest.raises(FileUnreadableError):
        open_stream("r.json")


def test_a_record_path_names_the_list(folder_source: Folder) -> None:
    document = {"x": [{"no": 1}], "y": {"z": [{"a": 1}]}}
    (folder_source(record_path="y.z") / "r.json").write_text(json.dumps(document))
    assert read("r.json")[0] == [{"a": "1"}]
    folder_source(record_path="y.nothing")
    with pytest.raises(FileUnreadableError):
        open_stream("r.json")


def test_geojson_features_are_rows(folder_source: Folder) -> None:
    feature = {
        "type": "Feature",
        "id": 5,
        "geometry": {"type": "Point", "coordinates": [1, 2.50]},
        "properties": {"name": "站"},
    }
    document = {"type": "FeatureCollection", "features": [feature]}
    (folder_source() / "g.geojson").write_text(json.dumps(document))
    geometry = '{"type": "Point", "coordinates": [1, 2.5]}'
    assert read("g.geojson")[0] == [{"id": "5", "name": "站", "geometry": geometry}]
