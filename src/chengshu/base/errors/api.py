"""The door of errors: the tree every room hangs its own errors on, and its translation."""

from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from chengshu.base.errors.contracts import Nature, Problem

__all__ = [
    "BrokenError",
    "ChengshuError",
    "ConflictError",
    "InvalidInputError",
    "Nature",
    "NotAllowedError",
    "NotFoundError",
    "Problem",
    "RefusedError",
    "RetryError",
    "TooLargeError",
    "to_problem",
]


class ChengshuError(Exception):
    """Root of the tree.

    A subclass sets `code` (stable, snake case), `status` (HTTP) and `sentence` (Chinese source
    text with %(name)s places that the keyword arguments fill).
    """

    nature: ClassVar[Nature] = Nature.BROKEN
    code: ClassVar[str] = "broken"
    status: ClassVar[int] = 500
    title: ClassVar[str | Promise] = _("系统故障")
    sentence: ClassVar[str | Promise] = _("系统内部出错，已记录，请联系运维人员。")

    def __init__(self, **data: object) -> None:
        """Keep `data`: it fills the sentence and travels with the problem document."""
        super().__init__(self.code, data)
        self.data = data

    def __str__(self) -> str:
        """Return the sentence in the active language, with its data filled in."""
        return str(self.sentence) % self.data


class RefusedError(ChengshuError):
    """The caller must change something before trying again."""

    nature = Nature.REFUSED
    code = "refused"
    status = 422
    title = _("请求被拒绝")
    sentence = _("请求不符合要求，请修改后再试。")


class NotAllowedError(RefusedError):
    """The actor lacks the permission; data: `permission`."""

    code = "not_allowed"
    status = 403
    title = _("没有权限")
    sentence = _("您没有“%(permission)s”的权限，请联系本单位管理员授权。")


class NotFoundError(RefusedError):
    """The thing does not exist, or the actor may not know of it; data: `kind`, `key`."""

    code = "not_found"
    status = 404
    title = _("未找到")
    sentence = _("未找到%(kind)s“%(key)s”，请核对编号。")


class ConflictError(RefusedError):
    """The state has moved on, or the key is taken; data: `reason`."""

    code = "conflict"
    status = 409
    title = _("状态冲突")
    sentence = _("操作与当前状态冲突：%(reason)s")


class InvalidInputError(RefusedError):
    """A value cannot be used; data: `field`, `reason`."""

    code = "invalid_input"
    status = 422
    title = _("输入有误")
    sentence = _("“%(field)s”有误：%(reason)s")


class TooLargeError(RefusedError):
    """Something exceeds a limit; data: `what`, `limit`."""

    code = "too_large"
    status = 413
    title = _("超出上限")
    sentence = _("%(what)s超出上限 %(limit)s，请缩小后再试。")


class RetryError(ChengshuError):
    """The same call may go through later; data: `reason`."""

    nature = Nature.RETRY
    code = "retry"
    status = 503
    title = _("暂时不可用")
    sentence = _("暂时无法完成：%(reason)s，请稍后再试。")


class BrokenError(ChengshuError):
    """A fault of ours; data: whatever helps to find it."""


def to_problem(error: ChengshuError) -> Problem:
    """Return the problem document of `error` in the active language."""
    return Problem(
        type=f"urn:chengshu:error:{error.code}",
        title=str(error.title),
        status=error.status,
        detail=str(error),
        nature=error.nature,
        data={key: str(value) for key, value in error.data.items()},
    )
