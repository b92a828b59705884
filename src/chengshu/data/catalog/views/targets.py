"""The board of targets: what counts against what is asked, with trend and forecast."""

import datetime as dt
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from chengshu.base.accounts import api as accounts
from chengshu.base.accounts.contracts import Actor
from chengshu.base.errors.api import RefusedError
from chengshu.base.look import api as look
from chengshu.base.look.contracts import (
    ChartOptions,
    Column,
    Crumb,
    Filter,
    Series,
    TableView,
    Tag,
)
from chengshu.data.catalog import api
from chengshu.data.catalog.contracts import (
    LEFT_OUT,
    BoardLine,
    Countable,
    Forecast,
    Scope,
    Standing,
)
from chengshu.data.catalog.forecasting import LEAST, WINDOW
from chengshu.data.catalog.forms import TargetForm
from chengshu.data.catalog.labels import COUNTABLE_LABELS, SCOPE_LABELS, STANDING_LABELS
from chengshu.data.catalog.views.boards import page_of

_MONTH, _AHEAD = 30, 366  # days
_LISTED = set(Standing) - {Standing.UNPUBLISHED}  # drafts are not for everybody to list
_ORDERS = {Countable.ENTRIES: "title", Countable.ITEMS: "-items", Countable.ROWS: "-rows"}
_COLUMNS = (
    Column("name", gettext_lazy("单位或区县"), sortable=True),
    Column("reached", gettext_lazy("已完成"), "number", sortable=True, link="url"),
    Column("target", gettext_lazy("目标"), "number", sortable=True),
    Column("rate", gettext_lazy("完成率"), "percent", sortable=True),
    Column("month", gettext_lazy("近 30 天"), "number", sortable=True),
    Column("deadline", gettext_lazy("截止日期"), "date", sortable=True),
    Column("expected", gettext_lazy("到期预计"), "number", sortable=True),
    Column("outlook", gettext_lazy("预计"), "tag"),
    Column("left_out", gettext_lazy("不计入的目录"), "number", sortable=True, link="out_url"),
)


@look.page
def show_targets(request: HttpRequest) -> HttpResponseBase:
    """Show the city's line with its trend, and a table by department or district."""
    actor = look.actor(request)
    countable, scope = _asked(request)
    rows = [_row(line, countable) for line in api.list_board(actor, countable, scope)]
    view = TableView(
        title=_("编目目标"),
        columns=_COLUMNS,
        filters=(Filter("q", _("名称")),),
        fetch=page_of(rows, ("name",)),
        export_name=f"catalog-targets-{scope}-{countable}",
        empty_title=_("还没有计入目标的目录"),
        empty_hint=_("目录发布、挂接并有数据后开始计入。"),
    )
    city = api.list_board(actor, countable, Scope.CITY)[0]
    context = {
        "city": _row(city, countable),
        "chart": _chart(city) if len(city.history) > 1 else None,
        "words": _say(city),
        "standing": _standing(actor),
        "countables": _links(request, "count", COUNTABLE_LABELS),
        "scopes": _links(request, "by", _TABLES),
        "may_set": api.may_set_targets(actor),
        "window": WINDOW,
        "least": LEAST,
        "countable": COUNTABLE_LABELS[countable],
    }
    return look.respond_table(request, view, template="catalog/targets.html", context=context)


_TABLES = {each: SCOPE_LABELS[each] for each in (Scope.DEPARTMENT, Scope.DISTRICT)}


def _asked(request: HttpRequest) -> tuple[Countable, Scope]:
    count, scope = request.GET.get("count", ""), request.GET.get("by", "")
    known = {each.value: each for each in Countable}
    return (
        known.get(count, Countable.ENTRIES),
        Scope.DISTRICT if scope == Scope.DISTRICT else Scope.DEPARTMENT,
    )


def _links(
    request: HttpRequest, word: str, labels: Mapping[Any, object]
) -> list[dict[str, object]]:
    """Return the values of a word of the address as links; the first is the usual one."""
    kept = {key: request.GET[key] for key in ("count", "by") if key in request.GET}
    current = kept.get(word, next(iter(labels)))
    return [
        {"label": label, "url": f"?{urlencode(kept | {word: key.value})}", "is_on": key == current}
        for key, label in labels.items()
    ]


def _search(line: BoardLine, **words: str) -> str:
    """Return the address of the entries of a line."""
    place = {Scope.DEPARTMENT: "provider", Scope.DISTRICT: "area"}.get(line.scope)
    own = {place: line.code} if place and line.code else {}
    return f"{reverse('catalog:list')}?{urlencode(own | words)}"


def _row(line: BoardLine, countable: Countable) -> dict[str, object]:
    target, forecast = line.target, line.forecast
    return {
        "name": line.name or str(SCOPE_LABELS[Scope.CITY]),
        "reached": line.reached,
        "target": target.amount if target else None,
        "rate": line.rate,
        "month": _month(line),
        "deadline": target.deadline if target else None,
        "expected": forecast.expected if target else None,
        "outlook": _outlook(line),
        "left_out": line.left_out,
        "counted": line.counted,
        "url": _search(line, standing=Standing.COUNTED.value, order=_ORDERS[countable]),
        "out_url": _search(line, standing=LEFT_OUT, order="title"),
    }


