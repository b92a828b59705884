"""What a person asks for in words, as queries of the index and as places to highlight."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from chengshu.data.catalog.synonyms import list_synonyms
from chengshu.data.catalog.words import list_runs, normalise, search_query, title_key

_CACHED = 512


@dataclass(frozen=True)
class Asked:
    """The words of a search.

    `exact` is the tsquery of the words as typed, `wide` the one that also takes their synonyms,
    `loose` the one that is content with any of them; all empty when nothing can be searched for.
    `terms` are what to highlight: the words as typed, then synonyms. `key` is what a title that
    is just these words is kept under.
    """

    exact: str
    wide: str
    loose: str
    terms: tuple[str, ...]
    key: str

    @property
    def has_synonyms(self) -> bool:
        """Whether the wide query finds more than the exact one may."""
        return self.wide != self.exact


@lru_cache(maxsize=_CACHED)
def read_words(text: str) -> Asked:
    """Return what `text` asks for."""
    exact = search_query(text)
    parts = [part for run in list_runs(text) for part in _split(run)]
    wide = " & ".join(filter(None, map(_widen, parts))) if exact else ""
    synonyms = [each for part in parts for each in list_synonyms(part)]
    return Asked(
        exact=exact,
        wide=wide if synonyms else exact,
        loose=" | ".join(dict.fromkeys(f"({search_query(part)})" for part in parts)),
        terms=tuple(dict.fromkeys((*list_runs(text), *parts, *map(normalise, synonyms)))),
        key=title_key(text),
    )


def _split(run: str) -> Iterator[str]:
    """Yield the words of a run that have synonyms, longest first, and what stands between."""
    rest, start = "", 0
    while start < len(run):
        word = _find_word(run, start)
        if word:
            yield from filter(None, (rest, word))
            rest, start = "", start + len(word)
        else:
            rest, start = rest + run[start], start + 1
    yield from filter(None, (rest,))


def _find_word(run: str, start: int) -> str:
    if run.isascii():
        return run if start == 0 and list_synonyms(run) else ""
    ends = range(min(len(run), start + 12), start, -1)
    return next((run[start:end] for end in ends if list_synonyms(run[start:end])), "")


def _widen(part: str) -> str:
    """Return the query of a word or any of its synonyms."""
    queries = [search_query(each) for each in (part, *list_synonyms(part))]
    words = [f"({query})" for query in dict.fromkeys(queries) if query]
    return f"({' | '.join(words)})" if words else ""
