"""What crosses the door of quality: verdicts, quarantined rows, repair orders."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from chengshu.base.clock.contracts import Light


class RowState(StrEnum):
    """End state of a refused row (an accepted row has no record: it shows in the table)."""

    QUARANTINED = "quarantined"
    REPAIRED = "repaired"  # a later accepted row has the same key
    WAIVED = "waived"  # a person said why it need not be repaired


class OrderState(StrEnum):
    """Where a repair order (整改工单) stands."""

    OPEN = "open"
    ANSWERED = "answered"
    CLOSED = "closed"


@dataclass(frozen=True)
class RuleCount:
    """How many rows of a batch failed one rule."""

    rule: str
    kind: str
    item: str
    label: str
    expects: str
    failed: int
    title: str = ""


@dataclass(frozen=True)
class Verdict:
    """The judgement over one batch; `landed == accepted + quarantined`, always.

    `refused_positions` are positions in the landed file, ascending. A row may fail several
    rules, so the counts of `by_rule` may add up to more than `quarantined`.
    """

    batch_id: int
    resource_code: str
    landed: int
    accepted: int
    quarantined: int
    refused_positions: tuple[int, ...]
    by_rule: tuple[RuleCount, ...]
    judged_at: dt.datetime


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

    `values` come in the order of the items, `labels` holds their Chinese names.
    """

    id: int
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


@dataclass(frozen=True)
class RowQuery:
    """Which quarantined rows to list; empty fields do not narrow."""

    resource_code: str = ""
    batch_id: int | None = None
    order_number: str = ""
    rule: str = ""
    state: RowState | None = None
    text: str = ""
    limit: int = 50
    offset: int = 0


@dataclass(frozen=True)
class RowPage:
    """One page of quarantined rows; `total` counts all that match."""

    rows: tuple[QuarantinedRow, ...]
    total: int


@dataclass(frozen=True)
class RepairOrderInfo:
    """One repair order: the refused rows of one batch, sent to their provider with a deadline."""

    number: str
    batch_id: int
    resource_code: str
    resource_title: str
    organisation_code: str
    state: OrderState
    rows: int
    open_rows: int
    opened_at: dt.datetime
    due_at: dt.datetime
    light: Light
    answer: str = ""
    answered_by: str = ""
    answered_at: dt.datetime | None = None
    closed_by: str = ""
    closed_at: dt.datetime | None = None


@dataclass(frozen=True)
class OrderQuery:
    """Which repair orders to list; empty fields do not narrow."""

    organisation_code: str = ""
    resource_code: str = ""
    state: OrderState | None = None
    text: str = ""
    limit: int = 50
    offset: int = 0


@dataclass(frozen=True)
class OrderPage:
    """One page of repair orders; `total` counts all that match."""

    rows: tuple[RepairOrderInfo, ...]
    total: int
