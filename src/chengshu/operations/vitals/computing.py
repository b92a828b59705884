"""Computing: two questions to the lake become points by area and period."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import cast

from chengshu.base.accounts.contracts import system_actor
from chengshu.base.clock import api as clock
from chengshu.data.lake import api as lake
from chengshu.data.lake.contracts import AggregateQuery, SnapshotInfo
from chengshu.operations.vitals.contracts import Frequency
from chengshu.operations.vitals.formula import Formula

_READER = system_actor("vitals")
_SCALE = Decimal("0.00000001")


@dataclass(frozen=True)
class Computable:
    """What decides the numbers: a formula over a resource, by area item and period item."""

    resource_code: str
    formula: Formula
    area_item: str
    period_item: str
    frequency: Frequency

    @property
    def area_group(self) -> str:
        """The lake's name of the grouping by area, or an empty string."""
        digits = self.formula.area_digits
        return f"{self.area_item}:first{digits}" if self.area_item and digits else self.area_item

    @property
    def period_group(self) -> str:
        """The lake's name of the grouping by period, or an empty string."""
        if self.frequency is Frequency.ONCE:
            return ""
        return f"{self.period_item}:{self.frequency}"


@dataclass(frozen=True)
class Point:
    """One computed number; `area` empty is the city total."""

    area: str
    period: str
    value: Decimal | None
    inputs: Mapping[str, Decimal | None]


def compute_points(what: Computable, snapshot: SnapshotInfo) -> list[Point]:
    """Return the city total and, with an area item, every area, by period."""
    points = list(_ask(what, snapshot, with_area=False))
    if what.area_item:
        points += _ask(what, snapshot, with_area=True)
    return points


def _ask(what: Computable, snapshot: SnapshotInfo, *, with_area: bool) -> Iterator[Point]:
    area_group = what.area_group if with_area else ""
    query = AggregateQuery(
        resource_code=what.resource_code,
        measures=what.formula.measures,
        group_by=tuple(group for group in (area_group, what.period_group) if group),
        where=what.formula.where,
        snapshot_id=snapshot.id,
    )
    for row in lake.aggregate(_READER, query).to_pylist():
        area = _area(row[area_group]) if area_group else ""
        period = _period(row, what, snapshot)
        if (with_area and not area) or not period:
            continue  # rows without area or period count in the total, or nowhere
        inputs = {name: _number(row[name]) for name in what.formula.measures}
        yield Point(area, period, _rounded(what.formula.value(inputs)), inputs)


def _area(value: object) -> str:
    return "" if value is None else str(value).strip()


def _period(row: Mapping[str, object], what: Computable, snapshot: SnapshotInfo) -> str:
    if not what.period_group:
        return clock.day_of(snapshot.published_at).isoformat()
    start = cast("dt.date | None", row[what.period_group])
    return "" if start is None else period_text(start, what.frequency)


def period_text(start: dt.date, frequency: Frequency) -> str:
    """Return how the period that begins at `start` is written."""
    texts = {
        Frequency.MONTH: f"{start:%Y-%m}",
        Frequency.QUARTER: f"{start.year:04d}Q{(start.month + 2) // 3}",
        Frequency.YEAR: f"{start.year:04d}",
    }
    return texts.get(frequency, start.isoformat())


def _number(value: object) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _rounded(value: Decimal | None) -> Decimal | None:
    return None if value is None else value.quantize(_SCALE)
