"""What warning refuses, and what to change."""

from django.utils.translation import gettext_lazy as _

from chengshu.base.errors.api import ConflictError, InvalidInputError, NotFoundError


class AlertNotFoundError(NotFoundError):
    """There is no such alert; data: `key`."""

    code = "alert_not_found"
    sentence = _("未找到预警“%(key)s”，请从预警列表重新进入。")


class BadRuleError(InvalidInputError):
    """A field of a rule cannot be used; data: `field`, `reason`."""

    code = "bad_alert_rule"
    sentence = _("%(reason)s")


class NoCaseRuleError(ConflictError):
    """The rule says no case class, so no case can be opened; data: `rule`."""

    code = "alert_without_case_class"
    sentence = _("预警规则“%(rule)s”没有设置案件类别，请先在规则中设置后再转案件。")


class AlertClearedError(ConflictError):
    """The alert has been cleared; data: `key`."""

    code = "alert_cleared"
    sentence = _("预警“%(key)s”已解除，不再需要处理。")
