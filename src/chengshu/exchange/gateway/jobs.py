"""Timed work of the gateway."""

from django.utils.translation import gettext_lazy as _

from chengshu.base.jobs import api as jobs
from chengshu.base.jobs.contracts import JobContext
from chengshu.exchange.gateway import api as gateway

_EVERY_MINUTES = 60


def run_forget_nonces(context: JobContext, **arguments: object) -> None:
    """Delete nonces no fresh signature can carry any more; needs neither context nor arguments."""
    gateway.forget_nonces()


jobs.define("gateway.forget_nonces", run_forget_nonces, title=_("清理过期的随机串"))
jobs.every(_EVERY_MINUTES, "gateway.forget_nonces")
