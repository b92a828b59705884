"""Errors of rules."""

from django.utils.translation import gettext_lazy as _

from chengshu.base.errors.api import ConflictError, InvalidInputError


class BadRuleError(InvalidInputError):
    """A rule cannot work as written; data: `field`, `reason`."""

    code = "bad_rule"
    sentence = _("规则“%(field)s”不可用：%(reason)s")


class RuleMappingError(ConflictError):
    """A rule does not fit the landed columns: our fault, never the department's.

    Data: `rule`, `reason`.
    """

    code = "rule_mapping_fault"
    sentence = _("规则“%(rule)s”无法执行：%(reason)s。这是平台配置问题，不计入部门数据质量。")
