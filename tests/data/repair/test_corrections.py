"""Corrected files: full values for the provider only, nothing half-imported, the ordinary gate."""

import io
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl.worksheet.worksheet import Worksheet

from chengshu.base.accounts import api as accounts
from chengshu.base.accounts.contracts import Post, Role
from chengshu.base.audit import api as audit
from chengshu.base.audit.contracts import EntryFilter
from chengshu.base.errors.api import NotAllowedError
from chengshu.data.catalog.contracts import Attachment, ItemDraft, LoadMode
from chengshu.data.ingest import api as ingest
from chengshu.data.ingest.contracts import CORRECTION, BatchQuery
from chengshu.data.ingest.errors import NoKeyError
from chengshu.data.lake import api as lake
from chengshu.data.repair import api
from chengshu.data.repair.contracts import CorrectionResult, OrderState, StepKind
from chengshu.data.repair.errors import RepairStateError, UnreadableWorkbookError
from config import wiring
from tests.data.ingest.shops import BUREAU, OFFICER, OTHER, SYSTEM, file_source, publish
from tests.data.repair.shops import only_order

pytestmark = pytest.mark.django_db
wiring.connect_rooms()
CODE = ItemDraft("code", "编号", "C", length=8, is_primary_key=True, source_column="编号")
OWNER = ItemDraft(
    "owner", "经营者", "C", length=8, is_sensitive=True, mask="name", source_column="经营者"
)
NUMBER = ItemDraft("n", "数量", "I", maximum=9, source_column="数量")
ROWS = "编号,经营者,数量\na,王小二,1\nb,李小四,10\nc,=1+1,-x\nd,赵小六,12\n"
Edit = Callable[[Worksheet], None]


def load_shops(folder: Path, *items: ItemDraft) -> str:
    (folder / "shops.csv").write_text(ROWS, encoding="utf-8")
    attachment = Attachment(file_source(folder), "*.csv", LoadMode.FULL)
    key = publish(items or (CODE, OWNER, NUMBER), attachment)
    ingest.load_resource(OFFICER, key)
    return key


@pytest.fixture
def key(tmp_path: Path) -> str:
    return load_shops(tmp_path)


def number_of(key: str) -> str:
    """Return the order about the numbers that are too great: rows b and d."""
    found = [order for order in api.list_orders(SYSTEM).rows if order.resource_code == key]
    return next(order.number for order in found if order.rule.startswith("range"))


def sheet_of(content: bytes) -> tuple[openpyxl.Workbook, Worksheet]:
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book.worksheets[0]
    assert isinstance(sheet, Worksheet)
    return book, sheet


def edited(content: bytes, edit: Edit) -> io.BytesIO:
    book, sheet = sheet_of(content)
    edit(sheet)
    target = io.BytesIO()
    book.save(target)
    target.seek(0)
    return target


def set_numbers(*numbers: object) -> Edit:
    def edit(sheet: Worksheet) -> None:
        for line, number in enumerate(numbers, start=3):
            sheet.cell(line, 4).value = number  # type: ignore[assignment]

    return edit


def correct(number: str, edit: Edit) -> CorrectionResult:
    return api.correct_rows(
        OFFICER, number, stream=edited(api.download_rows(OFFICER, number), edit)
    )


def published(key: str) -> dict[str, int]:
    rows = lake.read_rows(SYSTEM, resource_code=key, columns=["code", "n"], limit=10).to_pylist()
    return {row["code"]: row["n"] for row in rows}


def test_the_provider_gets_its_rows_whole_with_all_reasons(key: str) -> None:
    _, sheet = sheet_of(api.download_rows(OFFICER, number_of(key)))
    lines = list(sheet.iter_rows(values_only=True))
    assert lines[0][1:] == ("编号", "经营者", "数量")
    assert lines[1] == ("_reasons", "code", "owner", "n")
    assert [line[1:] for line in lines[2:]] == [("b", "李小四", "10"), ("d", "赵小六", "12")]
    assert all("数量" in str(line[0]) for line in lines[2:])