def _month(line: BoardLine) -> int | None:
    """Return the change over the last 30 days, or since counting began; None on the first day."""
    today = line.history[-1][0]
    older = [count for day, count in line.history if (today - day).days <= _MONTH]
    return line.reached - older[0] if len(older) > 1 else None


def _outlook(line: BoardLine) -> Tag | None:
    target, forecast = line.target, line.forecast
    if target is None:
        return None
    if line.reached >= target.amount:
        return Tag(_("已完成"), "good")
    if forecast.expected is None:
        return Tag(_("数据不足"), "neutral")
    if forecast.expected >= target.amount:
        return Tag(_("可以完成"), "good")
    return Tag(_("预计差 %(count)s") % {"count": f"{target.amount - forecast.expected:,}"}, "bad")


def _say(line: BoardLine) -> str:
    """Return the forecast of the city in one sentence."""
    target, forecast = line.target, line.forecast
    if target is None:
        return _("尚未设定全市目标。")
    if forecast.expected is None:
        return _("统计不足 %(days)s 天，暂不预测。") % {"days": LEAST}
    words = {
        "pace": f"{forecast.pace:,.1f}",
        "days": forecast.days,
        "deadline": target.deadline.isoformat(),
        "expected": f"{forecast.expected:,}",
    }
    line_text = (
        _("按近 %(days)s 天平均每天 %(pace)s 推算，到 %(deadline)s 预计为 %(expected)s") % words
    )
    return f"{line_text}{_reached(forecast)}"


def _reached(forecast: Forecast) -> str:
    if forecast.reached_on is None:
        return _("，照此速度无法达到目标。")
    return _("，约 %(day)s 达到目标。") % {"day": forecast.reached_on.isoformat()}


def _chart(line: BoardLine) -> ChartOptions:
    """Return the counts so far, the target, and the straight line on to the deadline."""
    days = [day for day, _count in line.history]
    target, last = line.target, line.history[-1][0]
    left = min((target.deadline - last).days, _AHEAD) if target else 0
    ahead = [last + dt.timedelta(days=number) for number in range(1, left + 1)]
    gaps: list[float | None] = [None] * len(ahead)
    known: list[float | None] = [count for _day_, count in line.history]
    series = [Series(_("已完成"), [*known, *gaps])]
    if target:
        series.append(Series(_("目标"), [target.amount] * (len(days) + len(ahead))))
    if ahead and line.forecast.expected is not None:
        pace = [max(round(line.reached + line.forecast.pace * n), 0) for n in range(left + 1)]
        series.append(Series(_("推算"), [*([None] * (len(days) - 1)), *pace]))
    return look.line_chart(categories=[_day(day) for day in (*days, *ahead)], series=series)


def _day(day: dt.date) -> str:
    return day.isoformat()


def _standing(actor: Actor) -> list[dict[str, object]]:
    counts = api.count_standing(actor)
    search = reverse("catalog:list")
    return [
        {
            "label": STANDING_LABELS[each],
            "count": counts.get(each, 0),
            "url": f"{search}?{urlencode({'standing': each.value})}" if each in _LISTED else "",
        }
        for each in Standing
        if each is not Standing.WITHDRAWN
    ]


@look.page
def edit_targets(request: HttpRequest) -> HttpResponseBase:
    """Show the form of a target, and keep or drop it."""
    actor = look.actor(request)
    form = TargetForm(request.POST or None)
    form.offer(accounts.list_organisations(), accounts.area_names())
    if request.method == "POST" and form.is_valid():
        try:
            api.set_target(actor, form.to_target())
        except RefusedError as error:
            look.add_error(form, error)
        else:
            messages.success(request, _("目标已保存。"))
            return redirect("catalog:targets")
    return _render(request, actor, form)


def _render(request: HttpRequest, actor: Actor, form: TargetForm) -> HttpResponse:
    lines = [
        {"line": line, "scope": SCOPE_LABELS[scope], "countable": COUNTABLE_LABELS[countable]}
        for scope in Scope
        for countable in Countable
        for line in api.list_board(actor, countable, scope)
        if line.target
    ]
    crumbs = [Crumb(_("编目目标"), reverse("catalog:targets")), Crumb(_("设定目标"))]
    context = {"form": form, "lines": lines, "crumbs": crumbs}
    return render(request, "catalog/target.html", context)


@require_POST
@look.page
def drop_target(request: HttpRequest) -> HttpResponseBase:
    """Drop one target."""
    actor, values = look.actor(request), request.POST
    known = api.list_board(actor, *_named(values.get("countable", ""), values.get("scope", "")))
    for line in known:
        if line.target and line.code == values.get("code", ""):
            api.drop_target(actor, line.target)
            messages.success(request, _("目标已取消。"))
    return redirect("catalog:target")


def _named(countable: str, scope: str) -> tuple[Countable, Scope]:
    counts = {each.value: each for each in Countable}
    scopes = {each.value: each for each in Scope}
    return counts.get(countable, Countable.ENTRIES), scopes.get(scope, Scope.CITY)
