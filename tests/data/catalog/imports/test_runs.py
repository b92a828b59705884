import datetime as dt
import gzip
import io
import os
import zipfile
from collections.abc import Callable
from dataclasses import replace

import openpyxl
import pytest

from chengshu.base.accounts import api as accounts
from chengshu.base.accounts.contracts import Actor
from chengshu.base.clock import api as clock
from chengshu.base.errors.api import NotAllowedError, RefusedError, TooLargeError
from chengshu.base.jobs import api as jobs
from chengshu.data.catalog import api
from chengshu.data.catalog.api import import_runs
from chengshu.data.catalog.contracts import (
    EntryChangeKind,
    ImportRun,
    ImportState,
    ResourceDraft,
    ResourceInfo,
    ResourceQuery,
    ResourceState,
)
from chengshu.data.catalog.errors import (
    ImportNotFoundError,
    ImportStateError,
    UnreadableImportError,
)
from chengshu.data.catalog.imports import keeping

pytestmark = pytest.mark.django_db

MARKET, HOUSING = "市场监督管理局", "住房保障局"


def table(*rows: tuple[str, ...]) -> bytes:
    head = ("资源名称", "提供单位", "摘要", "更新频率", "共享属性", "备注信息")
    return "\n".join(",".join(row) for row in (head, *rows)).encode("gb18030")


def bring(actor: Actor, data: bytes, name: str = "清单.csv", **changes: object) -> ImportRun:
    run = api.receive_import(actor, name=name, stream=io.BytesIO(data))
    return api.check_import(actor, run.id, replace(run.choice, **changes))  # type: ignore[arg-type]


def write(actor: Actor, data: bytes, **changes: object) -> ImportRun:
    return api.confirm_import(actor, bring(actor, data, **changes).id)


def find(actor: Actor, text: str) -> ResourceInfo:
    (row,) = api.search_resources(actor, ResourceQuery(text=text)).rows
    return api.get_resource(actor, row.key, working=True)


LIFTS = ("电梯登记", MARKET, "电梯的登记信息", "每天", "有条件共享", "甲")


def test_a_free_table_becomes_drafts_only_when_confirmed(city: None, bureau: Actor) -> None:
    run = bring(bureau, table(LIFTS))
    assert (run.state, run.outcome.new) == (ImportState.CHECKED, 1)
    assert api.search_resources(bureau).total == 0
    assert api.confirm_import(bureau, run.id).state is ImportState.DONE
    info = find(bureau, "电梯登记")
    assert (info.state, info.update_cycle, info.share_type) == (ResourceState.DRAFT, "2", "2")
    assert dict(info.extensions) == {"备注信息": "甲"}
    assert keeping.find_file(run.id, run.digest) is None


def test_importing_the_same_file_again_never_undoes_a_persons_work(
    city: None, bureau: Actor
) -> None:
    write(bureau, table(LIFTS))
    key = find(bureau, "电梯登记").key
    mended = replace(api.get_draft(bureau, key), abstract="人员改写的摘要", share_condition="监管")
    api.draft_resource(bureau, mended)
    again = bring(bureau, table(LIFTS))
    assert (again.outcome.unchanged, again.outcome.changed) == (1, 0)
    changed = bring(bureau, table((*LIFTS[:3], "每周", *LIFTS[4:])))
    assert [
        (each.label, each.before, each.after) for each in changed.outcome.changes[0].changes
    ] == [("更新周期", "每日", "每周")]
    api.confirm_import(bureau, changed.id)
    after = api.get_draft(bureau, key)
    assert (after.update_cycle, after.abstract) == ("3", "人员改写的摘要")


def test_a_known_title_is_updated_and_not_doubled(
    city: None, bureau: Actor, draft: ResourceDraft
) -> None:
    api.draft_resource(bureau, draft)
    row = ("企业登记信息", MARKET, "新的摘要", "", "", "")
    run = write(bureau, table(row))
    assert (run.outcome.new, run.outcome.changed) == (0, 1)
    after = api.get_draft(bureau, draft.key)
    assert (after.abstract, after.update_cycle, after.items) == ("新的摘要", "2", draft.items)


