"""Kernels of keys: one 64-bit number per text, exact for digits, a hash for everything else."""

from collections.abc import Sequence

import numpy as np

Texts = tuple[Sequence[int], Sequence[int]]
Numbers = np.ndarray[tuple[int], np.dtype[np.int64]]
LONGEST = 18  # digits whose number, base 11 with a leading 1, fits into 64 bits
SEED = -3750763034362895579  # of FNV-1a
PRIME = 1099511628211
DIGITS = np.full(256, -1)
DIGITS[48:58] = np.arange(10)
DIGITS[88] = 10  # X, the eleventh digit of citizen IDs


def number_keys(texts: Texts, keys: Numbers, hashed: Numbers) -> None:
    """Write a number per text; `hashed[0]` counts those whose number others may share."""
    offsets, data = texts
    count = 0
    for row in range(len(keys)):
        start, end = offsets[row], offsets[row + 1]
        number = 1
        exact = end - start <= LONGEST
        for place in range(start, end):
            digit = DIGITS[data[place]]
            if digit < 0:
                exact = False
                break
            number = number * 11 + digit
        if not exact:
            count += 1
            number = mixed(data, start, end)
        keys[row] = number
    hashed[0] = count


def mixed(data: Sequence[int], start: int, end: int) -> int:
    """Return a hash of a text: FNV-1a over 64 bits, folded (wraps: only ever compiled)."""
    number = SEED
    for place in range(start, end):
        number = (number ^ data[place]) * PRIME
    return number ^ (number >> 29)
