"""What sharing refuses, each with the sentence that says what to do."""

from django.utils.translation import gettext_lazy as _

from chengshu.base.errors.api import (
    ConflictError,
    InvalidInputError,
    NotFoundError,
    RefusedError,
)


class GrantError(RefusedError):
    """No grant allows the call; data: `application`, `resource`."""

    code = "grant"
    status = 403
    title = _("没有有效授权")


class GrantMissingError(GrantError):
    """The application never got a grant for the resource."""

    code = "grant_missing"
    sentence = _("应用“%(application)s”没有资源“%(resource)s”的授权，请先提交共享申请。")


class GrantNotStartedError(GrantError):
    """The grant begins later; data: `number`, `start`."""

    code = "grant_not_started"
    sentence = _("授权 %(number)s 自 %(start)s 起生效，请届时再调用。")


class GrantExpiredError(GrantError):
    """The grant ended; data: `number`, `end`."""

    code = "grant_expired"
    sentence = _("授权 %(number)s 已于 %(end)s 到期，请重新提交共享申请。")


class GrantSuspendedError(GrantError):
    """The provider paused the grant; data: `number`, `reason`."""

    code = "grant_suspended"
    sentence = _("授权 %(number)s 已被暂停：%(reason)s。请联系数据提供单位恢复。")


class GrantRevokedError(GrantError):
    """The provider took the grant back; data: `number`, `reason`."""

    code = "grant_revoked"
    sentence = _("授权 %(number)s 已被撤销：%(reason)s。如仍需要，请重新提交共享申请。")


class ApplicationDisabledError(GrantError):
    """The application is switched off; data: `application`."""

    code = "application_disabled"
    sentence = _("应用“%(application)s”已停用，请联系本单位管理员启用。")


class ResourceWithheldError(RefusedError):
    """Withheld resources are not asked for; data: `resource`, `basis`."""

    code = "resource_withheld"
    status = 403
    title = _("不予共享")
    sentence = _("资源“%(resource)s”属于不予共享类，依据：%(basis)s。无需申请。")


class ResourceNotPublishedError(ConflictError):
    """Only published resources can be asked for; data: `resource`."""

    code = "resource_not_published"
    sentence = _("资源“%(resource)s”尚未发布，发布后才能申请。")


class UnknownItemsError(InvalidInputError):
    """Items the resource does not have; data: `items`, `resource`."""

    code = "unknown_items"
    sentence = _("资源“%(resource)s”没有信息项：%(items)s，请从目录中选择。")


class RequestIncompleteError(InvalidInputError):
    """A part of the request is missing or contradictory; data: `field`, `reason`."""

    code = "request_incomplete"
    sentence = _("申请的“%(field)s”需要修改：%(reason)s")


class RequestDecidedError(ConflictError):
    """The request has its decision already; data: `number`."""

    code = "request_decided"
    sentence = _("申请 %(number)s 已经办结，不能再次办理。")


class ItemsWithheldError(RefusedError):
    """Single items of a resource are withheld; data: `items`, `resource`."""

    code = "items_withheld"
    status = 403
    title = _("不予共享")
    sentence = _("资源“%(resource)s”的信息项不予共享：%(items)s，请去掉后再申请。")


class ApplicationTakenError(ConflictError):
    """The code of an application belongs to another organisation; data: `application`."""

    code = "application_taken"
    sentence = _("应用编号“%(application)s”已被其他单位使用，请另取编号。")


class ApplicationNotFoundError(NotFoundError):
    """There is no such application; data: `kind`, `key`."""

    code = "application_not_found"


class RequestNotFoundError(NotFoundError):
    """There is no such request; data: `kind`, `key`."""

    code = "request_not_found"


class GrantNotFoundError(NotFoundError):
    """There is no such grant; data: `kind`, `key`."""

    code = "grant_not_found"


class GrantFinalError(ConflictError):
    """A revoked grant stays revoked; data: `number`."""

    code = "grant_final"
    sentence = _("授权 %(number)s 已撤销，不能再变更；如需要请重新申请。")
