"""Check digits and forms of single identifiers: text in, truth out.

Facts: standards/identifiers.md. Every function expects a cleaned value (see `contents`).
"""

import datetime as dt
import re
from functools import lru_cache
from typing import Final

from stdnum import numdb

# GB/T 2260 province prefixes; 81 to 83 also begin residence permits of Hong Kong, Macao, Taiwan.
_ZONES: Final = {"1": 5, "2": 3, "3": 7, "4": 6, "6": 5, "7": 1, "8": 3}
_PROVINCES: Final = frozenset(
    (f"{zone}{place}" for zone, places in _ZONES.items() for place in range(1, places + 1)),
) | {"50", "51", "52", "53", "54"}
_CITIZEN = re.compile(r"[1-9]\d{16}[\dXx]")
_CITIZEN_OLD = re.compile(r"[1-9]\d{14}")
_CITIZEN_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # 2^(18-i) mod 11
_CITIZEN_CHECKS = "10X98765432"
_OLDEST_BIRTH = 1850
_USCC = re.compile(r"[1-9ANY][1-9]\d{6}[0-9A-HJ-NPQRTUWXY]{10}")
_USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)  # 3^(i-1) mod 31
_ORGANISATION = re.compile(r"[0-9A-Z]{8}[0-9X]")
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_VIN = re.compile(r"(?=.*[A-Z])[0-9A-HJ-NPR-Z]{17}")
_VIN_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
_VIN_VALUES = dict(
    zip("ABCDEFGHJKLMNPRSTUVWXYZ", (*range(1, 9), *range(1, 6), 7, 9, *range(2, 10)), strict=True)
) | {str(digit): digit for digit in range(10)}
_CARD = re.compile(r"[1-7]\d{15,18}")
_DOUBLED = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)
_REGION_LENGTHS = frozenset({6, 9, 12})


def is_day(text: str) -> bool:
    """Tell whether CCYYMMDD is a day of the calendar between 1850 and today's century end."""
    try:
        day = dt.date(int(text[:4]), int(text[4:6]), int(text[6:8]))
    except ValueError:
        return False
    return day.year >= _OLDEST_BIRTH


def is_citizen_id(text: str) -> bool:
    """GB 11643-1999, 18 characters: province, birth date, ISO 7064 MOD 11-2."""
    if not _CITIZEN.fullmatch(text) or text[:2] not in _PROVINCES or not is_day(text[6:14]):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(text, _CITIZEN_WEIGHTS, strict=False))
    return _CITIZEN_CHECKS[total % 11] == text[17].upper()


def is_old_citizen_id(text: str) -> bool:
    """The form of 15 digits issued before 1999: known region and birth date, no check digit."""
    return (
        _CITIZEN_OLD.fullmatch(text) is not None
        and is_known_region(text[:6])
        and is_day("19" + text[6:12])
    )


def is_uscc(text: str) -> bool:
    """GB 32100-2015: 18 characters, weights 3^(i-1) mod 31."""
    code = text.upper()
    if not _USCC.fullmatch(code):
        return False
    values = map(_USCC_ALPHABET.index, code)
    total = sum(value * weight for value, weight in zip(values, _USCC_WEIGHTS, strict=False))
    return (31 - total % 31) % 31 == _USCC_ALPHABET.index(code[17])


def is_organisation_code(text: str) -> bool:
    """GB 11714-1997: eight characters and a check character mod 11, with or without a hyphen."""
    code = text.upper().replace("-", "")
    if not _ORGANISATION.fullmatch(code):
        return False
    total = sum(int(c, 36) * weight for c, weight in zip(code, _ORGANISATION_WEIGHTS, strict=False))
    return "0X987654321"[total % 11] == code[8]


def is_vin(text: str) -> bool:
    """GB 16735: 17 characters without I O Q, the ninth is the check character mod 11."""
    code = text.upper()
    if not _VIN.fullmatch(code):
        return False
    total = sum(_VIN_VALUES[c] * weight for c, weight in zip(code, _VIN_WEIGHTS, strict=True))
    return "0123456789X"[total % 11] == code[8]


def is_bank_card(text: str) -> bool:
    """A card number of 16 to 19 digits whose Luhn sum ends in 0."""
    code = text.replace(" ", "").replace("-", "")
    return _CARD.fullmatch(code) is not None and passes_luhn(code)


def passes_luhn(code: str) -> bool:
    """Tell whether the Luhn sum of a row of digits ends in 0."""
    digits = [int(digit) for digit in reversed(code)]
    return (sum(digits[::2]) + sum(_DOUBLED[digit] for digit in digits[1::2])) % 10 == 0


@lru_cache(maxsize=16384)
def is_known_region(text: str) -> bool:
    """Tell whether six digits are a code of GB/T 2260 in any edition (abolished ones count)."""
    if text[:2] not in _PROVINCES or not text[2:6].isdigit():
        return False
    if text.endswith("0000"):
        return True
    parts = numdb.get("cn/loc").info(text[:6])
    return len(parts) > 1 and "county" in parts[1][1]


def is_region_code(text: str) -> bool:
    """A region of 6 digits, a street of 9 or a community of 12 whose county is known."""
    return text.isdigit() and len(text) in _REGION_LENGTHS and is_known_region(text[:6])


def is_imei(text: str) -> bool:
    """Fifteen digits of a device whose Luhn sum ends in 0."""
    return len(text) == 15 and text.isdigit() and passes_luhn(text)  # noqa: PLR2004 - IMEI


def is_place_code(text: str, lengths: frozenset[int]) -> bool:
    """Tell whether digits of one of the lengths begin with a known region (grids, components)."""
    return len(text) in lengths and text.isdigit() and is_known_region(text[:6])
