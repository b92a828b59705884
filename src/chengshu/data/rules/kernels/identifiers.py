"""Kernels of identifiers with check characters, standard by standard."""

from collections.abc import MutableSequence, Sequence
from typing import Final

import numpy as np

Texts = tuple[Sequence[int], Sequence[int]]
Answers = MutableSequence[bool]
Numbers = np.ndarray[tuple[int], np.dtype[np.int64]]
UNKNOWN: Final = -(2**62)

# GB/T 2260 province prefixes; 81 to 83 also begin residence permits of Hong Kong, Macao, Taiwan.
_PROVINCES: Final = (
    *(11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46),
    *(50, 51, 52, 53, 54, 61, 62, 63, 64, 65, 71, 81, 82, 83),
)
_IS_PROVINCE = np.isin(np.arange(100), _PROVINCES)
_CITIZEN_WEIGHTS = np.array([2 ** (17 - place) % 11 for place in range(17)])
_CITIZEN_CHECKS = np.frombuffer(b"10X98765432", dtype=np.uint8).astype(np.int64)
_MONTHS = np.array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
_BEFORE = np.concatenate([[0], np.cumsum(_MONTHS)])[:13]  # days of the year before each month
_OLDEST_BIRTH: Final = 1800_01_01
_CENTENARIAN_SEQUENCE: Final = 996  # 15-digit numbers 996..999 mark people born before 1900
_EPOCH: Final = 719_162  # days from 0001-01-01 to 1970-01-01


def _values(alphabet: bytes) -> Numbers:
    values = np.full(256, -1)
    values[np.frombuffer(alphabet, dtype=np.uint8)] = np.arange(len(alphabet))
    return values


