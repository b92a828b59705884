"""Timed work of quality."""

from django.utils.translation import gettext_lazy as _

from chengshu.base.jobs import api as jobs
from chengshu.base.jobs.contracts import JobContext
from chengshu.data.quality import api as quality

_EVERY_MINUTES = 60


def run_sweep(context: JobContext, **_arguments: object) -> None:
    """Drop the marks files that a crash left behind."""
    del context
    quality.sweep_marks()


jobs.define("quality.sweep", run_sweep, title=_("清理无主质检标记文件"))
jobs.every(_EVERY_MINUTES, "quality.sweep")
