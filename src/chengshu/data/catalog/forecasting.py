"""Where counts lead: the plainest honest method, and it says so.

The pace is the change over the last four weeks of daily counts, divided by the days they span; it
goes on straight to the deadline. Under a week of counts nothing is foretold.
"""

import datetime as dt
import math
from collections.abc import Sequence

from chengshu.data.catalog.contracts import Forecast

WINDOW, LEAST = 28, 7  # days looked back on, and days needed
_FARTHEST = 3650  # days ahead that a date is worth naming

History = Sequence[tuple[dt.date, int]]


def foretell(
    history: History, *, today: dt.date, amount: int | None, deadline: dt.date | None
) -> Forecast:
    """Return where `history` (ascending by day) leads by `deadline`, and when it meets `amount`."""
    recent = [(day, count) for day, count in history if (today - day).days <= WINDOW]
    if len(recent) < 2:  # noqa: PLR2004 - a line needs two points
        return Forecast(0.0, 0, None, None)
    (first, start), (last, end) = recent[0], recent[-1]
    days = (last - first).days
    if days < LEAST:
        return Forecast(0.0, days, None, None)
    pace = (end - start) / days
    ahead = max((deadline - last).days, 0) if deadline else 0
    expected = max(round(end + pace * ahead), 0)
    return Forecast(pace, days, expected, _meet(amount, pace, recent[-1]))


def _meet(amount: int | None, pace: float, newest: tuple[dt.date, int]) -> dt.date | None:
    """Return the day the line meets `amount`; None when it never does, or not within years."""
    last, count = newest
    if amount is None:
        return None
    if count >= amount:
        return last
    if pace <= 0:
        return None
    days = math.ceil((amount - count) / pace)
    return last + dt.timedelta(days=days) if days <= _FARTHEST else None
