"""Samples spread over files of any size, in one bounded pass or in leaps."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

Cells = Sequence[str | None]
_LOOK_EVERY = 512  # rows between two looks at the clock


@dataclass(frozen=True)
class Spread:
    """Rows kept, how many were passed, and whether the end was reached in time."""

    rows: list[Cells]
    passed: int
    is_whole: bool


def spread_rows(rows: Iterator[Cells], *, most: int, seconds: float) -> Spread:
    """Keep at most `most` rows, evenly spread over all that pass within the seconds.

    Whenever twice as many are held, every other one goes and the step doubles.
    """
    deadline = time.monotonic() + seconds
    held: list[Cells] = []
    step, passed = 1, 0
    for row in rows:
        if passed % step == 0:
            held.append(row)
            if len(held) >= 2 * most:
                held, step = held[::2], step * 2
        passed += 1
        if passed % _LOOK_EVERY == 0 and time.monotonic() > deadline:
            return Spread(_fit(held, most), passed, is_whole=False)
    return Spread(_fit(held, most), passed, is_whole=True)


def _fit(held: list[Cells], most: int) -> list[Cells]:
    if len(held) <= most:
        return held
    return [held[place * len(held) // most] for place in range(most)]
