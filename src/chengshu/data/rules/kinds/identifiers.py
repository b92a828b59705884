"""Identifier kernels over byte matrices: citizen ID (GB 11643-1999), USCC (GB 32100-2015)."""

import datetime as dt
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from chengshu.data.rules.kinds.columns import Bytes, Mask, fixed_width

Numbers = npt.NDArray[np.int64]

# GB/T 2260 province prefixes; 81 to 83 also begin residence permits of Hong Kong, Macao, Taiwan.
_PROVINCES: Final = (
    *(11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46),
    *(50, 51, 52, 53, 54, 61, 62, 63, 64, 65, 71, 81, 82, 83),
)
_IS_PROVINCE = np.isin(np.arange(100), _PROVINCES)
_CITIZEN_WEIGHTS = np.array([
    7,
    9,
    10,
    5,
    8,
    4,
    2,
    1,
    6,
    3,
    7,
    9,
    10,
    5,
    8,
    4,
    2,
])  # 2^(18-i) mod 11
_CITIZEN_CHECKS = np.frombuffer(b"10X98765432", dtype=np.uint8)
_MONTHS = np.zeros(100, dtype=np.int64)  # days of each month; months that do not exist have none
_MONTHS[1:13] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
_LEAP_MONTHS = _MONTHS.copy()
_LEAP_MONTHS[2] = 29
_OLDEST_BIRTH: Final = 1800_01_01
_CENTENARIAN_SEQUENCE: Final = 996  # 15-digit numbers 996..999 mark people born before 1900

_USCC_ALPHABET: Final = b"0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_WEIGHTS = np.array([1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28])
_USCC_VALUES = np.full(256, -1)
_USCC_VALUES[np.frombuffer(_USCC_ALPHABET, dtype=np.uint8)] = np.arange(31)
_USCC_DEPARTMENTS = np.isin(np.arange(256), np.frombuffer(b"123456789ANY", dtype=np.uint8))


def valid_citizen_ids(values: pa.Array, today: dt.date) -> Mask:
    """Tell which texts are citizen IDs of 18 or (issued before 1999) 15 digits.

    Checked: province prefix, real birth date not after `today`, and the check digit of the
    18-digit form (ISO 7064 MOD 11-2, weights 2^(18-i)). County codes may be abolished ones.
    """
    valid = np.zeros(len(values), dtype=np.bool_)
    for width, judge in ((18, _valid_18), (15, _valid_15)):
        places, cells = fixed_width(values, width)
        valid[places] = judge(cells, today)
    return valid


def valid_usccs(values: pa.Array) -> Mask:
    """Tell which texts are unified social credit codes: pattern and check, weights 3^(i-1) mod 31.

    The organisation code inside is not judged: genuine codes exist whose inner check fails.
    """
    valid = np.zeros(len(values), dtype=np.bool_)
    places, cells = fixed_width(values, 18)
    numbers = _USCC_VALUES[cells]
    shaped = (
        np.logical_and.reduce(numbers >= 0, axis=1)
        & _USCC_DEPARTMENTS[cells[:, 0]]
        & _are_digits(cells[:, 1:8])
        & (cells[:, 1] != ord("0"))
    )
    check = (31 - (numbers[:, :17] @ _USCC_WEIGHTS) % 31) % 31
    valid[places] = shaped & (check == numbers[:, 17])
    return valid


def _are_digits(cells: Bytes) -> Mask:
    """Tell which rows of a matrix are digits all along."""
    result: Mask = np.logical_and.reduce((cells >= ord("0")) & (cells <= ord("9")), axis=1)
    return result


def _number(cells: Bytes) -> Numbers:
    powers = 10 ** np.arange(cells.shape[1] - 1, -1, -1)
    result: Numbers = (cells.astype(np.int64) - ord("0")) @ powers
    return result


def _valid_18(cells: Bytes, today: dt.date) -> Mask:
    shaped = _are_digits(cells[:, :17])
    digits = np.where(shaped[:, None], cells[:, :17], ord("0")).astype(np.uint8)
    sums = (digits.astype(np.int64) - ord("0")) @ _CITIZEN_WEIGHTS
    last = np.where(cells[:, 17] == ord("x"), ord("X"), cells[:, 17])
    result: Mask = (
        shaped
        & _IS_PROVINCE[_number(digits[:, :2])]
        & _real_dates(_number(digits[:, 6:14]), today)
        & (_CITIZEN_CHECKS[sums % 11] == last)
    )
    return result


def _valid_15(cells: Bytes, today: dt.date) -> Mask:
    shaped = _are_digits(cells)
    digits = np.where(shaped[:, None], cells, ord("0")).astype(np.uint8)
    is_old = _number(digits[:, 12:15]) >= _CENTENARIAN_SEQUENCE
    birth = np.where(is_old, 18_000_000, 19_000_000) + _number(digits[:, 6:12])
    return shaped & _IS_PROVINCE[_number(digits[:, :2])] & _real_dates(birth, today)


def _real_dates(stamps: Numbers, today: dt.date) -> Mask:
    """Tell which numbers CCYYMMDD are days of the calendar, not before 1800, not after today."""
    year, month, day = stamps // 10_000, stamps // 100 % 100, stamps % 100
    is_leap = ((year % 4 == 0) & (year % 100 != 0)) | (year % 400 == 0)
    days = np.where(is_leap, _LEAP_MONTHS[month], _MONTHS[month])
    latest = today.year * 10_000 + today.month * 100 + today.day
    result: Mask = (day >= 1) & (day <= days) & (stamps >= _OLDEST_BIRTH) & (stamps <= latest)
    return result
