"""What columns of one table say about each other: coordinates in pairs, births in numbers."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from chengshu.data.survey.inference.checks import is_citizen_id
from chengshu.data.survey.inference.dates import days_of
from chengshu.data.survey.inference.observing import Observation

_LEAST_COMMON = 0.3
_LEAST_DAYS = 5


def pair_columns(columns: Sequence[Observation]) -> list[Observation]:
    """Return the observations with pairs of coordinates and dates of birth marked."""
    paired = _pair_axes(columns)
    births = births_in(columns)
    if len(births) < _LEAST_DAYS:
        return paired
    return [replace(seen, is_birth=_are_births(seen, births)) for seen in paired]


def _pair_axes(columns: Sequence[Observation]) -> list[Observation]:
    """Mark longitudes with latitudes beside them; an axis without its partner is none."""
    places = {
        (seen.axis.name, seen.axis.is_plane): True for seen in columns if seen.axis is not None
    }

    def has_partner(seen: Observation) -> bool:
        if seen.axis is None:
            return False
        other = "latitude" if seen.axis.name == "longitude" else "longitude"
        return (other, seen.axis.is_plane) in places

    return [replace(seen, is_paired=has_partner(seen)) for seen in columns]


def births_in(columns: Sequence[Observation]) -> frozenset[dt.date]:
    """Return the dates of birth inside the citizen numbers of a table."""
    days: set[dt.date] = set()
    for seen in columns:
        if seen.identifier is not None and seen.identifier.kind == "citizen_id":
            for value in filter(is_citizen_id, seen.contents.values):
                days.add(dt.date(int(value[6:10]), int(value[10:12]), int(value[12:14])))
    return frozenset(days)


def _are_births(seen: Observation, births: frozenset[dt.date]) -> bool:
    """Tell whether days of a column are largely those of the numbers: no other date is."""
    if seen.dates is None or not seen.dates.has_day:
        return False
    days = set(days_of(seen.contents, seen.dates))
    return len(days) >= _LEAST_DAYS and len(days & births) >= _LEAST_COMMON * len(days)
