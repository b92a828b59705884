"""Lines: one element handed to one department, and everything that became of it."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from chengshu.data.catalog.contracts import ShareType
from chengshu.data.claims.contracts.templates import Template


class ClaimState(StrEnum):
    """Where a line stands; the words of standards/catalog.yaml `claim_states`."""

    ISSUED = "issued"
    CLAIMED = "claimed"  # of a national element
    NOT_APPLICABLE = "not_applicable"
    DISPUTED = "disputed"
    SUPPLEMENTED = "supplemented"  # claimed, of a local element
    EXTENDED = "extended"  # claimed, of an extension element
    FORMAT_REVIEW = "format_review"
    RETURNED = "returned"
    APPROVED = "approved"
    LISTED = "listed"


class ClaimRole(StrEnum):
    """What a department is for an element in its region."""

    NONE = ""
    AUTHORITY = "authority"  # 数源单位
    USER = "user"  # 使用单位


class ClaimAction(StrEnum):
    """What can be done with a line."""

    CLAIM = "claim"
    DECLINE = "decline"
    OBJECT = "object"
    SUBMIT = "submit"
    APPROVE = "approve"
    RETURN = "return"
    LIST = "list"


class EventKind(StrEnum):
    """One step in the life of a line."""

    ISSUED = "issued"
    CLAIMED = "claimed"
    AMENDED = "amended"
    RIVALLED = "rivalled"  # claimed although another department holds it: a dispute
    DECLINED = "declined"
    OBJECTED = "objected"
    DRAFTED = "drafted"  # the item stands in the catalogue
    SUBMITTED = "submitted"
    APPROVED = "approved"
    RETURNED = "returned"
    LISTED = "listed"
    RULED_AUTHORITY = "ruled_authority"
    RULED_USER = "ruled_user"
    RETIRED = "retired"  # the template was retired before the department answered
    SETTLED = "settled"  # the departments agreed before a ruling


@dataclass(frozen=True)
class Holding:
    """Where a department holds an element: system, table, field, and what it says of it.

    `resource_key` names an entry of the catalogue the table has already; empty lets the claim
    draft one. `coverage` says for whom and since when the data is there.
    """

    system: str
    table: str
    field: str
    local_name: str
    data_type: str
    coverage: str
    share_type: ShareType
    length: int | None = None
    code_table: str = ""
    share_condition: str = ""
    no_share_basis: str = ""
    resource_key: str = ""


@dataclass(frozen=True)
class RuleResult:
    """What one rule of the conformity review found; `expected` and `found` in plain words."""

    rule: str
    passed: bool
    is_required: bool
    expected: str = ""
    found: str = ""


@dataclass(frozen=True)
class ClaimInfo:
    """One line as it stands.

    `actions` are what the asking person may do now. `resource_key` and `column` name the item of
    the catalogue the claim drafted or found; `light` is the clock's colour, empty when none runs.
    """

    id: int
    template: Template
    department_code: str
    area_code: str
    state: ClaimState
    role: ClaimRole
    holding: Holding | None
    reason: str
    results: tuple[RuleResult, ...]
    issued_at: dt.datetime
    due_at: dt.datetime | None
    light: str
    decided_at: dt.datetime | None
    decided_by: str
    dispute_id: int | None
    resource_key: str
    column: str
    listed_at: dt.datetime | None
    actions: tuple[ClaimAction, ...] = ()


@dataclass(frozen=True)
class EventInfo:
    """One line of a history."""

    kind: EventKind
    state: ClaimState
    reason: str
    by: str
    at: dt.datetime
    detail: Mapping[str, object]


@dataclass(frozen=True)
class Suggestion:
    """An item the department has in the catalogue that is likely to hold the element."""

    resource_key: str
    resource_title: str
    system: str
    table: str
    field: str
    local_name: str
    data_type: str
    length: int | None
    code_table: str
    share_type: ShareType | None
