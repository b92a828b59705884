"""What crosses the door of warning: rules and alerts."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from chengshu.operations.vitals.contracts import Level, Threshold


class AlertState(StrEnum):
    """Where an alert stands."""

    RAISED = "raised"
    ACKNOWLEDGED = "acknowledged"
    CLEARED = "cleared"


@dataclass(frozen=True)
class AlertRuleSpec:
    """A rule over the readings of one indicator.

    Without `thresholds` the indicator's own hold. `margin` is the hysteresis: an alert clears
    only when the value is beyond the mildest bound by more than it. `areas` empty means every
    area that has readings, the city total included. With `auto_case` an alert of `case_level`
    or higher opens its case by itself.
    """

    code: str
    name: str
    indicator_code: str
    thresholds: Mapping[Level, Threshold] = field(default_factory=dict)
    margin: Decimal = Decimal(0)
    areas: Sequence[str] = ()
    auto_case: bool = False
    case_level: Level = Level.BLUE
    case_class: str = ""
    code_system: str = ""
    lead_unit: str = ""
    advice: str = ""  # what to do, in words
    is_active: bool = True


@dataclass(frozen=True)
class AlertInfo:
    """One alert; its key is rule + area + period."""

    id: int
    rule_code: str
    rule_name: str
    indicator_code: str
    indicator_name: str
    area_code: str
    area_name: str
    period: str
    level: Level
    peak_level: Level
    state: AlertState
    state_title: str
    title: str
    reason: str
    advice: str
    value: Decimal | None
    text: str
    unit: str
    reading_id: int
    raised_at: dt.datetime
    acknowledged_at: dt.datetime | None
    acknowledged_by: str
    cleared_at: dt.datetime | None
    case_no: str


@dataclass(frozen=True)
class AlertStep:
    """One line of an alert's history."""

    at: dt.datetime
    name: str
    action: str
    action_title: str
    level: str
    text: str
    note: str


@dataclass(frozen=True)
class AlertDetail:
    """An alert with its history and what this actor may do."""

    alert: AlertInfo
    steps: tuple[AlertStep, ...]
    may_acknowledge: bool
    may_open_case: bool


@dataclass(frozen=True)
class AlertQuery:
    """Filters of an alert list; empty means any."""

    text: str = ""
    levels: Sequence[str] = ()
    states: Sequence[str] = ()
    indicator_code: str = ""
    area_code: str = ""
    sort: str = "-raised_at"
    page: int = 1
    page_size: int = 20


@dataclass(frozen=True)
class AlertPage:
    """One page of alerts."""

    rows: tuple[AlertInfo, ...]
    total: int
