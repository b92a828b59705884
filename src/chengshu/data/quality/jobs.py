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


def run_restore(context: JobContext, **arguments: object) -> None:
    """Show the rows of some `endings` of `resource_code` in one new snapshot."""
    numbers = arguments["endings"]
    endings = tuple(int(str(each)) for each in numbers) if isinstance(numbers, list) else ()
    quality.show_restored(context.actor, str(arguments["resource_code"]), endings)


jobs.define(quality.RESTORE_JOB, run_restore, title=_("恢复复判合格的数据"))
jobs.define("quality.sweep", run_sweep, title=_("清理无主质检标记文件"))
jobs.every(_EVERY_MINUTES, "quality.sweep")
