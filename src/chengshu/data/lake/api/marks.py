"""The part of the door about marks: written by a judgement, listed, compared, read by position."""

from collections.abc import Mapping, Sequence

import pyarrow as pa

from chengshu.base.access import api as access
from chengshu.base.accounts.contracts import Actor
from chengshu.data.lake import marked, tables
from chengshu.data.lake.contracts import (
    EarlierMarks,
    Failure,
    LandedFile,
    MarksFile,
    MarksPage,
    MarksQuery,
)
from chengshu.data.lake.services import marking

_NOTHING = EarlierMarks()


def write_marks(
    actor: Actor,
    *,
    landed: LandedFile,
    failures: Sequence[Failure],
    key: tuple[str, ...] = (),
    earlier: EarlierMarks = _NOTHING,
) -> MarksFile:
    """Write which rows of a landed file fail which rules, as one immutable file named by digest.

    The landed file stays as it is. A refused row that is the same row of its source as one of
    `earlier` (by key, else by content), with nothing new wrong with it, points to that one.
    Who asks keeps what is returned; files nobody keeps are dropped after a day.

    Raises:
        LandedFileError: Marks of an earlier batch are gone.
    """
    organisation = tables.provider_of(landed.resource_code)
    access.check(actor, "lake.land", organisation=organisation)
    return marking.write_marks(landed=landed, failures=failures, key=key, earlier=earlier)


def list_marks(query: MarksQuery) -> MarksPage:
    """Return one page of marked rows, the latest batch first, and how many match."""
    return marked.list_marks(query)


def group_marks(query: MarksQuery) -> pa.Table:
    """Return how many rows of a batch fail the same rules together: batch, rules, rows."""
    return marked.group_marks(query)


def refused_positions(marks: MarksFile) -> pa.Array:
    """Return the positions of the refused rows of one batch, ascending (int64)."""
    return marked.refused_positions(marks)


def compare_marks(
    *,
    landed: LandedFile,
    here: MarksFile,
    key: tuple[str, ...],
    earlier: EarlierMarks,
    replaces: bool,
) -> pa.Table:
    """Return what became of open rows of earlier batches now that a batch is published.

    Columns batch, position, state, by_position (in the published batch). `repaired`: a row of
    the same key was accepted and none was refused; `superseded`: the same key is refused for
    other reasons; `withdrawn`: the batch `replaces` all rows and this one no longer comes. Rows
    that stay open are not listed.
    """
    return marked.compare_marks(
        landed=landed, here=here, key=key, earlier=earlier, replaces=replaces
    )


def read_positions(landed: LandedFile, positions: Sequence[int]) -> pa.Table:
    """Return some rows of a landed file by position, ascending; other row groups stay unread.

    Raises:
        LandedFileError: The file is gone.
    """
    return marked.read_positions(landed, positions)


def list_touched(
    *, files: Sequence[MarksFile], ended: pa.Table, rule: str, changed: Mapping[int, Sequence[str]]
) -> pa.Table:
    """Return the open rows that one rule refused, where only `changed` rules (by batch) did.

    Columns batch, position, by_batch, by_position: the row, and where it came last; what counts
    is why it was refused there. `ended` (`PLACES`) are the rows that came to their end.
    """
    return marked.list_touched(files=files, ended=ended, rule=rule, changed=changed)


def list_old_marks() -> tuple[str, ...]:
    """Return the names of marks files older than a day, for whoever knows which are kept."""
    return marking.list_old_marks()


def drop_marks(names: Sequence[str]) -> int:
    """Remove marks files that no judgement keeps; return how many."""
    return marking.drop_marks(names)
