"""The steps that come with the house, each a pure function over Arrow arrays of text."""

from chengshu.data.standardisation.steps import (
    addresses,
    citizen_ids,
    codes,
    coordinates,
    dates,
    flags,
    money,
    phones,
    quantities,
    texts,
)
from chengshu.data.standardisation.steps.registry import steps

__all__ = [
    "addresses",
    "citizen_ids",
    "codes",
    "coordinates",
    "dates",
    "flags",
    "money",
    "phones",
    "quantities",
    "steps",
    "texts",
]
