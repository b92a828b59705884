"""What crosses the door of sharing: applications, requests, decisions, grants."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from chengshu.data.catalog.contracts import ItemInfo

Filter: TypeAlias = Mapping[str, object]
"""An expression document of lake, e.g. `{"op": "=", "column": "area_code", "value": "2199"}`."""


class RequestState(StrEnum):
    """Where a request stands."""

    PENDING = "pending"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"  # by the applicant, before a decision


class GrantState(StrEnum):
    """What a version of a grant says; validity in time is judged apart from it."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    REVOKED = "revoked"


@dataclass(frozen=True)
class ApplicationInfo:
    """A program of an organisation that asks for and calls data."""

    code: str
    name: str
    organisation_code: str
    active: bool
    created_at: dt.datetime


@dataclass(frozen=True)
class NewRequest:
    """What an applicant writes down; dates are inclusive, the quota counts calls per day."""

    resource_code: str
    application_code: str
    purpose: str
    basis: str
    items: tuple[str, ...]
    row_filter: Filter | None
    valid_from: dt.date
    valid_until: dt.date
    daily_quota: int
    unmasked_items: tuple[str, ...] = ()
    justification: str = ""  # why the unmasked items are needed; required when there are any


@dataclass(frozen=True)
class Decision:
    """The provider's answer; None keeps what was asked, a refusal needs its reason."""

    approve: bool
    reason: str = ""
    items: tuple[str, ...] | None = None
    unmasked_items: tuple[str, ...] | None = None
    row_filter: Filter | None = None  # narrows further: joined to the asked filter by "and"
    daily_quota: int | None = None
    valid_until: dt.date | None = None


@dataclass(frozen=True)
class RequestInfo:
    """One request with its clock; `light` is green, yellow or red while it is pending."""

    id: int
    number: str
    asked: NewRequest
    organisation_code: str
    resource_title: str
    provider_code: str
    share_type: str
    state: RequestState
    asked_by: str
    asked_at: dt.datetime
    due_at: dt.datetime
    light: str
    decided_by: str = ""
    decided_at: dt.datetime | None = None
    reason: str = ""
    grant_number: str = ""


@dataclass(frozen=True)
class GrantInfo:
    """One version of a grant: who may have what, why, until when. Never changed afterwards."""

    number: str
    version: int
    state: GrantState
    request_id: int
    application_code: str
    organisation_code: str
    resource_code: str
    resource_title: str
    provider_code: str
    purpose: str
    basis: str
    items: tuple[str, ...]
    unmasked_items: tuple[str, ...]
    row_filter: Filter | None
    valid_from: dt.date
    valid_until: dt.date
    daily_quota: int
    changed_by: str
    changed_at: dt.datetime
    reason: str = ""


@dataclass(frozen=True)
class Offer:
    """One resource as an applicant sees it before asking; lists leave out the last parts.

    `days` are the working days until an answer is due; 0 means withheld, nothing to ask for.
    """

    resource_code: str
    title: str
    abstract: str
    provider_code: str
    provider_name: str
    share_type: str
    days: int
    condition: str = ""
    no_share_basis: str = ""
    items: tuple[ItemInfo, ...] = ()


@dataclass(frozen=True)
class OfferQuery:
    """What to look for among the offers; empty fields do not narrow."""

    text: str = ""
    provider_code: str = ""
    share_type: str = ""
    order: str = ""
    page: int = 1
    page_size: int = 20


@dataclass(frozen=True)
class ShareCounts:
    """How sharing stands, for screens: requests by state, grants in force, late requests."""

    requests: Mapping[str, int]
    grants_in_force: int
    late: int
