"""When a scan may read: hours of the city's day, or outside working hours."""

import datetime as dt
import re

from chengshu.base.clock import api as clock
from chengshu.data.survey.errors import ScanOptionsError

OFF_HOURS = "off"
_HOURS = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)")
_STEP = dt.timedelta(minutes=5)
_MOST_DAYS = 15  # longer than any holiday


def check_window(window: str) -> str:
    """Return a window as it is kept.

    Raises:
        ScanOptionsError: It is neither hours nor `off`.
    """
    text = window.strip().replace("：", ":").replace("–", "-").replace("～", "-")
    hours = _HOURS.fullmatch(text)
    if text not in {"", OFF_HOURS} and (hours is None or hours.group(1, 2) == hours.group(3, 4)):
        raise ScanOptionsError(field="window", reason=window)
    return text


def is_open(window: str, at: dt.datetime) -> bool:
    """Tell whether reading is allowed at a moment in the city's time."""
    if not window:
        return True
    if window == OFF_HOURS:
        return not any(start <= at < end for start, end in clock.describe_day(at.date()).hours)
    start, end = window.split("-")
    now = f"{at:%H:%M}"
    return start <= now < end if start < end else now >= start or now < end


def opens_at(window: str, after: dt.datetime) -> dt.datetime | None:
    """Return when reading is allowed next, to five minutes; None where it never is."""
    minutes = after.minute - after.minute % 5
    at = after.replace(minute=minutes, second=0, microsecond=0)
    last = after + dt.timedelta(days=_MOST_DAYS)
    while at <= last:
        if at >= after and is_open(window, at):
            return at
        at += _STEP
    return None
