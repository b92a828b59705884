"""Errors of quality."""

from django.utils.translation import gettext_lazy as _

from chengshu.base.errors.api import BrokenError, ConflictError, NotFoundError


class VerdictNotFoundError(NotFoundError):
    """The batch has not been judged; data: `key`."""

    code = "verdict_not_found"
    sentence = _("批次 %(key)s 尚未质检。")


class RowNotFoundError(NotFoundError):
    """No such quarantined row; data: `key`."""

    code = "quarantined_row_not_found"
    sentence = _("未找到问题数据行“%(key)s”，请核对编号。")


class RowStateError(ConflictError):
    """The row does not allow this step any more; data: `reason`."""

    code = "quarantined_row_state"


class UnbalancedVerdictError(BrokenError):
    """Landed is not accepted plus quarantined; data: `batch`, `landed`, `judged`."""

    code = "unbalanced_verdict"
