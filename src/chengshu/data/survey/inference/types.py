"""Types of sources in one small vocabulary, and the type of the guide a column gets."""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache


class Family(StrEnum):
    """What sort of value a source's type holds."""

    TEXT = "text"
    LONG = "long"
    WHOLE = "whole"
    DECIMAL = "decimal"
    FLOAT = "float"
    DATE = "date"
    MOMENT = "moment"
    TIME = "time"
    FLAG = "flag"
    BINARY = "binary"


@dataclass(frozen=True)
class SourceType:
    """A type as declared: family, length in characters or digits, and scale."""

    family: Family
    length: int | None = None
    scale: int | None = None

    @property
    def is_number(self) -> bool:
        """Whether it holds numbers."""
        return self.family in {Family.WHOLE, Family.DECIMAL, Family.FLOAT}

    @property
    def is_day(self) -> bool:
        """Whether it holds days or moments."""
        return self.family in {Family.DATE, Family.MOMENT}

    @property
    def is_text(self) -> bool:
        """Whether it holds text."""
        return self.family in {Family.TEXT, Family.LONG}


_SIZES = re.compile(r"\(\s*(\d+)\s*(?:char|byte)?\s*(?:,\s*(-?\d+)\s*)?\)", re.IGNORECASE)
_FAMILIES: tuple[tuple[re.Pattern[str], Family], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), family)
    for pattern, family in (
        (r"tinyint\s*\(\s*1\s*\)|bool|^bit(\s*\(\s*1\s*\))?$", Family.FLAG),
        (r"timestamp|datetime", Family.MOMENT),
        (r"^date", Family.DATE),
        (r"^time|^interval", Family.TIME),
        (r"^(n?clob|(tiny|medium|long)text|ntext|json|xml|long$)", Family.LONG),
        (r"blob|bytea|binary|raw|image|geometry|geography|^bit", Family.BINARY),
        (r"double|float|real", Family.FLOAT),
        (r"decimal|numeric|^number\s*\(\s*\d+\s*,\s*[1-9]|money|^dec\b", Family.DECIMAL),
        (r"int|serial|^number|^year$|^long\b", Family.WHOLE),
    )
)


@lru_cache(maxsize=4096)
def read_type(declared: str) -> SourceType:
    """Return the family of a declared type, with length and scale where they are written."""
    text = declared.strip()
    sizes = _SIZES.search(text)
    length = int(sizes[1]) if sizes else None
    scale = int(sizes[2]) if sizes and sizes[2] else None
    family = next((found for pattern, found in _FAMILIES if pattern.search(text)), Family.TEXT)
    return SourceType(family, length, scale)
