"""The board: what counts against what is asked, by city, district and department."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TypeVar

from django.db.models import Count, Model, Q, QuerySet, Sum

from chengshu.base.access.api import Reach
from chengshu.base.accounts import api as accounts
from chengshu.base.clock import api as clock
from chengshu.data.catalog.contracts import (
    BoardLine,
    Countable,
    Forecast,
    ResourceState,
    Scope,
    Standing,
    Target,
)
from chengshu.data.catalog.forecasting import foretell
from chengshu.data.catalog.models import CountRow, Resource, TargetRow

_BACK = 90  # days of the trend
M = TypeVar("M", bound=Model)
Tally = Mapping[str, tuple[int, int, int]]  # provider: reached, counted entries, left out
Place = Callable[[str], str]  # provider to the code of its line


def list_targets() -> Mapping[tuple[str, str, str], Target]:
    """Return every target by scope, code and what it counts."""
    return {
        (row.scope, row.code, row.countable): Target(
            Scope(row.scope), row.code, Countable(row.countable), row.amount, row.deadline
        )
        for row in TargetRow.objects.all()
    }


def list_board(*, countable: Countable, scope: Scope, reach: Reach) -> tuple[BoardLine, ...]:
    """Return one line per department, per district, or one for the city."""
    place = _placing(scope)
    counts, days = _tally(countable, reach, place), _history(countable, reach, place)
    targets = {
        code: target
        for (kind, code, what), target in list_targets().items()
        if kind == scope
        and what == countable
        and (scope is not Scope.DEPARTMENT or reach.covers(code))
    }
    names = _names()
    codes = {*counts, *targets, *([""] if scope is Scope.CITY else [])}
    lines = [
        _compose(
            BoardLine(
                scope=scope,
                code=code,
                name=names.get(code, code),
                reached=counts[code][0] if code in counts else 0,
                counted=counts[code][1] if code in counts else 0,
                left_out=counts[code][2] if code in counts else 0,
                target=targets.get(code),
                forecast=Forecast(0.0, 0, None, None),
                history=tuple(sorted(days.get(code, {}).items())),
            )
        )
        for code in codes
    ]
    return tuple(sorted(lines, key=lambda line: (-line.reached, line.name)))


def _compose(line: BoardLine) -> BoardLine:
    """Return the line with its forecast; today's count is the one that stands now."""
    today, target = clock.today(), line.target
    history = {**dict(line.history), today: line.reached}
    forecast = foretell(
        sorted(history.items()),
        today=today,
        amount=target.amount if target else None,
        deadline=target.deadline if target else None,
    )
    return replace(line, forecast=forecast, history=tuple(sorted(history.items())))


def _names() -> Mapping[str, str]:
    return {each.code: each.name for each in accounts.list_organisations()} | accounts.area_names()


def _placing(scope: Scope) -> Place:
    """Return which line a provider belongs to."""
    if scope is Scope.CITY:
        return lambda _code: ""
    if scope is Scope.DEPARTMENT:
        return lambda code: code
    areas = {each.code: each.area_code for each in accounts.list_organisations()}
    return lambda code: areas.get(code, "")


def _within(rows: QuerySet[M], reach: Reach) -> QuerySet[M]:
    if reach.everything:
        return rows
    return rows.filter(provider_code__in=sorted(reach.organisations))


def _tally(countable: Countable, reach: Reach, place: Place) -> Tally:
    """Return, per line: what is reached, entries that count, published entries that do not."""
    rows = _within(Resource.objects.filter(state=ResourceState.PUBLISHED).order_by(), reach)
    counted = Q(standing=Standing.COUNTED)
    sums = rows.values("provider_code").annotate(
        entries=Count("pk", filter=counted),
        items=Sum("item_count", filter=counted, default=0),
        rows=Sum("row_count", filter=counted, default=0),
        out=Count("pk", filter=~counted),
    )
    found: defaultdict[str, tuple[int, int, int]] = defaultdict(lambda: (0, 0, 0))
    for line in sums:
        code = place(line["provider_code"])
        reached, entries, out = found[code]
        found[code] = (
            reached + line[countable.value],
            entries + line["entries"],
            out + line["out"],
        )
    return found


def _history(
    countable: Countable, reach: Reach, place: Place
) -> Mapping[str, Mapping[dt.date, int]]:
    since = clock.today() - dt.timedelta(days=_BACK)
    rows = _within(CountRow.objects.filter(day__gte=since), reach)
    found: defaultdict[str, defaultdict[dt.date, int]] = defaultdict(lambda: defaultdict(int))
    for code, day, count in rows.values_list("provider_code", "day", countable.value):
        found[place(code)][day] += count
    return found


def count_standing(*, reach: Reach) -> Mapping[Standing, int]:
    """Return how many entries stand how."""
    rows = _within(Resource.objects.order_by(), reach)
    counted = rows.values_list("standing").annotate(count=Count("pk"))
    return {Standing(standing): count for standing, count in counted}
