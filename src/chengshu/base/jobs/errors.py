"""What jobs refuse, and how a running job is stopped."""

from django.utils.translation import gettext_lazy as _

from chengshu.base.errors.api import ConflictError, NotFoundError, RefusedError

__all__ = ["JobCancelledError", "JobStateError", "JobSupersededError", "UnknownJobError"]


class UnknownJobError(NotFoundError):
    """No job has this number; data: `key`."""

    code = "unknown_job"
    sentence = _("未找到后台任务 %(key)s，请刷新列表后再试。")


class JobStateError(ConflictError):
    """The job is not in a state that allows it; data: `key`, `reason`."""

    code = "job_state"
    sentence = _("后台任务 %(key)s 不能这样操作：%(reason)s")


class JobCancelledError(RefusedError):
    """Somebody cancelled the running job; data: `key`."""

    code = "job_cancelled"
    status = 409
    title = _("任务已取消")
    sentence = _("后台任务 %(key)s 已被取消。")


class JobSupersededError(RefusedError):
    """Another worker has taken the job over; this run must stop; data: `key`."""

    code = "job_superseded"
    status = 409
    title = _("任务已由其他进程接手")
    sentence = _("后台任务 %(key)s 已由其他进程接手，本次运行停止。")
