"""Citizen IDs, organisation codes and credit codes with right check characters, by columns."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Integers = npt.NDArray[np.int64]
USCC_LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CITIZEN_WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2])
_CITIZEN_CHECKS = "10X98765432"
_ORGANISATION_WEIGHTS = np.array([3, 7, 9, 10, 5, 8, 4, 2])


def _digits(numbers: Integers, width: int) -> Integers:
    powers = 10 ** np.arange(width - 1, -1, -1)
    return (numbers[:, None] // powers) % 10


def make_citizen_ids(regions: Integers, births: Integers, sequences: Integers) -> list[str]:
    """Return 18-character citizen IDs (GB 11643-1999, weights 2^(18-i) mod 11).

    Args:
        regions: Six-digit region codes.
        births: Birth dates as YYYYMMDD.
        sequences: 1 to 999, odd for men.
    """
    bodies = (regions * 10**8 + births) * 1000 + sequences
    sums = (_digits(bodies, 17) * _CITIZEN_WEIGHTS).sum(axis=1) % 11
    return [f"{body}{_CITIZEN_CHECKS[rest]}" for body, rest in zip(bodies, sums, strict=True)]


def _organisation_checks(bodies: Integers) -> list[str]:
    rests = 11 - (_digits(bodies, 8) * _ORGANISATION_WEIGHTS).sum(axis=1) % 11
    return ["X" if rest == 10 else "0" if rest == 11 else str(rest) for rest in rests]  # noqa: PLR2004 - the check values of GB 11714


def make_usccs(prefix: str, regions: Integers, bodies: Integers) -> list[str]:
    """Return 18-character credit codes (GB 32100-2015, weights 3^(i-1) mod 31).

    Args:
        prefix: Registering department and organisation type, e.g. `91`.
        regions: Six-digit region codes.
        bodies: The eight digits of the organisation code (GB 11714), below 10^8.
    """
    checks = _organisation_checks(bodies)
    parts = zip(regions, bodies, checks, strict=True)
    return [add_uscc_check(f"{prefix}{region}{body:08d}{check}") for region, body, check in parts]


_USCC_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
_USCC_VALUES = {letter: value for value, letter in enumerate(USCC_LETTERS)}


def add_uscc_check(body: str) -> str:
    """Return the 17 characters of `body` with their check character."""
    total = sum(
        _USCC_VALUES[letter] * weight for letter, weight in zip(body, _USCC_WEIGHTS, strict=True)
    )
    return body + USCC_LETTERS[(31 - total % 31) % 31]


def spoil_check(number: str, letters: Sequence[str]) -> str:
    """Return `number` with its check character replaced by the next one of `letters`."""
    place = letters.index(number[-1])
    return number[:-1] + letters[(place + 1) % len(letters)]
