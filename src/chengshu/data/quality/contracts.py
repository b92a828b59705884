"""What crosses the door of quality: verdicts, quarantined rows, followers."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol


class RowState(StrEnum):
    """End state of a refused row (an accepted row has no record: it shows in the table)."""

    QUARANTINED = "quarantined"
    REPEATED = "repeated"  # the same row as in an earlier batch, where its problem is kept
    REPAIRED = "repaired"  # a later accepted row has the same key
    SUPERSEDED = "superseded"  # a later row of the same key is refused for other reasons
    WITHDRAWN = "withdrawn"  # a later full load no longer brought it
    WAIVED = "waived"  # a person said why it need not be repaired
    RESTORED = "restored"  # a rule was changed and the row accepted after all


@dataclass(frozen=True)
class RuleCount:
    """How many rows of a batch failed one rule.

    A rule over the whole batch names no rows: it `told` what it saw, and `raised` says whether
    that is a fault.
    """

    rule: str
    kind: str
    item: str
    label: str
    expects: str
    failed: int
    title: str = ""
    severity: str = "reject"
    told: str = ""
    raised: bool = False


@dataclass(frozen=True)
class Verdict:
    """The judgement over one batch; `landed == accepted + quarantined`, always.

    `states` counts the quarantined rows by what became of them; it adds up to `quarantined`.
    Rows `warned` of are accepted or refused for something else. `stopped_by` names the rules that
    forbid publishing the batch at all. A row may fail several rules, so the counts of `by_rule`
    may add up to more than `quarantined`.
    """

    batch_id: int
    resource_code: str
    resource_title: str
    organisation_code: str
    landed: int
    accepted: int
    quarantined: int
    warned: int
    states: Mapping[RowState, int]
    by_rule: tuple[RuleCount, ...]
    stopped_by: tuple[RuleCount, ...]
    judged_at: dt.datetime
    settled_at: dt.datetime | None = None
    rules_version: int = 0

    @property
    def new(self) -> int:
        """How many rows are refused here for the first time."""
        return self.quarantined - self.states[RowState.REPEATED]


@dataclass(frozen=True)
class JudgedAgain:
    """How many open rows were judged again because of one rule, and how many passed."""

    resource_code: str
    rule: str
    judged: int
    restored: int


@dataclass(frozen=True)
class RowsEnded:
    """Rows of one judgement that came to the same end at once."""

    batch_id: int
    resource_code: str
    state: RowState
    rows: int
    still_open: int


class Follower(Protocol):
    """What a room above learns of judgements, in the transaction that keeps them."""

    def judged(self, verdict: Verdict) -> None:
        """Take note of a new judgement."""
        ...

    def ended(self, change: RowsEnded) -> None:
        """Take note of rows that came to their end."""
        ...


@dataclass(frozen=True)
class CauseCount:
    """How many rows of a resource fail the same rules together."""

    resource_code: str
    rules: tuple[str, ...]
    labels: tuple[str, ...]
    rows: int
    batches: tuple[int, ...]


@dataclass(frozen=True)
class Reason:
    """Why a row was refused: one rule, the value concerned (masked if sensitive), a sentence."""

    rule: str
    kind: str
    item: str
    label: str
    value: str | None
    expects: str


@dataclass(frozen=True)
class QuarantinedRow:
    """A refused row: where it lies, why, and its end state.

    Of a restored row, `waived_by` and `waived_reason` say who had it judged again, and why.
    `id` is batch and position, `values` come in the order of the items, `labels` holds their
    Chinese names. `warnings` are rules that would not have refused it; `first_id` is the row of
    an earlier batch that this one repeats, and keeps the problem.
    """

    id: str
    batch_id: int
    resource_code: str
    position: int
    key: str
    values: Mapping[str, str | None]
    reasons: tuple[Reason, ...]
    state: RowState
    repaired_batch: int | None = None
    repaired_position: int | None = None
    waived_by: str = ""
    waived_reason: str = ""
    settled_at: dt.datetime | None = None
    resource_title: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    warnings: tuple[Reason, ...] = ()
    first_id: str = ""


@dataclass(frozen=True)
class RowQuery:
    """Which quarantined rows to list; empty fields do not narrow.

    `warned` asks for accepted rows with warnings instead; `leading` for rows that fail this rule
    first; `is_first` leaves out rows that only repeat those of an earlier batch.
    """

    resource_code: str = ""
    batch_id: int | None = None
    batch_ids: tuple[int, ...] = ()
    rule: str = ""
    leading: str = ""
    is_first: bool = False
    state: RowState | None = None
    text: str = ""
    warned: bool = False
    limit: int = 50
    offset: int = 0


@dataclass(frozen=True)
class RowPage:
    """One page of quarantined rows; `total` counts all that match."""

    rows: tuple[QuarantinedRow, ...]
    total: int
