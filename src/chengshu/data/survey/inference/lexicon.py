"""Words of one source: what its own comments say comes before what a dictionary says."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from chengshu.data.sources.contracts.profiles import TableProfile
from chengshu.data.survey.inference.abbreviations import english_words
from chengshu.data.survey.inference.index import NameIndex, add_word
from chengshu.data.survey.inference.names import comment_head, fold, has_chinese, split_name
from chengshu.data.survey.inference.rulebook import section

_SHORTEST, _LONGEST, _LONGEST_PART = 2, 8, 4
_ABSENT, _IN_SOURCE, _IN_TABLE = 2, 1, 0
_LEAST_AGREED = 0.6
_ENGLISH = 0.3


@lru_cache(maxsize=1)
def listed_words() -> Mapping[str, tuple[str, ...]]:
    """Return the words the pack lists for a piece: what it mostly means in any table (bz: 备注)."""
    return {
        str(piece): tuple(words) if isinstance(words, list) else tuple(str(words).split("/"))
        for piece, words in section("words").items()
    }


@dataclass(frozen=True)
class Lexicon:
    """Chinese words of Latin pieces for one source, and the comments of its column names.

    `parts` are all stretches of two to four characters in its comments: words that occur there
    are likelier meant. `comments` give a column without a comment that of its namesakes.
    """

    words: Mapping[str, tuple[str, ...]]
    parts: frozenset[str]
    comments: Mapping[str, str]
    known_text: str
    domains: tuple[str, ...] = ()
    is_english: bool = False

    def meanings(self, piece: str, near: frozenset[str]) -> tuple[tuple[str, int], ...]:
        """Return the words of a piece with ranks: the table's own, common ones, the source's."""
        words = self.words.get(piece, (piece,))
        if len(words) == 1:
            return ((words[0], 0),)
        common = listed_words().get(piece, ())
        distances = {word: self._distance(word, near, is_common=word in common) for word in words}
        least = min(distances.values())
        ordered = sorted(words, key=lambda word: (distances[word], word not in common))
        return tuple((word, place + distances[word] - least) for place, word in enumerate(ordered))

    def _distance(self, word: str, near: frozenset[str], *, is_common: bool) -> int:
        """Return how far a word lies from the table; one that is common lies near everywhere."""
        part = word[:_LONGEST_PART]
        if part in near:
            return _IN_TABLE
        return _IN_SOURCE if is_common or part in self.parts else _ABSENT

    def is_known_pair(self, first: str, second: str) -> bool:
        """Tell whether two words stand beside each other in what is known."""
        return f"{first}{second}" in self.known_text


def build_lexicon(
    profiles: Sequence[TableProfile], index: NameIndex, *, system: str, owner: str
) -> Lexicon:
    """Return the lexicon of a source: the index, joined by the words of its comments."""
    heads = [
        comment_head(column.comment)
        for profile in profiles
        for column in profile.columns
        if has_chinese(column.comment)
    ]
    texts = [*heads, *(profile.comment for profile in profiles), system, owner]
    fields = _choose_fields(texts[-2:], texts)
    subjects = [word for profile in profiles for word in subjects_of(profile.comment)]
    own = sorted(part for part in parts_of([system, owner]) if part in index.known_text)
    field_words = (word for rule in fields for word in rule["words"].split())
    spoken = [*field_words, *heads, *subjects, *own]
    found: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for word in dict.fromkeys(spoken):
        if _SHORTEST <= len(word) <= _LONGEST and has_chinese(word):
            add_word(word, found)
    words = dict(index.words)
    for piece, meanings in found.items():
        if len(piece) > 1:
            words[piece] = tuple(dict.fromkeys((*meanings, *index.words.get(piece, ()))))
    known_text = "|".join([index.known_text, *spoken])
    domains = tuple(dict.fromkeys(domain for rule in fields for domain in rule["domains"]))
    parts = parts_of([*texts, *spoken])
    is_english = _is_english(profiles)
    return Lexicon(words, parts, _namesakes(profiles), known_text, domains, is_english)


def _is_english(profiles: Sequence[TableProfile]) -> bool:
    """Tell whether the columns of a source are mostly named in English."""
    pieces = [
        piece
        for profile in profiles
        for column in profile.columns
        for piece in split_name(column.name)
        if len(piece) > _SHORTEST and piece.isascii() and piece.isalpha()
    ]
    known = frozenset(english_words())
    return len(pieces) > 0 and sum(piece in known for piece in pieces) >= _ENGLISH * len(pieces)


def subjects_of(comment: str) -> Sequence[str]:
    """Return the words a table is about by its comment: 特殊人群走访记录 gives 特殊 and 走访."""
    text = comment_head(comment) if has_chinese(comment) else ""
    tail = next((tail for tail in section("table_tails") if text.endswith(tail)), "")
    text = text.removesuffix(tail)
    ends = [text[:_SHORTEST], text[-_SHORTEST:]] if len(text) >= 2 * _SHORTEST else []
    return [word for word in (text, *ends) if _SHORTEST <= len(word) <= _LONGEST]


def _choose_fields(names: Sequence[str], texts: Sequence[str]) -> list[dict[str, Any]]:
    """Return the fields of work a source is about, by its names, else by its comments."""
    fields: dict[str, dict[str, Any]] = section("fields")
    counts = {
        field: 3 * _count(rule["cues"], names) + _count(rule["cues"], texts)
        for field, rule in fields.items()
    }
    best = max(counts.values())
    return [fields[field] for field, count in counts.items() if count and 2 * count >= best]


def _count(cues: Sequence[str], texts: Sequence[str]) -> int:
    return sum(cue in text for cue in cues for text in texts)


def parts_of(texts: Iterable[str]) -> frozenset[str]:
    """Return every stretch of two to four characters of some texts."""
    return frozenset(
        text[start : start + length]
        for text in texts
        for length in range(_SHORTEST, _LONGEST_PART + 1)
        for start in range(len(text) - length + 1)
    )


def near_parts(profile: TableProfile) -> frozenset[str]:
    """Return the stretches of a table's own comments."""
    return parts_of([profile.comment, profile.name, *(c.comment for c in profile.columns)])


def _namesakes(profiles: Sequence[TableProfile]) -> Mapping[str, str]:
    """Return the comment that columns of one name mostly have in the source."""
    said: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for profile in profiles:
        for column in profile.columns:
            if has_chinese(column.comment):
                said[fold(column.name)][column.comment] += 1
    agreed = {}
    for name, counts in said.items():
        comment, count = counts.most_common(1)[0]
        if count >= _LEAST_AGREED * sum(counts.values()):
            agreed[name] = comment
    return agreed
