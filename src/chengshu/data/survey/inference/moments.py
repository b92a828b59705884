"""Records that come by the clock: moments that all lie on whole hours or parts of them."""

import re
from collections.abc import Iterable, Sequence

from chengshu.data.survey.inference.rulebook import section

_WRITTEN = re.compile(r"\d[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?")
_CHINESE = re.compile(r"日 ?(\d{1,2})时(?:(\d{2})分)?(?:(\d{2})秒)?")
_BARE = re.compile(r"(?:19|20)\d{6}(\d{2})(\d{2})(\d{2})?")
_EPOCH = re.compile(r"(\d{10})(?:\d{3})?")
_HOUR, _MINUTE, _DAY_SECONDS = 3600, 60, 86_400

Moment = int
"""Seconds since midnight."""


def moments_of(values: Iterable[str]) -> tuple[Moment, ...]:
    """Return the times of day that values bear, as seconds since midnight; dates alone bear none.

    Seconds since 1970 are counted in UTC: whole hours stay whole in Beijing.
    """
    found = (_moment(value) for value in values)
    return tuple(moment for moment in found if moment is not None)


def _moment(value: str) -> Moment | None:
    bare = _BARE.fullmatch(value)
    written = bare or _WRITTEN.search(value) or _CHINESE.search(value)
    if written is not None:
        hour, minute, second = (int(part or 0) for part in written.groups())
        return hour * _HOUR + minute * _MINUTE + second
    epoch = _EPOCH.fullmatch(value)
    return int(epoch[1]) % _DAY_SECONDS if epoch else None


def measure_step(moments: Sequence[Moment]) -> int:
    """Return the minutes between records that come by the clock, day and night; 0 where none do.

    What people do falls on odd minutes, and seldom at night; instruments report at even ones.
    """
    rules = section("cycles")["even_hours"]
    hours = {moment // _HOUR for moment in moments}
    if len(moments) < rules["least"] or len(hours) < rules["hours"]:
        return 0
    for step in rules["minutes"]:
        even = sum(moment % (step * _MINUTE) == 0 for moment in moments)
        if even >= rules["share"] * len(moments):
            return int(step)
    return 0
