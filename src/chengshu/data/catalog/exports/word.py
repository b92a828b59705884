"""The printable catalogue as a Word document that people can edit.

python-docx makes the frame (styles, cover, contents field, page numbers); the entries are written
as its own kind of XML straight into the package, so that ten thousand of them need no memory.
"""

import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from typing import IO
from xml.sax.saxutils import escape

from docx import Document
from docx.document import Document as DocumentType
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.text.paragraph import Paragraph

from chengshu.data.catalog.contracts import ResourceInfo
from chengshu.data.catalog.exports.book import (
    ITEM_HEADS,
    ITEM_WIDTHS,
    Book,
    list_contents,
    list_facts,
    list_items,
)

_PLACE = "chengshu-entries-here"
_BODY = "word/document.xml"
_FONT = "宋体"
_HEAD_FONT = "黑体"
_TWIPS = 9026  # width of the text on A4 with margins of 2.54 cm
_LABEL = 0.22
_SHADE = '<w:shd w:val="clear" w:color="auto" w:fill="EEF3F9"/>'
_BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:color="C6CFDB"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)


def write_word(
    target: IO[bytes], entries: Iterable[ResourceInfo], book: Book, *, is_public: bool
) -> int:
    """Write the document and return how many entries it holds."""
    frame = io.BytesIO()
    _make_frame(book).save(frame)
    told = _Told()
    with (
        zipfile.ZipFile(frame) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package,
    ):
        for part in source.infolist():
            if part.filename != _BODY:
                package.writestr(part, source.read(part))
        before, after = _split(source.read(_BODY).decode())
        with package.open(_BODY, "w", force_zip64=True) as body:
            body.write(before.encode())
            for piece in _tell(entries, told, is_public=is_public):
                body.write(piece.encode())
            body.write(after.encode())
    return told.entries


class _Told:
    """How many entries have been told."""

    entries = 0


def _split(xml: str) -> tuple[str, str]:
    """Return what stands before and after the paragraph that keeps the place of the entries."""
    at = xml.index(_PLACE)
    start = xml.rindex("<w:p>", 0, at)
    end = xml.index("</w:p>", at) + len("</w:p>")
    return xml[:start], xml[end:]


def _tell(entries: Iterable[ResourceInfo], told: _Told, *, is_public: bool) -> Iterator[str]:
    department = ""
    for entry in entries:
        if entry.provider_name != department:
            department = entry.provider_name
            yield _paragraph(department, "Heading1", breaks=told.entries > 0)
        told.entries += 1
        yield _paragraph(entry.title, "Heading2")
        facts = enumerate(list_facts(entry, is_public=is_public), start=1)
        rows = [(f"{number}. {name}", value) for number, (name, value) in facts]
        yield _table(rows, (_LABEL, 1 - _LABEL), has_labels=True)
        if entry.items:
            yield _paragraph("", "Normal")
            yield _table([ITEM_HEADS, *list_items(entry)], ITEM_WIDTHS, has_head=True)
        yield _paragraph("", "Normal")
    if not told.entries:
        yield _paragraph("没有符合条件的目录。", "Normal")


def _plain(text: str) -> str:
    """Return text that XML may hold."""
    return escape("".join(c for c in text if c >= " " or c in "\n\t"))


def _runs(text: str, *, bold: bool = False) -> str:
    mark = "<w:rPr><w:b/></w:rPr>" if bold else ""
    lines = _plain(text).split("\n")
    inner = "<w:br/>".join(f'<w:t xml:space="preserve">{line}</w:t>' for line in lines)
    return f"<w:r>{mark}{inner}</w:r>"


def _paragraph(text: str, style: str, *, breaks: bool = False) -> str:
    before = "<w:pageBreakBefore/>" if breaks else ""
    return (
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{before}</w:pPr>'
        f"{_runs(text) if text else ''}</w:p>"
    )


def _table(
    rows: Sequence[Sequence[str]],
    shares: Sequence[float],
    *,
    has_head: bool = False,
    has_labels: bool = False,
) -> str:
    widths = [round(_TWIPS * share) for share in shares]
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    lines = "".join(
        _row(row, widths, is_head=has_head and number == 0, has_label=has_labels)
        for number, row in enumerate(rows)
    )
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{_TWIPS}" w:type="dxa"/>'
        f'<w:tblBorders>{_BORDERS}</w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{lines}</w:tbl>"
    )


