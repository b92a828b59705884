"""What columns of one table say about each other: coordinates in pairs, births in numbers."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from chengshu.data.survey.inference.checks import is_citizen_id
from chengshu.data.survey.inference.dates import days_of
from chengshu.data.survey.inference.forms import is_postal_code
from chengshu.data.survey.inference.identifiers import Finding
from chengshu.data.survey.inference.observing import Observation
from chengshu.data.survey.inference.rulebook import get_rulebook, section

_LEAST_COMMON = 0.3
_LEAST_DAYS = 5
_LEAST_REPEATS = 2.0
_REGIONAL = {"citizen_id": 0, "region_code": 0, "uscc": 2}


def pair_columns(columns: Sequence[Observation]) -> list[Observation]:
    """Return the observations with pairs of coordinates and dates of birth marked."""
    paired = _pair_axes(mark_postal(columns))
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


def mark_postal(columns: Sequence[Observation]) -> list[Observation]:
    """Mark text columns of few repeated postal codes that belong to the province of the table."""
    provinces = _provinces_in(columns)
    groups = tuple(
        group for province in provinces for group in section("postal_groups").get(province, ())
    )
    if not groups or len(provinces) > 2:  # noqa: PLR2004 - a table of one city and its neighbours
        return list(columns)
    return [_as_postal(seen, groups) if _may_be_postal(seen) else seen for seen in columns]


def _provinces_in(columns: Sequence[Observation]) -> frozenset[str]:
    """Return the provinces that regions and units of a table mostly come from."""
    counts: Counter[str] = Counter()
    for seen in columns:
        kind = seen.identifier.kind if seen.identifier else ""
        if kind in _REGIONAL:
            start = _REGIONAL[kind]
            counts.update(value[start : start + 2] for value in seen.contents.values)
    total = sum(counts.values())
    return frozenset(name for name, count in counts.items() if count >= _LEAST_COMMON * total)


def _may_be_postal(seen: Observation) -> bool:
    contents = seen.contents
    return (
        seen.identifier is None
        and seen.source.is_text
        and contents.repeats >= _LEAST_REPEATS
        and len(contents.values) > 1
    )


def _as_postal(seen: Observation, groups: tuple[str, ...]) -> Observation:
    contents = seen.contents
    passing = [v for v in contents.values if is_postal_code(v) and v.startswith(groups)]
    kind = get_rulebook().identifier_kinds["postal_code"]
    if len(passing) < 2 or contents.row_share(passing) < kind.least:  # noqa: PLR2004 - one is chance
        return seen
    finding = Finding("postal_code", len(passing), len(contents.values), 2.0)
    return replace(seen, identifier=finding, identifier_confidence=finding.confidence)


def _are_births(seen: Observation, births: frozenset[dt.date]) -> bool:
    """Tell whether days of a column are largely those of the numbers: no other date is."""
    if seen.dates is None or not seen.dates.has_day:
        return False
    days = set(days_of(seen.contents, seen.dates))
    return len(days) >= _LEAST_DAYS and len(days & births) >= _LEAST_COMMON * len(days)
