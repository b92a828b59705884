import asyncio
import datetime as dt
import io
from collections.abc import AsyncIterator, Iterator
from decimal import Decimal
from typing import cast

import openpyxl
import pytest
from django.http import HttpRequest, StreamingHttpResponse
from django.test import AsyncRequestFactory, RequestFactory
from django.utils import translation

from chengshu.base.look import api, exports
from chengshu.base.look.contracts import Column, TablePage, TableRequest, TableView, Tag
from chengshu.base.look.errors import ExportTooLargeError

EVIL = ['=cmd|"/c calc"!A1', "+1", "-1+2", "@SUM(1)", "\t=1", "　=1", "plain"]


def table(rows: int) -> TableView:
    def fetch(asked: TableRequest) -> TablePage:
        numbers = range(rows)[asked.offset : asked.offset + asked.page_size]
        return TablePage(
            [
                {
                    "text": EVIL[number % len(EVIL)],
                    "number": -number,
                    "share": Decimal("0.25"),
                    "yes": number % 2 == 0,
                    "tag": Tag("已发布", "good"),
                    "level": "red",
                    "at": dt.datetime(2026, 11, 20, 0, 30, tzinfo=dt.UTC),
                    "none": None,
                }
                for number in numbers
            ],
            rows,
        )

    kinds = {"number": "number", "share": "percent", "yes": "bool", "tag": "tag", "level": "level"}
    keys = ("text", "number", "share", "yes", "tag", "level", "at", "none")
    columns = tuple(Column(key, f"={key}", kinds.get(key, "text")) for key in keys)
    return TableView("清单", columns, (), fetch, export_name="清单 一")


def respond(view: TableView, extension: str) -> StreamingHttpResponse:
    request = RequestFactory().get(f"/t/?export={extension}")
    return cast(StreamingHttpResponse, api.respond_table(request, view))


def body(answer: StreamingHttpResponse) -> bytes:
    return b"".join(cast(Iterator[bytes], answer.streaming_content))


def test_csv_opens_in_excel_and_runs_no_formula() -> None:
    answer = respond(table(7), "csv")
    data = body(answer)
    assert data.startswith(b"\xef\xbb\xbf")
    lines = data.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("'=text,'=number")
    for line in lines[1:]:
        assert not line.lstrip('"').startswith(("=", "+", "-", "@", "\t"))
    assert lines[1].endswith(",0,0.25,是,已发布,红色,2026-11-20 08:30:00,")
    assert lines[2].split(",")[1] == "-1"
    assert "filename*=UTF-8''%E6%B8%85%E5%8D%95%20%E4%B8%80.csv" in answer["Content-Disposition"]


def test_an_export_walks_all_pages() -> None:
    lines = body(respond(table(4_500), "csv")).decode().splitlines()
    assert len(lines) == 4_501


def test_xlsx_keeps_numbers_and_holds_no_formula() -> None:
    data = body(respond(table(7), "xlsx"))
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert sheet is not None
    rows = list(sheet.iter_rows())
    assert all(cell.data_type != "f" for row in rows for cell in row)
    assert rows[1][0].value == "'" + EVIL[0]
    assert rows[3][1].value == -2
    assert rows[7][0].value == "plain"


def test_a_sheet_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "SHEET_ROWS", 3)
    with pytest.raises(ExportTooLargeError) as refused:
        respond(table(5), "xlsx")
    assert "CSV" in str(refused.value)


def test_an_export_keeps_the_language_it_was_asked_in() -> None:
    with translation.override("en"):
        answer = respond(table(3), "csv")
    assert ",Yes,已发布,Red," in body(answer).decode()


def test_under_asgi_the_body_is_streamed_too() -> None:
    request = cast(HttpRequest, AsyncRequestFactory().get("/t/", {"export": "csv"}))

    async def collect(answer: StreamingHttpResponse) -> bytes:
        stream = cast(AsyncIterator[bytes], answer.streaming_content)
        return b"".join([chunk async for chunk in stream])

    answer = cast(StreamingHttpResponse, api.respond_table(request, table(4_500)))
    assert answer.is_async
    assert len(asyncio.run(collect(answer)).splitlines()) == 4_501
