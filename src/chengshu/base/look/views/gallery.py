"""The gallery of components: what a designer and a tester look at first.

Its texts are samples and stay Chinese; nothing here is data of the city.
"""

import datetime as dt
from collections.abc import Mapping

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from chengshu.base.access import api as access
from chengshu.base.clock import api as clock_api
from chengshu.base.errors.api import NotFoundError
from chengshu.base.look import api
from chengshu.base.look.contracts import (
    Column,
    Crumb,
    Filter,
    MapLayer,
    Series,
    TablePage,
    TableRequest,
    TableView,
    Tag,
    TaskCard,
    TimelineItem,
)

FACES = frozenset({"phone", "screen", "drawer"})
PERMISSION = "look.show_gallery"
MONTHS = tuple(f"{month} 月" for month in range(1, 13))
STATES = (("draft", "草稿"), ("review", "审核中"), ("published", "已发布"))
TONES = {"draft": "neutral", "review": "caution", "published": "good"}
LEVELS = ("red", "orange", "yellow", "blue", "green", "grey")
DEPARTMENTS = ("市公安局", "市民政局", "市人力资源和社会保障局", "市市场监督管理局", "市自然资源局")


class SampleForm(forms.Form):
    """One field of each sort."""

    title = forms.CharField(label="资源名称", help_text="用业务上的叫法，不写系统表名。")
    share_type = forms.ChoiceField(
        label="共享类型", choices=(("1", "无条件共享"), ("2", "有条件共享"), ("3", "不予共享"))
    )
    day = forms.DateField(label="发布日期", widget=forms.DateInput(attrs={"type": "date"}))
    contact = forms.EmailField(label="联系邮箱", required=False)
    file = forms.FileField(label="附件", required=False)
    abstract = forms.CharField(label="摘要", widget=forms.Textarea, required=False)
    is_open = forms.BooleanField(label="同时向社会开放", required=False)


def sample_rows() -> list[Mapping[str, object]]:
    """Return 57 rows with every kind of cell, a missing one and a formula among them."""
    start = clock_api.now()
    return [
        {
            "code": f"2199{number:05d}",
            "name": f"{DEPARTMENTS[number % 5]}登记信息第 {number} 表" if number % 9 else "=1+1",
            "url": reverse("look:gallery"),
            "provider": DEPARTMENTS[number % 5],
            "rows": number * 98_765 if number % 7 else None,
            "rate": 1 - number / 100,
            "state": Tag(STATES[number % 3][1], TONES[STATES[number % 3][0]]),
            "state_key": STATES[number % 3][0],
            "level": LEVELS[number % 6],
            "is_open": number % 2 == 0,
            "at": start - dt.timedelta(hours=number * 7),
        }
        for number in range(1, 58)
    ]


def fetch_sample(asked: TableRequest) -> TablePage:
    """Return one page of the sample rows."""
    rows = [
        row
        for row in sample_rows()
        if asked.filters.get("q", "") in str(row["name"])
        and asked.filters.get("state", row["state_key"]) == row["state_key"]
    ]
    if asked.sort:
        rows.sort(key=lambda row: str(row[asked.sort]), reverse=asked.descending)
    return TablePage(rows[asked.offset : asked.offset + asked.page_size], len(rows))


SAMPLE_TABLE = TableView(
    title="信息资源",
    columns=(
        Column("code", "目录编码", "code", sortable=True),
        Column("name", "资源名称", sortable=True, link="url"),
        Column("provider", "提供单位", sortable=True),
        Column("rows", "数据量", "number"),
        Column("rate", "合格率", "percent"),
        Column("state", "状态", "tag"),
        Column("level", "预警", "level"),
        Column("is_open", "开放", "bool"),
        Column("at", "更新时间", "datetime", sortable=True),
    ),
    filters=(
        Filter("q", "关键词"),
        Filter("state", "状态", "choice", STATES),
        Filter("day", "更新日期", "date"),
    ),
    fetch=fetch_sample,
    export_name="信息资源",
    page_size=20,
)


