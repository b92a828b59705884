"""What lists, searches, reviews and histories of entries show."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from chengshu.data.catalog.contracts.resources import EventKind, Purpose, ResourceState, ShareType


class Step(StrEnum):
    """What a person may do with an entry as it stands."""

    EDIT = "edit"
    SUBMIT = "submit"
    APPROVE = "approve"
    RETURN = "return"
    WITHDRAW = "withdraw"
    ATTACH = "attach"


class Freshness(StrEnum):
    """Whether the data behind an entry came within its update cycle."""

    FRESH = "fresh"
    LATE = "late"
    UNKNOWN = "unknown"  # no data have come yet


@dataclass(frozen=True)
class ItemHit:
    """An item of an entry that the words asked for are found in."""

    column: str
    name_zh: str


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
    grade: int = 1
    themes: tuple[str, ...] = ()
    row_count: int | None = None
    data_at: dt.datetime | None = None
    freshness: Freshness = Freshness.UNKNOWN
    items_hit: tuple[ItemHit, ...] = ()


@dataclass(frozen=True)
class ItemRowInfo:
    """One information item found by itself, with the entry it belongs to."""

    column: str
    name_zh: str
    name_en: str
    element: str
    data_type: str
    resource_key: str
    resource_title: str
    provider_name: str
    share_type: ShareType | None
    state: ResourceState
    is_sensitive: bool = False


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
    """What to search for; empty fields do not narrow. `page` counts from 1.

    `column` and `element` ask for entries with such an item; searching items themselves they
    ask for the item. `any_word` is content with one of the words of `text`. `area` is the code of
    a district: entries of the organisations below it.
    """

    text: str = ""
    provider: str = ""
    state: ResourceState | None = None
    share_type: str = ""
    update_cycle: str = ""
    class_path: str = ""
    is_open: bool | None = None
    is_attached: bool | None = None
    grade: str = ""
    format: str = ""
    theme: str = ""
    freshness: str = ""
    column: str = ""
    element: str = ""
    data_type: str = ""
    area: str = ""
    standing: str = ""
    any_word: bool = False
    order: str = ""
    page: int = 1
    page_size: int = 20


@dataclass(frozen=True)
class ResourcePage:
    """One page of a search; `total` counts all hits.

    `without` says, per filter that is set, how many there were if it were not (0 where nobody
    counted); `chosen` says its value in words.
    """

    rows: tuple[ResourceRow, ...]
    total: int
    page: int
    page_size: int
    facets: tuple[Facet, ...] = ()
    without: Mapping[str, int] = field(default_factory=dict)
    chosen: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ItemPage:
    """One page of a search for items; `total` counts all hits."""

    rows: tuple[ItemRowInfo, ...]
    total: int
    page: int
    page_size: int
    facets: tuple[Facet, ...] = ()
    without: Mapping[str, int] = field(default_factory=dict)
    chosen: Mapping[str, str] = field(default_factory=dict)


class SuggestionKind(StrEnum):
    """What a suggestion leads to."""

    TITLE = "title"
    ITEM = "item"
    PROVIDER = "provider"


@dataclass(frozen=True)
class Suggestion:
    """What a person who is typing may mean; `value` is the key, the item's name, or the code."""

    kind: SuggestionKind
    text: str
    value: str
    note: str = ""


@dataclass(frozen=True)
class ItemNames:
    """What items refer to, in words: mask rules, code tables and data elements by code."""

    masks: Mapping[str, str]
    tables: Mapping[str, str]
    elements: Mapping[str, str] = field(default_factory=dict)


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
    comments: Mapping[str, str] = field(default_factory=dict)


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
    """One entry that waits for a step of the asking person.

    `on_behalf` names whose review it is where the person acts by delegation.
    """

    key: str
    title: str
    provider_code: str
    provider_name: str
    state: ResourceState
    since: dt.datetime
    is_change: bool
    is_returned: bool
    purpose: Purpose = Purpose.PUBLISH
    due_at: dt.datetime | None = None
    light: str = ""
    on_behalf: str = ""


class WithheldStanding(StrEnum):
    """How a line of the negative list stands to its day of review."""

    VALID = "valid"
    DUE = "due"
    OVERDUE = "overdue"


@dataclass(frozen=True)
class WithheldResource:
    """One line of the negative list: what is withheld, on which basis, confirmed by whom.

    `items` are the withheld ones of an entry that is shared else; none: the whole entry.
    `until` is its last day where one was given, `review_on` the day it is to be looked at again.
    """

    key: str
    title: str
    provider_code: str
    provider_name: str
    national_code: str
    items: tuple[str, ...]
    basis: str
    until: dt.date | None
    review_on: dt.date | None
    standing: WithheldStanding
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
