import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

import pytest
from django.test import RequestFactory

from chengshu.base.errors.api import BrokenError
from chengshu.base.look import api
from chengshu.base.look.contracts import (
    Column,
    Filter,
    TablePage,
    TableRequest,
    TableView,
)

ROWS: list[Mapping[str, object]] = [
    {"code": f"c{n:03d}", "n": n, "url": f"/x/{n}/"} for n in range(95)
]


def view(asked: list[TableRequest], *, name: str = "", default_sort: str = "") -> TableView:
    def fetch(request: TableRequest) -> TablePage:
        asked.append(request)
        rows = [row for row in ROWS if request.filters.get("q", "") in str(row["code"])]
        rows.sort(key=lambda row: str(row["code"]), reverse=request.descending)
        return TablePage(rows[request.offset : request.offset + request.page_size], len(rows))

    return TableView(
        title="表",
        columns=(
            Column("code", "编码", sortable=True, link="url"),
            Column("n", "数", "number"),
        ),
        filters=(
            Filter("q", "词"),
            Filter("state", "状态", "choice", (("a", "甲"),)),
            Filter("day", "日", "date"),
        ),
        fetch=fetch,
        name=name,
        default_sort=default_sort,
    )


def build(query: str, **options: str) -> tuple[api.Table, list[TableRequest]]:
    asked: list[TableRequest] = []
    return api.build_table(RequestFactory().get(f"/t/{query}"), view(asked, **options)), asked


def test_a_table_reads_page_sort_and_filters() -> None:
    table, asked = build("?page=2&size=50&sort=-code&q=c0&state=a&day=2026-11-20")
    assert asked[0] == TableRequest(
        2, 50, "code", descending=True, filters={"q": "c0", "state": "a", "day": "2026-11-20"}
    )
    assert table.is_filtered
    assert table.pager.first == 51
    assert table.pager.last == 95
    assert table.headings[0].state == "descending"
    assert "sort=code" in table.headings[0].url
    assert "page" not in table.headings[0].url


@pytest.mark.parametrize(
    "query",
    [
        "?page=0&size=7&sort=n&state=zz&day=2026-13-45",
        "?page=-3&size=x&sort=nothing&day=gestern",
        "?page=99999999999999999999&size=²",
        "?q=%00",
    ],
)
def test_what_makes_no_sense_is_ignored(query: str) -> None:
    _table, asked = build(query)
    assert asked[0].page_size == 20
    assert asked[0].sort == ""
    assert asked[0].filters == {}


def test_a_page_behind_the_last_shows_the_last() -> None:
    table, asked = build("?page=77")
    assert asked[-1].page == 5
    assert table.pager.last == 95
    assert table.pager.next_url == ""
    assert len(table.rows) == 15


def test_the_pager_names_first_neighbours_and_last() -> None:
    table, _asked = build("?page=3")
    assert [link.number for link in table.pager.links] == [1, 2, 3, 4, 5]
    assert table.pager.links[2].url == ""
    assert table.pager.links[0].url == "/t/"
    far, _asked = build("?page=1")
    assert [link.number for link in far.pager.links] == [1, 2, 0, 5]


def test_two_tables_of_a_page_keep_apart() -> None:
    table, asked = build("?page=4&left-page=2&left-q=c&other=1", name="left", default_sort="-code")
    assert asked[0].page == 2
    assert asked[0].descending
    assert table.id == "table-left"
    assert ("page", "4") in table.kept
    assert ("other", "1") in table.kept
    assert table.reset_url == "/t/?page=4&other=1"
    assert table.csv_url == "/t/?page=4&left-q=c&other=1&left-export=csv"


def test_an_empty_table_has_no_rows_to_count() -> None:
    table, _asked = build("?q=nichts")
    assert table.pager.total == 0
    assert table.pager.first == 0


def test_a_broken_description_is_our_bug() -> None:
    column = TableView("表", (Column("a", "A", "colour"),), (), lambda _: TablePage((), 0))
    with pytest.raises(BrokenError):
        api.build_table(RequestFactory().get("/"), column)
    clash = TableView("表", (), (Filter("page", "页"),), lambda _: TablePage((), 0))
    with pytest.raises(BrokenError):
        api.build_table(RequestFactory().get("/"), clash)


def test_a_date_column_shows_the_day_of_a_moment() -> None:
    moment = dt.datetime(2026, 11, 20, 8, 0, tzinfo=dt.UTC)
    shown = TableView(
        "表",
        (Column("at", "日", "date"), Column("share", "率", "percent")),
        (),
        lambda _: TablePage([{"at": moment, "share": Decimal("0.5")}], 1),
    )
    table = api.build_table(RequestFactory().get("/"), shown)
    assert table.rows[0][0].value == dt.date(2026, 11, 20)
    assert table.rows[0][1].numeric
