"""What a column holds, cleaned for judging: width folded, blanks left out."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from chengshu.data.sources.contracts.profiles import ColumnProfile
from chengshu.data.survey.inference.rulebook import get_rulebook

MOST_VALUES = 200
_WHOLE = re.compile(r"[+-]?\d+(?:\.0+)?")
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
_FLOAT_TAIL = re.compile(r"(\d{4,})\.0+")
_CHINESE = re.compile(r"[\u3400-\u9fff]")


def clean_value(value: str) -> str:
    """Return a value trimmed and width folded; "" where it stands for nothing.

    A whole number that a spreadsheet wrote as `13800138000.0` loses its tail.
    """
    text = value if value.isascii() else unicodedata.normalize("NFKC", value)
    text = text.strip().strip("'\"`\t\u200b\ufeff")
    if text.lower() in get_rulebook().placeholders:
        return ""
    tail = _FLOAT_TAIL.fullmatch(text)
    return tail[1] if tail else text


def share_of(values: Iterable[str], holds: Callable[[str], object]) -> float:
    """Return which share of the values holds (0 for none)."""
    found = [bool(holds(value)) for value in values]
    return sum(found) / len(found) if found else 0.0


@dataclass(frozen=True)
class Contents:
    """Different cleaned values of a column, at most 200, in the order they were read."""

    values: tuple[str, ...]
    counts: tuple[tuple[str, int], ...]
    rows: int
    nulls: int
    distinct: int

    @property
    def filled(self) -> int:
        """Rows that hold something."""
        return max(self.rows - self.nulls, 0)

    @property
    def repeats(self) -> float:
        """How often a value occurs, on average (1: never twice)."""
        return self.filled / self.distinct if self.distinct else 1.0

    @cached_property
    def weights(self) -> Mapping[str, int]:
        """How many rows each value has; one for those that are not among the frequent."""
        known = dict(self.counts)
        return {value: known.get(value, 1) for value in self.values}

    def row_share(self, values: Iterable[str]) -> float:
        """Return which share of the rows that were seen the given values have."""
        total = sum(self.weights.values())
        return sum(self.weights[value] for value in values) / total if total else 0.0

    @cached_property
    def few(self) -> tuple[str, ...]:
        """The first values: enough for a first look."""
        return self.values[: get_rulebook().identification.first_look]

    @cached_property
    def numbers(self) -> tuple[float, ...]:
        """The values that are numbers."""
        return tuple(float(value) for value in self.values if _NUMBER.fullmatch(value))

    @cached_property
    def number_share(self) -> float:
        """Share of the values that are numbers."""
        return len(self.numbers) / len(self.values) if self.values else 0.0

    @cached_property
    def whole_share(self) -> float:
        """Share of the values that are whole numbers."""
        return share_of(self.values, _WHOLE.fullmatch)

    @cached_property
    def chinese_share(self) -> float:
        """Share of the values with a Chinese character."""
        return share_of(self.values, _CHINESE.search)

    @cached_property
    def mean_length(self) -> float:
        """Mean length in characters."""
        return sum(map(len, self.values)) / len(self.values) if self.values else 0.0

    @cached_property
    def lengths(self) -> frozenset[int]:
        """The lengths that occur."""
        return frozenset(map(len, self.values))


def read_contents(column: ColumnProfile) -> Contents:
    """Return the contents of a profiled column: its sample and its most frequent values."""
    cleaned: dict[str, None] = {}
    for value in (*column.sample, *(value for value, _ in column.frequent)):
        text = clean_value(value)
        if text and len(cleaned) < MOST_VALUES:
            cleaned[text] = None
    counts = tuple((clean_value(value), count) for value, count in column.frequent)
    return Contents(
        tuple(cleaned),
        tuple((value, count) for value, count in counts if value),
        column.rows,
        column.nulls,
        column.distinct,
    )
