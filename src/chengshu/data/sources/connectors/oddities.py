"""Days, moments and amounts in PostgreSQL's binary form; what Arrow's types cannot say stays text.

A column of a batch that holds such a value (infinity, years before 1 or after 9999, NaN) comes as
text, written as the database itself writes it.
"""

import datetime as dt

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from chengshu.data.sources.connectors.kernels import Numbers

_EPOCH_DAYS = 10_957  # 2000-01-01, where PostgreSQL's days begin, after 1970-01-01
_DAY = 86_400_000_000  # microseconds
_FIRST, _LAST = -719_162, 2_932_896  # 0001-01-01 and 9999-12-31 in days after 1970-01-01
_INFINITE_DAY, _INFINITE_MOMENT = 2**31 - 1, 2**63 - 1
_EVER, _NEVER = "infinity", "-infinity"


def days(numbers: Numbers, valid: pa.Buffer | None) -> pa.Array:
    """Return dates: date32, or text where one is odd."""
    shifted = numbers + _EPOCH_DAYS
    odd = (shifted < _FIRST) | (shifted > _LAST)
    plain = np.where(odd, 0, shifted).astype(np.int32)
    found = pa.Array.from_buffers(pa.date32(), len(plain), [valid, pa.py_buffer(plain)])
    if not odd.any():
        return found
    return _written(found, np.flatnonzero(odd), [_day_text(int(day)) for day in numbers[odd]])


def moments(numbers: Numbers, valid: pa.Buffer | None) -> pa.Array:
    """Return moments without a zone: timestamp[us], or text where one is odd."""
    first, last = (_FIRST - _EPOCH_DAYS) * _DAY, (_LAST + 1 - _EPOCH_DAYS) * _DAY
    odd = (numbers < first) | (numbers >= last)
    plain = np.where(odd, 0, numbers) + _EPOCH_DAYS * _DAY
    kind = pa.timestamp("us")
    found = pa.Array.from_buffers(kind, len(plain), [valid, pa.py_buffer(plain)])
    if not odd.any():
        return found
    texts = pc.replace_substring_regex(found.cast(pa.string()), r"(\.\d*[1-9])0*$|\.0+$", r"\1")
    return _written(texts, np.flatnonzero(odd), [_moment_text(int(one)) for one in numbers[odd]])


def amounts(found: Numbers, valid: pa.Buffer | None, kind: pa.DataType) -> pa.Array:
    """Return amounts of at most 18 digits, given as whole numbers of their last place.

    The second row of `found` tells the odd ones: 1 NaN, 2 and 3 the infinities.
    """
    numbers, odd = found
    pairs = np.empty((len(numbers), 2), np.int64)
    pairs[:, 0] = numbers
    pairs[:, 1] = numbers >> 63
    given = pa.Array.from_buffers(kind, len(numbers), [valid, pa.py_buffer(pairs)])
    places = np.flatnonzero(odd)
    if not len(places):
        return given
    words = {1: "NaN", 2: "Infinity", 3: "-Infinity"}
    return _written(given, places, [words[int(odd[place])] for place in places])


def _written(found: pa.Array, places: Numbers, texts: list[str]) -> pa.Array:
    """Return a column as text, with `texts` at `places` that are not NULL."""
    mask = np.zeros(len(found), bool)
    mask[places] = True
    plain = found.cast(pa.string())
    replaced = pc.replace_with_mask(plain, pa.array(mask), pa.array(texts, pa.string()))
    return pc.if_else(found.is_null(), pa.scalar(None, pa.string()), replaced)


def _day_text(day: int) -> str:
    if abs(day) >= _INFINITE_DAY:
        return _EVER if day > 0 else _NEVER
    return _era(str(np.datetime64(day + _EPOCH_DAYS, "D")))


def _moment_text(moment: int) -> str:
    if abs(moment) >= _INFINITE_MOMENT:
        return _EVER if moment > 0 else _NEVER
    day, rest = divmod(moment, _DAY)
    clock = (
        (dt.datetime(2000, 1, 1, tzinfo=dt.UTC) + dt.timedelta(microseconds=rest))
        .time()
        .isoformat()
    )
    if "." in clock:
        clock = clock.rstrip("0")
    return _era(f"{np.datetime64(day + _EPOCH_DAYS, 'D')} {clock}")


def _era(written: str) -> str:
    """Return an astronomical year as PostgreSQL writes it: year 0 is 0001 BC."""
    head, mark, tail = written.lstrip("-").partition("-")
    year = -int(head) if written.startswith("-") else int(head)
    if year > 0:
        return f"{year:04d}{mark}{tail}"
    return f"{1 - year:04d}{mark}{tail} BC"
