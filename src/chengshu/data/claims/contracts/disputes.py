"""Disputes: two claims on one element, or a department that says it is not its own."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from chengshu.data.claims.contracts.lines import ClaimRole, ClaimState, Holding
from chengshu.data.claims.contracts.templates import Template


class DisputeKind(StrEnum):
    """Why there is a dispute."""

    RIVAL = "rival"  # a second department claims what another holds
    OBJECTION = "objection"  # a department contests the template or who should hold it


class DisputeState(StrEnum):
    """How a dispute stands."""

    OPEN = "open"
    SETTLED = "settled"  # the departments agreed
    RULED = "ruled"


@dataclass(frozen=True)
class Party:
    """One department of a dispute; `holding` is only for the bureau and the department itself."""

    claim_id: int
    department_code: str
    state: ClaimState
    role: ClaimRole
    statement: str
    coverage: str
    holding: Holding | None


@dataclass(frozen=True)
class DisputeInfo:
    """One dispute over one element in one region."""

    id: int
    number: str
    template: Template
    area_code: str
    kind: DisputeKind
    state: DisputeState
    opened_by: str
    opened_at: dt.datetime
    due_at: dt.datetime
    light: str
    parties: tuple[Party, ...]
    authority_code: str = ""
    ruling: str = ""
    ruled_by: str = ""
    ruled_at: dt.datetime | None = None
    may_rule: bool = False