_USCC_VALUES = _values(b"0123456789ABCDEFGHJKLMNPQRTUWXY")
_USCC_DEPARTMENTS = _values(b"123456789ANY") >= 0
_USCC_WEIGHTS = np.array([3**place % 31 for place in range(17)])
_LETTER_VALUES = _values(b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")
_ORGANISATION_WEIGHTS = np.array([3, 7, 9, 10, 5, 8, 4, 2])
_VIN_VALUES = np.full(256, -1)
_VIN_VALUES[np.frombuffer(b"0123456789", dtype=np.uint8)] = np.arange(10)
_VIN_VALUES[np.frombuffer(b"ABCDEFGHJKLMNPRSTUVWXYZ", dtype=np.uint8)] = np.array([
    1,
    2,
    3,
    4,
    5,
    6,
    7,
    8,
    1,
    2,
    3,
    4,
    5,
    7,
    9,
    2,
    3,
    4,
    5,
    6,
    7,
    8,
    9,
])
_ROOT = np.frombuffer(b"1.2.156.3005.2.", dtype=np.uint8).astype(np.int64)
_VIN_WEIGHTS = np.array([8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2])


def citizen_ids(texts: Texts, today: int, good: Answers) -> None:
    """Citizen IDs of 18 or (issued before 1999) 15 digits, GB 11643-1999.

    Judged: province prefix, a real birth date not after `today` (CCYYMMDD), and the check digit
    of the 18-digit form (ISO 7064 MOD 11-2). County codes may be abolished ones.
    """
    offsets, data = texts
    for row in range(len(good)):
        start = offsets[row]
        length = offsets[row + 1] - start
        good[row] = (
            (length == 18 and citizen_check(data, start))
            or (length == 15 and number_at(data, start, 15) >= 0)
        ) and citizen_stands(data, start, (length, today))


def citizen_differences(
    texts: Texts, theirs: tuple[Numbers, Numbers, Numbers], differs: Answers
) -> None:
    """Rows whose ID says another birth (days since 1970), sex (1 male, 0 female) or region.

    Each of `theirs` is empty where it is not compared, and -2^62 in rows where it is not known;
    regions are compared from the left, as long as theirs is. What an ID does not tell differs
    from nothing.
    """
    offsets, data = texts
    births, sexes, regions = theirs
    for row in range(len(differs)):
        start = offsets[row]
        length = offsets[row + 1] - start
        differs[row] = False
        if length in (15, 18):
            differs[row] = (
                (len(births) > 0 and born_otherwise(data, start, (length, births[row])))
                or (len(sexes) > 0 and sexed_otherwise(data, start, (length, sexes[row])))
                or (len(regions) > 0 and placed_otherwise(data, start, regions[row]))
            )


def mobiles(texts: Texts, good: Answers) -> None:
    """Mobile numbers of the mainland: eleven digits, the first 1, the second 3 to 9."""
    offsets, data = texts
    for row in range(len(good)):
        start = offsets[row]
        good[row] = (
            offsets[row + 1] - start == 11
            and data[start] == 49
            and 51 <= data[start + 1] <= 57
            and number_at(data, start + 2, 9) >= 0
        )


def usccs(texts: Texts, good: Answers) -> None:
    """Unified social credit codes, GB 32100-2015: departments 1-9, A, N, Y; check mod 31.

    The organisation code inside is not judged: genuine codes exist whose inner check fails.
    """
    offsets, data = texts
    for row in range(len(good)):
        start = offsets[row]
        good[row] = offsets[row + 1] - start == 18 and uscc_check(data, start)


def organisation_codes(texts: Texts, good: Answers) -> None:
    """Organisation codes, GB 11714-1997: eight characters, perhaps a hyphen, check mod 11."""
    offsets, data = texts
    for row in range(len(good)):
        start = offsets[row]
        length = offsets[row + 1] - start
        hyphen = 1 if length == 10 and data[start + 8] == 45 else 0
        good[row] = length == 9 + hyphen and organisation_check(data, start, hyphen)


def bank_cards(texts: Texts, good: Answers) -> None:
    """Bank card numbers of 12 to 19 digits, not beginning with 0, by the formula of Luhn."""
    offsets, data = texts
    for row in range(len(good)):
        start = offsets[row]
        length = offsets[row + 1] - start
        total = 0
        fits = 12 <= length <= 19 and data[start] != 48
        for place in range(length if fits else 0):
            digit = data[start + length - 1 - place] - 48
            fits = fits and 0 <= digit <= 9
            doubled = digit * (1 + place % 2)
            total += doubled - 9 if doubled > 9 else doubled
        good[row] = fits and total % 10 == 0


def vins(texts: Texts, good: Answers) -> None:
    """Vehicle identification numbers, GB 16735: 17 characters without I O Q, check in the ninth.

    European makers (S to Z in front) leave the check out.
    """
    offsets, data = texts
    for row in range(len(good)):
        start = offsets[row]
        total = 0
        fits = offsets[row + 1] - start == 17
        for place in range(17 if fits else 0):
            value = _VIN_VALUES[data[start + place]]
            fits = fits and value >= 0
            total += value * _VIN_WEIGHTS[place]
        if fits and not 83 <= data[start] <= 90:
            check = total % 11
            fits = data[start + 8] == (88 if check == 10 else 48 + check)
        good[row] = fits


def licence_ids(texts: Texts, good: Answers) -> None:
    """Electronic licence identifiers, GB/T 36904-2018: five parts after the root, MOD 37,36."""
    offsets, data = texts
    for row in range(len(good)):
        start, end = offsets[row], offsets[row + 1]
        good[row] = licence_shape(data, start, end) and licence_check(data, start + 15, end)


def number_at(data: Sequence[int], start: int, length: int) -> int:
    """Return the number written in `length` digits, or -1."""
    number = 0
    for place in range(start, start + length):
        digit = data[place] - 48
        if digit < 0 or digit > 9:
            return -1
        number = number * 10 + digit
    return number


def is_day(stamp: int) -> bool:
    """Tell whether CCYYMMDD is a day of the calendar."""
    year, month, day = stamp // 10_000, stamp // 100 % 100, stamp % 100
    if month < 1 or month > 12 or day < 1 or year < 1:
        return False
    return bool(day <= _MONTHS[month] + (1 if month == 2 and is_leap(year) else 0))


def is_leap(year: int) -> bool:
    """Tell whether a year has 29 February."""
    return (year % 4 == 0 and year % 100 != 0) or year % 400 == 0


def days_of(stamp: int) -> int:
    """Return the days from 1970-01-01 to the day CCYYMMDD."""
    year, month, day = stamp // 10_000, stamp // 100 % 100, stamp % 100
    before = year - 1
    days = before * 365 + before // 4 - before // 100 + before // 400 - _EPOCH
    return int(days + _BEFORE[month] + day - 1 + (1 if month > 2 and is_leap(year) else 0))


def citizen_stands(data: Sequence[int], start: int, about: tuple[int, int]) -> bool:
    """Tell whether province and birth of an ID (length, today) of digits can be."""
    length, today = about
    if not _IS_PROVINCE[(data[start] - 48) * 10 + data[start + 1] - 48]:
        return False
    birth = citizen_birth(data, start, length)
    return bool(_OLDEST_BIRTH <= birth <= today and is_day(birth))


def citizen_birth(data: Sequence[int], start: int, length: int) -> int:
    """Return the birth date CCYYMMDD an ID of 18 or 15 characters tells, or -1."""
    if length == 18:
        return number_at(data, start + 6, 8)
    birth = number_at(data, start + 6, 6)
    if birth < 0:
        return -1
    is_old = number_at(data, start + 12, 3) >= _CENTENARIAN_SEQUENCE
    return birth + (18_000_000 if is_old else 19_000_000)


def citizen_check(data: Sequence[int], start: int) -> bool:
    """Tell whether 17 digits are followed by their check; x counts as X."""
    total = 0
    for place in range(17):
        digit = data[start + place] - 48
        if digit < 0 or digit > 9:
            return False
        total += digit * _CITIZEN_WEIGHTS[place]
    last = data[start + 17]
    return bool(_CITIZEN_CHECKS[total % 11] == (88 if last == 120 else last))


def born_otherwise(data: Sequence[int], start: int, about: tuple[int, int]) -> bool:
    """Tell whether an ID (length, days of birth by the row) tells another day."""
    length, days = about
    birth = citizen_birth(data, start, length)
    return bool(days != UNKNOWN and birth > 0 and is_day(birth) and days_of(birth) != days)


def sexed_otherwise(data: Sequence[int], start: int, about: tuple[int, int]) -> bool:
    """Tell whether an ID (length, sex by the row) tells the other sex."""
    length, sex = about
    digit = data[start + (16 if length == 18 else 14)] - 48
    return bool(sex != UNKNOWN and 0 <= digit <= 9 and digit % 2 != sex)


def placed_otherwise(data: Sequence[int], start: int, region: int) -> bool:
    """Tell whether an ID begins with another region than the one of 2, 4 or 6 digits."""
    digits = 2 if region < 100 else 4 if region < 10_000 else 6
    told = number_at(data, start, digits)
    return bool(region != UNKNOWN and told >= 0 and told != region)


def uscc_check(data: Sequence[int], start: int) -> bool:
    """Tell whether 18 characters are a USCC."""
    if not _USCC_DEPARTMENTS[data[start]] or data[start + 1] == 48:
        return False
    if number_at(data, start + 1, 7) < 0:
        return False
    total = 0
    for place in range(17):
        value = _USCC_VALUES[data[start + place]]
        if value < 0:
            return False
        total += value * _USCC_WEIGHTS[place]
    return bool(_USCC_VALUES[data[start + 17]] == (31 - total % 31) % 31)


def organisation_check(data: Sequence[int], start: int, hyphen: int) -> bool:
    """Tell whether eight characters and the check after the hyphen are an organisation code."""
    total = 0
    for place in range(8):
        value = _LETTER_VALUES[data[start + place]]
        if value < 0:
            return False
        total += value * _ORGANISATION_WEIGHTS[place]
    check = 11 - total % 11
    wanted = 88 if check == 10 else 48 if check == 11 else 48 + check
    return bool(data[start + 8 + hyphen] == wanted)


def licence_shape(data: Sequence[int], start: int, end: int) -> bool:
    """Tell whether a text is root 1.2.156.3005.2 and parts of 21, 18, some, 3 and 1 characters."""
    if end - start < 15 + 21 + 1 + 18 + 1 + 1 + 1 + 3 + 1 + 1:
        return False
    for place in range(15):
        if data[start + place] != _ROOT[place]:
            return False
    dots = 0
    for place in range(start + 15, end):
        dots += data[place] == 46
    first, second = start + 15 + 21, start + 15 + 21 + 1 + 18
    return bool(
        dots == 4
        and data[first] == 46
        and data[second] == 46
        and data[end - 2] == 46
        and data[end - 6] == 46
    )


def licence_check(data: Sequence[int], start: int, end: int) -> bool:
    """Tell whether the last character is the ISO 7064 MOD 37,36 check of those before it."""
    product = 36
    for place in range(start, end - 1):
        if data[place] != 46:
            value = _LETTER_VALUES[data[place]]
            if value < 0:
                return False
            product = (product + value) % 36
            product = (36 if product == 0 else product) * 2 % 37
    return bool(_LETTER_VALUES[data[end - 1]] == (37 - product) % 36)
