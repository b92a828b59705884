"""Headings of a table: which rows they are, and which field of a draft each one names."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from chengshu.data.catalog.guide.layout import get_layout
from chengshu.data.catalog.imports.grids import Cells, Grid
from chengshu.data.catalog.standard import read_yaml

SURE, KNOWN, LIKELY = 1.0, 0.95, 0.7
_MOST_ROWS = 10  # headings begin within the first rows that hold anything
_MOST_DEPTH = 3
_LONG = 40  # characters; a heading is shorter
_SHORTEST_END = 3  # characters a name must have to be found at the end of a heading
_REMARK = re.compile(r"[(【\[][^)】\]]*[)】\]]|[*:\s]")


@dataclass(frozen=True)
class Match:
    """The field a heading names, how sure, and whether it is the guide's own wording."""

    field: str
    confidence: float
    is_guide: bool = False


@dataclass(frozen=True)
class Head:
    """Where the headings of a grid stand (index of the first row, how many), and what they say."""

    row: int
    depth: int
    names: tuple[str, ...]


def find_head(grid: Grid) -> Head:
    """Return the rows that read most like headings; the first row where none does."""
    first = _head(grid, 0, 1)
    if grid.has_head:
        return first
    best, best_score = first, 0.0
    for row in range(min(_MOST_ROWS, len(grid.rows))):
        for depth in range(1, min(_MOST_DEPTH, len(grid.rows) - row) + 1):
            head = _head(grid, row, depth)
            score = _score(grid, head)
            if score > best_score:
                best, best_score = head, score
    return best


def make_head(grid: Grid, row: int, depth: int) -> Head:
    """Return the headings at a place a person chose, kept within the grid."""
    row = max(0, min(row, len(grid.rows) - 1))
    return _head(grid, row, max(1, min(depth, _MOST_DEPTH, len(grid.rows) - row)))


def _head(grid: Grid, row: int, depth: int) -> Head:
    rows = grid.rows[row : row + depth]
    width = max(map(len, grid.rows))
    return Head(row, depth, tuple("/".join(_parts(rows, place)) for place in range(width)))


def _parts(rows: tuple[Cells, ...], place: int) -> Iterator[str]:
    before = ""
    for row in rows:
        text = row[place].strip() if place < len(row) else ""
        if text and text != before:
            yield text
            before = text


def _score(grid: Grid, head: Head) -> float:
    """Return how much the rows read like headings: known names count, long texts count against."""
    matches = [match_heading(name) for name in head.names]
    fields = {match.field: match.confidence for match in matches if match}
    distinct = len({name for name in head.names if name})
    cells = [cell for row in grid.rows[head.row : head.row + head.depth] for cell in row]
    too_long = sum(len(cell) > _LONG for cell in cells)
    return sum(fields.values()) + min(distinct, 5) * 0.02 - too_long * 0.5 - head.depth * 0.05


def clean(text: str) -> str:
    """Return a heading's words bare: half width, lower case, without marks and remarks."""
    return _REMARK.sub("", unicodedata.normalize("NFKC", text)).lower()


def match_heading(name: str) -> Match | None:
    """Return the field that a heading names, or None."""
    guide, words = _names()
    parts = [clean(part) for part in name.split("/")]
    whole = "/".join(part for part in parts if part)
    found = guide.get(whole)
    if found is not None:
        return Match(found, SURE, is_guide=True)
    for text in (whole, parts[-1]):
        if text in words:
            return Match(words[text], KNOWN)
    return _match_end(parts[-1], words)


def _match_end(text: str, words: Mapping[str, str]) -> Match | None:
    """Return the field whose name ends the heading, the longest one first."""
    ends = [word for word in words if len(word) >= _SHORTEST_END and text.endswith(word)]
    return Match(words[max(ends, key=len)], LIKELY) if ends else None


@lru_cache(maxsize=1)
def _names() -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Return the guide's own headings, and all other words, each with its field."""
    columns = get_layout().columns
    guide = {
        "/".join(clean(part) for part in column.heading.split("/")): column.field
        for column in columns
    }
    words = {clean(column.name): column.field for column in columns if column.name}
    headers: Mapping[str, list[str]] = read_yaml("catalog_import_words.yaml")["headers"]
    words |= {clean(word): field for field, others in headers.items() for word in others}
    return guide, words


@lru_cache(maxsize=1)
def contact_words() -> frozenset[str]:
    """Return the headings of columns that hold persons and how to reach them."""
    return frozenset(clean(word) for word in read_yaml("catalog_import_words.yaml")["contacts"])
