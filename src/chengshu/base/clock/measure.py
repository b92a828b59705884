"""The measure of time in one unit: how much lies between two moments, and where an amount ends.

Every unit is a sequence of periods, each worth a part of the unit: an hour's period is worth its
hours, a working day's periods together one day. Amounts are exact fractions, so that deadlines
add up: the deadline of a + b is the deadline of b counted from the deadline of a.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _

from chengshu.base.clock.calendar import Calendar
from chengshu.base.clock.contracts import Pause, TimeUnit
from chengshu.base.clock.errors import UnusableTimeError

_MICROSECOND = dt.timedelta(microseconds=1)
_HOUR = dt.timedelta(hours=1) // _MICROSECOND
_DAY = 24 * _HOUR
_YEARS_AHEAD = 100


@dataclass(frozen=True)
class _Period:
    """A stretch of counted time; `worth` is how much of the unit one microsecond of it is."""

    start: dt.datetime
    end: dt.datetime
    worth: Fraction


class Measure:
    """One unit on one calendar."""

    def __init__(self, calendar: Calendar, unit: TimeUnit) -> None:
        """Choose the periods of `unit`."""
        self._calendar = calendar
        kinds: dict[TimeUnit, Callable[[dt.date], Iterable[_Period]]] = {
            TimeUnit.URGENT_HOUR: self._urgent_hours,
            TimeUnit.WORKING_HOUR: self._working_hours,
            TimeUnit.WORKING_DAY: self._working_day,
            TimeUnit.NATURAL_DAY: self._natural_day,
        }
        self._periods_of = kinds[unit]

    def between(self, start: dt.datetime, end: dt.datetime) -> Fraction:
        """Return how much of the unit lies between two moments; 0 when `end` is not later."""
        total = Fraction(0)
        for period in self._periods_from(start):
            if period.start >= end:
                break
            total += period.worth * _microseconds(period.start, min(period.end, end))
        return total

    def after(self, start: dt.datetime, amount: Fraction) -> dt.datetime:
        """Return the earliest moment with `amount` of the unit between it and `start`."""
        if amount == 0:
            return start
        left = amount
        for period in self._periods_from(start):
            worth = period.worth * _microseconds(period.start, period.end)
            if worth >= left:
                return period.start + int(left / period.worth) * _MICROSECOND
            left -= worth
        raise UnusableTimeError(field=_("时长"), reason=_("工作日历中没有可用的工作时间"))

    def _periods_from(self, start: dt.datetime) -> Iterator[_Period]:
        """Walk the periods that end after `start`, the first one cut at it."""
        start = start.astimezone(self._calendar.zone)
        date = start.date()
        while date.year <= start.year + _YEARS_AHEAD:
            for period in self._periods_of(date):
                if period.end > start:
                    yield _Period(max(period.start, start), period.end, period.worth)
            date += dt.timedelta(days=1)

    def _urgent_hours(self, date: dt.date) -> Iterator[_Period]:
        for start, end in self._calendar.urgent_periods(date):
            yield _Period(start, end, Fraction(1, _HOUR))

    def _working_hours(self, date: dt.date) -> Iterator[_Period]:
        for start, end in self._calendar.day(date).hours:
            yield _Period(start, end, Fraction(1, _HOUR))

    def _working_day(self, date: dt.date) -> Iterator[_Period]:
        hours = self._calendar.day(date).hours
        length = sum(_microseconds(start, end) for start, end in hours)
        for start, end in hours:
            yield _Period(start, end, Fraction(1, length))

    def _natural_day(self, date: dt.date) -> Iterator[_Period]:
        midnight = dt.datetime.combine(date, dt.time(), tzinfo=self._calendar.zone)
        yield _Period(midnight, midnight + dt.timedelta(days=1), Fraction(1, _DAY))


def _microseconds(start: dt.datetime, end: dt.datetime) -> int:
    return (end - start) // _MICROSECOND


def merge_pauses(
    pauses: Iterable[Pause], *, start: dt.datetime, end: dt.datetime
) -> list[tuple[dt.datetime, dt.datetime]]:
    """Return the pauses cut to start..end, in order, with overlapping ones joined."""
    cut = sorted((max(pause.start, start), min(pause.end or end, end)) for pause in pauses)
    merged: list[tuple[dt.datetime, dt.datetime]] = []
    for begin, stop in cut:
        if begin >= stop:
            continue
        if merged and begin <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], stop))
        else:
            merged.append((begin, stop))
    return merged