def test_a_file_that_tells_parts_loses_nothing_of_the_rest(
    city: None, bureau: Actor, draft: ResourceDraft
) -> None:
    api.draft_resource(bureau, replace(draft, extensions={"部门电话": "1", "来源": "甲"}))
    head = "资源名称,提供单位,字段名,字段名称,长度,来源"
    rows = (
        f"企业登记信息,{MARKET},name,企业全称,,乙",
        f"企业登记信息,{MARKET},,统一社会信用代码,20,",
        f"企业登记信息,{MARKET},phone,电话,,",
    )
    run = write(bureau, "\n".join((head, *rows)).encode())
    assert (run.outcome.new, run.outcome.changed) == (0, 1)
    after = api.get_draft(bureau, draft.key)
    assert dict(after.extensions) == {"部门电话": "1", "来源": "乙"}
    assert [(item.column, item.name_zh, item.length) for item in after.items] == [
        ("uscc", "统一社会信用代码", 20),
        ("name", "企业全称", 200),
        ("status", "登记状态", None),
        ("phone", "电话", None),
    ]
    assert after.items[0].is_primary_key
    assert after.items[1].is_required
    again = "\n".join((head, f"企业登记信息,{MARKET},name,企业全称,,")).encode()
    write(bureau, again)
    assert dict(api.get_draft(bureau, draft.key).extensions) == {"部门电话": "1", "来源": "乙"}


def test_faults_name_their_cell_and_nothing_is_written(city: None, bureau: Actor) -> None:
    lost = ("电梯", "不存在的局", "", "每天", "", "")
    nameless = ("", MARKET, "摘要", "", "", "")
    run = bring(bureau, table(LIFTS, lost, nameless))
    places = {(fault.row, fault.column, fault.sentence[:11]) for fault in run.outcome.faults}
    assert places == {(3, "2", "单位“不存在的局”尚未"), (4, "1", "请填写信息资源名称")}
    assert (run.outcome.new, run.outcome.faulty) == (1, 2)
    with pytest.raises(ImportStateError, match="请先改正错误"):
        api.confirm_import(bureau, run.id)
    assert api.search_resources(bureau).total == 0
    skipped = api.check_import(bureau, run.id, replace(run.choice, skips_faulty=True))
    assert api.confirm_import(bureau, skipped.id).state is ImportState.DONE
    assert api.search_resources(bureau).total == 1


def test_a_word_the_field_does_not_know_is_noted_and_kept(city: None, bureau: Actor) -> None:
    run = write(bureau, table((*LIFTS[:3], "每两周", *LIFTS[4:])))
    (note,) = run.outcome.faults
    assert (note.is_note, note.row, note.column, note.value) == (True, 2, "4", "每两周")
    assert dict(find(bureau, "电梯登记").extensions)["更新频率"] == "每两周"


def test_a_strange_word_in_the_guides_own_file_is_a_fault(city: None, bureau: Actor) -> None:
    target = io.BytesIO()
    api.write_template(bureau, target)
    book = openpyxl.load_workbook(target)
    sheet = book["政务信息资源目录"]
    heads = [
        f"{sheet.cell(2, n).value or ''}/{sheet.cell(3, n).value or ''}".replace("*", "")
        for n in range(1, 60)
    ]
    values = {"信息资源名称/": "甲", "信息资源提供方/": MARKET, "更新周期/": "偶尔"}
    for head, value in values.items():
        sheet.cell(4, heads.index(head) + 1, value)
    sheet.cell(4, 1, "999999")
    filled = io.BytesIO()
    book.save(filled)
    run = bring(bureau, filled.getvalue(), "填好.xlsx")
    assert run.proposal.is_guide
    found = {(fault.column, fault.row, fault.value) for fault in run.outcome.faults}
    assert ("A", 4, "999999") in found
    assert any(row == 4 and value == "偶尔" for _column, row, value in found)
    assert run.outcome.new == 0


