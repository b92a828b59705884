"""The working calendar: national holidays and make-up days under the city's own overrides."""

import datetime as dt
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import chinese_calendar
import structlog
import yaml
from django.conf import settings
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from chengshu.base.clock.contracts import Day, DaySource
from chengshu.base.clock.errors import BrokenCalendarError
from chengshu.base.settings import api as settings_api

_MIDNIGHT = dt.timedelta(days=1)
_WEEKEND = frozenset({6, 7})  # ISO numbers of Saturday and Sunday
_log = structlog.get_logger(__name__)

Periods = tuple[tuple[dt.timedelta, dt.timedelta], ...]
Placed = tuple[tuple[dt.datetime, dt.datetime], ...]


def _parse_clock(text: str) -> dt.timedelta:
    hours, _, minutes = text.partition(":")
    return dt.timedelta(hours=int(hours), minutes=int(minutes))


def _parse_periods(texts: Iterable[Sequence[str]]) -> Periods:
    """Read [["08:30", "12:00"], …] and refuse what overlaps, runs backwards or leaves the day."""
    periods = tuple((_parse_clock(start), _parse_clock(end)) for start, end in texts)
    edge = dt.timedelta()
    for start, end in periods:
        if not edge <= start < end <= _MIDNIGHT:
            raise ValueError("periods must be in order, apart and within one day")
        edge = end
    return periods


_Hours = Annotated[Periods, BeforeValidator(_parse_periods)]


class _DayLine(BaseModel):
    model_config = ConfigDict(extra="forbid")

    working: bool = True
    hours: _Hours | None = None
    name: str = ""


class _CalendarFile(BaseModel):
    model_config = ConfigDict(extra="forbid")

    working_hours: _Hours = _parse_periods([("08:30", "12:00"), ("13:30", "17:30")])
    urgent_hours: _Hours = _parse_periods([("00:00", "24:00")])
    days: dict[dt.date, _DayLine] = Field(default_factory=dict)


class Calendar:
    """The days of one city: when work is done, and when the urgent service answers."""

    def __init__(self, text: str, zone: ZoneInfo) -> None:
        """Read the YAML of a city's calendar.

        Raises:
            BrokenCalendarError: The text is not a calendar.
        """
        try:
            self._file = _CalendarFile.model_validate(yaml.safe_load(text) or {})
        except (ValidationError, yaml.YAMLError, ValueError) as error:
            raise BrokenCalendarError(reason=str(error)) from error
        self.zone = zone
        self.day = lru_cache(maxsize=4096)(self._find_day)

    def _find_day(self, date: dt.date) -> Day:
        line = self._file.days.get(date)
        if line is not None:
            hours = (line.hours or self._file.working_hours) if line.working else ()
            return Day(date, self._place(date, hours), DaySource.CITY, line.name)
        working, source, name = _national(date)
        hours = self._file.working_hours if working else ()
        return Day(date, self._place(date, hours), source, name)

    def urgent_periods(self, date: dt.date) -> Placed:
        """Return when the urgent service answers on `date`: the same every day."""
        return self._place(date, self._file.urgent_hours)

    def _place(self, date: dt.date, periods: Periods) -> Placed:
        midnight = dt.datetime.combine(date, dt.time(), tzinfo=self.zone)
        return tuple((midnight + start, midnight + end) for start, end in periods)


def _national(date: dt.date) -> tuple[bool, DaySource, str]:
    """Return whether the State Council makes `date` a working day, else what the weekday says."""
    try:
        name = chinese_calendar.get_holiday_detail(date)[1]
        working = bool(chinese_calendar.is_workday(date))
        return working, DaySource.NATIONAL, chinese_calendar.Holiday(name).chinese if name else ""
    except NotImplementedError:
        _warn_year(date.year)
        return date.isoweekday() not in _WEEKEND, DaySource.WEEKDAY, ""


@cache
def _warn_year(year: int) -> None:
    _log.warning("no holiday notice for this year, weekdays are taken as working days", year=year)


@cache
def load_calendar(path: Path) -> Calendar:
    """Return the calendar of a city file; a city without one works by the national calendar."""
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    return Calendar(text, ZoneInfo(settings.TIME_ZONE))


def city_calendar() -> Calendar:
    """Return the calendar of the installed city."""
    return load_calendar(settings_api.city_folder() / "calendar.yaml")
