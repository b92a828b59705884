import gzip
import io
import json
from collections.abc import Callable

import openpyxl
import pytest

from chengshu.base.accounts import api as accounts
from chengshu.base.accounts.contracts import Actor, system_actor
from chengshu.base.errors.api import NotAllowedError, TooLargeError
from chengshu.data.catalog import api
from chengshu.data.catalog.contracts import ResourceQuery, ResourceState, ShareType
from chengshu.data.catalog.errors import UnreadableImportError
from chengshu.data.catalog.imports import readers
from chengshu.data.catalog.imports.folding import pair_labels
from chengshu.data.catalog.imports.mappings import get_mapping

pytestmark = pytest.mark.django_db

SYSTEM = system_actor("tests")
LABELS = get_mapping("portal_files").labels


def portal_row(name: str, **info: str) -> dict[str, object]:
    kept = {"来源部门": "玉林市水利局", "开放状态": "无条件开放", "更新频率": "每年", **info}
    return {"name": name, "topic": "生态环境", "info": kept}


def lines(rows: list[dict[str, object]]) -> bytes:
    return "\n".join(json.dumps(row, ensure_ascii=False) for row in rows).encode()


def test_files_of_one_data_set_fold_into_one_entry(city: None, bureau: Actor) -> None:
    rows = [portal_row(f"取水许可_0.{ext}") for ext in ("rdf", "xml", "csv", "json", "xls")]
    report = api.import_resources(SYSTEM, rows)
    assert (report.rows, report.entries, report.departments) == (5, 1, 1)
    (row,) = api.search_resources(bureau, ResourceQuery(text="取水许可")).rows
    info = api.get_resource(bureau, row.key)
    assert (info.title, info.state) == ("取水许可", ResourceState.DRAFT)
    assert (info.format, info.format_name) == ("2", "CSV、XLS、RDF、XML、JSON")
    assert (info.update_cycle, info.is_open) == ("6", True)
    assert (info.share_type, info.class_path) == (ShareType.UNCONDITIONAL, "211001")
    assert {guess.field for guess in info.guesses} == {"format", "share_type", "class_path"}


def test_a_lone_file_loses_its_ending_unless_another_entry_has_the_name(
    city: None, bureau: Actor
) -> None:
    api.import_resources(
        SYSTEM, [portal_row("名单.xlsx"), portal_row("捐助站_0.xls"), portal_row("捐助站.xls")]
    )
    titles = {row.title for row in api.search_resources(bureau).rows}
    assert titles == {"名单", "捐助站", "捐助站.xls"}


def test_slipped_labels_find_their_values_again() -> None:
    slipped = {
        "来源部门": "自治区气象局",
        "所属行业": "发布时间",
        "2021-04-21 09:51:58": "最后更新时间",
        "2021-06-23 01:00:14": "更新频率",
        "每天": "部门电话",
        "暂无": "描述",
    }
    assert pair_labels(slipped, LABELS) == {
        "来源部门": "自治区气象局",
        "发布时间": "2021-04-21 09:51:58",
        "最后更新时间": "2021-06-23 01:00:14",
        "更新频率": "每天",
        "部门电话": "暂无",
    }


def test_words_for_nothing_become_nothing_and_what_is_said_is_kept(
    city: None, bureau: Actor
) -> None:
    api.import_resources(SYSTEM, [portal_row("雨量_0.csv", 部门电话="暂无", 发布时间="2021-04-21")])
    (row,) = api.search_resources(bureau, ResourceQuery(text="雨量")).rows
    assert dict(api.get_resource(bureau, row.key).extensions) == {"发布时间": "2021-04-21"}


def test_importing_again_adds_only_what_is_new(city: None) -> None:
    first = api.import_resources(SYSTEM, [portal_row("甲_0.csv")])
    again = api.import_resources(SYSTEM, [portal_row("甲_0.csv"), portal_row("乙_0.csv")])
    assert (first.drafted, first.organisations_created) == (1, 1)
    assert (again.drafted, again.unchanged, again.organisations_created) == (1, 1, 0)


def test_new_departments_hang_below_the_parent(city: None) -> None:
    api.import_resources(SYSTEM, [portal_row("甲_0.csv")], parent="bureau")
    made = accounts.list_organisations(parent="bureau")
    assert [(each.name, each.area_code) for each in made] == [("玉林市水利局", "219900")]


def test_an_entry_that_cannot_be_kept_is_named(city: None) -> None:
    rows = [
        portal_row("", 更新频率="每月"),
        portal_row("好_0.csv"),
        portal_row("怪", 更新频率="每月"),
    ]
    report = api.import_resources(SYSTEM, rows)
    assert report.drafted == 2
    assert [fault.title for fault in report.faults] == [""]


def test_only_the_bureau_imports(city: None, officer: Actor) -> None:
    with pytest.raises(NotAllowedError):
        api.import_resources(officer, [])
    with pytest.raises(NotAllowedError):
        api.list_mappings(officer)


@pytest.mark.parametrize(
    ("name", "pack"),
    [
        ("a.jsonl", lines),
        ("a.jsonl.gz", lambda rows: gzip.compress(lines(rows))),
        ("a.json", lambda rows: json.dumps(rows).encode()),
    ],
)
def test_files_are_read_by_their_ending(
    city: None, name: str, pack: Callable[[list[dict[str, object]]], bytes]
) -> None:
    data = pack([portal_row("甲_0.csv"), portal_row("乙_0.csv")])
    assert api.import_file(SYSTEM, name=name, data=data, mapping="portal_files").entries == 2


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.exe", b"x"),
        ("a.jsonl", b"{broken"),
        ("a.jsonl", b"[1]"),
        ("a.json", b"{}"),
        ("a.json.gz", b"not gzip"),
        ("a.xlsx", b"not excel"),
        ("a.csv", b"\x00\xff\xfe\x81\x00\xff"),
    ],
)
def test_an_unreadable_file_is_refused(city: None, name: str, data: bytes) -> None:
    with pytest.raises(UnreadableImportError):
        api.import_file(SYSTEM, name=name, data=data, mapping="portal_files")


