"""Where the words asked for stand in a text: pieces to highlight, and the part worth showing."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

_LENGTH = 110  # characters of an abstract that a hit shows
_BEFORE = 24


@dataclass(frozen=True)
class Piece:
    """A part of a text, and whether it is a hit."""

    text: str
    is_hit: bool


def mark(text: str, terms: Sequence[str]) -> tuple[Piece, ...]:
    """Return `text` in pieces; whole terms are hits, and where there is none, pairs of them."""
    marks = _find(text, terms)
    if not any(marks):
        marks = _find(text, _pairs(terms))
    return _cut(text, marks)


def excerpt(text: str, terms: Sequence[str]) -> tuple[Piece, ...]:
    """Return the part of a long text around its first hit, in pieces."""
    pieces = mark(" ".join(text.split()), terms)
    before = pieces[0].text if pieces and not pieces[0].is_hit else ""
    start = max(len(before) - _BEFORE, 0) if len(pieces) > 1 else 0
    whole = "".join(piece.text for piece in pieces)
    shown = whole[start : start + _LENGTH]
    lead = "…" if start else ""
    tail = "…" if start + _LENGTH < len(whole) else ""
    return mark(f"{lead}{shown}{tail}", terms)


def _fold(text: str) -> str:
    """Return `text` folded character by character, so that places stay the same."""
    folded = (unicodedata.normalize("NFKC", each).lower() for each in text)
    return "".join(
        after if len(after) == 1 else before for before, after in zip(text, folded, strict=True)
    )


def _pairs(terms: Sequence[str]) -> list[str]:
    return [
        term[start : start + 2]
        for term in terms
        if not term.isascii()
        for start in range(len(term) - 1)
    ]


def _find(text: str, terms: Sequence[str]) -> list[bool]:
    folded, marks = _fold(text), [False] * len(text)
    for term in filter(None, terms):
        start = folded.find(term)
        while start >= 0:
            marks[start : start + len(term)] = [True] * len(term)
            start = folded.find(term, start + len(term))
    return marks


def _cut(text: str, marks: Sequence[bool]) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    start = 0
    for end in range(1, len(text) + 1):
        if end == len(text) or marks[end] != marks[start]:
            pieces.append(Piece(text[start:end], marks[start]))
            start = end
    return tuple(pieces)
