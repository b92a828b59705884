"""Lockouts after wrong passwords, as django-axes counts them."""

from axes.helpers import get_cool_off
from axes.models import AccessAttempt
from axes.utils import reset
from django.conf import settings

from chengshu.base.accounts.contracts import Lockout
from chengshu.base.clock import api as clock


def find_lockout(username: str) -> Lockout:
    """Return whether `username` is locked out from any address just now."""
    pause = get_cool_off()
    recent = AccessAttempt.objects.filter(username=username)
    if pause is not None:
        recent = recent.filter(attempt_time__gte=clock.now() - pause)
    failures = max(recent.values_list("failures_since_start", flat=True), default=0)
    return Lockout(failures >= settings.AXES_FAILURE_LIMIT, failures)


def forget_failures(username: str) -> int:
    """Let `username` try again at once; return how many counts were dropped."""
    return int(reset(username=username))
