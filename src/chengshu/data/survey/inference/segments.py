"""Latin names taken apart and put together as Chinese: `frdb_xm` is 法定代表人姓名."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise, product

from chengshu.data.survey.inference.lexicon import Lexicon
from chengshu.data.survey.inference.names import has_chinese
from chengshu.data.survey.inference.rulebook import section

_MOST_MEANINGS = 4
_MOST_PHRASES = 64
_LONGEST_PIECE = 24
_UNKNOWN_COST = 6.0
_LEAST_KNOWN = 0.75
_TAILS = ("s", "es", "ed", "d", "ing")  # of English words
_SHORTEST_STEM = 4
_LETTER_COST = 2.6
_VOWELS, _MOST_VOWELS, _LEAST_PART = frozenset("aeiou"), 0.28, 4


@dataclass(frozen=True)
class Phrase:
    """A Chinese reading of a Latin name: its words, and which share of the letters it explains.

    `rank` counts how far the meanings taken stand behind the likeliest ones.
    """

    words: tuple[str, ...]
    known: float
    rank: int = 0

    @property
    def text(self) -> str:
        """The words as one name."""
        return "".join(self.words)


def read_pieces(
    pieces: tuple[str, ...], lexicon: Lexicon, near: frozenset[str] = frozenset()
) -> tuple[Phrase, ...]:
    """Return Chinese readings of the pieces of a name, likeliest first.

    Pieces that are no word are taken apart; a number and a single letter in front (`f_name`) say
    nothing. Where less than three quarters of the letters are explained, there is no reading.
    `near` are the stretches of the table's own comments.
    """
    letters = [piece for piece in pieces if not piece.isdigit()]
    if len(letters) > 1 and len(letters[0]) == 1:
        letters = letters[1:]
    parts = list(_join_words(letters, lexicon.words))
    meanings = [
        (part, _meanings(part, lexicon, near, is_tail=place == len(parts) - 1 > 0))
        for place, part in enumerate(parts)
    ]
    known = [(part, words) for part, words in meanings if words]
    total = sum(len(part) for part in parts)
    share = sum(len(part) for part, _ in known) / total if total else 0.0
    if share < _LEAST_KNOWN:
        return ()
    phrases = [
        _phrase(choice, share, lexicon)
        for choice in islice(product(*(enumerate(words) for _, words in known)), _MOST_PHRASES)
    ]
    return tuple(sorted(phrases, key=lambda phrase: phrase.rank))


def _meanings(
    part: str, lexicon: Lexicon, near: frozenset[str], *, is_tail: bool
) -> tuple[str, ...]:
    """Return the words a part can mean; a last letter behind a word may be one (处方 + 号)."""
    if part in lexicon.words or has_chinese(part):
        return lexicon.meanings(part, near)[:_MOST_MEANINGS]
    letters: Mapping[str, str] = section("final_letters")
    if is_tail and part in letters:
        return tuple(letters[part].split("/"))
    stem = _stem(part, lexicon.words)
    return lexicon.meanings(stem, near)[:_MOST_MEANINGS] if stem else ()


def _stem(piece: str, words: Mapping[str, tuple[str, ...]]) -> str:
    """Return the known English word that a piece is a form of (`issued` of `issue`), or ""."""
    stems = (piece.removesuffix(tail) for tail in _TAILS if piece.endswith(tail))
    return next((stem for stem in stems if len(stem) >= _SHORTEST_STEM and stem in words), "")


def _phrase(choice: tuple[tuple[int, str], ...], share: float, lexicon: Lexicon) -> Phrase:
    """Return a phrase of chosen meanings; words that are known side by side make it likelier."""
    words = tuple(word for _, word in choice)
    is_odd = len(words) > 1 and words[0].endswith(tuple(section("phrase_ends")["day"]))
    pairs = sum(lexicon.is_known_pair(first, second) for first, second in pairwise(words))
    return Phrase(words, share, max(0, sum(place for place, _ in choice) - 2 * pairs + 2 * is_odd))


def _join_words(pieces: list[str], words: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """Yield known pieces: neighbours that are one word together (`phone no`), or parts of one."""
    place = 0
    while place < len(pieces):
        pair = "".join(pieces[place : place + 2])
        if place + 1 < len(pieces) and pair in words:
            yield pair
            place += 2
            continue
        piece = pieces[place]
        yield from _take_apart(piece, words)
        place += 1


def _take_apart(piece: str, words: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Return a piece whole where it, or its English stem, is a word; else cut."""
    if piece in words or has_chinese(piece) or _stem(piece, words):
        return (piece,)
    parts = cut(piece, words)
    return (piece,) if _is_foreign(piece, parts) else parts


def _is_foreign(piece: str, parts: Sequence[str]) -> bool:
    """Tell whether a cut only chops an unknown English word: many vowels, short parts.

    Initials of Chinese syllables hardly hold vowels; full pinyin does, but in long parts.
    """
    vowels = sum(letter in _VOWELS for letter in piece)
    return vowels > _MOST_VOWELS * len(piece) and len(piece) < _LEAST_PART * len(parts)


def cut(piece: str, words: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Return a run of letters cut into words at the least cost: few, long, known ones."""
    piece = piece[:_LONGEST_PIECE]
    best: list[tuple[float, tuple[str, ...]]] = [(0.0, ())]
    for end in range(1, len(piece) + 1):
        options = [
            (
                best[start][0] + _cost(piece[start:end], words, is_last=end == len(piece) > 1),
                (*best[start][1], piece[start:end]),
            )
            for start in range(end)
            if end - start == 1 or piece[start:end] in words
        ]
        best.append(min(options, key=lambda option: option[0]))
    return best[-1][1]


def _cost(part: str, words: Mapping[str, tuple[str, ...]], *, is_last: bool) -> float:
    if part in words:
        return 1.0 + 2.0 / len(part)
    is_letter = is_last and len(part) == 1 and part in section("final_letters")
    return _LETTER_COST if is_letter else _UNKNOWN_COST
