"""What lists, searches, reviews and histories of entries show."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from chengshu.data.catalog.contracts.resources import EventKind, ResourceState, ShareType


class Step(StrEnum):
    """What a person may do with an entry as it stands."""

    EDIT = "edit"
    SUBMIT = "submit"
    APPROVE = "approve"
    RETURN = "return"
    WITHDRAW = "withdraw"
    ATTACH = "attach"


@dataclass(frozen=True)
class ResourceRow:
    """One entry in a list: what a card shows."""

    key: str
    title: str
    provider_code: str
    provider_name: str
    abstract: str
    national_code: str
    class_path: str
    share_type: ShareType | None
    update_cycle: str
    format: str
    is_open: bool
    state: ResourceState
    change_state: ResourceState | None
    item_count: int
    is_attached: bool
    has_guesses: bool
    published_on: dt.date | None
    changed_at: dt.datetime


@dataclass(frozen=True)
class FacetValue:
    """One value of a facet with the number of entries that have it."""

    value: str
    label: str
    count: int


@dataclass(frozen=True)
class Facet:
    """One way to narrow a search."""

    key: str
    label: str
    values: tuple[FacetValue, ...]


@dataclass(frozen=True)
class ResourceQuery:
    """What to search for; empty fields do not narrow. `page` counts from 1."""

    text: str = ""
    provider: str = ""
    state: ResourceState | None = None
    share_type: str = ""
    update_cycle: str = ""
    class_path: str = ""
    is_open: bool | None = None
    is_attached: bool | None = None
    order: str = ""
    page: int = 1
    page_size: int = 20


@dataclass(frozen=True)
class ResourcePage:
    """One page of a search; `total` counts all hits."""

    rows: tuple[ResourceRow, ...]
    total: int
    page: int
    page_size: int
    facets: tuple[Facet, ...] = ()


@dataclass(frozen=True)
class ItemNames:
    """What items refer to, in words: mask rules and code tables by code."""

    masks: Mapping[str, str]
    tables: Mapping[str, str]


@dataclass(frozen=True)
class Fault:
    """What keeps a draft from being submitted: the field and one sentence."""

    field: str
    sentence: str


@dataclass(frozen=True)
class EventInfo:
    """One line of an entry's history."""

    kind: EventKind
    state: ResourceState
    version: int
    reason: str
    by: str
    at: dt.datetime


@dataclass(frozen=True)
class FieldChange:
    """One field that differs between two versions."""

    field: str
    label: str
    before: str
    after: str


@dataclass(frozen=True)
class VersionInfo:
    """One version of an entry and what it changed against the one before."""

    number: int
    state: ResourceState
    by: str
    at: dt.datetime
    changes: tuple[FieldChange, ...]


@dataclass(frozen=True)
class ReviewTask:
    """One entry that waits for a step of the asking person."""

    key: str
    title: str
    provider_code: str
    provider_name: str
    state: ResourceState
    since: dt.datetime
    is_change: bool
    is_returned: bool


@dataclass(frozen=True)
class WithheldResource:
    """One line of the negative list: what is withheld, on which basis, confirmed by whom."""

    key: str
    title: str
    provider_name: str
    national_code: str
    basis: str
    reviewer: str
    reviewed_at: dt.datetime | None


@dataclass(frozen=True)
class DepartmentProgress:
    """How far one department is with its catalogue."""

    provider_code: str
    provider_name: str
    total: int
    draft: int
    in_review: int
    published: int
    attached: int
    withdrawn: int
    items: int