def sample_map() -> tuple[MapLayer, ...]:
    """Return six made-up districts and three points."""
    districts = [
        {
            "type": "Feature",
            "properties": {"name": f"第{number + 1}区", "value": value, "url": "/look/gallery/"},
            "geometry": {"type": "Polygon", "coordinates": [_cell(number % 3, number // 3)]},
        }
        for number, value in enumerate((62.5, 88.1, 93.4, 71.0, 55.2, None))
    ]
    points = [
        {
            "type": "Feature",
            "properties": {"name": f"监测点 {number}"},
            "geometry": {"type": "Point", "coordinates": [124.05 + number * 0.1, 41.12]},
        }
        for number in range(3)
    ]
    return (
        MapLayer(
            "districts",
            "合格率",
            {"type": "FeatureCollection", "features": districts},
            value_key="value",
            steps=((0, "#dbe8fb"), (60, "#9dc1f2"), (75, "#5a94e0"), (90, "#1f6fd6")),
            label_key="name",
            url_key="url",
            popup=(("name", "区划"), ("value", "合格率")),
        ),
        MapLayer(
            "points",
            "监测点",
            {"type": "FeatureCollection", "features": points},
            kind="point",
            colour="#d96b06",
            popup=(("name", "名称"),),
        ),
    )


def _cell(column: int, row: int) -> list[list[float]]:
    west, south = 124.0 + column * 0.1, 41.0 + row * 0.1
    east, north = west + 0.1, south + 0.1
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def sample_charts() -> dict[str, object]:
    """Return one chart of each sort."""
    inflow = [82, 93, 90, 93, 129, 133, 132, None, 148, 152, 160, 171]
    return {
        "line": api.line_chart(
            categories=MONTHS,
            series=[
                Series("入库批次", inflow),
                Series("问题批次", [3, 5, 2, 4, 6, 4, 3, 2, 2, 1, 1, 1]),
            ],
            unit="批",
            area=True,
        ),
        "bar": api.bar_chart(
            categories=DEPARTMENTS,
            series=[Series("目录数", [186, 152, 121, 98, 64])],
            horizontal=True,
        ),
        "pie": api.pie_chart(slices={"无条件共享": 512, "有条件共享": 301, "不予共享": 44}),
        "gauge": api.gauge(value=93.4, name="及时率", unit="%"),
    }


def sample_tasks() -> tuple[TaskCard, ...]:
    """Return tasks with each light and one without a clock."""
    now = clock_api.now()
    hour = dt.timedelta(hours=1)
    return (
        TaskCard(
            "整改 132 条身份证号校验未通过的记录",
            "整改工单",
            "#",
            now - 5 * hour,
            "red",
            "市公安局",
        ),
        TaskCard(
            "审核“不动产登记信息”目录",
            "目录审核",
            "#",
            now + 3 * hour,
            "yellow",
            "市自然资源局",
            "第 2 次提交",
        ),
        TaskCard(
            "市民政局申请使用“企业登记信息”", "共享申请", "#", now + 52 * hour, "green", "市民政局"
        ),
        TaskCard("确认扫描生成的 18 条目录草稿", "目录草稿", "#"),
    )


def sample_steps() -> tuple[TimelineItem, ...]:
    """Return a flow that is still under way."""
    now = clock_api.now()
    day = dt.timedelta(days=1)
    return (
        TimelineItem(now - 3 * day, "提交申请", "市民政局 · 王海", "用于低保资格核对", "good"),
        TimelineItem(now - 2 * day, "部门审核通过", "市市场监督管理局 · 赵敏", tone="good"),
        TimelineItem(now - 1 * day, "数据局审核", "市数据局 · 陈立", "补充了授权期限", "info"),
        TimelineItem(None, "授权生效"),
    )


def check_gallery(request: HttpRequest) -> None:
    """Let operators in.

    Raises:
        NotAllowedError: The person is no operator.
    """
    access.check(api.actor(request), PERMISSION)


@require_http_methods(["GET", "POST"])
@api.page
def show_gallery(request: HttpRequest) -> HttpResponseBase:
    """Show every component once; the table answers filters, pages and exports."""
    check_gallery(request)
    posted = request.POST if request.method == "POST" else None
    form = SampleForm(posted, initial={"title": "企业登记信息"})
    context = {
        "form": form,
        "charts": sample_charts(),
        "layers": sample_map(),
        "cards": sample_tasks(),
        "steps": sample_steps(),
        "levels": LEVELS,
        "crumbs": (Crumb("系统管理"), Crumb("组件样例")),
    }
    return api.respond_table(request, SAMPLE_TABLE, template="look/gallery.html", context=context)


@require_GET
@api.page
def show_face(request: HttpRequest, face: str) -> HttpResponse:
    """Show the same components on the phone, the wall, or in the drawer."""
    check_gallery(request)
    if face not in FACES:
        raise NotFoundError(kind=_("页面"), key=face)
    context = {
        "form": SampleForm(),
        "charts": sample_charts(),
        "layers": sample_map(),
        "cards": sample_tasks(),
        "steps": sample_steps(),
    }
    return render(request, f"look/gallery_{face}.html", context)
