import datetime as dt
import io
from collections.abc import Callable
from dataclasses import fields, replace

import openpyxl
import pytest

from chengshu.base.accounts.contracts import Actor, system_actor
from chengshu.data.catalog import api
from chengshu.data.catalog.contracts import (
    ExportFormat,
    ExportOrder,
    Guess,
    ImportChoice,
    ImportRun,
    ItemDraft,
    ResourceDraft,
    ResourceInfo,
    ResourceQuery,
    ResourceState,
    ShareModeCategory,
    ShareType,
)
from chengshu.data.catalog.guide.layout import get_layout
from chengshu.data.catalog.models import Resource

pytestmark = pytest.mark.django_db

SYSTEM = system_actor("tests")
Publish = Callable[[ResourceDraft], ResourceInfo]

RICH = ResourceDraft(
    key="mr_rich",
    title="=1+1 特种设备",
    provider_code="market",
    abstract="第一行\n第二行；含“引号”与 -减号",
    class_path="102001",
    format="3",
    format_name="mysql、Dm",
    share_type=ShareType.WITHHELD,
    no_share_basis="《某法》第二十条",
    no_share_until=dt.date(2031, 12, 31),
    share_mode="1",
    share_mode_category=ShareModeCategory.MEDIUM,
    open_condition="@条件",
    update_cycle="7",
    system_code="特种设备系统",
    grade=3,
    source_duty="设备监察",
    themes=("安全生产", "质量"),
    scenarios=("监管",),
    data_range="全市",
    related_codes=("102001/9", "205001/2"),
    extensions={"部门电话": "0431-1", "说明：多行": "甲\n乙"},
    guesses=(Guess("share_type", "门户“不予开放”", 0.8),),
    items=(
        ItemDraft(
            "code",
            "设备代码",
            "C",
            length=20,
            is_primary_key=True,
            is_required=True,
            identifier="uscc",
            pattern="^[A-Z]+$",
            source_column="SBDM",
            name_en="code",
            element="de_device_code",
            grade=2,
            share_type=ShareType.CONDITIONAL,
        ),
        ItemDraft("price", "造价", "N", length=12, scale=2, minimum=-5, maximum=9.5),
        ItemDraft(
            "made",
            "=制造日期",
            "D",
            is_incremental=True,
            is_sensitive=True,
            mask="name",
            code_table="enterprise_status",
            minimum="2000-01-01",
            reference="mr_enterprise.uscc",
            note="-备注",
        ),
    ),
)
BARE = ResourceDraft("mr_bare", "只有名称", "housing")


def export(actor: Actor, *, public: bool = False, query: ResourceQuery | None = None) -> bytes:
    target = io.BytesIO()
    order = ExportOrder(ExportFormat.GUIDE, query or ResourceQuery(), is_public=public)
    api.write_export(actor, order, target)
    return target.getvalue()


def bring(actor: Actor, data: bytes, name: str = "目录.xlsx", **changes: object) -> ImportRun:
    run = api.receive_import(actor, name=name, stream=io.BytesIO(data))
    choice: ImportChoice = replace(run.choice, **changes)  # type: ignore[arg-type]
    return api.check_import(actor, run.id, choice)


def drafts() -> dict[str, ResourceDraft]:
    return {row.key: api.get_draft(SYSTEM, row.key) for row in Resource.objects.order_by("key")}


def test_every_field_of_a_draft_has_its_column() -> None:
    columns = {column.field for column in get_layout().columns}
    entry = {field.name for field in fields(ResourceDraft)} - {"items"}
    item = {f"item.{field.name}" for field in fields(ItemDraft)}
    assert (entry | item) - columns == set()


def test_what_is_exported_comes_back_as_the_same_drafts(
    city: None, bureau: Actor, draft: ResourceDraft
) -> None:
    for each in (RICH, BARE, draft):
        api.draft_resource(SYSTEM, each)
    before = drafts()
    data = export(bureau)
    Resource.objects.update(shown=None, working=None)
    Resource.objects.all().delete()
    run = bring(bureau, data)
    assert run.proposal.is_guide
    assert run.outcome.faults == ()
    assert (run.outcome.entries, run.outcome.new, run.outcome.items) == (3, 3, 6)
    assert api.confirm_import(bureau, run.id).outcome.new == 3
    assert drafts() == before
    assert {row.state for row in Resource.objects.all()} == {ResourceState.DRAFT}


def test_the_same_file_again_changes_nothing(city: None, bureau: Actor) -> None:
    for each in (RICH, BARE):
        api.draft_resource(SYSTEM, each)
    run = bring(bureau, export(bureau))
    assert (run.outcome.new, run.outcome.changed, run.outcome.unchanged) == (0, 0, 2)
    assert run.outcome.faults == ()


def test_no_cell_of_an_export_is_a_formula(city: None, bureau: Actor) -> None:
    api.draft_resource(SYSTEM, RICH)
    book = openpyxl.load_workbook(io.BytesIO(export(bureau)))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    texts = [cell.value for cell in cells if isinstance(cell.value, str)]
    assert [text for text in texts if text.lstrip().startswith(("=", "+", "@"))] == []


def test_a_public_export_holds_only_what_is_published_and_open(
    city: None, bureau: Actor, leader: Actor, publish: Publish, draft: ResourceDraft
) -> None:
    publish(draft)
    opened = replace(draft, key="mr_open", title="开放的目录", is_open=True)
    publish(opened)
    api.draft_resource(SYSTEM, replace(opened, key="mr_next", title="还未发布"))
    book = openpyxl.load_workbook(io.BytesIO(export(bureau, public=True)))
    text = "".join(str(cell.value) for row in book.worksheets[0].iter_rows() for cell in row)
    assert ("开放的目录" in text, "还未发布" in text, "企业登记信息" in text) == (
        True,
        False,
        False,
    )
    order = ExportOrder(ExportFormat.GUIDE)
    assert (api.count_export(bureau, order), api.count_export(leader, order)) == (3, 2)


def test_the_template_offers_value_lists_and_reads_as_the_guide(
    city: None, bureau: Actor, officer: Actor
) -> None:
    target = io.BytesIO()
    api.write_template(officer, target)
    book = openpyxl.load_workbook(target)
    sheet = book["政务信息资源目录"]
    assert sheet["A2"].value == "信息资源分类"
    assert any(rule.type == "list" for rule in sheet.data_validations.dataValidation)
    offered = [cell.value for cell in next(book["值域"].iter_cols(2, 2)) if cell.value]
    assert offered[1:] == ["市场监督管理局"]
    heads = [f"{sheet.cell(2, n).value}/{sheet.cell(3, n).value}" for n in range(1, 60)]
    row = {"信息资源名称": "消防检查", "信息资源提供方": "市场监督管理局"}
    for place, head in enumerate(heads, start=1):
        for name, value in row.items():
            if head.replace("*", "").startswith(f"{name}/"):
                sheet.cell(4, place, value)
    filled = io.BytesIO()
    book.save(filled)
    run = bring(bureau, filled.getvalue())
    assert (run.proposal.is_guide, run.outcome.new, run.outcome.faults) == (True, 1, ())
