"""Spans of time in words."""

import datetime as dt

from django.utils.translation import gettext as _

DAY, HOUR, MINUTE = 86_400, 3_600, 60


def say_span(seconds: float) -> str:
    """Return a span in its largest unit and the next, e.g. 3 天 4 小时."""
    whole = int(abs(seconds))
    days, hours, minutes = whole // DAY, whole % DAY // HOUR, whole % HOUR // MINUTE
    if days:
        return _join(_("%(n)d 天") % {"n": days}, hours and _("%(n)d 小时") % {"n": hours})
    if hours:
        return _join(_("%(n)d 小时") % {"n": hours}, minutes and _("%(n)d 分钟") % {"n": minutes})
    return _("%(n)d 分钟") % {"n": max(1, minutes)}


def _join(larger: str, smaller: str | int) -> str:
    return f"{larger} {smaller}" if smaller else larger


def say_remaining(now: dt.datetime, due_at: dt.datetime) -> str:
    """Return what is left until `due_at`, or by how much it has passed, in natural time."""
    seconds = (due_at - now).total_seconds()
    if seconds < 0:
        return _("已超时 %(span)s") % {"span": say_span(seconds)}
    return _("剩余 %(span)s") % {"span": say_span(seconds)}
