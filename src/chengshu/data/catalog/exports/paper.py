"""Pages of A4 with Chinese text: lines broken to a width, rows of a table, running heads."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import IO

from django.conf import settings
from django.utils.translation import gettext as _
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont
from reportlab.pdfgen.canvas import Canvas

from chengshu.data.catalog.errors import FontMissingError

PLAIN, BOLD = "book-plain", "book-bold"
WIDTH, HEIGHT = A4
SIDE, TOP, FOOT = 54.0, 62.0, 52.0
INNER = WIDTH - 2 * SIDE
_FILES = {
    PLAIN: "400Regular/NotoSansSC_400Regular.ttf",
    BOLD: "700Bold/NotoSansSC_700Bold.ttf",
}
_INK, _FAINT = HexColor("#1A2433"), HexColor("#6B778A")
_LINE, _SHADE = HexColor("#C6CFDB"), HexColor("#EEF3F9")
_PAD = 4.0
_LEADING = 1.5
_TOKEN = re.compile(r"[A-Za-z0-9_.:/@-]+|.", re.DOTALL)
_NOT_FIRST = frozenset("，。、；：！？）》”’】〉」』)]},.;:!?%")
_REMEMBERED = 20_000  # broken texts kept: labels and words of code sets come again and again
_UNKNOWN = "〓"  # stands for a character that the font lacks


@cache
def load_fonts() -> None:
    """Make the fonts known once per process.

    Raises:
        FontMissingError: The files are not there.
    """
    for name, file in _FILES.items():
        path = Path(settings.CHENGSHU_FONTS) / file
        try:
            pdfmetrics.registerFont(TTFont(name, str(path)))
        except (TTFError, OSError) as error:
            raise FontMissingError(path=str(path)) from error


@cache
def _widths(font: str) -> tuple[dict[int, float], float]:
    face = pdfmetrics.getFont(font).face
    return dict(face.charWidths), float(face.defaultWidth)


def clean(text: str, font: str = PLAIN) -> str:
    """Return text that the font can show: other characters become 〓, controls blanks."""
    known, _default = _widths(font)
    return "".join(
        character if ord(character) in known else (" " if ord(character) < 32 else _UNKNOWN)  # noqa: PLR2004 - controls end at 32
        for character in text
    )


def measure(text: str, size: float, font: str = PLAIN) -> float:
    """Return the width of a text in points."""
    widths, default = _widths(font)
    return sum(widths.get(ord(character), default) for character in text) * size / 1000


@lru_cache(maxsize=_REMEMBERED)
def wrap(text: str, width: float, size: float, *, font: str = PLAIN) -> tuple[str, ...]:
    """Return the lines of a text: Latin words stay whole, no line begins with a closing mark."""
    whole = clean(text, font)
    if len(text.splitlines()) < 2 and measure(whole, size, font) <= width:  # noqa: PLR2004 - one line
        return (whole,)
    return tuple(
        line
        for part in text.splitlines() or [""]
        for line in _wrap_part(clean(part, font), width, size, font=font)
    )


def _wrap_part(text: str, width: float, size: float, *, font: str) -> list[str]:
    lines: list[str] = []
    line, used = "", 0.0
    for token in _tokens(text, width, size, font):
        wide = measure(token, size, font)
        if line and used + wide > width and token not in _NOT_FIRST:
            lines.append(line)
            line, used = "", 0.0
            token = token.lstrip()  # noqa: PLW2901 - a blank at the break is spent
            wide = measure(token, size, font)
        line, used = line + token, used + wide
    return [*lines, line]


def _tokens(text: str, width: float, size: float, font: str) -> list[str]:  # noqa: PLR0917 - private; what a break depends on
    """Return what may not be broken; a word longer than a line is broken all the same."""
    tokens: list[str] = []
    for token in _TOKEN.findall(text):
        whole = len(token) == 1 or measure(token, size, font) <= width
        tokens.extend([token] if whole else token)
    return tokens


@dataclass(frozen=True)
class Row:
    """One row of a table: texts, widths in points, and how it looks."""

    texts: Sequence[str]
    widths: Sequence[float]
    size: float = 9.0
    is_head: bool = False
    has_label: bool = False  # the first cell names the second


class Paper:
    """A document under way: a place on a page that moves down, and new pages as needed."""

    def __init__(self, target: IO[bytes], *, title: str, head: str) -> None:
        """Begin the document; `head` runs at the top of every page with a number."""
        load_fonts()
        self.canvas = Canvas(target, pagesize=A4, pageCompression=1, invariant=1)
        self.canvas.setTitle(title)
        self.head = head
        self.page = 1
        self.y = HEIGHT - TOP
        self._numbers_from = 0

    def number_from_here(self) -> None:
        """Number pages from this one on."""
        self._numbers_from = self.page

    @property
    def number(self) -> int:
        """The printed number of the page; 0 before numbering begins."""
        return self.page - self._numbers_from + 1 if self._numbers_from else 0

    def turn(self) -> None:
        """End the page and begin the next."""
        self._frame()
        self.canvas.showPage()
        self.page += 1
        self.y = HEIGHT - TOP

    def end(self) -> None:
        """End the last page and write the document."""
        self._frame()
        self.canvas.showPage()
        self.canvas.save()

    def _frame(self) -> None:
        if not self.number:
            return
        canvas = self.canvas
        canvas.setFillColor(_FAINT)
        canvas.setFont(PLAIN, 8.5)
        canvas.drawString(SIDE, HEIGHT - 38, clean(self.head))
        canvas.drawRightString(WIDTH - SIDE, 30, _("第 %(page)s 页") % {"page": self.number})
        canvas.setStrokeColor(_LINE)
        canvas.setLineWidth(0.5)
        canvas.line(SIDE, HEIGHT - 44, WIDTH - SIDE, HEIGHT - 44)

    def demand(self, height: float) -> bool:
        """Turn the page unless `height` fits; tell whether it was turned."""
        if self.y - height >= FOOT:
            return False
        self.turn()
        return True

    def skip(self, height: float) -> None:
        """Leave room."""
        self.y -= height

    def write(self, text: str, size: float, *, font: str = PLAIN, centred: bool = False) -> None:
        """Write a paragraph and move below it."""
        for line in wrap(text, INNER, size, font=font):
            self.demand(size * _LEADING)
            self.canvas.setFont(font, size)
            self.canvas.setFillColor(_INK)
            base = self.y - size
            if centred:
                self.canvas.drawCentredString(WIDTH / 2, base, line)
            else:
                self.canvas.drawString(SIDE, base, line)
            self.y -= size * _LEADING

    def mark(self, name: str, *, title: str, level: int) -> None:
        """Make this place known to links and to the outline."""
        self.canvas.bookmarkHorizontal(name, 0, self.y + 12)
        self.canvas.addOutlineEntry(title, name, level=level, closed=level == 0)

    def draw_row(self, row: Row) -> bool:
        """Draw a row, over several pages where it must be; tell whether a page was turned."""
        font = BOLD if row.is_head else PLAIN
        cells = [
            wrap(text, width - 2 * _PAD, row.size, font=font)
            for text, width in zip(row.texts, row.widths, strict=True)
        ]
        leading = row.size * 1.4
        turned = False
        while any(cells):
            turned = self.demand(leading + 2 * _PAD) or turned
            room = max(int((self.y - FOOT - 2 * _PAD) // leading), 1)
            self._draw_cells(row, [cell[:room] for cell in cells], leading=leading)
            cells = [cell[room:] for cell in cells]
        return turned

    def _draw_cells(self, row: Row, cells: Sequence[Sequence[str]], *, leading: float) -> None:
        height = max(map(len, cells)) * leading + 2 * _PAD
        canvas, x = self.canvas, SIDE
        canvas.setStrokeColor(_LINE)
        canvas.setLineWidth(0.5)
        for place, (lines, width) in enumerate(zip(cells, row.widths, strict=True)):
            is_shaded = row.is_head or (row.has_label and place == 0)
            canvas.setFillColor(_SHADE)
            canvas.rect(x, self.y - height, width, height, fill=int(is_shaded))
            canvas.setFillColor(_INK)
            canvas.setFont(BOLD if is_shaded else PLAIN, row.size)
            for number, line in enumerate(lines):
                base = self.y - _PAD - number * leading - row.size
                canvas.drawString(x + _PAD, base, line)
            x += width
        self.y -= height
