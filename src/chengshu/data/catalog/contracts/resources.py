"""Entries of the catalogue: what a person drafts and what is kept."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class ShareType(StrEnum):
    """共享属性 of the 2017 guide; codes as in the guide."""

    UNCONDITIONAL = "1"
    CONDITIONAL = "2"
    WITHHELD = "3"


class ShareModeCategory(StrEnum):
    """共享方式 category: through the platform, by mail, by physical medium."""

    PLATFORM = "platform"
    MAIL = "other_mail"
    MEDIUM = "other_media"


class ResourceState(StrEnum):
    """Where an entry (or the change of an entry) stands."""

    DRAFT = "draft"
    DEPARTMENT_REVIEW = "department_review"
    BUREAU_REVIEW = "bureau_review"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class Purpose(StrEnum):
    """What a version in review is for; each has a review of its own."""

    PUBLISH = "publish"
    CHANGE = "change"
    OFFLINE = "offline"


class LoadMode(StrEnum):
    """How the attached table is read: whole each time, or from a cursor on."""

    FULL = "full"
    INCREMENTAL = "incremental"


class EventKind(StrEnum):
    """One step in the life of an entry."""

    DRAFTED = "drafted"
    IMPORTED = "imported"
    CHANGED = "changed"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    PUBLISHED = "published"
    RETURNED = "returned"
    OFFLINE_ASKED = "offline_asked"
    WITHDRAWN = "withdrawn"
    ATTACHED = "attached"
    RECODED = "recoded"


@dataclass(frozen=True)
class Guess:
    """A value the machine proposed: for which field, why, and how sure (0 to 1)."""

    field: str
    evidence: str
    confidence: float


@dataclass(frozen=True)
class ItemDraft:
    """One information item (信息项).

    `column` is the name in the lake (lower snake case), `source_column` the name in the source
    (empty: the same). `data_type` is a code of the guide (C N Y D T L M G B I F). `minimum` and
    `maximum` are numbers, or ISO dates for D and T. `reference` is `resource_key.column`.
    `element` is the code of the data element the item stands for.
    """

    column: str
    name_zh: str
    data_type: str
    length: int | None = None
    scale: int | None = None
    is_primary_key: bool = False
    is_required: bool = False
    is_incremental: bool = False
    is_sensitive: bool = False
    mask: str = ""
    code_table: str = ""
    identifier: str = ""
    pattern: str = ""
    minimum: int | float | str | None = None
    maximum: int | float | str | None = None
    reference: str = ""
    note: str = ""
    name_en: str = ""
    grade: int = 1
    share_type: ShareType | None = None
    source_column: str = ""
    element: str = ""


@dataclass(frozen=True)
class ItemInfo(ItemDraft):
    """An item as kept: with its position (from 1); `source_column` is always filled."""

    position: int = 0


@dataclass(frozen=True)
class ResourceDraft:
    """What a person (or a scan) says about one information resource.

    `key` is our own short stable name, used everywhere as `resource_code`; the national code
    is given at publishing. `provider_code` is the organisation's code. `class_path` is a leaf of
    the class tree, e.g. "307001". `format` is the major format "1" to "7", `format_name` the
    concrete one. `no_share_until` is the last day on which it is withheld.
    A draft may be incomplete; submitting checks it.
    """

    key: str
    title: str
    provider_code: str
    abstract: str = ""
    class_path: str = ""
    format: str = ""
    share_type: ShareType | None = None
    share_condition: str = ""
    share_mode: str = ""
    is_open: bool = False
    open_condition: str = ""
    update_cycle: str = ""
    system_code: str = ""
    no_share_basis: str = ""
    items: tuple[ItemDraft, ...] = ()
    format_name: str = ""
    share_mode_category: ShareModeCategory = ShareModeCategory.PLATFORM
    related_codes: tuple[str, ...] = ()
    grade: int = 1
    source_duty: str = ""
    themes: tuple[str, ...] = ()
    scenarios: tuple[str, ...] = ()
    data_range: str = ""
    extensions: Mapping[str, str] = field(default_factory=dict)
    guesses: tuple[Guess, ...] = ()
    no_share_until: dt.date | None = None


@dataclass(frozen=True)
class Attachment:
    """The source table behind a published entry (挂接)."""

    source_code: str
    table: str
    mode: LoadMode = LoadMode.FULL
    cursor_column: str = ""
    expects_rows: bool = True


@dataclass(frozen=True)
class ResourceInfo:
    """One entry as it stands; `state` is what the world sees.

    `change_state` is set while a change of a published entry is on its way, `change_purpose` says
    whether it changes or ends the entry, `change_reason` why it ends; `version` is the number of
    the version shown. `items` are complete, in order. `comments` are the reviewer's, by field
    (`items.<column>` for an item), while a returned draft is mended. `row_count` is of the newest
    snapshot, `data_at` when data last came; both None before any did.
    """

    key: str
    title: str
    provider_code: str
    provider_name: str
    provider_uscc: str
    abstract: str
    class_path: str
    class_name: str
    national_code: str
    former_codes: tuple[str, ...]
    format: str
    format_name: str
    share_type: ShareType | None
    share_condition: str
    share_mode: str
    share_mode_category: ShareModeCategory
    is_open: bool
    open_condition: str
    update_cycle: str
    system_code: str
    no_share_basis: str
    related_codes: tuple[str, ...]
    grade: int
    source_duty: str
    themes: tuple[str, ...]
    scenarios: tuple[str, ...]
    data_range: str
    extensions: Mapping[str, str]
    guesses: tuple[Guess, ...]
    items: tuple[ItemInfo, ...]
    state: ResourceState
    change_state: ResourceState | None
    version: int
    return_reason: str
    published_on: dt.date | None
    changed_at: dt.datetime
    attachment: Attachment | None
    change_purpose: Purpose | None = None
    change_reason: str = ""
    row_count: int | None = None
    data_at: dt.datetime | None = None
    no_share_until: dt.date | None = None
    comments: Mapping[str, str] = field(default_factory=dict)

    @property
    def code(self) -> str:
        """The key under its other name: what other rooms call `resource_code`."""
        return self.key

    @property
    def primary_key(self) -> tuple[str, ...]:
        """Columns of the primary key in order."""
        return tuple(item.column for item in self.items if item.is_primary_key)

    def find_item(self, column: str) -> ItemInfo | None:
        """Return the item of a lake column, or None."""
        return next((item for item in self.items if item.column == column), None)
