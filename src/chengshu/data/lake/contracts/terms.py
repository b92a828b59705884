"""Values of expressions: columns, literals, what is computed from them, and how they compare."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

Scalar: TypeAlias = str | int | float | bool | Decimal | dt.date | dt.datetime | None


class Comparison(StrEnum):
    """How two values are compared; the last two are for text only."""

    EQUAL = "="
    NOT_EQUAL = "!="
    LESS = "<"
    LESS_OR_EQUAL = "<="
    GREATER = ">"
    GREATER_OR_EQUAL = ">="
    CONTAINS = "contains"
    STARTS_WITH = "starts_with"


class Function(StrEnum):
    """What a value can be computed by; a null argument gives null.

    Arithmetic is done in doubles; what is not finite (a division by zero) is null. Moments count
    as their day. `DAYS` is how many days the first date lies after the second. `SUBSTRING` takes
    a text, the place of the first character (from 1) and a number of characters, both literals.
    """

    ADD = "+"
    SUBTRACT = "-"
    MULTIPLY = "*"
    DIVIDE = "/"
    ABS = "abs"
    LENGTH = "length"
    SUBSTRING = "substring"
    YEAR = "year"
    MONTH = "month"
    DAY = "day"
    DAYS = "days"
    TODAY = "today"


@dataclass(frozen=True)
class Column:
    """An item of the resource, by its column name."""

    name: str


@dataclass(frozen=True)
class Literal:
    """A value; it is converted to the type of the column it meets."""

    value: Scalar


@dataclass(frozen=True)
class Call:
    """A value computed from others."""

    function: Function
    args: tuple["Term", ...] = ()


Term: TypeAlias = Column | Literal | Call


def columns_of(term: Term) -> Iterator[str]:
    """Walk over the names of all columns in a value."""
    if isinstance(term, Column):
        yield term.name
    elif isinstance(term, Call):
        for arg in term.args:
            yield from columns_of(arg)


@dataclass(frozen=True)
class Relation:
    """`left op right` over computed values.

    Numbers are equal when they differ by no more than 0.000001, or by the 14th digit of the
    greater one: sums of decimals are then equal as people reckon them.
    """

    op: Comparison
    left: Term
    right: Term
