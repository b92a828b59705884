"""Compiled kernels that cut what a source sends into cells, and cells into Arrow arrays.

A scanner of one format notes where each cell of each row starts in a block of bytes and how long
it is (-1: NULL); the builders then make one column after the other. No Python runs per value, and
the interpreter is free for other threads meanwhile.
"""

from collections.abc import Callable
from typing import TypeAlias, TypeVar, cast

import numba
import numpy as np
import numpy.typing as npt

Bytes: TypeAlias = npt.NDArray[np.uint8]
Places: TypeAlias = npt.NDArray[np.int32]
Numbers: TypeAlias = npt.NDArray[np.int64]
F = TypeVar("F", bound=Callable[..., object])
MORE = 0  # a scanner's state: the block ended within a row
FULL = 1  # as many rows as there is room for
BROKEN = 2  # a cell would end outside its row
_DATA = 0x64  # `d`, a message of COPY
_HEADER = 0x5047  # the first two signs of a COPY file; no table has as many columns
_HEADER_BYTES = 19
_TRAILER = 0xFFFF
_NO_VALUE = 0xFFFFFFFF
_NULL = 0xFB
_TWO, _THREE, _EIGHT = 0xFC, 0xFD, 0xFE
_SHORT_END = 9
_FAILURE = 0xFF
_MINUS = 0x2D
_NEGATIVE, _NAN, _INFINITE = 0x4000, 0xC000, 0xD000


def compiled(function: F) -> F:
    """Compile a function to machine code at its first call; kept for later processes."""
    return cast(F, numba.njit(nogil=True, cache=True)(function))


@compiled
def big(data: Bytes, at: int, width: int) -> int:
    """Return the unsigned number of `width` bytes at `at`, the highest byte first."""
    value = 0
    for offset in range(width):
        value = (value << 8) | int(data[at + offset])
    return value


@compiled
def little(data: Bytes, at: int, width: int) -> int:
    """Return the unsigned number of `width` bytes at `at`, the lowest byte first."""
    value = 0
    for offset in range(width):
        value |= int(data[at + offset]) << (8 * offset)
    return value


@compiled
def scan_copy(data: Bytes, stretch: tuple[int, int, int], cells: Places) -> tuple[int, int, int]:
    """Cut messages of a binary COPY from `begin` to `end`, after `rows` found before.

    Returns the rows there are now, where it stopped, and why: the state is `MORE`, `FULL`, or the
    type of the first message that is not of COPY's data.
    """
    most = cells.shape[2]
    at, end, rows = stretch
    while rows < most:
        if at + 5 > end:
            return rows, at, MORE
        if data[at] != _DATA:
            return rows, at, int(data[at])
        after = at + 1 + big(data, at + 1, 4)
        if after > end:
            return rows, at, MORE
        place = at + 5
        if big(data, place, 2) == _HEADER:
            place += _HEADER_BYTES
        if place < after and big(data, place, 2) != _TRAILER:
            if _cut_tuple(data, place + 2, cells[:, :, rows]) > after:
                return rows, at, BROKEN
            rows += 1
        at = after
    return rows, at, FULL


@compiled
def _cut_tuple(data: Bytes, place: int, cells: Places) -> int:
    """Note the cells of a row; return where it ends."""
    most = data.size
    for column in range(cells.shape[1]):
        if place + 4 > most:
            return most + 1
        length = big(data, place, 4)
        if length == _NO_VALUE:
            length = -1
        place += 4
        cells[0, column] = place
        cells[1, column] = length
        if length > 0:
            place += length
    return place


@compiled
def scan_packets(  # noqa: PLR0911 - a kernel stops where it stands
    data: Bytes, stretch: tuple[int, int, int], cells: Places
) -> tuple[int, int, int]:
    """Cut row packets of MySQL's text protocol as `scan_copy` does with PostgreSQL's messages.

    The state may be the first byte of a packet that is no row: 0xFE end, 0xFF error. Rows
    beyond 16 MB come in several packets and must not be asked for.
    """
    columns, most = cells.shape[1], cells.shape[2]
    at, end, rows = stretch
    while rows < most:
        if at + 5 > end:
            return rows, at, MORE
        length = little(data, at, 3)
        place = at + 4
        if place + length > end:
            return rows, at, MORE
        head = int(data[place])
        if head == _FAILURE or (head == _EIGHT and length < _SHORT_END):
            return rows, at, head
        for column in range(columns):
            if place > end:
                return rows, at, BROKEN
            place = _cut_string(data, place, cells[:, column, rows])
        if place > at + 4 + length:
            return rows, at, BROKEN
        rows += 1
        at += 4 + length
    return rows, at, FULL