def test_an_officer_imports_for_the_own_department_only(
    city: None, officer: Actor, other_officer: Actor
) -> None:
    foreign = ("公租房", HOUSING, "", "", "", "")
    run = bring(officer, table(LIFTS, foreign))
    assert [fault.sentence for fault in run.outcome.faults] == ["“住房保障局”不是您可以编制的单位"]
    with pytest.raises(ImportNotFoundError):
        api.get_import(other_officer, run.id)
    assert api.list_imports(other_officer) == ()
    assert [each.id for each in api.list_imports(officer)] == [run.id]


def test_an_officer_can_neither_see_nor_change_what_is_not_his_by_key(
    city: None, officer: Actor, bureau: Actor, draft: ResourceDraft
) -> None:
    api.draft_resource(
        bureau, replace(draft, key="hs_rent", title="公租房", provider_code="housing")
    )
    text = f"资源名称,提供单位,目录编号\n改名,{MARKET},hs_rent\n"
    run = bring(officer, text.encode())
    assert [each.kind for each in run.outcome.changes] == [EntryChangeKind.FAULTY]
    assert "住房" not in run.outcome.faults[0].sentence
    assert "公租房" not in str(run.outcome)


def test_who_may_not_import_is_refused(city: None, leader: Actor) -> None:
    with pytest.raises(NotAllowedError):
        api.receive_import(leader, name="a.csv", stream=io.BytesIO(b"x"))
    with pytest.raises(NotAllowedError):
        api.list_imports(leader)


def test_providers_not_known_yet_are_registered_on_wish(city: None, bureau: Actor) -> None:
    row = ("名册", "380120000J 【社會局】", "", "", "", "")
    run = bring(bureau, table(row).decode("gb18030").encode(), creates=True, parent="bureau")
    assert run.outcome.new_providers == ("社會局",)
    assert accounts.list_organisations(parent="bureau") == ()
    api.confirm_import(bureau, run.id)
    assert [each.name for each in accounts.list_organisations(parent="bureau")] == ["社會局"]


def test_registering_needs_the_permission(city: None, officer: Actor) -> None:
    run = bring(officer, table(("名册", "新的局", "", "", "", "")), creates=True)
    with pytest.raises(NotAllowedError):
        api.confirm_import(officer, run.id)
    assert api.get_import(officer, run.id).state is ImportState.CHECKED


def test_a_long_import_is_a_job_that_can_be_cancelled(
    city: None, bureau: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_runs, "AT_ONCE", 1)
    rows = [(f"目录{n}", MARKET, "", "", "", "") for n in range(3)]
    run = write(bureau, table(*rows))
    assert (run.state, run.job_id is None) == (ImportState.WRITING, False)
    with pytest.raises(ImportStateError, match="正在写入"):
        api.confirm_import(bureau, run.id)
    jobs.cancel_job(bureau, run.job_id or 0)
    again = api.confirm_import(bureau, run.id)
    assert again.job_id != run.job_id
    api.write_import(bureau, run.id)
    assert api.search_resources(bureau).total == 3
    assert api.write_import(bureau, run.id).state is ImportState.DONE


def test_what_changed_since_the_check_is_not_overwritten_unseen(
    city: None, bureau: Actor, draft: ResourceDraft
) -> None:
    run = bring(bureau, table(LIFTS))
    api.draft_resource(bureau, replace(draft, key="mr_lift", title="电梯登记"))
    with pytest.raises(ImportStateError, match="重新核对"):
        api.confirm_import(bureau, run.id)


def test_an_entry_in_review_is_left_alone(
    city: None, bureau: Actor, officer: Actor, draft: ResourceDraft
) -> None:
    api.draft_resource(officer, draft)
    api.submit_resource(officer, draft.key)
    run = bring(bureau, table((draft.title, MARKET, "另一摘要", "", "", "")))
    assert "部门审核" in run.outcome.faults[0].sentence


def test_a_discarded_import_is_gone(city: None, bureau: Actor) -> None:
    run = bring(bureau, table(LIFTS))
    api.discard_import(bureau, run.id)
    assert keeping.find_file(run.id, run.digest) is None
    with pytest.raises(ImportStateError, match="已经放弃"):
        api.discard_import(bureau, run.id)
    assert api.list_imports(bureau) == ()


