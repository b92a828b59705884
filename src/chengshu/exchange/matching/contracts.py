"""What crosses the door of matching: demands with their steps, duties, measures."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class DemandState(StrEnum):
    """Where a demand stands (standards/catalog.md §5)."""

    SUBMITTED = "submitted"
    ANALYSING = "analysing"
    MATCHED = "matched"
    NO_SOURCE = "no_source"
    RETURNED = "returned"
    CONFIRMED = "confirmed_by_provider"
    REFUSED = "refused"
    IMPLEMENTING = "implementing"
    DELIVERED = "delivered"
    ACCEPTED = "accepted"
    EVALUATED = "evaluated"
    WITHDRAWN = "withdrawn"


class DemandAction(StrEnum):
    """What can be done with a demand."""

    ANALYSE = "analyse"
    MATCH = "match"
    NO_SOURCE = "no_source"
    RETURN = "return"
    RESUBMIT = "resubmit"
    CONFIRM = "confirm"
    REFUSE = "refuse"
    IMPLEMENT = "implement"
    DELIVER = "deliver"
    REWORK = "rework"
    ACCEPT = "accept"
    EVALUATE = "evaluate"
    REVISE = "revise"
    WITHDRAW = "withdraw"


class Side(StrEnum):
    """Whose step it is."""

    DEMANDER = "demander"
    PROVIDER = "provider"
    BUREAU = "bureau"


class Urgency(StrEnum):
    """How soon a demand is needed."""

    NORMAL = "normal"
    URGENT = "urgent"


@dataclass(frozen=True)
class NewDemand:
    """What a department needs: for what, on which basis, which items, how, until when.

    `frequency` is an update cycle and `mode` a share mode of the catalogue guide.
    """

    title: str
    organisation_code: str
    scenario: str
    basis: str
    items: str
    frequency: str
    mode: str
    wanted_on: dt.date
    urgency: Urgency = Urgency.NORMAL


@dataclass(frozen=True)
class Move:
    """A step with what it needs: a reason, a source, a promise, a score (1 to 5), new words."""

    action: DemandAction
    reason: str = ""
    provider_code: str = ""
    resource_key: str = ""
    promise: str = ""
    owner: str = ""
    due_on: dt.date | None = None
    score: int | None = None
    asked: NewDemand | None = None


@dataclass(frozen=True)
class DemandInfo:
    """One demand as it stands; `actions` are what the asking person may do now."""

    id: int
    number: str
    asked: NewDemand
    state: DemandState
    provider_code: str
    resource_key: str
    reason: str
    score: int | None
    submitted_by: str
    submitted_at: dt.datetime
    due_at: dt.datetime | None
    light: str
    actions: tuple[DemandAction, ...] = ()


@dataclass(frozen=True)
class EventInfo:
    """One line of a history; `action` is empty for the submission."""

    action: DemandAction | None
    state: DemandState
    reason: str
    by: str
    at: dt.datetime


@dataclass(frozen=True)
class DemandQuery:
    """What to look for; empty fields do not narrow. `page` counts from 1."""

    text: str = ""
    organisation: str = ""
    provider: str = ""
    state: DemandState | None = None
    is_open: bool | None = None
    is_late: bool | None = None
    order: str = ""
    page: int = 1
    page_size: int = 20


@dataclass(frozen=True)
class DemandPage:
    """One page of demands; `total` counts all that match."""

    rows: tuple[DemandInfo, ...]
    total: int


@dataclass(frozen=True)
class DutyInfo:
    """Data a department has promised to supply; `is_met` when its demand is delivered."""

    demand_id: int
    demand_number: str
    title: str
    provider_code: str
    organisation_code: str
    resource_key: str
    items: str
    promise: str
    owner: str
    due_on: dt.date
    is_met: bool
    is_late: bool


@dataclass(frozen=True)
class Measures:
    """The figures of the board; a rate without anything to count is None.

    `submitted` leaves out what was withdrawn; `satisfaction` is delivered over it, `on_time`
    answers of providers within their term over all answers, `unfounded` refusals without a
    basis, `attach_rate` attached over shareable published entries.
    """

    submitted: int
    delivered: int
    satisfaction: float | None
    answered: int
    on_time: float | None
    refused: int
    unfounded: int
    late: int
    attach_rate: float | None
