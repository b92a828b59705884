"""Errors of rules."""

from django.utils.translation import gettext_lazy as _

from chengshu.base.errors.api import (
    ConflictError,
    InvalidInputError,
    NotAllowedError,
    NotFoundError,
)


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


class NoReasonError(InvalidInputError):
    """A change of rules without its reason; data: `field`."""

    code = "rule_change_without_reason"
    sentence = _("请写明调整规则“%(field)s”的理由。")


class OwnProposalError(NotAllowedError):
    """Who proposed a change would confirm it; data: `rule`."""

    code = "own_rule_proposal"
    sentence = _("规则“%(rule)s”是您提出的，须由本单位另一人或数据局确认。")


class ChangeNotFoundError(NotFoundError):
    """No such change is waiting; data: `key`."""

    code = "rule_change_not_found"
    sentence = _("待确认的规则调整“%(key)s”不存在或已办理，请刷新页面。")


class RulesChangedError(ConflictError):
    """The rules are no longer what the change was proposed for; data: `rule`."""

    code = "rules_changed"
    sentence = _("规则“%(rule)s”在提出后已被调整，请重新提出。")
