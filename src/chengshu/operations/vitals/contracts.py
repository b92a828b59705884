"""What crosses the door of vitals: indicators, readings and their explanation."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum


class Level(StrEnum):
    """Warning level; red is the highest (Emergency Response Law, four levels)."""

    RED = "red"
    ORANGE = "orange"
    YELLOW = "yellow"
    BLUE = "blue"


class Direction(StrEnum):
    """Which way is good."""

    UP = "up"
    DOWN = "down"
    NEUTRAL = "neutral"


class Frequency(StrEnum):
    """How often an indicator has a new period."""

    DAY = "day"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    ONCE = "once"  # no period item: one reading per snapshot, period = day of publication


class ReadingQuality(StrEnum):
    """How far a reading may be trusted."""

    OK = "ok"
    LATE = "late"
    PARTIAL = "partial"
    UNCONFIRMED = "unconfirmed"


@dataclass(frozen=True)
class Threshold:
    """A bound of a level: the level holds when value `op` bound."""

    op: str  # ">" ">=" "<" "<="
    value: Decimal


@dataclass(frozen=True)
class IndicatorSpec:
    """What a person defines; saving a changed computation makes a new version.

    `formula` is a document: `{"numerator": {"kind": "count|count_distinct|sum|avg|min|max",
    "column": "…", "where": expression}, "denominator": {…}, "scale": "100", "where": expression,
    "area_digits": 6}`; only `numerator` is required. Expressions are the lake's JSON form;
    `area_digits` cuts area codes, so that streets add up to their district.
    `area_item` and `period_item` may be empty: then there is only the city total, or one period.
    """

    code: str
    name: str
    theme: str
    unit: str
    owner_code: str
    person: str
    resource_code: str
    formula: Mapping[str, object]
    precision: int = 0
    direction: Direction = Direction.NEUTRAL
    frequency: Frequency = Frequency.ONCE
    area_item: str = ""
    period_item: str = ""
    definition: str = ""
    thresholds: Mapping[Level, Threshold] = field(default_factory=dict)


@dataclass(frozen=True)
class IndicatorInfo:
    """An indicator at one version."""

    spec: IndicatorSpec
    version: int
    versions: int
    created_at: dt.datetime
    created_by: str
    created_by_name: str
    formula_words: str
    resource_title: str
    owner_name: str
    person_name: str


@dataclass(frozen=True)
class ReadingInfo:
    """One number: an indicator version at an area in a period, from one snapshot.

    `area_code` empty is the city total; `period` is "2026-11-20", "2026-11", "2026Q4" or
    "2026"; `value` is None where the denominator is zero or nothing was measured.
    """

    id: int
    indicator_code: str
    indicator_name: str
    version: int
    area_code: str
    period: str
    value: Decimal | None
    text: str  # rounded to the indicator's precision, "—" for a missing value
    unit: str
    level: Level | None
    quality: ReadingQuality
    quality_title: str
    snapshot_id: int
    computed_at: dt.datetime
    is_superseded: bool


@dataclass(frozen=True)
class InputLine:
    """One measure that went into a reading."""

    name: str
    words: str
    value: Decimal | None


@dataclass(frozen=True)
class BatchLine:
    """One batch below a snapshot with its counts."""

    id: int
    source_code: str
    table: str
    mode: str
    source_count: int | None
    landed: int
    accepted: int
    quarantined: int
    digest: str
    started_at: dt.datetime | None
    ended_at: dt.datetime | None


@dataclass(frozen=True)
class RuleLine:
    """How many rows of one batch one rule refused."""

    batch_id: int
    rule: str
    kind: str
    item: str
    label: str
    expects: str
    failed: int


@dataclass(frozen=True)
class Explanation:
    """The whole trace of one reading, for the evidence drawer."""

    reading: ReadingInfo
    definition: str
    formula_words: str
    formula: Mapping[str, object]
    inputs: tuple[InputLine, ...]
    resource_code: str
    resource_title: str
    national_code: str
    snapshot_id: int
    snapshot_number: int
    snapshot_rows: int
    snapshot_at: dt.datetime
    batches: tuple[BatchLine, ...]
    rules: tuple[RuleLine, ...]
    provider_code: str
    provider_name: str
    owner_code: str
    owner_name: str
    person: str
    person_name: str
    earlier: tuple[ReadingInfo, ...]  # superseded readings of the same area and period


@dataclass(frozen=True)
class Preview:
    """What a formula would give, without keeping it."""

    formula_words: str
    rows: tuple[tuple[str, str, Decimal | None], ...]  # area, period, value; the newest first
    total: int
    snapshot_id: int
