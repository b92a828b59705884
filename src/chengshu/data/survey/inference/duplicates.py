"""Entries that exist already and look like a table: for the caller, who knows the entries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from chengshu.data.survey.contracts.drafts import NearDuplicate
from chengshu.data.survey.inference.names import fold
from chengshu.data.survey.inference.rulebook import section


@dataclass(frozen=True)
class KnownEntry:
    """An entry of the catalogue as likeness needs it: title, names of its items, its table."""

    key: str
    title: str
    items: tuple[str, ...]
    table: str = ""


def likeness(left: Sequence[str], right: Sequence[str]) -> float:
    """Return the share of names that two lists have in common (Dice), 0 to 1."""
    one, other = set(map(fold, left)) - {""}, set(map(fold, right)) - {""}
    total = len(one) + len(other)
    return 2 * len(one & other) / total if total else 0.0


def _pairs(text: str) -> list[str]:
    folded = fold(text)
    return [folded[place : place + 2] for place in range(len(folded) - 1)] or [folded]


def find_duplicates(
    title: str, items: Sequence[str], entries: Iterable[KnownEntry]
) -> tuple[NearDuplicate, ...]:
    """Return entries whose title and items are much like these, likest first."""
    rules = section("duplicates")
    found = []
    for entry in entries:
        by_title = likeness(_pairs(title), _pairs(entry.title))
        by_items = likeness(items, entry.items)
        joined = rules["title"] * by_title + rules["items"] * by_items
        if max(joined, by_title if fold(title) == fold(entry.title) else 0.0) >= rules["least"]:
            found.append(NearDuplicate(entry.key, entry.title, round(max(joined, 0.0), 3)))
    return tuple(sorted(found, key=lambda each: -each.likeness)[: rules["most"]])
