"""Errors of standardisation."""

from django.utils.translation import gettext_lazy as _

from chengshu.base.errors.api import ConflictError, InvalidInputError


class BadStepError(InvalidInputError):
    """A step cannot work as set; data: `field`, `reason`."""

    code = "bad_standardisation_step"
    sentence = _("标准化步骤“%(field)s”设置有误：%(reason)s。")


class PlanChangedError(ConflictError):
    """Someone saved another version meanwhile; data: `resource`, `version`."""

    code = "standardisation_plan_changed"
    sentence = _(
        "资源“%(resource)s”的标准化方案已有新版本（第 %(version)s 版），请刷新后重新修改。"
    )
