"""Landed files, gates, snapshots and the questions put to them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Final

import pyarrow as pa

from chengshu.data.lake.contracts.expressions import Expression
from chengshu.data.lake.contracts.marks import MarksFile


class PublishMode(StrEnum):
    """How a batch becomes the next snapshot."""

    FULL = "full"  # the batch replaces everything
    MERGE = "merge"  # rows of the batch replace rows of the same key, the others stay


RESTORE: Final = "restore"  # the mode of a snapshot that shows refused rows after all


@dataclass(frozen=True)
class Seal:
    """Among the batches that land: all rows before it are whole, a later run may go on here.

    `mark` tells the one who lands how far the source was read.
    """

    mark: str


# One line of what standardisation did: which cell, in which step, from what to what.
# `sequence` counts the steps that changed the cell; a null `before` or `after` is an empty cell.
CHANGE_LINES: Final = pa.schema([
    pa.field("_position", pa.int64(), nullable=False),
    pa.field("column", pa.string(), nullable=False),
    pa.field("sequence", pa.int16(), nullable=False),
    pa.field("step", pa.string(), nullable=False),
    pa.field("before", pa.string()),
    pa.field("after", pa.string()),
])


@dataclass(frozen=True)
class ChangedRows:
    """Rows that land together with the change lines of standardisation.

    `changes` has the columns of `CHANGE_LINES`; its `_position` counts within `rows`, from 0.
    """

    rows: pa.RecordBatch
    changes: pa.Table


@dataclass(frozen=True)
class ChangeCount:
    """How many cells of a column a step changed."""

    column: str
    step: str
    cells: int


@dataclass(frozen=True)
class ChangeFile:
    """The change lines of a part, written once and sealed with it."""

    path: Path
    lines: int
    digest: str
    counts: tuple[ChangeCount, ...]


@dataclass(frozen=True)
class ChangeQuery:
    """Which change lines to read, by position; empty fields do not narrow."""

    column: str = ""
    step: str = ""
    position: int | None = None
    limit: int = 50
    offset: int = 0


@dataclass(frozen=True)
class ChangePage:
    """A page of change lines (`CHANGE_LINES`), and how many match in all."""

    lines: pa.Table
    total: int


@dataclass(frozen=True)
class LandedPart:
    """One Parquet file of a landed batch: rows `first` to `first + rows - 1` by `_position`.

    `digest` is of the file's bytes; `mark` that of the `Seal` that ended it. `changes` is None
    where standardisation changed nothing.
    """

    path: Path
    first: int
    rows: int
    digest: str
    mark: str = ""
    changes: ChangeFile | None = None


@dataclass(frozen=True)
class LandedFile:
    """A batch on disk, written once and never rewritten: its parts in order of position.

    `digest` is over the digests and rows of the parts.
    """

    batch_id: int
    resource_code: str
    parts: tuple[LandedPart, ...]
    rows: int
    digest: str

    @property
    def paths(self) -> tuple[Path, ...]:
        """The files of the parts, in order."""
        return tuple(part.path for part in self.parts)

    @property
    def change_counts(self) -> tuple[ChangeCount, ...]:
        """What standardisation changed in the whole batch, by column and step."""
        counts: Counter[tuple[str, str]] = Counter()
        for part in self.parts:
            for count in part.changes.counts if part.changes else ():
                counts[count.column, count.step] += count.cells
        return tuple(ChangeCount(*key, cells) for key, cells in sorted(counts.items()))


@dataclass(frozen=True)
class Gate:
    """The verdict a publish needs: it adds up, or there is no publish.

    The refused rows are named by the batch's marks, or, where there are few, by
    `refused_positions`: `_position` values of the landed file, each once.
    """

    batch_id: int
    landed: int
    accepted: int
    refused_positions: Sequence[int] = ()
    marks: MarksFile | None = None

    @property
    def adds_up(self) -> bool:
        """Whether every landed row has exactly one end state; marks are counted on publishing."""
        if self.marks is not None:
            belongs = self.marks.batch_id == self.batch_id and not len(self.refused_positions)
            return belongs and self.landed == self.accepted + self.marks.refused
        refused = set(self.refused_positions)
        return (
            len(refused) == len(self.refused_positions)
            and self.landed == self.accepted + len(refused)
            and all(0 <= position < self.landed for position in refused)
        )


@dataclass(frozen=True)
class SnapshotInfo:
    """One immutable state of a resource; `number` counts per resource from 1.

    `version` is the lake's own snapshot number, which time travel uses. One that `restores` shows
    rows refused before; its batch is the newest one published until then.
    """

    id: int
    resource_code: str
    number: int
    version: int
    batch_id: int
    rows: int
    published_at: datetime
    restores: bool = False


class MeasureKind(StrEnum):
    """What a measure computes; all but `COUNT` need a column, nulls are left out."""

    COUNT = "count"
    COUNT_DISTINCT = "count_distinct"
    SUM = "sum"
    AVG = "avg"
    MIN = "min"
    MAX = "max"


@dataclass(frozen=True)
class Measure:
    """One figure over a group; `where` narrows the rows this measure sees."""

    kind: MeasureKind
    column: str = ""
    where: Expression | None = None


@dataclass(frozen=True)
class AggregateQuery:
    """Measures by group over one snapshot (the latest when None).

    A group is an item's column, or `column:year|quarter|month|day` of a date or time item (also
    of text that starts with an ISO date), or `column:first6` for the first six signs of a text
    (streets by their district); the result names its columns like the groups and
    measures and is ordered by group.
    """

    resource_code: str
    measures: Mapping[str, Measure]
    group_by: tuple[str, ...] = ()
    where: Expression | None = None
    snapshot_id: int | None = None


@dataclass(frozen=True)
class Order:
    """One key of an ordering; nulls come last."""

    column: str
    descending: bool = field(default=False)


@dataclass(frozen=True)
class RowQuery:
    """Rows asked of a snapshot; no columns means all items."""

    resource_code: str
    columns: tuple[str, ...] = ()
    where: Expression | None = None
    order: tuple[Order, ...] = ()
    limit: int = 50
    offset: int = 0


@dataclass(frozen=True)
class RowPage:
    """A page of rows, and how many match in all."""

    rows: pa.Table
    total: int
