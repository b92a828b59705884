"""What crosses the door of dispatch: cases, their flow, classes and permitted actions."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum


class CaseState(StrEnum):
    """Where a case stands; titles and stage limits are data (cities/national/dispatch.yaml)."""

    REPORTED = "reported"
    ACCEPTED = "accepted"
    DISPATCHED = "dispatched"
    HANDLING = "handling"
    SUSPENDED = "suspended"
    HANDLED = "handled"
    VERIFIED = "verified"
    CLOSED = "closed"
    VOIDED = "voided"


class CaseAction(StrEnum):
    """What may be done to a case; who may do it from where is data."""

    ACCEPT = "accept"
    VOID = "void"
    DISPATCH = "dispatch"
    RETURN = "return"
    RECEIVE = "receive"
    HANDLE = "handle"
    SUSPEND = "suspend"
    RESUME = "resume"
    VERIFY = "verify"
    REWORK = "rework"
    CLOSE = "close"


class CoordinateSystem(StrEnum):
    """The declared system of a pair of coordinates; an unknown one is refused."""

    WGS84 = "WGS-84"
    CGCS2000 = "CGCS2000"
    GCJ02 = "GCJ-02"
    BD09 = "BD-09"


@dataclass(frozen=True)
class CaseClassInfo:
    """One class of cases in a named code system, e.g. GB/T 47678.5-2026.

    `lead_unit` is the unit rule: the organisation that handles such cases, or empty (the duty
    officer chooses). `limit_amount` in `limit_unit` is the time from dispatch to handled.
    """

    code_system: str
    code: str
    name: str
    parent_code: str = ""
    kind: str = "matter"  # matter | component
    lead_unit: str = ""
    limit_amount: Decimal | None = None
    limit_unit: str = "working_hour"  # a value of clock's TimeUnit
    standard: str = ""
    version: str = ""
    valid_from: dt.date = dt.date(2000, 1, 1)
    valid_to: dt.date | None = None


@dataclass(frozen=True)
class NewCase:
    """A report; (source, source_key) names it for ever, so that a repeat opens nothing new."""

    title: str
    class_code: str
    area_code: str
    source: str  # a key of `sources` in cities/national/dispatch.yaml: phone, hotline, warning …
    source_key: str
    description: str = ""
    location: str = ""  # place in words
    lead_unit: str = ""
    code_system: str = ""  # empty: the default of the installation
    grid_code: str = ""
    longitude: float | None = None
    latitude: float | None = None
    coordinate_system: str = ""
    reporter: str = ""
    reporter_phone: str = ""


@dataclass(frozen=True)
class FlowStep:
    """One line of the append-only flow of a case."""

    sequence: int
    at: dt.datetime
    username: str
    name: str
    organisation_code: str
    action: str
    action_title: str
    from_state: str
    to_state: str
    note: str
    unit_code: str = ""


@dataclass(frozen=True)
class CaseFile:
    """One photo or document of a case."""

    id: int
    name: str
    media_type: str
    size: int
    digest: str
    at: dt.datetime
    username: str


@dataclass(frozen=True)
class Upload:
    """A file to attach: its name as sent and its bytes."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Move:
    """One step somebody wants to take.

    `version` is the version of the case that the caller saw; None means whatever it is now.
    `unit` is the lead unit where the action assigns one; empty takes the rule of the class.
    """

    action: CaseAction
    note: str = ""
    unit: str = ""
    version: int | None = None
    files: Sequence[Upload] = ()


@dataclass(frozen=True)
class PermittedAction:
    """An action this actor may do to this case now."""

    action: CaseAction
    title: str
    note_required: bool
    needs_unit: bool
    style: str = "plain"  # primary | plain | danger


@dataclass(frozen=True)
class CaseInfo:
    """One case with its clock; coordinates are WGS-84 whatever system was declared."""

    no: str
    title: str
    description: str
    code_system: str
    class_code: str
    class_name: str
    area_code: str
    grid_code: str
    location: str
    longitude: float | None
    latitude: float | None
    coordinate_system: str
    source: str
    source_title: str
    source_key: str
    reporter: str
    lead_unit: str
    lead_unit_name: str
    state: CaseState
    state_title: str
    version: int
    reported_at: dt.datetime
    closed_at: dt.datetime | None
    clock_started_at: dt.datetime | None
    due_at: dt.datetime | None
    limit_amount: Decimal | None
    limit_unit: str
    light: str  # green | yellow | red | ""
    is_overdue: bool


@dataclass(frozen=True)
class CaseDetail:
    """Everything a case page shows; the reporter's telephone is masked."""

    case: CaseInfo
    reporter_phone: str
    flow: tuple[FlowStep, ...]
    files: tuple[CaseFile, ...]
    actions: tuple[PermittedAction, ...]


@dataclass(frozen=True)
class CaseQuery:
    """Filters of a case list; empty means any."""

    text: str = ""
    states: Sequence[str] = ()
    class_code: str = ""
    area_code: str = ""
    lead_unit: str = ""
    source: str = ""
    light: str = ""
    reported_from: dt.date | None = None
    reported_to: dt.date | None = None
    sort: str = "-reported_at"
    page: int = 1
    page_size: int = 20


@dataclass(frozen=True)
class CasePage:
    """One page of cases."""

    rows: tuple[CaseInfo, ...]
    total: int


@dataclass(frozen=True)
class CaseCounts:
    """Numbers for screens and start pages."""

    total: int
    open: int
    closed: int
    overdue: int
    today: int
    by_state: Mapping[str, int] = field(default_factory=dict)
    by_class: Mapping[str, int] = field(default_factory=dict)
    by_area: Mapping[str, int] = field(default_factory=dict)
