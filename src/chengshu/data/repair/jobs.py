"""Timed work of repair."""

from django.utils.translation import gettext_lazy as _

from chengshu.base.jobs import api as jobs
from chengshu.base.jobs.contracts import JobContext
from chengshu.data.repair import api as repair

_EVERY_MINUTES = 30


def run_escalation(context: JobContext, **_arguments: object) -> None:
    """Tell the bureau of orders past their deadline."""
    repair.escalate_overdue(context.actor)


jobs.define("repair.escalate", run_escalation, title=_("上报超期整改工单"))
jobs.every(_EVERY_MINUTES, "repair.escalate")
