"""What crosses the door of repair: orders, their steps, and how they are asked for."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from chengshu.base.clock.contracts import Light


class OrderState(StrEnum):
    """Where a repair order (整改工单) stands."""

    OPEN = "open"
    ANSWERED = "answered"
    CLOSED = "closed"


class StepKind(StrEnum):
    """What happened to an order."""

    OPENED = "opened"
    GREW = "grew"  # a later batch brought more rows of the same cause
    CAME_AGAIN = "came_again"  # a later batch brought the same rows unrepaired
    ANSWERED = "answered"
    CORRECTED = "corrected"  # its provider uploaded corrected rows
    ESCALATED = "escalated"  # overdue, the bureau was told
    REOPENED = "reopened"
    CLOSED = "closed"


@dataclass(frozen=True)
class OrderStep:
    """One step of an order; `batch_id` where a batch brought it, `rows` how many it was about."""

    kind: StepKind
    at: dt.datetime
    by: str = ""
    note: str = ""
    batch_id: int | None = None
    rows: int = 0


@dataclass(frozen=True)
class RepairOrderInfo:
    """One repair order: the rows of a resource that fail the same rule first, with a deadline.

    A row that fails several rules belongs to the order of the first of them, so that each row is
    in one order. `rule` is empty for orders of the older form, which held one batch whole.
    `cause` says the rule in words, `batches` ascend.
    """

    number: str
    resource_code: str
    resource_title: str
    organisation_code: str
    rule: str
    cause: str
    state: OrderState
    rows: int
    open_rows: int
    batches: tuple[int, ...]
    opened_at: dt.datetime
    due_at: dt.datetime
    light: Light
    answer: str = ""
    answered_by: str = ""
    answered_at: dt.datetime | None = None
    escalated_at: dt.datetime | None = None
    closed_by: str = ""
    closed_at: dt.datetime | None = None

    @property
    def is_escalated(self) -> bool:
        """Whether the bureau was told that the order is overdue, and it still is open."""
        return self.escalated_at is not None and self.state is OrderState.OPEN


class OrderSort(StrEnum):
    """By what orders are listed."""

    DUE = "due_at"
    OPENED = "opened_at"
    ROWS = "rows"
    OPEN_ROWS = "open_rows"


@dataclass(frozen=True)
class OrderQuery:
    """Which repair orders to list; empty fields do not narrow."""

    organisation_code: str = ""
    resource_code: str = ""
    rule: str = ""
    state: OrderState | None = None
    is_overdue: bool = False
    text: str = ""
    sort: OrderSort = OrderSort.DUE
    descending: bool = False
    limit: int = 50
    offset: int = 0


@dataclass(frozen=True)
class CellFault:
    """What is wrong with one cell of an uploaded workbook; `line` counts from 1."""

    line: int
    column: str
    value: str
    problem: str


@dataclass(frozen=True)
class CorrectionResult:
    """What became of a corrected file: faults, then nothing was loaded; or how it was judged.

    `faults` holds the first of `fault_count`. `note` says why a judged batch was not published.
    """

    rows: int
    faults: tuple[CellFault, ...] = ()
    fault_count: int = 0
    batch_id: int | None = None
    is_loaded: bool = False
    accepted: int = 0
    refused: int = 0
    note: str = ""


@dataclass(frozen=True)
class OrderPage:
    """One page of repair orders; `total` counts all that match."""

    rows: tuple[RepairOrderInfo, ...]
    total: int
