"""Places spread over the range of a key, found by arithmetic on its two ends alone."""

import datetime as dt
import re
from collections.abc import Callable
from typing import TypeAlias

Bound: TypeAlias = "int | str"
_WHOLE = re.compile(r"-?[0-9]+")
_LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"  # in ASCII's order
_DIGITS = 4  # of a text that are counted with, after what both ends share


MOST_PLACES = 40
_LEAST_ROWS = 10  # at each place; fewer rows come from fewer places


def count_places(rows: int) -> int:
    """Return at how many places so many rows are read."""
    return max(min(MOST_PLACES, rows // _LEAST_ROWS), 1)


def spread_places(lowest: str | None, highest: str | None, most: int) -> tuple[Bound, ...]:
    """Return rising lower bounds of at most `most` ranges from `lowest` to `highest`.

    Whole numbers and ISO dates are divided evenly; of other texts the first letters in which
    the ends differ. No bound lies below `lowest`, and the first one is `lowest`.
    """
    if lowest is None or highest is None:
        return ()
    if _WHOLE.fullmatch(lowest) and _WHOLE.fullmatch(highest):
        return _divide(int(lowest), int(highest), most, written=lambda number: number)
    moments = _moment(lowest), _moment(highest)
    if moments[0] is not None and moments[1] is not None:
        return (lowest, *_divide(moments[0], moments[1], most, written=_written)[1:])
    return _divide_texts(lowest, highest, most)


def _divide(
    low: int, high: int, most: int, *, written: Callable[[int], Bound]
) -> tuple[Bound, ...]:
    parts = max(min(most, high - low + 1), 1)
    return tuple(written(low + (high - low + 1) * part // parts) for part in range(parts))


def _moment(text: str) -> int | None:
    try:
        return round(dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC).timestamp())
    except ValueError:
        return None


def _written(seconds: int) -> str:
    return dt.datetime.fromtimestamp(seconds, dt.UTC).strftime("%Y-%m-%d %H:%M:%S")


def _divide_texts(lowest: str, highest: str, most: int) -> tuple[str, ...]:
    shared = 0
    while shared < min(len(lowest), len(highest)) and lowest[shared] == highest[shared]:
        shared += 1
    low, high = _number(lowest[shared:]), _number(highest[shared:])
    if high <= low:
        return (lowest,)
    found = _divide(low, high, most, written=lambda number: lowest[:shared] + _text(number))
    return (lowest, *(str(bound) for bound in found[1:]))


def _number(text: str) -> int:
    """Return the first letters as a number; a letter beyond ASCII counts as the last one."""
    number = 0
    for letter in text[:_DIGITS].ljust(_DIGITS, _LETTERS[0]):
        below = sum(known < letter for known in _LETTERS)
        number = number * len(_LETTERS) + min(below, len(_LETTERS) - 1)
    return number


def _text(number: int) -> str:
    letters = ""
    for _digit in range(_DIGITS):
        number, letter = divmod(number, len(_LETTERS))
        letters = _LETTERS[letter] + letters
    return letters
