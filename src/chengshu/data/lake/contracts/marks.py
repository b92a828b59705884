"""Marks: which rows of a landed file failed which rules, in one immutable file beside it."""

from dataclasses import dataclass, field
from typing import Final

import pyarrow as pa

MARK_OPEN: Final = "quarantined"
MARK_REPEATED: Final = "repeated"
KEY_SEPARATOR: Final = "\x1f"
PLACES: Final = pa.schema([("batch", pa.int64()), ("position", pa.int64())])
ENDS: Final = pa.schema([*PLACES, ("state", pa.string())])


@dataclass(frozen=True)
class Failure:
    """The rows one rule fails, by position (int64, each once); without `refuses` it only warns."""

    rule: str
    positions: pa.Array
    refuses: bool = True


@dataclass(frozen=True)
class MarksFile:
    """The marks of one batch, written once; `name` is empty where no row failed anything.

    `rows` counts all marked rows, `refused` those that may not be published, `repeated` those of
    them that only say again what an earlier batch's open or resting row said.
    """

    batch_id: int
    resource_code: str
    name: str
    rows: int
    refused: int
    repeated: int
    digest: str


@dataclass(frozen=True)
class EarlierMarks:
    """Marks of earlier batches of a resource, and which of their rows are out of the question.

    `ended` holds `batch` and `position` (`PLACES`).
    """

    files: tuple[MarksFile, ...] = ()
    ended: pa.Table = field(default_factory=PLACES.empty_table)


@dataclass(frozen=True)
class MarksQuery:
    """Which marked rows to list, the latest batch first, then by position.

    `ends` (`ENDS`) says what became of rows later. Empty fields do not narrow; `text` is looked
    for in the key, `leading` is the first of the rules a row fails. `refused` False lists the
    rows that were accepted with a warning, `is_first` leaves out rows that repeat an earlier one.
    """

    files: tuple[MarksFile, ...]
    ends: pa.Table = field(default_factory=ENDS.empty_table)
    rule: str = ""
    leading: str = ""
    text: str = ""
    state: str = ""
    position: int | None = None
    refused: bool = True
    is_first: bool = False
    limit: int = 50
    offset: int = 0


@dataclass(frozen=True)
class MarksPage:
    """One page of marked rows; `total` counts all that match.

    Columns: batch, position, rules, warnings, key, first_batch, first_position, state.
    """

    rows: pa.Table
    total: int
