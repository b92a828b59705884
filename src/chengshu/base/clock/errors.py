"""What clock refuses."""

from django.utils.translation import gettext_lazy as _

from chengshu.base.errors.api import BrokenError, InvalidInputError

__all__ = ["BrokenCalendarError", "UnusableTimeError"]


class UnusableTimeError(InvalidInputError):
    """A time without zone, a negative amount, or an end before its start."""

    code = "unusable_time"


class BrokenCalendarError(BrokenError):
    """The city's `calendar.yaml` cannot be used; data: `reason`."""

    code = "broken_calendar"
    sentence = _("城市日历 calendar.yaml 无法使用：%(reason)s，请联系运维人员修正。")
