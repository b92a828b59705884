"""One cell at a time: what people write for numbers, dates and yes/no, read without guessing."""

import datetime as dt
import re
import unicodedata
from collections.abc import Callable
from decimal import Context, Decimal, InvalidOperation
from typing import Final
from zoneinfo import ZoneInfo

import pyarrow as pa

Cell = int | float | Decimal | dt.date | dt.datetime | bool | None
Parser = Callable[[str], Cell]

_LOCAL: Final = ZoneInfo("Asia/Shanghai")  # moments with an offset are kept in Chinese time
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?")
_DAY = r"(?P<year>\d{4})(?P<mark>[-/.年])(?P<month>\d{1,2})[-/.月](?P<day>\d{1,2})日?"
_TIME = (
    r"[ T]*(?P<hour>\d{1,2})[:时点](?P<minute>\d{1,2})"
    r"(?:[:分](?:(?P<second>\d{1,2})(?:\.(?P<fraction>\d{1,9}))?秒?)?)?"
)
_OFFSET = r" ?(?P<offset>Z|[+-]\d{2}(?::?\d{2})?)"
_WRITTEN = re.compile(rf"{_DAY}(?:{_TIME}(?:{_OFFSET})?)?")
_COMPACT = re.compile(
    r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})"
    r"(?:[ T]?(?P<hour>\d{2})(?P<minute>\d{2})(?P<second>\d{2}))?"
)
_FLAGS: Final = {
    **dict.fromkeys(("是", "有", "真", "y", "yes", "true", "t", "1"), True),
    **dict.fromkeys(("否", "无", "假", "n", "no", "false", "f", "0"), False),
}
_WHOLE_DIGITS: Final = 18
_EXACT: Final = Context(prec=80)
_INT64: Final = range(-(2**63), 2**63)


def parser_of(target: pa.DataType) -> Parser:
    """Return what reads the text of a cell as `target`; it returns None where it cannot."""
    if pa.types.is_decimal(target):
        return lambda text: parse_amount(text, target.precision, target.scale)
    return _PARSERS[target]


def write_cell(value: Cell) -> str:
    """Write a value the one way it is shown: 2021-03-05, 2021-03-05 08:30:00, true, 12.50."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat(sep=" ") if isinstance(value, dt.datetime) else str(value)


def parse_number(text: str) -> Decimal | None:
    """Read a number with half- or full-width digits and optional thousands separators."""
    plain = unicodedata.normalize("NFKC", text).strip().removeprefix("¥").replace(" ", "")
    if _THOUSANDS.fullmatch(plain):
        plain = plain.replace(",", "")
    if not _NUMBER.fullmatch(plain):
        return None
    try:
        return Decimal(plain)
    except InvalidOperation:  # pragma: no cover - the pattern admits nothing Decimal refuses
        return None


def parse_whole(text: str) -> int | None:
    """Read a whole number that fits 64 bits; `3.0` is one, `3.5` is none."""
    number = parse_number(text)
    if number is None or number.adjusted() > _WHOLE_DIGITS or number != number.to_integral_value():
        return None
    return int(number) if int(number) in _INT64 else None


def parse_double(text: str) -> float | None:
    """Read a number as a double."""
    number = parse_number(text)
    return None if number is None else float(number)


def parse_amount(text: str, digits: int, scale: int) -> Decimal | None:
    """Read a number exactly: one that needs more digits than the item has is not rounded."""
    number = parse_number(text)
    if number is None or number.adjusted() >= digits - scale:
        return None
    kept = number.quantize(Decimal(1).scaleb(-scale), context=_EXACT)
    return kept if kept == number else None


def parse_moment(text: str) -> dt.datetime | None:
    """Read a date with or without time; one with an offset is turned into Chinese time."""
    plain = unicodedata.normalize("NFKC", text).strip()
    match = _WRITTEN.fullmatch(plain) or _COMPACT.fullmatch(plain)
    if match is None:
        return None
    parts = {name: text for name, text in match.groupdict().items() if text}
    try:
        day = dt.date(*(int(parts[name]) for name in ("year", "month", "day")))
        clock = dt.time(
            int(parts.get("hour", 0)),
            int(parts.get("minute", 0)),
            int(parts.get("second", 0)),
            int(parts.get("fraction", "").ljust(6, "0")[:6]),
        )
        return _to_local(dt.datetime.combine(day, clock), parts.get("offset"))
    except (ValueError, OverflowError):
        return None


def parse_day(text: str) -> dt.date | None:
    """Read a date; a time behind it is left out."""
    moment = parse_moment(text)
    return None if moment is None else moment.date()


def parse_flag(text: str) -> bool | None:
    """Read yes or no in the forms of `_FLAGS`."""
    return _FLAGS.get(unicodedata.normalize("NFKC", text).strip().lower())


def _to_local(moment: dt.datetime, offset: str | None) -> dt.datetime:
    if not offset:
        return moment
    if offset == "Z":
        zone = dt.UTC
    else:
        digits = offset[1:].replace(":", "").ljust(4, "0")
        ahead = dt.timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
        zone = dt.timezone(ahead if offset[0] == "+" else -ahead)
    return moment.replace(tzinfo=zone).astimezone(_LOCAL).replace(tzinfo=None)


_PARSERS: Final[dict[pa.DataType, Parser]] = {
    pa.int64(): parse_whole,
    pa.float64(): parse_double,
    pa.date32(): parse_day,
    pa.timestamp("us"): parse_moment,
    pa.bool_(): parse_flag,
}
