"""What crosses the door of scans: how one is to read, where it stands, what it found."""

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum

from chengshu.data.sources.contracts import Sampling


class ScanState(StrEnum):
    """Where a scan stands; the last three are final.

    `waiting`: its time window is closed, it goes on by itself when it opens.
    """

    QUEUED = "queued"
    RUNNING = "running"
    WAITING = "waiting"
    PAUSED = "paused"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class TableState(StrEnum):
    """Where one table of a scan stands; `refused` carries a finding."""

    WAITING = "waiting"
    RUNNING = "running"
    READ = "read"
    REFUSED = "refused"
    LEFT = "left"  # the scan was cancelled before


@dataclass(frozen=True)
class ScanOptions:
    """How gently a scan reads.

    `tables` are names or patterns (`ods_*`), none for all. `window` is when it may read, in the
    city's time: `22:00-06:00`, `off` for outside working hours, or empty for always.
    """

    rows: int = 10_000
    seconds: float = 10.0
    tables: tuple[str, ...] = ()
    window: str = ""


@dataclass(frozen=True)
class Finding:
    """Why one table could not be read; `sentence` says it in the language of the day."""

    table: str
    code: str
    sentence: str


@dataclass(frozen=True)
class ScanInfo:
    """One scan: its source, its options, how far it is and what it has cost the source.

    `milliseconds` adds up the reading of all tables, `connections` is how many read at once.
    `opens_at` is when a waiting scan may go on.
    """

    id: int
    source_code: str
    organisation_code: str
    options: ScanOptions
    state: ScanState
    note: str
    by: str
    queued_at: dt.datetime
    started_at: dt.datetime | None
    ended_at: dt.datetime | None
    total: int = 0
    read: int = 0
    refused: int = 0
    drafted: int = 0
    rows: int = 0
    columns: int = 0
    queries: int = 0
    milliseconds: int = 0
    connections: int = 0
    gone: tuple[str, ...] = ()
    opens_at: dt.datetime | None = None
    is_inferring: bool = False

    @property
    def is_active(self) -> bool:
        """Whether it goes on by itself."""
        return self.state in {ScanState.QUEUED, ScanState.RUNNING, ScanState.WAITING}

    @property
    def is_over(self) -> bool:
        """Whether it has ended."""
        return self.state in {ScanState.DONE, ScanState.FAILED, ScanState.CANCELLED}

    @property
    def percent(self) -> int | None:
        """How far the reading is, 0 to 100; None before the tables are known."""
        return (self.read + self.refused) * 100 // self.total if self.total else None


@dataclass(frozen=True)
class ScanTableInfo:
    """One table of a scan: what was read of it, or why not."""

    name: str
    kind: str
    comment: str
    state: TableState
    columns: int
    rows: int
    row_count: int | None
    is_exact: bool
    sampling: Sampling | None
    milliseconds: int
    queries: int
    ended_at: dt.datetime | None
    finding: Finding | None = None


@dataclass(frozen=True)
class ScanQuery:
    """Which scans to list; empty fields do not restrict."""

    source_code: str = ""
    state: ScanState | None = None
    page: int = 1
    page_size: int = 20


@dataclass(frozen=True)
class ScanPage:
    """One page of scans, newest first, and how many there are in all."""

    rows: tuple[ScanInfo, ...]
    total: int


@dataclass(frozen=True)
class ScanTableQuery:
    """Which tables of a scan to list; empty fields do not restrict."""

    text: str = ""
    state: TableState | None = None
    order: str = "position"
    page: int = 1
    page_size: int = 20


@dataclass(frozen=True)
class ScanTablePage:
    """One page of a scan's tables, and how many there are in all."""

    rows: tuple[ScanTableInfo, ...] = field(default=())
    total: int = 0
