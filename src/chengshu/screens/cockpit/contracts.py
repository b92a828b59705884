"""What crosses the door of cockpit: a screen as it is configured, and as it stands now."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class ScreenSpec:
    """One wall screen of the city pack (`screens.yaml`): which indicator stands where."""

    code: str
    title: str
    map_indicator: str
    kpis: tuple[str, ...]
    trends: tuple[str, ...]


@dataclass(frozen=True)
class Figure:
    """One number on a screen with the state of its evidence.

    `text` is "—" for a missing value and `reason` then says why. `mark` is "" for a sound
    figure, else why it looks different: late, partial, unconfirmed, missing.
    """

    code: str
    name: str
    text: str
    unit: str
    value: float | None
    period: str
    level: str
    mark: str
    reason: str
    reading_id: int | None
    computed_at: dt.datetime | None


@dataclass(frozen=True)
class AreaFigure:
    """The map indicator at one area."""

    area_code: str
    area_name: str
    figure: Figure


@dataclass(frozen=True)
class Trend:
    """One indicator of the whole city over its periods; `values` may hold gaps."""

    code: str
    name: str
    unit: str
    periods: tuple[str, ...]
    values: tuple[float | None, ...]
    reading_ids: tuple[int, ...]
    figure: Figure


@dataclass(frozen=True)
class AlertLine:
    """One warning in force."""

    id: int
    level: str
    title: str
    area_name: str
    state_title: str
    raised_at: dt.datetime
    case_no: str


@dataclass(frozen=True)
class CaseLine:
    """One open case with its clock."""

    no: str
    title: str
    lead_unit_name: str
    state_title: str
    light: str
    due_at: dt.datetime | None


@dataclass(frozen=True)
class CaseNumbers:
    """How many cases there are, city wide."""

    total: int
    open: int
    closed: int
    overdue: int


@dataclass(frozen=True)
class RankLine:
    """One department by what it has catalogued and how timely it loads; `place` starts at 1."""

    place: int
    organisation_code: str
    name: str
    published: int
    entries: int
    on_time: int
    resources: int
    score: int  # per cent: half published of drafted entries, half timely of loaded resources


@dataclass(frozen=True)
class Screen:
    """Everything one screen shows at one moment."""

    spec: ScreenSpec
    at: dt.datetime
    kpis: tuple[Figure, ...]
    map_figures: tuple[AreaFigure, ...]
    trends: tuple[Trend, ...]
    alerts: tuple[AlertLine, ...]
    alert_counts: Mapping[str, int]
    cases: tuple[CaseLine, ...]
    case_numbers: CaseNumbers
    ranking: tuple[RankLine, ...]
    calls_today: int
    rows_today: int
