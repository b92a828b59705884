"""What crosses the door of ingest: batches, their states, load options."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

CORRECTION: Final = "correction"  # mode of a batch that holds rows mended by hand


class BatchState(StrEnum):
    """Where a batch stands: open → landed → judged → published; the rest are other ends."""

    OPEN = "open"
    LANDED = "landed"
    JUDGED = "judged"
    PUBLISHED = "published"
    UNCHANGED = "unchanged"  # an incremental load that found nothing new
    FAILED = "failed"  # `note` says why; nothing was published
    CANCELLED = "cancelled"

    @property
    def is_final(self) -> bool:
        """Whether the batch has come to an end."""
        return self not in {BatchState.OPEN, BatchState.LANDED, BatchState.JUDGED}


@dataclass(frozen=True)
class ChangeCount:
    """How many cells of a column one step of standardisation changed."""

    column: str
    step: str
    cells: int


@dataclass(frozen=True)
class ChangedCell:
    """One cell that a step changed, as a person may see it.

    `position` counts rows from 0; `name` is the item's, `title` the step's; None is an empty cell.
    """

    position: int
    column: str
    name: str
    step: str
    title: str
    before: str | None
    after: str | None


@dataclass(frozen=True)
class ChangeList:
    """One page of changed cells; `total` counts all that match."""

    rows: tuple[ChangedCell, ...]
    total: int


@dataclass(frozen=True)
class BatchInfo:
    """One batch: what its source said, what landed, how it was judged, what was published.

    `source_count` is None where the source cannot tell. `skipped` counts rows of an incremental
    load that an earlier batch already holds (equal cursor, equal content). `plan_version` is the
    version of the standardisation plan it was landed by (0: none confirmed), `changes` what its
    steps changed.
    """

    id: int
    resource_code: str
    resource_title: str
    organisation_code: str
    source_code: str
    table: str
    mode: str
    state: BatchState
    source_count: int | None
    landed: int
    accepted: int
    quarantined: int
    misshapen: int
    skipped: int
    digest: str
    started_at: dt.datetime
    landed_at: dt.datetime | None
    judged_at: dt.datetime | None
    ended_at: dt.datetime | None
    by: str
    snapshot_id: int | None
    cursor_from: str | None
    cursor_to: str | None
    note: str = ""
    plan_version: int = 0
    changes: tuple[ChangeCount, ...] = ()


@dataclass(frozen=True)
class BatchQuery:
    """Which batches to list; empty fields do not narrow."""

    resource_code: str = ""
    organisation_code: str = ""
    state: BatchState | None = None
    text: str = ""
    since: dt.datetime | None = None
    limit: int = 50
    offset: int = 0


@dataclass(frozen=True)
class BatchPage:
    """One page of batches, the latest first; `total` counts all that match."""

    rows: tuple[BatchInfo, ...]
    total: int


@dataclass(frozen=True)
class LoadOptions:
    """How a resource's source is read; `null_words` None means the city's own list."""

    resource_code: str
    null_words: tuple[str, ...] | None = None
    is_scheduled: bool = True


@dataclass(frozen=True)
class Timeliness:
    """How one department's loads keep up with their update cycles."""

    organisation_code: str
    resources: int
    on_time: int
    late: int
    last_loaded_at: dt.datetime | None


@dataclass(frozen=True)
class LoadableResource:
    """A resource that is attached to a source table, as the person who loads it sees it."""

    key: str
    title: str
    organisation_code: str
    organisation_name: str
    source_code: str
    table: str
    takes_files: bool
    is_late: bool
    last_loaded_at: dt.datetime | None
    last_batch: BatchInfo | None


@dataclass(frozen=True)
class LoadQuery:
    """Which loadable resources to list; an empty text does not narrow."""

    text: str = ""
    limit: int = 50
    offset: int = 0


@dataclass(frozen=True)
class LoadablePage:
    """One page of loadable resources; `total` counts all that match."""

    rows: tuple[LoadableResource, ...]
    total: int
