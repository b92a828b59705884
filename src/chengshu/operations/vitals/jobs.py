"""Timed work of vitals: readings follow the snapshots they are made of."""

from django.utils.translation import gettext_lazy as _

from chengshu.base.jobs import api as jobs
from chengshu.base.jobs.contracts import JobContext
from chengshu.operations.vitals import api as vitals

_EVERY_MINUTES = 5


def run_compute(context: JobContext, **_arguments: object) -> None:
    """Compute every indicator whose resource has a newer snapshot."""
    vitals.compute_due(context.actor)


jobs.define("vitals.compute", run_compute, title=_("计算体征指标"))
jobs.every(_EVERY_MINUTES, "vitals.compute")
