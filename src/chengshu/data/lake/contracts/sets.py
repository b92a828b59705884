"""Questions to the rows of a batch together, beside what is published: keys, references, sums.

Rows a question is put to are those of a landed file without `refused`. Keys and references
compare as text; a row whose key has an empty part is no answer to anything.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from chengshu.data.lake.contracts.expressions import Expression
from chengshu.data.lake.contracts.snapshots import LandedFile, Measure


@dataclass(frozen=True)
class Rows:
    """Rows of one landed file: those not refused, and of them those of which `where` holds."""

    landed: LandedFile
    refused: Sequence[int] = ()
    where: Expression | None = None


@dataclass(frozen=True)
class KnownKeys:
    """Which rows have a key that the newest snapshot has in a row they do not replace.

    `replaces` is the primary key by which rows of the batch replace published ones; none where
    the batch only adds. Answers `_position`.
    """

    rows: Rows
    columns: tuple[str, ...]
    replaces: tuple[str, ...] = ()


@dataclass(frozen=True)
class LostReferences:
    """Which rows refer to something the other resource's newest snapshot does not hold.

    With `on` (a date of ours) and `valid_from` or `valid_to` (dates of theirs), it must have been
    valid on that day; an open end or a missing day asks nothing. Answers `_position`.
    """

    rows: Rows
    columns: tuple[str, ...]
    resource_code: str
    others: tuple[str, ...]
    on: str = ""
    valid_from: str = ""
    valid_to: str = ""


@dataclass(frozen=True)
class LikelyPairs:
    """Pairs of rows that agree in every column of `block`, with the texts to be compared.

    `first` counts that many first characters of the last block column only (0: all of it).
    Blocks of more than `largest` rows are left out: they tell nobody apart. Answers `_position`
    (the later row), `other`, and each column of `columns` as `a0`, `b0`, `a1`, `b1` and so on.
    """

    rows: Rows
    block: tuple[str, ...]
    columns: tuple[str, ...]
    first: int = 0
    largest: int = 500
    most: int = 1_000_000


@dataclass(frozen=True)
class Totals:
    """By key: a measure over our rows beside a measure over another resource's snapshot.

    Answers `key`, `ours`, `theirs` (doubles; null where one side lacks the key) where they differ
    by more than `tolerance`. Keys that only the other side has count when `whole`.
    """

    rows: Rows
    key: tuple[str, ...]
    measure: Measure
    resource_code: str
    other_key: tuple[str, ...]
    other_measure: Measure
    tolerance: float = 0.0
    whole: bool = False


@dataclass(frozen=True)
class Groups:
    """Groups of our rows whose measure lies outside `low` to `high`; answers `key`, `ours`."""

    rows: Rows
    group_by: tuple[str, ...]
    measure: Measure
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Disagreements:
    """By key: where our value and another resource's differ; answers `key`, `ours`, `theirs`.

    Values compare as text; a missing value on either side contradicts nothing.
    """

    rows: Rows
    key: tuple[str, ...]
    column: str
    resource_code: str
    other_key: tuple[str, ...]
    other: str


@dataclass(frozen=True)
class Shares:
    """How a column is filled here and in earlier batches.

    Answers one row per value (the `bins` most frequent of the earlier rows; for numbers and days
    the bins of equal weight among them), `bin` (null: empty cells, -1: any other), `before` and
    `now` as numbers of rows.
    """

    rows: Rows
    earlier: tuple[LandedFile, ...]
    column: str
    bins: int = 10


@dataclass(frozen=True)
class Distinct:
    """How many rows, filled cells and different values a column has here and in earlier batches.

    Answers two lines of `is_now`, `rows`, `filled`, `distinct`.
    """

    rows: Rows
    earlier: tuple[LandedFile, ...]
    column: str


SetQuestion: TypeAlias = (
    KnownKeys | LostReferences | LikelyPairs | Totals | Groups | Disagreements | Shares | Distinct
)
