"""Targets of the catalogue, what stands against them, and what upper rooms report."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from chengshu.base.accounts.contracts import Actor


class Standing(StrEnum):
    """Whether an entry counts towards targets, or why not."""

    COUNTED = "counted"
    UNPUBLISHED = "unpublished"
    DUPLICATE = "duplicate"
    UNATTACHED = "unattached"
    EMPTY = "empty"
    WITHDRAWN = "withdrawn"


LEFT_OUT = "left_out"  # published, and yet not counted: what a search may ask for beside these


class Countable(StrEnum):
    """What a target counts."""

    ENTRIES = "entries"
    ITEMS = "items"
    ROWS = "rows"


class Scope(StrEnum):
    """Whose target it is."""

    CITY = "city"
    DISTRICT = "district"
    DEPARTMENT = "department"


@dataclass(frozen=True)
class Measure:
    """What the lake and the loads know of an entry: rows, when they came, when they are late."""

    resource_key: str
    rows: int
    data_at: dt.datetime
    late_at: dt.datetime | None


MeasureSource: TypeAlias = Callable[[Actor], Iterable[Measure]]


@dataclass(frozen=True)
class Target:
    """How much of what somebody is to reach by a day; `code` is "" for the city."""

    scope: Scope
    code: str
    countable: Countable
    amount: int
    deadline: dt.date


@dataclass(frozen=True)
class Forecast:
    """Where a line leads: by the pace of the last `days` days, straight on to the deadline.

    `expected` is None where there are too few days to tell.
    """

    pace: float
    days: int
    expected: int | None
    reached_on: dt.date | None


@dataclass(frozen=True)
class BoardLine:
    """One department, district or the city: what counts, what does not and why, what is asked."""

    scope: Scope
    code: str
    name: str
    reached: int
    counted: int
    left_out: int
    target: Target | None
    forecast: Forecast
    history: tuple[tuple[dt.date, int], ...] = ()

    @property
    def rate(self) -> float | None:
        """The share of the target that is reached; None without a target."""
        return self.reached / self.target.amount if self.target and self.target.amount else None
