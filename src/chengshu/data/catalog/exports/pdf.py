"""The printable catalogue as PDF: cover, contents, a part per department, a table per entry.

The contents stand before the pages they name: their numbers are drawn into forms that the pages
of the contents refer to, and that are filled at the end.
"""

from collections.abc import Iterable, Sequence
from typing import IO

from chengshu.data.catalog.contracts import ResourceInfo
from chengshu.data.catalog.exports.book import (
    ITEM_HEADS,
    ITEM_WIDTHS,
    Book,
    list_contents,
    list_facts,
    list_items,
    mark_of_department,
    mark_of_entry,
)
from chengshu.data.catalog.exports.paper import (
    BOLD,
    HEIGHT,
    INNER,
    PLAIN,
    SIDE,
    WIDTH,
    Paper,
    Row,
    clean,
    measure,
    wrap,
)

_PER_PAGE = 34  # lines of contents on a page
_STEP = 20.0
_FIRST = HEIGHT - 120
_LABEL = 0.24
_FORM = "contents-{}"

Contents = Sequence[tuple[int, str, str]]


def write_pdf(
    target: IO[bytes], entries: Iterable[ResourceInfo], book: Book, *, is_public: bool
) -> int:
    """Write the book and return how many entries it holds."""
    paper = Paper(target, title=book.title, head=f"{book.title}（{book.day:%Y年%m月%d日}）")
    _draw_cover(paper, book)
    contents = list(list_contents(book))
    _draw_contents(paper, contents)
    pages: dict[str, int] = {}
    paper.number_from_here()
    count, department = 0, ""
    for entry in entries:
        if entry.provider_name != department:
            department = entry.provider_name
            _begin_department(paper, department, book, pages=pages, is_first=count == 0)
        count += 1
        _draw_entry(paper, entry, pages=pages, is_public=is_public)
    if not count:
        paper.write("没有符合条件的目录。", 12)
    _fill_contents(paper, contents, pages)
    paper.end()
    return count


def _draw_cover(paper: Paper, book: Book) -> None:
    paper.skip(170)
    paper.write(book.title, 30, font=BOLD, centred=True)
    paper.skip(24)
    paper.write(book.scope, 14, centred=True)
    paper.skip(300)
    counts = f"{len(book.departments)} 个单位　{len(book.lines)} 条目录"
    paper.write(counts, 13, centred=True)
    paper.skip(6)
    paper.write(f"{book.day:%Y年%m月%d日}", 13, centred=True)
    paper.turn()


def _sheets(contents: Contents) -> list[Contents]:
    return [contents[at : at + _PER_PAGE] for at in range(0, len(contents), _PER_PAGE)] or [[]]


def _draw_contents(paper: Paper, contents: Contents) -> None:
    for number, sheet in enumerate(_sheets(contents)):
        if number == 0:
            paper.write("目　录", 20, font=BOLD, centred=True)
        canvas = paper.canvas
        for place, (level, mark, text) in enumerate(sheet):
            y = _FIRST - place * _STEP
            font, indent = (BOLD, 0.0) if level == 1 else (PLAIN, 18.0)
            shown = wrap(text, INNER - indent - 60, 11, font=font)[0]
            canvas.setFont(font, 11)
            canvas.drawString(SIDE + indent, y, shown)
            _draw_dots(paper, SIDE + indent + measure(shown, 11, font) + 6, y)
            box = (SIDE, y - 5, WIDTH - SIDE, y + 13)
            canvas.linkRect("", mark, box, relative=0, thickness=0)
        canvas.doForm(_FORM.format(number))
        paper.turn()


def _draw_dots(paper: Paper, start: float, y: float) -> None:
    canvas = paper.canvas
    canvas.saveState()
    canvas.setDash(1, 3)
    canvas.setLineWidth(0.5)
    canvas.line(start, y + 2, WIDTH - SIDE - 34, y + 2)
    canvas.restoreState()


def _fill_contents(paper: Paper, contents: Contents, pages: dict[str, int]) -> None:
    canvas = paper.canvas
    for mark in {mark for _level, mark, _text in contents} - pages.keys():
        canvas.bookmarkPage(
            mark
        )  # gone since the contents were drawn; its link must lead somewhere
    for number, sheet in enumerate(_sheets(contents)):
        canvas.beginForm(_FORM.format(number), 0, 0, WIDTH, HEIGHT)
        canvas.setFont(PLAIN, 11)
        for place, (_level, mark, _text) in enumerate(sheet):
            shown = str(pages[mark]) if mark in pages else "—"
            canvas.drawRightString(WIDTH - SIDE, _FIRST - place * _STEP, shown)
        canvas.endForm()


def _begin_department(
    paper: Paper, department: str, book: Book, *, pages: dict[str, int], is_first: bool
) -> None:
    if not is_first:
        paper.turn()
    count = sum(line.provider == department for line in book.lines)
    mark = mark_of_department(department)
    if mark not in pages:
        pages[mark] = paper.number
        paper.mark(mark, title=department, level=0)
    paper.write(department, 20, font=BOLD)
    paper.write(f"共 {count} 条目录", 10.5)
    paper.skip(10)


def _draw_entry(
    paper: Paper, entry: ResourceInfo, *, pages: dict[str, int], is_public: bool
) -> None:
    paper.demand(150)
    mark = mark_of_entry(entry.key)
    pages[mark] = paper.number
    paper.mark(mark, title=clean(entry.title), level=1)
    paper.write(entry.title, 13, font=BOLD)
    paper.skip(2)
    widths = (INNER * _LABEL, INNER * (1 - _LABEL))
    for number, (name, value) in enumerate(list_facts(entry, is_public=is_public), start=1):
        paper.draw_row(Row((f"{number}. {name}", value), widths, has_label=True))
    if entry.items:
        _draw_items(paper, entry)
    paper.skip(22)


def _draw_items(paper: Paper, entry: ResourceInfo) -> None:
    paper.skip(8)
    widths = [INNER * share for share in ITEM_WIDTHS]
    head = Row(ITEM_HEADS, widths, size=8.5, is_head=True)
    paper.demand(60)
    paper.draw_row(head)
    for cells in list_items(entry):
        if paper.y < 80:  # noqa: PLR2004 - a row needs about that much above the foot
            paper.turn()
            paper.draw_row(head)
        paper.draw_row(Row(cells, widths, size=8.5))
