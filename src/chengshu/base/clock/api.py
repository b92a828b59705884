"""The door of clock: what time it is, and deadlines in named units on the working calendar."""

import datetime as dt
from collections.abc import Sequence
from fractions import Fraction
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _

from chengshu.base.clock.calendar import city_calendar
from chengshu.base.clock.contracts import Day, DaySource, Light, Pause, TimeUnit
from chengshu.base.clock.errors import UnusableTimeError
from chengshu.base.clock.measure import Measure, merge_pauses

__all__ = [
    "Day",
    "DaySource",
    "Light",
    "Pause",
    "TimeUnit",
    "day_of",
    "deadline",
    "describe_day",
    "elapsed",
    "light",
    "now",
    "remaining",
    "today",
]

Amount = Fraction | int | float
_YELLOW = Fraction(1, 2)


def now() -> dt.datetime:
    """Return the present moment, aware, in the city's time zone."""
    return dt.datetime.now(ZoneInfo(settings.TIME_ZONE))


def today() -> dt.date:
    """Return the present date in the city's time zone."""
    return day_of(now())


def day_of(moment: dt.datetime) -> dt.date:
    """Return the city's date at `moment`: what the database gives back is in UTC.

    Raises:
        UnusableTimeError: The time has no zone.
    """
    _refuse_naive(moment)
    return moment.astimezone(ZoneInfo(settings.TIME_ZONE)).date()


def describe_day(date: dt.date) -> Day:
    """Return the working periods of `date`, and whether they are known or guessed."""
    return city_calendar().day(date)


def deadline(
    start: dt.datetime, amount: Amount, unit: TimeUnit, *, pauses: Sequence[Pause] = ()
) -> dt.datetime:
    """Return the earliest moment at which `amount` of `unit` has been used up since `start`.

    Pauses do not count; one that still lasts is counted up to now. Exact to the microsecond:
    `deadline(start, a + b, unit) == deadline(deadline(start, a, unit), b, unit)`.

    Raises:
        UnusableTimeError: A time has no zone, or the amount is negative.
    """
    _refuse_naive(start)
    measure, left = _measure(unit), _exact(amount)
    moment = start
    for begin, stop in merge_pauses(pauses, start=start, end=_horizon(pauses, start)):
        before = measure.between(moment, begin)
        if before >= left:
            break
        moment, left = stop, left - before
    return measure.after(moment, left).astimezone(ZoneInfo(settings.TIME_ZONE))


def elapsed(
    start: dt.datetime, end: dt.datetime, unit: TimeUnit, *, pauses: Sequence[Pause] = ()
) -> Fraction:
    """Return how much of `unit` was used between `start` and `end`, pauses left out.

    A pause counts in the same unit: one across a weekend takes away no working time.
    """
    _refuse_naive(start, end)
    measure = _measure(unit)
    total = measure.between(start, end)
    paused = merge_pauses(pauses, start=start, end=end)
    return total - sum((measure.between(*pause) for pause in paused), Fraction(0))


def remaining(
    start: dt.datetime,
    at: dt.datetime,
    unit: TimeUnit,
    *,
    amount: Amount,
    pauses: Sequence[Pause] = (),
) -> Fraction:
    """Return how much of `amount` is left at the moment `at`; negative when overdue.

    `elapsed(…) + remaining(…) == amount`, always.
    """
    return _exact(amount) - elapsed(start, at, unit, pauses=pauses)


def light(start: dt.datetime, due: dt.datetime, at: dt.datetime, *, unit: TimeUnit) -> Light:
    """Return how the time from `start` to `due` stands at the moment `at`."""
    if at > due:
        return Light.RED
    whole = elapsed(start, due, unit)
    left = elapsed(at, due, unit)
    return Light.GREEN if left > whole * _YELLOW else Light.YELLOW


def _measure(unit: TimeUnit) -> Measure:
    return Measure(city_calendar(), unit)


def _exact(amount: Amount) -> Fraction:
    """Return the amount a person wrote: 0.1 is a tenth, not its nearest binary number."""
    exact = Fraction(str(amount)) if isinstance(amount, float) else Fraction(amount)
    if exact < 0:
        raise UnusableTimeError(field=_("时长"), reason=_("不能为负数"))
    return exact


def _horizon(pauses: Sequence[Pause], start: dt.datetime) -> dt.datetime:
    """Return where the last pause ends."""
    return max([start, *(pause.end or now() for pause in pauses)])


def _refuse_naive(*moments: dt.datetime) -> None:
    for moment in moments:
        if moment.tzinfo is None:
            raise UnusableTimeError(field=_("时间"), reason=_("缺少时区"))
