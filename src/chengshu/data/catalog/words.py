"""Chinese text made comparable and searchable, without any database extension.

Search follows character pairs: "企业登记" is kept as 企业, 业登, 登记 (and each single
character), so a query of any length matches inside a longer word. Latin words and numbers are
kept whole. Positions run on, so that close pairs rank above scattered ones.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from chengshu.base.registry.api import defer

if TYPE_CHECKING:
    import pypinyin
else:
    pypinyin = defer("pypinyin")


_HAN = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_RUN = re.compile(rf"[{_HAN}]+|[0-9a-z]+")
_HAN_RUN = re.compile(rf"[{_HAN}]")
_NOT_WORD = re.compile(rf"[^{_HAN}0-9a-z]")
_MAX_POSITION = 16_383  # PostgreSQL: positions of a tsvector end here
_MAX_SPELLED = 40  # characters of a title whose pinyin is kept
_MAX_PER_WORD = 250  # PostgreSQL keeps at most 255 positions of one lexeme


def normalise(text: str) -> str:
    """Return `text` in half width (NFKC), lower case, with single blanks."""
    return " ".join(unicodedata.normalize("NFKC", text).lower().split())


def title_key(title: str) -> str:
    """Return what two titles share that differ only by width, case, blanks or punctuation."""
    return _NOT_WORD.sub("", normalise(title)) or normalise(title)


def _pieces(run: str) -> Iterator[tuple[int, str]]:
    if not _HAN_RUN.match(run):
        yield 0, run
        return
    for index, character in enumerate(run):
        yield index, character
        if index + 1 < len(run):
            yield index, run[index : index + 2]


def _places(fields: Iterable[tuple[str, str]]) -> Iterator[tuple[str, int, str]]:
    position = 1
    for weight, text in fields:
        for run in _RUN.findall(normalise(text)):
            for offset, piece in _pieces(run):
                yield piece, position + offset, weight
            position += len(run) + 1 if _HAN_RUN.match(run) else 2


def search_vector(fields: Iterable[tuple[str, str]]) -> str:
    """Return the text form of a tsvector of (weight, text) fields, weights A to D."""
    marks: dict[str, list[str]] = {}
    for piece, position, weight in _places(fields):
        kept = marks.setdefault(piece, [])
        if len(kept) < _MAX_PER_WORD and position <= _MAX_POSITION:
            kept.append(f"{position}{weight}")
    return " ".join(f"'{word}':{','.join(kept)}" for word, kept in marks.items() if kept)


def title_vector(title: str) -> str:
    """Return the tsvector of a title: its words, and its pinyin from every syllable on.

    "qydj", "djxx" and "dengji" all find 企业登记信息, as beginnings of what is kept.
    """
    return f"{search_vector((('A', title),))} {_pinyin(title)}".strip()


def _pinyin(title: str) -> str:
    """Return the initials and the full pinyin of a title, from each of its syllables on."""
    han = "".join(_HAN_RUN.findall(normalise(title)))[:_MAX_SPELLED]
    syllables = [name for name in pypinyin.lazy_pinyin(han) if name.isascii() and name.isalpha()]
    tails = [syllables[start:] for start in range(len(syllables) - 1)]
    initials = ("".join(name[0] for name in tail) for tail in tails)
    spelled = ("".join(tail) for tail in tails)
    return " ".join(f"'{word}'" for word in dict.fromkeys((*initials, *spelled)))


def list_runs(text: str) -> tuple[str, ...]:
    """Return the runs of Chinese characters and the Latin words of `text`, in order, each once."""
    return tuple(dict.fromkeys(_RUN.findall(normalise(text))))


def search_query(text: str) -> str:
    """Return the text form of a tsquery that asks for all of `text`, or "" if it has no word.

    Latin words also match as beginnings, so that typing narrows step by step.
    """
    words: list[str] = []
    for run in _RUN.findall(normalise(text)):
        if not _HAN_RUN.match(run):
            words.append(f"'{run}':*")
        elif len(run) == 1:
            words.append(f"'{run}'")
        else:
            words.extend(f"'{run[index : index + 2]}'" for index in range(len(run) - 1))
    return " & ".join(dict.fromkeys(words))
