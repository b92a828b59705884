"""Class tree, code tables, and the report of a bulk import."""

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True)
class ClassNode:
    """One node of the class tree; `code` is the path of digits from the root."""

    code: str
    name: str
    parent: str = ""
    provenance: str = ""


@dataclass(frozen=True)
class CodeTable:
    """One code table in one edition of its standard."""

    code: str
    name: str
    standard: str = ""
    version: str = ""
    valid_from: dt.date | None = None
    provenance: str = ""
    note: str = ""


@dataclass(frozen=True)
class CodeEntry:
    """One code with the days it holds on; open ends are None."""

    code: str
    name: str
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    parent: str = ""


@dataclass(frozen=True)
class ImportFault:
    """One entry that could not be drafted, and why."""

    title: str
    reason: str


@dataclass(frozen=True)
class ImportReport:
    """What a bulk import did: rows read, entries they fold to, departments met."""

    rows: int
    entries: int
    departments: int
    drafted: int
    unchanged: int
    organisations_created: int
    faults: tuple[ImportFault, ...] = ()
