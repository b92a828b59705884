"""Queued work of catalog."""

from django.utils.translation import gettext_lazy as _

from chengshu.base.jobs import api as jobs
from chengshu.base.jobs.contracts import JobContext
from chengshu.data.catalog import api as catalog

_EVERY_MINUTES, _MEASURE_MINUTES = 720, 10


def run_import(context: JobContext, **arguments: object) -> None:
    """Write the checked import of `number`, whole or not at all."""
    catalog.write_import(context.actor, int(str(arguments["number"])), job=context)


def run_forget(context: JobContext, **_arguments: object) -> None:
    """Remove the files of imports and exports that nobody came back for."""
    catalog.forget_old_files()
    catalog.forget_old_exports()


def run_export(context: JobContext, **arguments: object) -> None:
    """Write the file of the export `number`."""
    catalog.make_export(context, int(str(arguments["number"])))


def run_measure(context: JobContext, **_arguments: object) -> None:
    """Take in rows and times of entries, judge what counts, keep the counts of the day."""
    catalog.measure_entries(context.actor)


jobs.define("catalog.measure", run_measure, title=_("统计目录数据量和目标进度"))
jobs.every(_MEASURE_MINUTES, "catalog.measure")
jobs.define("catalog.forget_files", run_forget, title=_("清理搁置的导入导出文件"))
jobs.every(_EVERY_MINUTES, "catalog.forget_files")
jobs.define(catalog.IMPORT_JOB, run_import, title=_("导入目录"))
jobs.define(catalog.EXPORT_JOB, run_export, title=_("导出目录"))
