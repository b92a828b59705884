"""Errors of look."""

from django.utils.translation import gettext_lazy as _

from chengshu.base.errors.api import RefusedError, TooLargeError


class SignInRequiredError(RefusedError):
    """A page or call that needs a signed-in person was asked by nobody."""

    code = "sign_in_required"
    status = 401
    title = _("请先登录")
    sentence = _("您尚未登录，或登录已超时，请登录后再试。")


class ExportTooLargeError(TooLargeError):
    """An Excel sheet cannot hold the rows; data: `what`, `limit`."""

    code = "export_too_large"
    sentence = _("%(what)s超过 Excel 工作表上限 %(limit)s 行，请先筛选，或改为导出 CSV。")
