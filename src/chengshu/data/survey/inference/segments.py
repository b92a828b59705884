"""Latin names taken apart and put together as Chinese: `frdb_xm` is 法定代表人姓名."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice, pairwise, product

from chengshu.data.survey.inference.abbreviations import english_pieces, spell_out
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
_LEAST_WHOLE = 5  # letters of a piece that one letter behind it (`shouru_y`) does not change
_VOWELS, _MOST_VOWELS, _LEAST_PART = frozenset("aeiou"), 0.28, 4


@dataclass(frozen=True)
class Phrase:
    """A Chinese reading of a Latin name: its words, and which share of the letters it explains.

    `rank` counts how far the meanings taken stand behind the likeliest ones; `is_spelled` says that
    all pieces are English words or their abbreviations. `guessed` is the share of the words that
    stand for initials of several meanings, and that nothing known has beside their neighbours.
    """

    words: tuple[str, ...]
    known: float
    rank: int = 0
    is_spelled: bool = False
    guessed: float = 0.0

    @property
    def text(self) -> str:
        """The words as one name."""
        return "".join(self.words)


def read_pieces(
    pieces: tuple[str, ...], lexicon: Lexicon, near: frozenset[str] = frozenset()
) -> tuple[Phrase, ...]:
    """Return Chinese readings of the pieces of a name, likeliest first.

    Pieces that are no word are taken apart; a number and a single letter in front (`f_name`) or
    behind a long piece say nothing. Where less than three quarters of the letters are explained,
    there is no reading. `near` are the stretches of the table's own comments.
    """
    letters = [piece for piece in pieces if not piece.isdigit()]
    if len(letters) < len(pieces) and all(len(piece) == 1 for piece in letters):
        return ()  # `o3_8h_24h` is a formula, no initials
    if len(letters) > 1 and len(letters[0]) == 1:
        letters = letters[1:]
    if len(letters) > 1 and len(letters[-1]) == 1 and len(letters[-2]) >= _LEAST_WHOLE:
        letters = letters[:-1]
    parts = list(_join_words(letters, lexicon))
    meanings = [
        (part, _meanings(part, lexicon, near, is_tail=place == len(parts) - 1 > 0))
        for place, part in enumerate(parts)
    ]
    known = [(part, words) for part, words in meanings if words]
    total = sum(len(part) for part in parts)
    share = sum(len(part) for part, _ in known) / total if total else 0.0
    if share < _LEAST_KNOWN:
        return ()
    is_spelled = lexicon.is_english and english_pieces().issuperset(parts)
    names = [part for part, _ in known]
    phrases = [
        replace(
            _phrase(choice, share, lexicon),
            is_spelled=is_spelled,
            guessed=_guessed(names, [word for word, _ in choice], lexicon, near=near),
        )
        for choice in islice(product(*(words for _, words in known)), _MOST_PHRASES)
    ]
    return tuple(sorted(phrases, key=lambda phrase: phrase.rank))


def _guessed(
    parts: Sequence[str], words: Sequence[str], lexicon: Lexicon, *, near: frozenset[str]
) -> float:
    """Return the share of words that are guessed: initials of many meanings without a witness."""
    pairs = [lexicon.is_known_pair(first, second) for first, second in pairwise(words)]
    sides = zip([False, *pairs], [*pairs, False], strict=True)
    guesses = [
        is_vague(part, word, lexicon) and not any(side) and word not in near
        for part, word, side in zip(parts, words, sides, strict=True)
    ]
    return sum(guesses) / len(guesses) if guesses else 0.0


def is_vague(part: str, word: str, lexicon: Lexicon) -> bool:
    """Tell whether a piece only gives the initials of a word and could give those of others."""
    is_initials = len(part) <= len(word) and part not in english_pieces()
    return is_initials and len(lexicon.words.get(part, ())) != 1


def _meanings(
    part: str, lexicon: Lexicon, near: frozenset[str], *, is_tail: bool
) -> tuple[tuple[str, int], ...]:
    """Return the words a part can mean with their ranks; a last letter may be one (处方 + 号)."""
    if part in lexicon.words or has_chinese(part):
        return lexicon.meanings(part, near)[:_MOST_MEANINGS]
    letters: Mapping[str, str] = section("final_letters")
    if is_tail and part in letters:
        return tuple((word, place) for place, word in enumerate(letters[part].split("/")))
    stem = _stem(part, lexicon.words)
    return lexicon.meanings(stem, near)[:_MOST_MEANINGS] if stem else ()


def _stem(piece: str, words: Mapping[str, tuple[str, ...]]) -> str:
    """Return the known English word that a piece is a form of (`issued` of `issue`), or ""."""
    stems = (piece.removesuffix(tail) for tail in _TAILS if piece.endswith(tail))
    return next((stem for stem in stems if len(stem) >= _SHORTEST_STEM and stem in words), "")


def _phrase(choice: tuple[tuple[str, int], ...], share: float, lexicon: Lexicon) -> Phrase:
    """Return a phrase of chosen meanings; words that are known side by side make it likelier."""
    words = _without_echo(tuple(word for word, _ in choice))
    is_odd = len(words) > 1 and words[0].endswith(tuple(section("phrase_ends")["day"]))
    pairs = sum(lexicon.is_known_pair(first, second) for first, second in pairwise(words))
    return Phrase(words, share, max(0, sum(rank for _, rank in choice) - 2 * pairs + 2 * is_odd))


def _without_echo(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return words without a number behind what is a number already (`cell no`: 手机号码)."""
    numbers = tuple(section("phrase_ends")["number"])
    if len(words) > 1 and words[-1] in numbers and words[-2].endswith(numbers):
        return words[:-1]
    return words


def _join_words(pieces: list[str], lexicon: Lexicon) -> Iterator[str]:
    """Yield known pieces: neighbours that are one word together (`phone no`), or parts of one."""
    words, place = lexicon.words, 0
    while place < len(pieces):
        pair = "".join(pieces[place : place + 2])
        if place + 1 < len(pieces) and pair in words:
            yield pair
            place += 2
            continue
        piece = pieces[place]
        yield from _take_apart(piece, words, is_english=lexicon.is_english)
        place += 1


def _take_apart(
    piece: str, words: Mapping[str, tuple[str, ...]], *, is_english: bool
) -> tuple[str, ...]:
    """Return a piece whole where it, or its English stem, is a word; else spelled out or cut.

    In a source named in English a piece is an abbreviation before it is initials.
    """
    is_ours = piece in words and (not is_english or piece in english_pieces())
    if is_ours or has_chinese(piece) or _stem(piece, words):
        return (piece,)
    word = spell_out(piece) if is_english else ""
    if word or piece in words:
        return (word or piece,)
    parts = cut(piece, words)
    if any(part not in words for part in parts[:-1]) and (word := spell_out(piece, is_sure=True)):
        return (word,)
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
