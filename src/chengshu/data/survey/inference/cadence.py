"""How often records come, judged from the days they bear."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from chengshu.data.survey.inference.rulebook import section

_LEAST_DAYS, _FRIDAY, _WEEK = 4, 4, 7
_REGULAR, _IRREGULAR = 0.25, 0.9


@dataclass(frozen=True)
class Rhythm:
    """How often days come: the code of the cycle, why, and what that is worth.

    `kind` and `words` are those of the evidence; `gap` is the usual number of days between two.
    """

    cycle: str
    gap: float
    kind: str
    words: Mapping[str, str]
    worth: float


def measure_rhythm(days: Sequence[dt.date], *, rate: float = 0.0) -> Rhythm | None:
    """Return how often days come; None where they are too few to say.

    Days that gather in one place of each month (or week, quarter, year) are loads of that cycle,
    whatever lies between the days of one load. Else gaps of one length speak; else days that
    fill most working days. `rate` is how many rows a day the whole table has, for samples that
    hold but a few of its days.
    """
    ordered = sorted(set(days))
    gaps = [(after - before).days for before, after in pairwise(ordered)]
    if not gaps:
        return None
    usual = median(gaps)
    gathered = _gathered(ordered, usual)
    if gathered is not None or len(ordered) < _LEAST_DAYS:
        return gathered
    return _even(ordered, gaps, usual) or _dense(ordered, usual, rate) or _uneven(ordered, usual)


def _gathered(days: Sequence[dt.date], usual: float) -> Rhythm | None:
    """Return the longest cycle in each period of which the days lie close, at one place."""
    for rule in section("cycles")["periods"]:
        places = defaultdict(list)
        for day in days:
            number, place = _PLACES[rule["unit"]](day)
            places[number].append(place)
        total = max(places) - min(places) + 1
        if len(places) < rule["least"] or len(places) < rule["share"] * total:
            continue
        if _is_close(list(places.values()), rule["within"], rule["days"]):
            words = {"count": str(len(places)), "total": str(total), "text": rule["label"]}
            return Rhythm(str(rule["cycle"]), usual, "cycle_gathered", words, 0.8)
    return None


def _is_close(places: Sequence[Sequence[int]], within: int, length: float) -> bool:
    """Tell whether the days of each period lie within some days, at the same place of them all.

    Places are compared from the start of the period and from its end, for ends of months.
    """
    widths = [max(each) - min(each) for each in places]
    if median(widths) > within or sum(width > within for width in widths) > len(widths) // 5:
        return False
    firsts = [min(each) % length for each in places]
    middle = median(firsts)
    apart = [min(abs(first - middle), length - abs(first - middle)) for first in firsts]
    return sum(each > within for each in apart) <= len(apart) // 5


def _even(days: Sequence[dt.date], gaps: Sequence[int], usual: float) -> Rhythm | None:
    spread = median(abs(gap - usual) for gap in gaps) / max(usual, 1)
    if spread > _REGULAR:
        return None
    cycle = next(code for limit, code in section("cycles")["gaps"] if usual <= limit)
    words = {"gap": f"{usual:g}", "days": str(len(days))}
    return Rhythm(str(cycle), usual, "cycle_measured", words, 0.75)


def _dense(days: Sequence[dt.date], usual: float, rate: float) -> Rhythm | None:
    """Return the daily cycle where most working days have records, seen or by their number."""
    rules = section("cycles")
    working = _count_working(days[0], days[-1])
    seen = sum(day.weekday() <= _FRIDAY for day in days)
    if seen >= rules["dense"] * working:
        words = {"days": str(seen), "total": str(working)}
        return Rhythm("2", usual, "cycle_dense", words, 0.7)
    if rate >= rules["rate"]:
        return Rhythm("2", usual, "cycle_rate", {"rows": f"{rate:.0f}"}, 0.6)
    return None


def _uneven(days: Sequence[dt.date], usual: float) -> Rhythm:
    words = {"days": str(len(days)), "gap": f"{usual:g}"}
    return Rhythm(str(section("cycles")["irregular"]), usual, "cycle_irregular", words, 0.5)


def _count_working(first: dt.date, last: dt.date) -> int:
    """Return how many days from Monday to Friday lie between two days, both counted."""
    weeks, rest = divmod((last - first).days + 1, _WEEK)
    tail = sum((first.weekday() + step) % _WEEK <= _FRIDAY for step in range(rest))
    return weeks * (_FRIDAY + 1) + tail


def _in_year(day: dt.date) -> tuple[int, int]:
    return day.year, day.timetuple().tm_yday


def _in_months(months: int) -> Callable[[dt.date], tuple[int, int]]:
    def place(day: dt.date) -> tuple[int, int]:
        number = (day.year * 12 + day.month - 1) // months
        start = dt.date(number * months // 12, number * months % 12 + 1, 1)
        return number, (day - start).days

    return place


def _in_week(day: dt.date) -> tuple[int, int]:
    return (day.toordinal() - 1) // _WEEK, day.weekday()


_PLACES: Mapping[str, Callable[[dt.date], tuple[int, int]]] = {
    "year": _in_year,
    "half": _in_months(6),
    "quarter": _in_months(3),
    "month": _in_months(1),
    "week": _in_week,
}
