"""What lists and boards of claims show."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from chengshu.data.catalog.contracts import ShareType
from chengshu.data.claims.contracts.lines import ClaimInfo, ClaimState
from chengshu.data.elements.contracts import Level


class Stage(StrEnum):
    """Groups of states, as the progress board counts them."""

    WAITING = "waiting"
    CLAIMED = "claimed"
    NOT_APPLICABLE = "not_applicable"
    DISPUTED = "disputed"
    IN_REVIEW = "in_review"
    REVIEWED = "reviewed"
    LISTED = "listed"
    OVERDUE = "overdue"


POSITIVE = frozenset({
    ClaimState.CLAIMED,
    ClaimState.SUPPLEMENTED,
    ClaimState.EXTENDED,
    ClaimState.FORMAT_REVIEW,
    ClaimState.RETURNED,
    ClaimState.APPROVED,
    ClaimState.LISTED,
})
STAGES = {
    Stage.WAITING: frozenset({ClaimState.ISSUED}),
    Stage.CLAIMED: POSITIVE,
    Stage.NOT_APPLICABLE: frozenset({ClaimState.NOT_APPLICABLE}),
    Stage.DISPUTED: frozenset({ClaimState.DISPUTED}),
    Stage.IN_REVIEW: frozenset({ClaimState.FORMAT_REVIEW}),
    Stage.REVIEWED: frozenset({ClaimState.APPROVED, ClaimState.LISTED}),
    Stage.LISTED: frozenset({ClaimState.LISTED}),
}


@dataclass(frozen=True)
class ClaimQuery:
    """What to look for among lines; empty fields do not narrow. `page` counts from 1."""

    text: str = ""
    department: str = ""
    template: str = ""
    state: ClaimState | None = None
    stage: Stage | None = None
    level: Level | None = None
    order: str = ""
    page: int = 1
    page_size: int = 20


@dataclass(frozen=True)
class ClaimPage:
    """One page of lines; `total` counts all that match."""

    rows: tuple[ClaimInfo, ...]
    total: int


@dataclass(frozen=True)
class DepartmentProgress:
    """How far one department is with its lines.

    `used` counts what it takes from another authority (within `not_applicable`), `reviewed` what
    passed the conformity review, `days` the working days since its first line was issued,
    `may_open` whether the asking person may see the lines behind the numbers.
    """

    department_code: str
    issued: int
    waiting: int
    claimed: int
    not_applicable: int
    used: int
    disputed: int
    in_review: int
    reviewed: int
    listed: int
    overdue: int
    first_issued_at: dt.datetime
    days: int
    may_open: bool

    @property
    def claimed_share(self) -> float:
        """Claimed lines over issued ones, 0 to 1."""
        return self.claimed / self.issued

    @property
    def decided_share(self) -> float:
        """Lines the department has answered over issued ones, 0 to 1."""
        return (self.issued - self.waiting) / self.issued


@dataclass(frozen=True)
class ListedElement:
    """One line of the city's list: which department answers for which element."""

    code: str
    name_zh: str
    level: Level
    definition: str
    data_type: str
    length: int | None
    share_type: ShareType
    area_code: str
    authority_code: str
    users: tuple[str, ...]
    resource_key: str
    column: str
    coverage: str
    listed_at: dt.datetime