def test_the_bureau_gets_masked_values_and_others_nothing(key: str) -> None:
    number = number_of(key)
    _, sheet = sheet_of(api.download_rows(BUREAU, number))
    owners = [line[2] for line in sheet.iter_rows(min_row=3, values_only=True)]
    assert all("*" in str(owner) and "小" not in str(owner) for owner in owners)
    for door in (
        lambda: api.download_rows(OTHER, number),
        lambda: api.correct_rows(OTHER, number, stream=io.BytesIO()),
        lambda: api.correct_rows(BUREAU, number, stream=io.BytesIO()),
    ):
        with pytest.raises(NotAllowedError):
            door()


def test_each_download_leaves_an_audit_line(key: str) -> None:
    number = number_of(key)
    api.download_rows(OFFICER, number)
    api.download_rows(BUREAU, number)
    lines = audit.list_entries(SYSTEM, EntryFilter(action="repair.download")).entries
    assert {(line.subject, line.detail["rows"], line.detail["is_masked"]) for line in lines} == {
        (number, 2, False),
        (number, 2, True),
    }


def test_formulas_are_disarmed_and_come_back_as_they_were(key: str) -> None:
    found = [order for order in api.list_orders(SYSTEM).rows if order.resource_code == key]
    (number,) = [order.number for order in found if not order.rule.startswith("range")]
    _, sheet = sheet_of(api.download_rows(OFFICER, number))
    assert [cell.value for cell in sheet[3]][1:] == ["c", "'=1+1", "'-x"]
    assert correct(number, set_numbers("3")).accepted == 1
    rows = lake.read_rows(SYSTEM, resource_code=key, columns=["code", "owner"], limit=10)
    assert {"code": "c", "owner": "=1+1"} in rows.to_pylist()


def test_accepted_rows_are_repaired_and_refused_ones_stay(key: str) -> None:
    number = number_of(key)
    result = correct(number, set_numbers("5", "13"))
    assert (result.rows, result.accepted, result.refused, result.is_loaded) == (2, 1, 1, True)
    order = api.get_order(SYSTEM, number)
    assert (order.open_rows, order.state) == (1, OrderState.OPEN)
    assert published(key) == {"a": 1, "b": 5}
    assert correct(number, set_numbers(6)).refused == 0
    assert api.get_order(SYSTEM, number).state is OrderState.CLOSED
    assert published(key) == {"a": 1, "b": 5, "d": 6}
    kinds = [step.kind for step in api.list_steps(SYSTEM, number)]
    assert kinds.count(StepKind.CORRECTED) == 2
    with pytest.raises(RepairStateError):
        correct(number, set_numbers(7))


def test_a_file_of_which_nothing_is_accepted_keeps_what_landed(key: str) -> None:
    number = number_of(key)
    result = correct(number, set_numbers("50", "60"))
    assert (result.is_loaded, result.accepted, result.refused) == (True, 0, 2)
    assert result.batch_id is not None
    assert lake.find_landed(resource_code=key, batch_id=result.batch_id) is not None
    assert api.get_order(SYSTEM, number).open_rows == 2
    assert published(key) == {"a": 1}


def test_a_correction_is_a_batch_of_its_own_and_makes_no_table_fresh(key: str) -> None:
    number = number_of(key)
    before = ingest.get_loadable(OFFICER, key).last_loaded_at
    result = correct(number, set_numbers("5", "6"))
    batch = ingest.list_batches(SYSTEM, BatchQuery(resource_code=key)).rows[0]
    assert (batch.id, batch.mode, batch.table) == (result.batch_id, CORRECTION, number)
    assert (batch.landed, batch.source_count) == (2, 2)
    assert ingest.get_loadable(OFFICER, key).last_loaded_at == before


