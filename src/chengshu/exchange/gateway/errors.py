"""What the gateway refuses, each with the sentence that says what to change."""

from django.utils.translation import gettext_lazy as _

from chengshu.base.errors.api import (
    InvalidInputError,
    NotFoundError,
    RefusedError,
    RetryError,
)


class UnauthenticatedError(RefusedError):
    """The call does not prove who makes it."""

    code = "unauthenticated"
    status = 401
    title = _("身份未通过验证")


class UnsignedCallError(UnauthenticatedError):
    """A signature header is missing or misshapen; data: `header`."""

    code = "unsigned"
    sentence = _("请求未签名：缺少或无法识别请求头 %(header)s，请按签名说明补齐。")


class UnknownKeyError(UnauthenticatedError):
    """The key does not exist; data: `key`."""

    code = "unknown_key"
    sentence = _("密钥编号“%(key)s”不存在，请核对后重试。")


class KeyDisabledError(UnauthenticatedError):
    """The key was disabled or rotated out; data: `key`."""

    code = "key_disabled"
    sentence = _("密钥“%(key)s”已停用，请改用新密钥。")


class ForgedSignatureError(UnauthenticatedError):
    """The signature does not fit the call."""

    code = "forged_signature"
    sentence = _("签名不符：请求内容与签名不一致，请核对密钥和签名串。")


class StaleCallError(UnauthenticatedError):
    """The call's time is too far from ours; data: `skew`, `limit`."""

    code = "stale_call"
    sentence = _("请求时间与平台相差 %(skew)s 秒，超过 %(limit)s 秒，请校准时钟后重新签名。")


class ReplayedCallError(UnauthenticatedError):
    """The same nonce came before."""

    code = "replayed_call"
    sentence = _("该请求已经使用过（随机串重复），请更换随机串并重新签名。")


class ItemNotGrantedError(RefusedError):
    """A filter names items the grant does not hold; data: `items`, `number`."""

    code = "item_not_granted"
    status = 403
    title = _("信息项未授权")
    sentence = _("授权 %(number)s 不含信息项：%(items)s，请去掉该条件或另行申请。")


class NoItemsLeftError(RefusedError):
    """The catalogue lists none of the granted items any more; data: `number`."""

    code = "no_items_left"
    status = 403
    title = _("信息项未授权")
    sentence = _("授权 %(number)s 的信息项已全部从目录中撤销，请按新目录重新申请。")


class MaskedFilterError(RefusedError):
    """A filter on a masked item would give its value away; data: `items`, `number`."""

    code = "item_masked"
    status = 403
    title = _("信息项已脱敏")
    sentence = _("授权 %(number)s 对信息项脱敏：%(items)s，不能作为条件；需要时请申请明文。")


class QuotaExceededError(RefusedError):
    """The day's calls are used up; data: `number`, `quota`, `retry_after` in seconds."""

    code = "quota_exceeded"
    status = 429
    title = _("调用次数已用完")
    sentence = _("授权 %(number)s 今日 %(quota)s 次调用已用完，请明日再试或申请提高上限。")


class QueryTooLongError(RefusedError):
    """The query is longer than allowed; data: `limit` in bytes."""

    code = "query_too_long"
    status = 414
    title = _("请求参数过长")
    sentence = _("请求参数超过 %(limit)s 字节，请减少条件后分次调用。")


class MisshapenQueryError(InvalidInputError):
    """The query string cannot be read; data: `field`, `reason`."""

    code = "misshapen_query"


class ResourceUnavailableError(NotFoundError):
    """The resource does not exist or is no longer published; data: `kind`, `key`."""

    code = "resource_unavailable"
    sentence = _("%(kind)s“%(key)s”不存在或未发布，请在资源目录中核对。")


class NoSuchAddressError(NotFoundError):
    """The gateway has no such address; data: `kind`, `key`."""

    code = "no_such_address"
    sentence = _("网关没有%(kind)s“%(key)s”，请查看接口文档 /gateway/v1/openapi.json。")


class WrongMethodError(RefusedError):
    """The address is read with GET only; data: `method`."""

    code = "wrong_method"
    status = 405
    title = _("请求方法不支持")
    sentence = _("不支持 %(method)s 方法，网关只提供 GET 查询。")


class ReceiptNotFoundError(NotFoundError):
    """There is no such receipt of this application; data: `kind`, `key`."""

    code = "receipt_not_found"


class KeyNotFoundError(NotFoundError):
    """There is no such key; data: `kind`, `key`."""

    code = "key_not_found"


class DatabaseAwayError(RetryError):
    """The database does not answer at the moment; data: `reason`."""

    code = "database_away"
