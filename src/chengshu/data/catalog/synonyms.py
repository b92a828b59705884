"""Words that mean the same: groups kept as data in the national pack."""

from collections.abc import Mapping
from functools import lru_cache

from chengshu.data.catalog.standard import read_yaml
from chengshu.data.catalog.words import normalise


def list_synonyms(word: str) -> tuple[str, ...]:
    """Return the other words of the groups `word` stands in; none for a word in no group."""
    return _groups().get(word, ())


@lru_cache(maxsize=1)
def _groups() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for group in read_yaml("catalog_synonyms.yaml")["groups"]:
        words = [normalise(str(word)) for word in group]
        for word in words:
            found.setdefault(word, []).extend(other for other in words if other != word)
    return {word: tuple(dict.fromkeys(others)) for word, others in found.items()}