def test_a_file_that_unpacks_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readers, "MAX_BYTES", 1000)
    bomb = gzip.compress(b" " * 100_000)
    for name, data in (("a.jsonl.gz", bomb), ("a.jsonl", b" " * 2000)):
        with pytest.raises(TooLargeError):
            readers.read_rows(name, data, get_mapping("portal_files"))


def test_an_unknown_mapping_is_refused(city: None) -> None:
    for name in ("nothing", "../catalog"):
        with pytest.raises(UnreadableImportError):
            api.import_resources(SYSTEM, [], mapping=name)


def test_csv_in_a_chinese_encoding_is_read() -> None:
    text = "名称,单位\n取水许可审批信息公开目录,玉林市水利局\n"
    rows = readers.read_rows("a.csv", text.encode("gb18030"), get_mapping("portal_files"))
    assert rows == [{"名称": "取水许可审批信息公开目录", "单位": "玉林市水利局"}]


def template() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "数据资源目录导入"
    sheet.append(["填表说明"])
    sheet.append(["", "基本属性"])
    header = ["挂接资源名称", "*数据资源目录名称", "*目录提供方", "*更新周期", "*数据资源目录描述"]
    sheet.append([*header, "*共享属性", "共享条件/不予共享依据", "共享方式", "*开放属性"])
    common = ["每日", "人员名册", "不予共享", "档案法第二十条", "共享平台方式", "不予开放"]
    sheet.append(["t_person", "人员名册", "市场监督管理局", *common])
    sheet.append(["t_other", "外单位目录", "不存在的局", *common])
    items = book.create_sheet("信息项导入")
    items.append(["填表说明"])
    items.append([
        "*数据资源目录名称",
        "*信息项业务名称",
        "*信息项技术名称",
        "*数据类型",
        "数据长度",
        "是否主键",
    ])
    items.append(["人员名册", "姓名", "XM", "字符型", 50, "否"])
    items.append(["人员名册", "编号", "1 ID", "整数型", None, "是"])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_the_workbook_of_entries_and_items_is_read(city: None, bureau: Actor) -> None:
    report = api.import_file(bureau, name="模板.xlsx", data=template(), mapping="template")
    assert (report.entries, report.drafted) == (2, 1)
    assert "不存在的局" in report.faults[0].reason
    (row,) = api.search_resources(bureau, ResourceQuery(text="人员名册")).rows
    info = api.get_resource(bureau, row.key)
    assert (info.share_type, info.no_share_basis) == (ShareType.WITHHELD, "档案法第二十条")
    assert (info.share_condition, info.update_cycle) == ("", "2")
    assert [(item.column, item.source_column, item.data_type) for item in info.items] == [
        ("xm", "XM", "C"),
        ("c_1_id", "1 ID", "I"),
    ]
    assert (info.items[0].length, info.primary_key) == (50, ("c_1_id",))


def test_a_workbook_without_its_sheets_is_refused(city: None) -> None:
    book = openpyxl.Workbook()
    stream = io.BytesIO()
    book.save(stream)
    with pytest.raises(UnreadableImportError, match="数据资源目录导入"):
        api.import_file(SYSTEM, name="a.xlsx", data=stream.getvalue(), mapping="template")


def test_what_the_mapping_has_no_word_for_is_kept_beside_the_fields(
    city: None, bureau: Actor
) -> None:
    api.import_resources(SYSTEM, [portal_row("雨量_0.csv", 更新频率="每两周")])
    (row,) = api.search_resources(bureau, ResourceQuery(text="雨量")).rows
    info = api.get_resource(bureau, row.key)
    assert (info.update_cycle, dict(info.extensions)) == ("", {"更新频率": "每两周"})


def test_dirty_cells_never_break_the_import(city: None) -> None:
    rows: list[dict[str, object]] = [
        {"name": "甲\x00_0.csv", "topic": ["x"], "info": {"来源部门": "水利局", "描述": [1, {}]}},
        {"name": "题" * 300, "info": {"来源部门": "水利局"}},
        {"name": "乙", "info": {"来源部门": "长" * 200}},
        {"name": "丙", "info": "不是对象"},
    ]
    report = api.import_resources(SYSTEM, rows)
    assert (report.entries, report.drafted) == (4, 1)
    assert len(report.faults) == 3


def test_secrets_are_refused_on_import(city: None) -> None:
    row = {
        "数据资源目录名称": "涉密目录",
        "目录提供方": "市场监督管理局",
        "items": [
            {"信息项业务名称": "甲", "信息项技术名称": "a", "涉密属性": "涉密", "数据长度": "很长"}
        ],
    }
    report = api.import_resources(SYSTEM, [row], mapping="template")
    assert "涉密数据不得进入本平台" in report.faults[0].reason
    row["items"] = [{"信息项业务名称": "甲", "信息项技术名称": "a", "数据长度": "很长"}]
    assert api.import_resources(SYSTEM, [row], mapping="template").drafted == 1


def test_a_workbook_that_unpacks_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    data = template()
    monkeypatch.setattr(readers, "MAX_BYTES", len(data) + 1)
    with pytest.raises(TooLargeError):
        readers.read_rows("a.xlsx", data, get_mapping("template"))