def _row(cells: Sequence[str], widths: Sequence[int], *, is_head: bool, has_label: bool) -> str:
    mark = "<w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>" if is_head else ""
    inner = "".join(
        _cell(text, width, is_dark=is_head or (has_label and place == 0))
        for place, (text, width) in enumerate(zip(cells, widths, strict=True))
    )
    return f"<w:tr>{mark}{inner}</w:tr>"


def _cell(text: str, width: int, *, is_dark: bool) -> str:
    shade = _SHADE if is_dark else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{shade}</w:tcPr>'
        f'<w:p><w:pPr><w:pStyle w:val="Cell"/></w:pPr>{_runs(text, bold=is_dark)}</w:p></w:tc>'
    )


def _make_frame(book: Book) -> DocumentType:
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.54)
    section.different_first_page_header_footer = True
    section.header.paragraphs[0].text = f"{book.title}（{book.day:%Y年%m月%d日}）"
    foot = section.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _add_field(foot, "PAGE", "1")
    _set_styles(document)
    _add_cover(document, book)
    _add_contents(document, book)
    document.add_paragraph(_PLACE)
    return document


def _set_styles(document: DocumentType) -> None:
    for name, font, size in (
        ("Normal", _FONT, 10.5),
        ("Heading 1", _HEAD_FONT, 18),
        ("Heading 2", _HEAD_FONT, 13),
    ):
        _set_font(document, name, font, size)
    cell = document.styles.add_style("Cell", 1)
    cell.base_style = document.styles["Normal"]
    cell.font.size = Pt(9)
    cell.paragraph_format.space_after = Pt(1)
    cell.paragraph_format.space_before = Pt(1)


def _set_font(document: DocumentType, name: str, font: str, size: float) -> None:  # noqa: PLR0917 - a style and how it looks
    style = document.styles[name]
    style.font.name, style.font.size = font, Pt(size)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for mark in ("w:eastAsia", "w:ascii", "w:hAnsi"):
        fonts.set(qn(mark), font)
    for mark in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
        fonts.attrib.pop(qn(mark), None)


def _add_cover(document: DocumentType, book: Book) -> None:
    counts = f"{len(book.departments)} 个单位　{len(book.lines)} 条目录"
    for text, size, above in (
        (book.title, 30, 180),
        (book.scope, 14, 20),
        (counts, 13, 260),
        (f"{book.day:%Y年%m月%d日}", 13, 6),
    ):
        line = document.add_paragraph()
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        line.paragraph_format.space_before = Pt(above)
        run = line.add_run(text)
        run.font.size = Pt(size)
        run.bold = size > 20  # noqa: PLR2004 - the title alone
    document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)


def _add_contents(document: DocumentType, book: Book) -> None:
    """Add the contents: a field that Word fills with page numbers, showing the names meanwhile."""
    head = document.add_paragraph()
    head.alignment = WD_ALIGN_PARAGRAPH.CENTER
    head.add_run("目　录").font.size = Pt(18)
    lines = [("　" * (level - 1)) + text for level, _mark, text in list_contents(book)]
    deepest = 2 if book.lists_entries else 1
    _add_field(document.add_paragraph(), f'TOC \\o "1-{deepest}" \\h \\z', "\n".join(lines))
    update = OxmlElement("w:updateFields")
    update.set(qn("w:val"), "true")
    document.settings.element.append(update)
    document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)


def _add_field(paragraph: Paragraph, code: str, shown: str) -> None:
    for kind, text in (("begin", ""), ("", code), ("separate", ""), ("shown", shown), ("end", "")):
        run = paragraph.add_run(text if kind == "shown" else "")
        if kind == "":
            element = OxmlElement("w:instrText")
            element.set(qn("xml:space"), "preserve")
            element.text = text
            run._r.append(element)  # noqa: SLF001 - python-docx has no fields of its own
        elif kind != "shown":
            element = OxmlElement("w:fldChar")
            element.set(qn("w:fldCharType"), kind)
            run._r.append(element)  # noqa: SLF001 - python-docx has no fields of its own
