"""What a person confirms: lines of a drafted table, decisions on them, drift since."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from chengshu.data.survey.contracts.drafts import NearDuplicate, Proposal, Value


class DraftState(StrEnum):
    """Where a drafted table stands.

    `drifted`: its entry is confirmed, and a later scan found the table changed; `gone`: the
    source no longer has it.
    """

    WAITING = "waiting"
    ASIDE = "aside"
    CONFIRMED = "confirmed"
    DRIFTED = "drifted"
    GONE = "gone"


class Band(StrEnum):
    """How sure the machine is, in three words; the borders are data of the city pack."""

    HIGH = "high"
    MIDDLE = "middle"
    LOW = "low"


class DriftKind(StrEnum):
    """What a rescan found different from what was confirmed.

    `shrunk`: rows gone, all or many; `stopped`: no new rows for longer than the cycle allows.
    """

    NEW = "new"
    GONE = "gone"
    CHANGED = "changed"
    MEANING = "meaning"
    SHRUNK = "shrunk"
    STOPPED = "stopped"


class StepKind(StrEnum):
    """What a person did with a drafted table."""

    ACCEPTED = "accepted"
    ACCEPTED_ABOVE = "accepted_above"
    CORRECTED = "corrected"
    LEFT_OUT = "left_out"
    REOPENED = "reopened"
    JOINED = "joined"
    CLEARED = "cleared"
    SET_ASIDE = "set_aside"
    TAKEN_BACK = "taken_back"
    SUBMITTED = "submitted"


class Act(StrEnum):
    """What an actor may do with a drafted table as it stands."""

    DECIDE = "decide"
    UNDO = "undo"
    SUBMIT = "submit"
    SET_ASIDE = "set_aside"
    TAKE_BACK = "take_back"
    CLEAR_MARK = "clear_mark"
    ATTACH = "attach"


@dataclass(frozen=True)
class Drift:
    """One difference: `field` is `type`, `comment`, `key`, `element`, `identifier` or empty.

    Of a table also `rows`, `latest` (day) and `update_cycle`, on the line they are confirmed by.
    """

    line: str
    kind: DriftKind
    field: str = ""
    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class Decision:
    """What a person said of one line: its values, or that it stays out of the entry.

    `corrected` names the fields where the person said something else than the machine.
    """

    values: Mapping[str, Value]
    by: str
    by_name: str
    at: dt.datetime
    is_left_out: bool = False
    corrected: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Line:
    """One line to confirm: a column (`c:name`) or a group of fields of the table (`t:group`).

    `values` are the decided ones, else the proposed ones. `missing` names fields that must be
    filled before the line can be accepted. A secret line stays out and cannot be accepted.
    """

    id: str
    column: str
    fields: tuple[str, ...]
    values: Mapping[str, Value]
    proposals: Mapping[str, Proposal]
    confidence: float
    band: Band
    decision: Decision | None = None
    drifts: tuple[Drift, ...] = ()
    missing: tuple[str, ...] = ()
    is_secret: bool = False
    is_cleared: bool = False
    is_gone: bool = False
    source_type: str = ""
    comment: str = ""
    samples: tuple[str, ...] = ()
    codes: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_decided(self) -> bool:
        """Whether nothing is left to say: a person decided, or it is secret and stays out."""
        return self.decision is not None or (self.is_secret and not self.is_cleared)

    @property
    def is_out(self) -> bool:
        """Whether the line will not be part of the entry."""
        if self.decision is not None:
            return self.decision.is_left_out
        return self.is_secret and not self.is_cleared


@dataclass(frozen=True)
class StepInfo:
    """One thing a person did; `lines` are the lines it touched."""

    number: int
    kind: StepKind
    lines: tuple[str, ...]
    reason: str
    by_name: str
    at: dt.datetime
    is_undone: bool


@dataclass(frozen=True)
class DraftRow:
    """One drafted table in a list."""

    id: int
    source_code: str
    organisation_code: str
    table: str
    title: str
    state: DraftState
    band: Band
    columns: int
    undecided: int
    lines: int
    row_count: int | None
    aside_reason: str
    is_machine_aside: bool
    resource_key: str
    confirmed_by: str
    changed_at: dt.datetime


@dataclass(frozen=True)
class DraftInfo(DraftRow):
    """One drafted table with all its lines; `revision` counts what scans changed in it."""

    revision: int = 0
    scan_id: int = 0
    comment: str = ""
    table_lines: tuple[Line, ...] = ()
    column_lines: tuple[Line, ...] = ()
    facts: Mapping[str, Proposal] = field(default_factory=dict)
    duplicates: tuple[NearDuplicate, ...] = ()
    steps: tuple[StepInfo, ...] = ()
    acts: tuple[Act, ...] = ()

    def find_line(self, line: str) -> Line | None:
        """Return a line by its name, or None."""
        both = (*self.table_lines, *self.column_lines)
        return next((one for one in both if one.id == line), None)


@dataclass(frozen=True)
class DraftQuery:
    """Which drafted tables to list; empty fields do not narrow. `page` counts from 1."""

    text: str = ""
    source: str = ""
    organisation: str = ""
    state: DraftState | None = None
    band: Band | None = None
    order: str = ""
    page: int = 1
    page_size: int = 20


@dataclass(frozen=True)
class DraftPage:
    """One page of drafted tables; `total` counts all that match."""

    rows: tuple[DraftRow, ...]
    total: int


@dataclass(frozen=True)
class SourceProgress:
    """How far the confirming of one source is, in tables."""

    source_code: str
    organisation_code: str
    waiting: int = 0
    aside: int = 0
    confirmed: int = 0
    drifted: int = 0
    gone: int = 0

    @property
    def open(self) -> int:
        """Tables that wait for a person."""
        return self.waiting + self.drifted + self.gone

    @property
    def done(self) -> int:
        """Tables nobody has to look at any more."""
        return self.confirmed + self.aside

    @property
    def total(self) -> int:
        """All tables found."""
        return self.open + self.done