@compiled
def _cut_string(data: Bytes, place: int, cell: Places) -> int:
    """Note a length-encoded string; return where the next one is."""
    head = int(data[place])
    place += 1
    if head == _NULL:
        cell[1] = -1
        return place
    width = 0
    if head == _TWO:
        width = 2
    elif head == _THREE:
        width = 3
    elif head == _EIGHT:
        width = 8
    length = head if width == 0 else little(data, place, width)
    cell[0] = place + width
    cell[1] = length
    return place + width + length


@compiled
def offsets_of(lengths: Places, offsets: Places) -> int:
    """Fill Arrow's offsets of a text column; return how many rows are NULL."""
    total, nulls = 0, 0
    offsets[0] = 0
    for row in range(lengths.size):
        if lengths[row] < 0:
            nulls += 1
        else:
            total += lengths[row]
        offsets[row + 1] = total
    return nulls


@compiled
def gather(data: Bytes, cells: Places, out: Bytes) -> None:
    """Copy the cells of a text column one behind the other."""
    at = 0
    for row in range(cells.shape[1]):
        start = cells[0, row]
        for offset in range(cells[1, row]):
            out[at] = data[start + offset]
            at += 1


@compiled
def mark_valid(lengths: Places, bits: Bytes) -> int:
    """Set Arrow's validity bits of the cells that are there; return how many are NULL."""
    nulls = 0
    for row in range(lengths.size):
        if lengths[row] < 0:
            nulls += 1
        else:
            bits[row >> 3] |= np.uint8(1 << (row & 7))
    return nulls


@compiled
def read_signed(data: Bytes, cells: Places, out: Numbers) -> None:
    """Read big-endian numbers of whatever width each cell has, with their sign."""
    for row in range(cells.shape[1]):
        width = cells[1, row]
        if width <= 0:
            out[row] = 0
            continue
        value = big(data, cells[0, row], width)
        shift = 64 - 8 * width
        out[row] = (value << shift) >> shift


@compiled
def read_digits(data: Bytes, cells: Places, out: Numbers) -> None:
    """Read whole numbers written in decimal digits."""
    for row in range(cells.shape[1]):
        value, negative = 0, False
        for offset in range(cells[1, row]):
            sign = data[cells[0, row] + offset]
            if sign == _MINUS:
                negative = True
            else:
                value = value * 10 + (int(sign) - 48)
        out[row] = -value if negative else value


@compiled
def read_amounts(data: Bytes, cells: Places, out: Numbers, *, scale: int) -> None:
    """Read PostgreSQL's numeric as whole numbers of the place `scale` (at most 18 digits in all).

    Its form: four 16-bit numbers (digits, weight, sign, display scale), then digits of base 10,000.
    The first row of `out` takes the numbers, the second 1 for NaN, 2 and 3 for the infinities.
    """
    for row in range(cells.shape[1]):
        out[0, row] = 0
        out[1, row] = 0
        if cells[1, row] < 0:
            continue
        start = cells[0, row]
        sign = big(data, start + 4, 2)
        if sign >= _NAN:
            out[1, row] = 1 if sign == _NAN else (2 if sign == _INFINITE else 3)
            continue
        value = _sum_digits(data, start, scale)
        out[0, row] = -value if sign == _NEGATIVE else value


@compiled
def _sum_digits(data: Bytes, start: int, scale: int) -> int:
    digits = big(data, start, 2)
    weight = (big(data, start + 2, 2) << 48) >> 48
    value = 0
    for place in range(digits):
        group = big(data, start + 8 + 2 * place, 2)
        power = 4 * (weight - place) + scale  # of ten, for the group's last digit
        if power >= 0:
            value += group * 10**power
        else:
            value += group // 10 ** (-power)
    return value
