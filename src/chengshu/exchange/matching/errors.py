"""Refusals of matching, each with one sentence that says what to change."""

from django.utils.translation import gettext_lazy as _

from chengshu.base.errors.api import ConflictError, InvalidInputError, NotFoundError, RefusedError


class DemandNotFoundError(NotFoundError):
    """No such demand; data: `key`."""

    code = "demand_not_found"
    sentence = _("未找到第 %(key)s 号数据需求，请核对编号。")


class BadDemandError(InvalidInputError):
    """A demand, or a step on it, lacks something; data: `field`, `reason`."""

    code = "bad_demand"


class WrongDemandStateError(ConflictError):
    """The step does not fit the demand's state; data: `state`, `action`."""

    code = "wrong_demand_state"
    sentence = _("该需求目前为“%(state)s”，不能%(action)s。请刷新页面查看最新状态。")


class NotGrantedError(RefusedError):
    """A demand would be called delivered without a grant; data: `title`."""

    code = "demand_not_granted"
    title = _("尚未授权")
    sentence = _(
        "需求单位还没有“%(title)s”的有效授权，不能登记为已交付。"
        "请需求单位提交共享申请，办结后再登记。"
    )
