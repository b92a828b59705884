"""English words behind their abbreviations: `crtTm` is created time, `hzdLvl` hazard level."""

from functools import lru_cache

from chengshu.data.survey.inference.rulebook import section

_VOWELS = frozenset("aeiou")
_SHORTEST_WORD, _SHORTEST_PREFIX, _LONGEST = 4, 3, 8
_EXACT, _PREFIX, _LEAST_SHARE = 3.0, 2.0, 0.6


@lru_cache(maxsize=1)
def english_words() -> tuple[str, ...]:
    """Return the English words of the pack that an abbreviation can stand for."""
    return tuple(
        word
        for word in map(str, section("words"))
        if len(word) >= _SHORTEST_WORD and word.isascii() and word.isalpha() and _VOWELS & {*word}
    )


@lru_cache(maxsize=1)
def english_pieces() -> frozenset[str]:
    """Return the pieces of names that the pack lists itself, short ones too."""
    return frozenset(map(str, section("words")))


@lru_cache(maxsize=65536)
def spell_out(piece: str, *, is_sure: bool = False) -> str:
    """Return the English word a piece abbreviates, or "" where none is clearly meant.

    The word without its vowels comes first (`rslt`), then its beginning (`insp`), then its
    consonants with some left out (`bldg`). `is_sure` takes only the first sort.
    """
    if not (1 < len(piece) <= _LONGEST and piece.isalpha() and piece.isascii()):
        return ""
    worths = {word: worth for word in english_words() if (worth := _worth(piece, word))}
    best = max(worths, key=lambda word: worths[word], default="")
    return best if best and (not is_sure or worths[best] >= _EXACT) else ""


def _worth(piece: str, word: str) -> float:
    if piece[0] != word[0] or len(piece) >= len(word):
        return 0.0
    bones, own = _bones(word), _bones(piece)
    if own == bones and _in_order(piece, word):
        return _EXACT
    if len(piece) >= _SHORTEST_PREFIX and word.startswith(piece):
        return _PREFIX + len(piece) / len(word)
    share = len(own) / len(bones)
    is_part = len(own) >= _SHORTEST_PREFIX and _in_order(piece, word) and own[-1] in bones[-2:]
    return share if is_part and share >= _LEAST_SHARE else 0.0


def _bones(word: str) -> str:
    """Return the first letter of a word and its consonants."""
    return word[0] + "".join(letter for letter in word[1:] if letter not in _VOWELS)


def _in_order(piece: str, word: str) -> bool:
    letters = iter(word)
    return all(letter in letters for letter in piece)
