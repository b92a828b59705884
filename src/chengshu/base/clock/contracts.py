"""What crosses the door of clock: units, lights, pauses and days."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class TimeUnit(StrEnum):
    """The four units a deadline may run in."""

    URGENT_HOUR = "urgent_hour"  # 紧急工作时: the urgent service, usually round the clock
    WORKING_HOUR = "working_hour"  # 工作时: an hour within working hours of a working day
    WORKING_DAY = "working_day"  # 工作日: all the working hours of one working day
    NATURAL_DAY = "natural_day"  # 自然日: 24 hours, holidays included


class Light(StrEnum):
    """How a deadline stands."""

    GREEN = "green"  # more than half of the time is left
    YELLOW = "yellow"  # half of the time or less is left
    RED = "red"  # the time is over


class DaySource(StrEnum):
    """Where the calendar knows a day from."""

    CITY = "city"  # the city's own override
    NATIONAL = "national"  # the State Council's notice, from chinesecalendar
    WEEKDAY = "weekday"  # no notice for that year yet: Monday to Friday are taken as working days


@dataclass(frozen=True)
class Pause:
    """A time that does not count; `end` None means that it still lasts."""

    start: dt.datetime
    end: dt.datetime | None = None


@dataclass(frozen=True)
class Day:
    """One day of the working calendar; `hours` are its working periods, empty on a day off."""

    date: dt.date
    hours: tuple[tuple[dt.datetime, dt.datetime], ...]
    source: DaySource
    name: str = ""

    @property
    def is_working(self) -> bool:
        """Whether any work is done on this day."""
        return bool(self.hours)

    @property
    def is_certain(self) -> bool:
        """Whether the day is known rather than guessed from the weekday."""
        return self.source is not DaySource.WEEKDAY
