"""Numbers as people write them: 1,234.50, 三千万, 叁佰万, 1.2万, read without guessing."""

import re
import unicodedata
from decimal import Decimal
from typing import Final

_DIGITS: Final = {
    **{sign: value for value, sign in enumerate("零一二三四五六七八九")},
    **{sign: value for value, sign in enumerate("零壹贰叁肆伍陆柒捌玖")},
    "〇": 0,
    "○": 0,
    "两": 2,
    "貳": 2,
    "參": 3,
    "叄": 3,
    "陸": 6,
}
_TENS: Final = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_GROUPS: Final = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8, "兆": 10**12}
_SCALES: Final = {**_TENS, **_GROUPS}
_THOUSANDS: Final = re.compile(r"\d{1,3}(,\d{3})+(\.\d+)?")
_PLAIN: Final = re.compile(r"\d+(\.\d+)?")
_SCALED: Final = re.compile(r"(?P<number>[\d,.]+)(?P<scale>[十百千万亿萬億兆]*)")
WRITTEN: Final = "零〇○一二三四五六七八九十百千万亿两壹贰叁肆伍陆柒捌玖拾佰仟萬億兆貳參叄陸"
_MOST_SIGNS: Final = 60


def read_arabic(text: str) -> Decimal | None:
    """Read digits with thousands separators where they stand right; signs are not read."""
    plain = unicodedata.normalize("NFKC", text).replace(" ", "")
    if _THOUSANDS.fullmatch(plain):
        return Decimal(plain.replace(",", ""))
    return Decimal(plain) if _PLAIN.fullmatch(plain) else None


def read_number(text: str) -> Decimal | None:
    """Read digits, digits with 万 or 亿 behind (`1.2万`, `3千万亿`), or Chinese numerals."""
    plain = unicodedata.normalize("NFKC", text).replace(" ", "")
    if not plain or len(plain) > _MOST_SIGNS:
        return None
    scaled = _SCALED.fullmatch(plain)
    if scaled is None:
        whole = read_chinese(plain)
        return None if whole is None else Decimal(whole)
    number = read_arabic(scaled["number"])
    if number is None:
        return None
    for sign in scaled["scale"]:
        number *= _SCALES[sign]
    return number


def read_chinese(text: str) -> int | None:
    """Read a whole number in Chinese numerals, everyday or capital: 六十四万零一百四十三.

    Returns:
        None where the signs are not in an order that a number has.
    """
    if not text or any(sign not in WRITTEN for sign in text):
        return None
    for sign in ("兆", "亿", "億", "万", "萬"):
        head, found, tail = text.rpartition(sign)
        if found:
            return _join(head, tail, _GROUPS[sign])
    return _below_ten_thousand(text)


def read_year(text: str) -> str | None:
    """Read digits one by one: 二〇二一 is 2021."""
    digits = [_DIGITS.get(sign) for sign in text]
    return None if None in digits else "".join(str(digit) for digit in digits)


def _join(head: str, tail: str, scale: int) -> int | None:
    """Return head × scale + tail; the tail must be smaller than the scale."""
    above = read_chinese(head)
    below = read_chinese(tail.lstrip("零〇○")) if tail.strip("零〇○") else 0
    if above is None or below is None or below >= scale:
        return None
    return above * scale + below


def _below_ten_thousand(text: str) -> int | None:
    total, digit, last = 0, None, 10_000
    for sign in text:
        if sign in _TENS:
            scale = _TENS[sign]
            if scale >= last or (digit is None and scale != 10) or digit == 0:  # noqa: PLR2004 - 十五 begins with ten
                return None
            total, digit, last = total + (1 if digit is None else digit) * scale, None, scale
        elif digit not in {None, 0}:
            return None  # two digits beside each other: a year or a code, not a number
        else:
            digit = _DIGITS[sign]
    return total + (digit or 0)
