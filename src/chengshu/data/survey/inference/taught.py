"""Chinese names that people gave to columns: used again where column and comment are the same."""

from collections.abc import Mapping
from dataclasses import dataclass

from chengshu.data.elements.contracts import Knowledge

_EXACT = 0.985  # worth more than the comment it was said of: a person read that comment too


@dataclass(frozen=True)
class TaughtName:
    """A name and what it is worth: confirmations against corrections, never certain."""

    text: str
    worth: float


def taught_names(knowledge: Knowledge) -> Mapping[tuple[str, str], TaughtName]:
    """Return the names by folded column and comment; the department's own before the city's."""
    found: dict[tuple[str, str], TaughtName] = {}
    for alias in knowledge.aliases:
        if alias.name_zh and alias.votes > alias.refusals:
            share = alias.votes / (alias.votes + alias.refusals)
            found.setdefault(
                (alias.column, alias.comment), TaughtName(alias.name_zh, _EXACT * share)
            )
    return found
