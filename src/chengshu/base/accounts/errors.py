"""What accounts refuses."""

from django.utils.translation import gettext_lazy as _

from chengshu.base.errors.api import ConflictError, InvalidInputError, NotFoundError

__all__ = [
    "OrganisationCycleError",
    "OwnAccountError",
    "PostNotAllowedError",
    "UnknownOrganisationError",
    "UnknownPersonError",
    "WeakPasswordError",
]


class UnknownOrganisationError(NotFoundError):
    """No organisation has this code; data: `key`."""

    code = "unknown_organisation"
    sentence = _("未找到单位“%(key)s”，请核对单位代码。")


class UnknownPersonError(NotFoundError):
    """Nobody has this user name, or the actor may not know of them; data: `key`."""

    code = "unknown_person"
    sentence = _("未找到用户名为“%(key)s”的人员，请核对用户名。")


class OwnAccountError(ConflictError):
    """Nobody deactivates the own account."""

    code = "own_account"
    sentence = _("不能停用自己的账号，请由另一位运维人员办理。")


class OrganisationCycleError(ConflictError):
    """The parent lies below the organisation itself; data: `name`."""

    code = "organisation_cycle"
    sentence = _("“%(name)s”的上级单位不能是它自己或它的下级，请重新选择。")


class PostNotAllowedError(InvalidInputError):
    """The roles may not be held by one person; data: `name`, `reason`."""

    code = "post_not_allowed"
    sentence = _("不能为“%(name)s”设置这些岗位：%(reason)s")


class WeakPasswordError(InvalidInputError):
    """The password breaks the rules; data: `reason`."""

    code = "weak_password"
    sentence = _("密码不符合要求：%(reason)s")
