"""Timed work of warning: alerts follow the readings."""

from django.utils.translation import gettext_lazy as _

from chengshu.base.jobs import api as jobs
from chengshu.base.jobs.contracts import JobContext
from chengshu.operations.warning import api as warning

_EVERY_MINUTES = 5


def run_evaluate(context: JobContext, **_arguments: object) -> None:
    """Judge the newest readings by every rule."""
    warning.evaluate(context.actor)


jobs.define("warning.evaluate", run_evaluate, title=_("研判预警"))
jobs.every(_EVERY_MINUTES, "warning.evaluate")
