import datetime as dt
import io
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from django.test import override_settings
from docx import Document

from chengshu.base.accounts import api as accounts
from chengshu.base.accounts.contracts import Actor, system_actor
from chengshu.data.catalog import api
from chengshu.data.catalog.contracts import (
    ExportFormat,
    ExportOrder,
    ItemDraft,
    ResourceDraft,
    ResourceInfo,
)
from chengshu.data.catalog.errors import FontMissingError
from chengshu.data.catalog.exports import book, paper, pdf
from tests.data.catalog.exports.test_guide import BARE, RICH

pytestmark = pytest.mark.django_db

SYSTEM = system_actor("tests")
Publish = Callable[[ResourceDraft], ResourceInfo]


def export(actor: Actor, kind: ExportFormat, *, public: bool = False) -> bytes:
    target = io.BytesIO()
    api.write_export(actor, ExportOrder(kind, is_public=public), target)
    return target.getvalue()


@pytest.fixture
def filled(city: None, publish: Publish, draft: ResourceDraft) -> None:
    publish(replace(draft, is_open=True, open_condition="注册后使用"))
    long = tuple(
        ItemDraft(f"c{n}", f"信息项{n}，名称较长需要换行的那一种", "C", length=n + 1)
        for n in range(90)
    )
    api.draft_resource(SYSTEM, replace(RICH, items=long, abstract="长摘要。" * 400))
    api.draft_resource(SYSTEM, BARE)


def word_text(data: bytes) -> str:
    document = Document(io.BytesIO(data))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in document.paragraphs), *cells])


def test_the_pdf_has_its_parts_and_embeds_its_font(filled: None, bureau: Actor) -> None:
    data = export(bureau, ExportFormat.PDF)
    assert data.startswith(b"%PDF-")
    assert len(re.findall(rb"/Type /Page\b", data)) >= 7
    assert b"/FontFile2" in data
    assert re.search(rb"/BaseFont /[A-Z]+\+NotoSansSC", data)
    assert b"/Outlines" in data
    assert data == export(bureau, ExportFormat.PDF)


def test_the_word_document_has_its_parts(filled: None, bureau: Actor) -> None:
    data = export(bureau, ExportFormat.WORD)
    text = word_text(data)
    for words in ("政务信息资源目录", "目　录", "1. 住房保障局（1 条）", "2.2 企业登记信息"):
        assert words in text
    for number, name in enumerate(
        ("信息资源分类", "信息资源名称", "信息资源代码", "信息资源提供方", "信息资源提供方代码"), 1
    ):
        assert f"{number}. {name}" in text
    for words in ("102001/1", "11220000013544541J", "统一社会信用代码", "注册后使用", "主键"):
        assert words in text
    styles = [one.style.name for one in Document(io.BytesIO(data)).paragraphs if one.style]
    assert (styles.count("Heading 1"), styles.count("Heading 2")) == (2, 3)


def test_a_public_book_holds_only_what_is_open(filled: None, bureau: Actor) -> None:
    text = word_text(export(bureau, ExportFormat.WORD, public=True))
    assert "企业登记信息" in text
    assert "1 个单位　1 条目录" in text
    for words in ("特种设备", "只有名称", "仅用于行政审批"):
        assert words not in text


def test_a_renamed_department_stands_under_its_name_of_today(filled: None, bureau: Actor) -> None:
    info = accounts.get_organisation("market")
    accounts.save_organisation(SYSTEM, replace(info, name="市场监管委员会"))
    assert "2. 市场监管委员会（2 条）" in word_text(export(bureau, ExportFormat.WORD))
    assert export(bureau, ExportFormat.PDF).startswith(b"%PDF-")


def test_what_vanishes_while_the_book_is_written_breaks_nothing(
    filled: None, bureau: Actor
) -> None:
    lines = (book.Line("gone", "已不存在", "已不存在的单位"),)
    frame = book.Book("某市", dt.date(2026, 1, 2), "", lines)
    entry = api.get_resource(bureau, "mr_bare")
    target = io.BytesIO()
    assert pdf.write_pdf(target, [entry], frame, is_public=False) == 1
    assert target.getvalue().startswith(b"%PDF-")


def test_an_empty_book_says_so(city: None, bureau: Actor) -> None:
    assert "没有符合条件的目录" in word_text(export(bureau, ExportFormat.WORD))
    assert export(bureau, ExportFormat.PDF).startswith(b"%PDF-")


def test_texts_that_look_like_xml_stay_texts(city: None, bureau: Actor) -> None:
    nasty = "<w:p>&amp;\x01</w:p>\n第二行"
    api.draft_resource(SYSTEM, replace(BARE, abstract=nasty, title="甲<乙>&丙"))
    text = word_text(export(bureau, ExportFormat.WORD))
    assert "<w:p>&amp;</w:p>\n第二行" in text
    assert "甲<乙>&丙" in text


def test_lines_break_as_chinese_wants_it() -> None:
    paper.load_fonts()
    assert paper.wrap("一二三四五，六", 50, 10) == ("一二三四五，", "六")
    assert paper.wrap("字段 customer_name 在此", 80, 10)[0] == "字段 "
    assert all(paper.measure(line, 10) <= 60 for line in paper.wrap("x" * 100, 60, 10))
    assert paper.wrap("甲\U000312345乙", 100, 10) == ("甲〓5乙",)
    assert paper.wrap("", 100, 10) == ("",)


def test_long_contents_name_departments_alone() -> None:
    lines = tuple(book.Line(f"k{n}", f"目录{n}", f"单位{n // 100}") for n in range(500))
    found = book.Book("某市", dt.date(2026, 1, 2), "", lines)
    assert [level for level, _mark, _text in book.list_contents(found)] == [1] * 5
    short = replace(found, lines=lines[:3])
    assert [level for level, _mark, _text in book.list_contents(short)] == [1, 2, 2, 2]


def test_a_missing_font_says_what_to_do(city: None, bureau: Actor, tmp_path: Path) -> None:
    paper.load_fonts.cache_clear()
    with (
        override_settings(CHENGSHU_FONTS=tmp_path),
        pytest.raises(FontMissingError, match="npm ci"),
    ):
        export(bureau, ExportFormat.PDF)
