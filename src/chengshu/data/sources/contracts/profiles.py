"""What a source holds, found by reading a little of it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum


class Sampling(StrEnum):
    """How the rows that were looked at were chosen."""

    ALL = "all"
    SYSTEM = "system"  # pages chosen by the database itself
    SPREAD = "spread"  # evenly over a key or over the file
    FIRST = "first"


@dataclass(frozen=True)
class ProfileLimits:
    """How gently to read: rows and seconds a table may cost."""

    rows: int = 10_000
    seconds: float = 10.0
    values: int = 200


@dataclass(frozen=True)
class ColumnProfile:
    """What a column holds, found on `rows` sampled rows.

    `type` is the source's own word. `is_unique` and `references` (`table.column`) are declared
    ones. `nulls` counts nulls and blanks; `distinct` the different values among the rest;
    `minimum` and `maximum` as text in the order of the type; lengths in characters. `frequent`
    are the most frequent values with their counts, most first, at most 60; `sample` are different
    values as text, at most `ProfileLimits.values`, spread over the rows looked at: clear data,
    never stored. `days` are different calendar days (ISO) of a date or time column, at most 400.
    """

    name: str
    type: str
    comment: str = ""
    nullable: bool = True
    is_primary_key: bool = False
    is_unique: bool = False
    references: str = ""
    rows: int = 0
    nulls: int = 0
    distinct: int = 0
    minimum: str = ""
    maximum: str = ""
    min_length: int = 0
    max_length: int = 0
    frequent: tuple[tuple[str, int], ...] = ()
    sample: tuple[str, ...] = field(default=(), repr=False)
    days: tuple[str, ...] = ()


@dataclass(frozen=True)
class TableProfile:
    """One table as found: `kind` is `table`, `view` or `file`; `row_count` may be an estimate.

    `unique_keys` are declared ones, the primary key not among them. `distinct_sets` are the
    smallest sets of columns that differed in every row looked at, where no key is declared or
    found. `bytes` is what the source says it takes on disk (None: unknown). `milliseconds` and
    `queries` are what the reading cost the source.
    """

    name: str
    comment: str
    kind: str
    row_count: int | None
    is_exact: bool
    columns: tuple[ColumnProfile, ...]
    unique_keys: tuple[tuple[str, ...], ...] = ()
    sampled_rows: int = 0
    sampling: Sampling = Sampling.ALL
    bytes: int | None = None
    milliseconds: int = 0
    queries: int = 0
    distinct_sets: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Profiler:
    """Profiles tables of one source by name, each call under one of the source's `seats`.

    `take` waits so many seconds for a seat and returns its number, `leave` gives it back; between
    two tables others get their turn. Only `profile` may be called by threads.
    """

    profile: Callable[[str, ProfileLimits], TableProfile]
    take: Callable[[float], int]
    leave: Callable[[int], None]
    seats: int
