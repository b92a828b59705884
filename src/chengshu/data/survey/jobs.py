"""Queued and timed work of survey."""

from django.utils.translation import gettext_lazy as _

from chengshu.base.jobs import api as jobs
from chengshu.base.jobs.contracts import JobContext
from chengshu.data.survey import api as survey

_EVERY_MINUTES = 1


def run_scan(context: JobContext, **arguments: object) -> None:
    """Bring the scan `scan` as far as it may go now; paused or outside its window, it ends."""
    survey.run_scan(context.actor, int(str(arguments["scan"])), job=context)


def wake_scans(context: JobContext, **_arguments: object) -> None:
    """Queue the scans whose window has opened."""
    survey.wake_scans(context.actor)


jobs.define(survey.SCAN_JOB, run_scan, title=_("扫描数据源"))
jobs.define("survey.wake_scans", wake_scans, title=_("按时间窗口继续扫描"))
jobs.every(_EVERY_MINUTES, "survey.wake_scans")
