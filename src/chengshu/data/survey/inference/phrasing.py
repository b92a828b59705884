"""Which of several readings of a name the contents fit: 单价 for numbers, 登记 for anything."""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from chengshu.data.survey.inference.observing import Observation
from chengshu.data.survey.inference.rulebook import section
from chengshu.data.survey.inference.segments import Phrase
from chengshu.data.survey.inference.shapes import SURE
from chengshu.data.survey.inference.types import Family

_FITS, _CONTRADICTS = -1, 3


@lru_cache(maxsize=1)
def _expectations() -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((sort, tuple(ends)) for sort, ends in section("phrase_ends").items())


def sort_phrases(phrases: Sequence[Phrase], seen: Observation) -> tuple[Phrase, ...]:
    """Return readings in the order of how well contents fit what their ends promise."""
    if not seen.contents.values and not seen.source.is_day:
        return tuple(phrases)
    sort = sort_of(seen)
    moved = [
        replace(phrase, rank=max(0, phrase.rank + _move(phrase.text, sort))) for phrase in phrases
    ]
    return tuple(sorted(moved, key=lambda phrase: phrase.rank))


def sort_of(seen: Observation) -> str:
    """Return the rough sort of a column's values: day, money, whole, few, people, text, other."""
    rules = (
        ("day", seen.dates is not None or seen.is_year),
        ("measure", seen.source.family in {Family.DECIMAL, Family.FLOAT}),
        ("people", seen.is_people),
        ("few", seen.is_categorical or seen.is_flag),
        ("number", seen.contents.number_share >= SURE),
    )
    return next((sort for sort, holds in rules if holds), "text")


def _move(text: str, sort: str) -> int:
    """Return how far a reading moves: forward where its end promises the sort, back where not."""
    promised = next((name for name, ends in _expectations() if text.endswith(ends)), "")
    if not promised:
        return 0
    return _FITS if sort in section("phrase_sorts")[promised] else _CONTRADICTS
