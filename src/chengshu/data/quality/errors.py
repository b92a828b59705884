"""Errors of quality."""

from django.utils.translation import gettext_lazy as _

from chengshu.base.errors.api import BrokenError, ConflictError, InvalidInputError, NotFoundError


class VerdictNotFoundError(NotFoundError):
    """The batch has not been judged; data: `key`."""

    code = "verdict_not_found"
    sentence = _("批次 %(key)s 尚未质检。")


class RepairOrderNotFoundError(NotFoundError):
    """No such order, or not this person's; data: `key`."""

    code = "repair_order_not_found"
    sentence = _("未找到整改工单“%(key)s”，请核对编号。")


class RowNotFoundError(NotFoundError):
    """No such quarantined row; data: `key`."""

    code = "quarantined_row_not_found"
    sentence = _("未找到问题数据行“%(key)s”，请核对编号。")


class BadRuleError(InvalidInputError):
    """A rule cannot work as written; data: `field`, `reason`."""

    code = "bad_rule"
    sentence = _("规则“%(field)s”不可用：%(reason)s")


class OrderStateError(ConflictError):
    """The order does not allow this step any more; data: `reason`."""

    code = "repair_order_state"


class RuleMappingError(ConflictError):
    """A rule does not fit the landed columns: our fault, never the department's.

    Data: `rule`, `reason`.
    """

    code = "rule_mapping_fault"
    sentence = _("规则“%(rule)s”无法执行：%(reason)s。这是平台配置问题，不计入部门数据质量。")


class UnbalancedVerdictError(BrokenError):
    """Landed is not accepted plus quarantined; data: `batch`, `landed`, `judged`."""

    code = "unbalanced_verdict"
