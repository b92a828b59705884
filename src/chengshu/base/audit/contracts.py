"""What crosses the door of audit: entries, filters, and the report of a verification."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class FaultKind(StrEnum):
    """What is wrong with the chain at one place."""

    CHANGED = "changed"  # the line does not match its own digest
    REMOVED = "removed"  # a number is missing, or the last lines are
    INSERTED = "inserted"  # a line does not follow from the one before, or none was written there
    FORGED_HEAD = "forged_head"  # the head was not sealed by this installation


@dataclass(frozen=True)
class Fault:
    """One fault of the chain; `number` is the line where it shows."""

    number: int
    kind: FaultKind


@dataclass(frozen=True)
class VerifyReport:
    """The outcome of walking the whole chain; `head` may be noted down and compared later."""

    checked: int
    faults: tuple[Fault, ...]
    head: str = ""

    @property
    def holds(self) -> bool:
        """Whether nothing was changed, removed or inserted."""
        return not self.faults


@dataclass(frozen=True)
class EntryInfo:
    """One line: who did what to which subject, from where, with what outcome."""

    number: int
    at: dt.datetime
    username: str
    name: str
    organisation_code: str
    address: str
    action: str
    subject: str
    outcome: str
    detail: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class EntryProof:
    """One line with what proves it: the digested text, the digests, and whether they agree."""

    entry: EntryInfo
    content: str  # canonical JSON, exactly what is digested after `previous` and a line feed
    algorithm: str
    previous: str
    digest: str
    computed: str  # the digest worked out again from what the line says now
    follows: bool  # whether `previous` is the digest of the line before

    @property
    def holds(self) -> bool:
        """Whether the line says what was digested and follows the line before."""
        return self.follows and self.digest == self.computed


@dataclass(frozen=True)
class ChainHead:
    """The last line of the chain; note `value` down elsewhere and compare it later."""

    number: int
    digest: str

    @property
    def value(self) -> str:
        """The number and digest in one word, as `VerifyReport.head`."""
        return f"{self.number}:{self.digest}"


@dataclass(frozen=True)
class EntryFilter:
    """Which lines to list; empty fields do not restrict. `action` may end with `*`.

    `who` is a user name or a full name; `up_to` the highest number, so that the pages of one
    reading do not shift while new lines are written.
    """

    who: str = ""
    username: str = ""
    action: str = ""
    subject: str = ""
    outcome: str = ""
    since: dt.datetime | None = None
    until: dt.datetime | None = None
    up_to: int = 0


@dataclass(frozen=True)
class EntryPage:
    """One page of lines, newest first, and how many there are in all."""

    entries: tuple[EntryInfo, ...]
    total: int