def test_files_nobody_came_back_for_are_removed(city: None, bureau: Actor) -> None:
    run = bring(bureau, table(LIFTS))
    path = keeping.find_file(run.id, run.digest)
    assert path is not None
    assert keeping.forget_old(before=clock.now() - dt.timedelta(days=700)) == 0
    os.utime(path, (1_000_000_000, 1_000_000_000))
    assert api.forget_old_files() == 1
    with pytest.raises(ImportNotFoundError):
        api.check_import(bureau, run.id, run.choice)


def bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * 60_000_000)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("a.exe", lambda: b"x"),
        ("../../etc/passwd", lambda: b"x"),
        ("a.xlsx", lambda: b"not excel"),
        ("a.xlsx", bomb),
        ("a.csv.gz", lambda: gzip.compress(b" " * 60_000_000)),
        ("a.csv", lambda: b""),
        ("a.json", lambda: b"{broken"),
        ("a.json", lambda: b"[" * 100_000),
        ("a.jsonl", lambda: b"[1]"),
        ("a.csv", lambda: b"\x00\xff\xfe\x81\x00\xff"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_and_not_kept(
    city: None, bureau: Actor, name: str, make: Callable[[], bytes]
) -> None:
    before = set(keeping.folder().iterdir())
    with pytest.raises(RefusedError):
        api.receive_import(bureau, name=name, stream=io.BytesIO(make()))
    assert set(keeping.folder().iterdir()) == before
    assert api.list_imports(bureau) == ()


def test_a_path_in_a_name_stays_a_name(city: None, bureau: Actor) -> None:
    data = io.BytesIO(table(LIFTS))
    run = api.receive_import(bureau, name="..\\..\\清单.csv", stream=data)
    assert run.name == "清单.csv"
    with pytest.raises(UnreadableImportError):
        api.receive_import(bureau, name=f"{'长' * 300}.csv", stream=io.BytesIO(b"x"))


def test_a_file_over_the_limit_is_refused(
    city: None, bureau: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "MOST_MB", 0)
    with pytest.raises(TooLargeError):
        api.receive_import(bureau, name="a.csv", stream=io.BytesIO(table(LIFTS)))


def test_formulas_in_cells_stay_text(city: None, bureau: Actor) -> None:
    write(bureau, table(("=HYPERLINK(1)", MARKET, "'+1", "", "", "")))
    info = find(bureau, "HYPERLINK")
    assert (info.title, info.abstract) == ("=HYPERLINK(1)", "+1")


def test_merged_headings_and_the_table_can_be_chosen_anew(city: None, bureau: Actor) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["某市数据目录一览表"])
    sheet.merge_cells("A1:E1")
    sheet.append(["基本信息", None, "字段", None, None])
    sheet.merge_cells("A2:B2")
    sheet.merge_cells("C2:E2")
    sheet.append(["目录名称", "责任单位", "字段名称", "字段类型", "是否主键"])
    sheet.append(["企业名录", MARKET, "企业名称", "字符型", "否"])
    sheet.append([None, None, "统一社会信用代码", "字符型", "是"])
    sheet.merge_cells("A4:A5")
    stream = io.BytesIO()
    book.save(stream)
    run = bring(bureau, stream.getvalue(), "一览.xlsx")
    assert (run.proposal.head_row, run.proposal.head_depth) in {(2, 2), (3, 1)}
    assert (run.outcome.entries, run.outcome.items) == (1, 2)
    wrong = api.repropose_import(bureau, run.id, replace(run.choice, head_row=1, head_depth=1))
    assert wrong.proposal.head_row == 1
    right = api.repropose_import(bureau, run.id, replace(run.choice, head_row=3, head_depth=1))
    api.check_import(bureau, run.id, right.choice)
    api.confirm_import(bureau, run.id)
    items = find(bureau, "企业名录").items
    assert [(item.column, item.data_type, item.is_primary_key) for item in items] == [
        ("qi_ye_ming_cheng", "C", False),
        ("tong_yi_she_hui_xin_yong_dai_ma", "C", True),
    ]