def test_the_next_full_load_says_again_what_the_source_holds(key: str) -> None:
    number = number_of(key)
    correct(number, set_numbers("5", "6"))
    ingest.load_resource(OFFICER, key)
    assert published(key) == {"a": 1}
    found = [order for order in api.list_orders(SYSTEM).rows if order.resource_code == key]
    assert sum(order.open_rows for order in found) == 3


def test_one_fault_and_nothing_is_loaded(key: str) -> None:
    number = number_of(key)

    def edit(sheet: Worksheet) -> None:
        sheet.cell(3, 4).value = "5"
        sheet.cell(4, 2).value = "a"  # a row that was accepted
        sheet.append(["", "b", "李小四", "6"])
        sheet.append(["", None, "无名", "6"])

    result = correct(number, edit)
    assert (result.is_loaded, result.batch_id, result.fault_count) == (False, None, 3)
    assert [(fault.line, fault.column, fault.value) for fault in result.faults] == [
        (4, "编号", "a"),
        (5, "编号", "b"),
        (6, "编号", ""),
    ]
    assert api.get_order(SYSTEM, number).open_rows == 2
    assert ingest.list_batches(SYSTEM, BatchQuery(resource_code=key)).total == 1


def test_rows_may_be_left_out(key: str) -> None:
    number = number_of(key)

    def edit(sheet: Worksheet) -> None:
        sheet.delete_rows(3)
        sheet.cell(3, 4).value = 7

    assert correct(number, edit).accepted == 1
    assert api.get_order(SYSTEM, number).open_rows == 1


def test_files_of_another_form_are_refused(key: str) -> None:
    number = number_of(key)

    def rename(sheet: Worksheet) -> None:
        sheet.cell(2, 4).value = "m"

    for edit in (
        rename,
        lambda sheet: sheet.delete_rows(3, 2),
        lambda sheet: sheet.delete_rows(1, 9),
    ):
        with pytest.raises(UnreadableWorkbookError):
            correct(number, edit)
    with pytest.raises(UnreadableWorkbookError):
        api.correct_rows(OFFICER, number, stream=io.BytesIO(b"no workbook"))


def test_a_resource_without_a_key_takes_no_corrections(tmp_path: Path) -> None:
    plain = ItemDraft("code", "编号", "C", length=8, source_column="编号")
    order = only_order(
        load_shops(tmp_path, plain, ItemDraft("n", "数量", "C", length=1, source_column="数量"))
    )
    with pytest.raises(NoKeyError):
        correct(order.number, set_numbers("1"))


def test_the_pages_take_the_file_and_show_its_faults(key: str) -> None:
    number = number_of(key)
    username = "officer.market"
    accounts.save_person(
        SYSTEM, username=username, name="张三", password="Mao-Tai-1949!",
        posts=[Post("market", frozenset({Role.DATA_OFFICER}))],
    )  # fmt: skip
    client = Client()
    backend = "django.contrib.auth.backends.ModelBackend"
    client.force_login(get_user_model().objects.get(username=username), backend)
    address = f"/repair/orders/{number}/"
    assert "上传更正数据" in client.get(address).content.decode()
    content = client.get(f"{address}rows.xlsx").content
    assert "更正后的文件" in client.get(f"{address}correct/").content.decode()

    def send(edit: Edit) -> str:
        file = SimpleUploadedFile("rows.xlsx", edited(content, edit).read())
        page = client.post(f"{address}correct/", {"file": file}, follow=True)
        assert page.status_code == 200
        return page.content.decode()

    assert "不在本工单" in send(lambda sheet: sheet.cell(3, 2, "zz") and None)
    assert "仍不合格" in send(set_numbers("5", "99"))
    assert (
        "不是可以打开"
        in client.post(
            f"{address}correct/", {"file": SimpleUploadedFile("x.xlsx", b"x")}
        ).content.decode()
    )
