"""What an import proposes, is told, finds and does."""

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum

from chengshu.data.catalog.contracts.lists import FieldChange


class ImportKind(StrEnum):
    """What kind of file is imported."""

    TABLE = "table"
    NAMED = "named"  # a file with a mapping of its own in the city pack
    CKAN = "ckan"
    DCAT = "dcat"


class ImportState(StrEnum):
    """Where an import stands."""

    RECEIVED = "received"
    CHECKED = "checked"
    WRITING = "writing"
    DONE = "done"
    DISCARDED = "discarded"


class EntryChangeKind(StrEnum):
    """What an import does to one entry."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    FAULTY = "faulty"


@dataclass(frozen=True)
class ImportColumn:
    """One column of the file and the field proposed for it ("": left out)."""

    index: int
    name: str
    heading: str
    samples: tuple[str, ...]
    target: str
    confidence: float
    evidence: str


@dataclass(frozen=True)
class ImportProposal:
    """How a file could be read: its kind, tables, headings, columns and first rows.

    `is_guide` says that the file is the guide's own workbook. `head_row` is the line of the first
    heading as the file counts.
    """

    kind: ImportKind
    note: str
    sheets: tuple[str, ...] = ()
    sheet: str = ""
    head_row: int = 0
    head_depth: int = 1
    is_guide: bool = False
    rows: int = 0
    columns: tuple[ImportColumn, ...] = ()
    preview: tuple[tuple[str, ...], ...] = ()
    mapping: str = ""


@dataclass(frozen=True)
class ImportChoice:
    """How a person wants the file read; targets by column index.

    `provider` stands for entries whose row names none. With `creates` unknown providers are
    registered below `parent`. With `skips_faulty` entries with faults are left out as a whole;
    otherwise one fault stops the import.
    """

    sheet: str = ""
    head_row: int = 0
    head_depth: int = 1
    targets: tuple[tuple[int, str], ...] = ()
    provider: str = ""
    creates: bool = False
    parent: str = ""
    skips_faulty: bool = False


@dataclass(frozen=True)
class CellFault:
    """What is wrong with one cell, and what to change; a note does not stop its entry."""

    sheet: str
    row: int
    column: str
    heading: str
    value: str
    sentence: str
    is_note: bool = False


@dataclass(frozen=True)
class EntryChange:
    """What the import does to one entry."""

    key: str
    title: str
    provider: str
    kind: EntryChangeKind
    changes: tuple[FieldChange, ...] = ()
    reason: str = ""


@dataclass(frozen=True)
class ImportOutcome:
    """What a dry run found, or what the import did; long lists are cut, the counts are whole."""

    rows: int = 0
    entries: int = 0
    items: int = 0
    departments: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    faulty: int = 0
    notes: int = 0
    new_providers: tuple[str, ...] = ()
    faults: tuple[CellFault, ...] = ()
    changes: tuple[EntryChange, ...] = ()


@dataclass(frozen=True)
class ImportRun:
    """One import: the file, how it is read, what was found and done."""

    id: int
    name: str
    size: int
    digest: str
    state: ImportState
    by: str
    by_name: str
    created_at: dt.datetime
    done_at: dt.datetime | None
    proposal: ImportProposal
    choice: ImportChoice
    outcome: ImportOutcome = field(default_factory=ImportOutcome)
    job_id: int | None = None
