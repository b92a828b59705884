"""Exports of tables: CSV with a byte order mark, and XLSX; streamed, formulas disarmed."""

import csv
import datetime as dt
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from decimal import Decimal
from typing import IO, TYPE_CHECKING
from urllib.parse import quote

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, StreamingHttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from chengshu.base.look.contracts import TableRequest, TableView, Tag
from chengshu.base.look.errors import ExportTooLargeError
from chengshu.base.look.levels import level_word
from chengshu.base.look.tables import read_request
from chengshu.base.registry.api import defer

if TYPE_CHECKING:
    import xlsxwriter
else:
    xlsxwriter = defer("xlsxwriter")

EXPORT_PAGE = 2_000
CHUNK = 64 * 1024
SHEET_ROWS = 1_048_575  # below the head row; limit of the format
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def disarm(text: str) -> str:
    """Put an apostrophe before text that a spreadsheet would run as a formula (OWASP)."""
    return f"'{text}" if text.lstrip(" \u3000").startswith(FORMULA_STARTS) else text


def plain(value: object, kind: str = "text") -> object:
    """Return what an exported cell holds: numbers stay numbers, all else becomes safe text."""
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, int | float | Decimal):
        return value
    return disarm(_text(value, kind))


def _text(value: object, kind: str) -> str:
    if isinstance(value, dt.datetime):
        local = timezone.localtime(value) if timezone.is_aware(value) else value
        return local.strftime("%Y-%m-%d %H:%M:%S")
    if kind == "level":
        return level_word(str(value))
    if isinstance(value, Tag):
        return str(value.text)
    return "" if value is None else str(value)


def list_cells(view: TableView, asked: TableRequest) -> Iterator[list[object]]:
    """Yield the head row and then every row of the filtered table, fetched page by page."""
    yield [disarm(str(column.label)) for column in view.columns]
    number = 1
    while True:
        page = view.fetch(
            TableRequest(number, EXPORT_PAGE, asked.sort, asked.descending, asked.filters)
        )
        for row in page.rows:
            yield [plain(row.get(column.key), column.kind) for column in view.columns]
        if not page.rows or number * EXPORT_PAGE >= page.total:
            return
        number += 1


class _Line:
    """A file for the csv writer that only remembers the last line."""

    text = ""

    def write(self, text: str) -> int:
        self.text = text
        return len(text)


def csv_chunks(view: TableView, asked: TableRequest) -> Iterator[bytes]:
    """Yield the CSV file; the byte order mark makes Excel read it as UTF-8."""
    line = _Line()
    writer = csv.writer(line)
    chunk = "\ufeff"
    for cells in list_cells(view, asked):
        writer.writerow(cells)
        chunk += line.text
        if len(chunk) > CHUNK:
            yield chunk.encode()
            chunk = ""
    yield chunk.encode()


def write_xlsx(view: TableView, asked: TableRequest, target: IO[bytes]) -> None:
    """Write the workbook in constant memory; no cell is ever a formula or a link.

    Raises:
        ExportTooLargeError: A sheet cannot hold that many rows.
    """
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(target, options) as book:
        sheet = book.add_worksheet()
        sheet.freeze_panes(1, 0)
        bold = book.add_format({"bold": True})
        for number, cells in enumerate(list_cells(view, asked)):
            if number > SHEET_ROWS:
                raise ExportTooLargeError(what=str(view.title), limit=SHEET_ROWS)
            for column, cell in enumerate(cells):
                sheet.write(number, column, cell, bold if number == 0 else None)


def xlsx_chunks(view: TableView, asked: TableRequest) -> Iterator[bytes]:
    """Yield the workbook from a temporary file that disappears by itself."""
    with tempfile.TemporaryFile() as target:
        write_xlsx(view, asked, target)
        target.seek(0)
        while chunk := target.read(CHUNK):
            yield chunk


_Writer = Callable[[TableView, TableRequest], Iterator[bytes]]
FORMATS: dict[str, tuple[_Writer, str]] = {
    "csv": (csv_chunks, CSV_TYPE),
    "xlsx": (xlsx_chunks, XLSX_TYPE),
}


def respond_export(request: HttpRequest, view: TableView, extension: str) -> StreamingHttpResponse:
    """Return the export of the filtered, sorted table as a download."""
    writer, content_type = FORMATS[extension]
    chunks = in_language(writer(view, read_request(request.GET, view)))
    response = stream(request, chunks, content_type)
    name = quote(f"{view.export_name or view.title}.{extension}", safe="")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return response


def in_language(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Walk over `chunks` in the language that is active now, whoever asks for them later."""
    language = translation.get_language()
    while True:
        with translation.override(language):
            chunk = next(chunks, None)
        if chunk is None:
            return
        yield chunk


def stream(
    request: HttpRequest, chunks: Iterator[bytes], content_type: str
) -> StreamingHttpResponse:
    """Return a response that never holds the whole body, under ASGI and WSGI alike."""
    first = next(chunks, b"")  # errors show before the head of the answer is sent

    def sync() -> Iterator[bytes]:
        yield first
        yield from chunks

    async def asynchronous() -> AsyncIterator[bytes]:
        yield first
        step = sync_to_async(_next, thread_sensitive=True)
        while (chunk := await step(chunks)) is not None:
            yield chunk

    body = asynchronous() if isinstance(request, ASGIRequest) else sync()
    return StreamingHttpResponse(body, content_type=content_type)


def _next(chunks: Iterator[bytes]) -> bytes | None:
    return next(chunks, None)
