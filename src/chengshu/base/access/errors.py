"""What access refuses."""

from django.utils.translation import gettext_lazy as _

from chengshu.base.errors.api import BrokenError, NotAllowedError

__all__ = [
    "BrokenPolicyError",
    "ForeignOrganisationError",
    "GradeTooHighError",
    "NotAllowedError",
    "PurposeMissingError",
    "UnknownPermissionError",
]


class UnknownPermissionError(BrokenError):
    """The code asks for a permission that the policy does not list; data: `permission`."""

    code = "unknown_permission"
    sentence = _("程序使用了权限策略中没有的权限“%(permission)s”，请联系运维人员。")


class BrokenPolicyError(BrokenError):
    """The policy file cannot be used; data: `reason`."""

    code = "broken_policy"
    sentence = _("权限策略 policy.yaml 无法使用：%(reason)s，请联系运维人员修正。")


class ForeignOrganisationError(NotAllowedError):
    """The role holds the permission, but not for this organisation."""

    code = "foreign_organisation"
    sentence = _(
        "您在“%(permission)s”上的权限不包括单位“%(organisation)s”，请由该单位或其上级办理。"
    )


class GradeTooHighError(NotAllowedError):
    """The data is graded higher than the role may see; data: `permission`, `grade`."""

    code = "grade_too_high"
    sentence = _("您的岗位不能对 %(grade)s 级数据“%(permission)s”，请联系本单位管理员。")


class PurposeMissingError(NotAllowedError):
    """The permission is bound to a stated purpose; data: `permission`."""

    code = "purpose_missing"
    sentence = _("“%(permission)s”必须说明用途，请填写用途后再试。")
