"""Errors of ingest."""

from django.utils.translation import gettext_lazy as _

from chengshu.base.errors.api import ConflictError, NotFoundError, RefusedError, RetryError


class BatchNotFoundError(NotFoundError):
    """No such batch, or not this person's; data: `key`."""

    code = "batch_not_found"
    sentence = _("未找到批次“%(key)s”，请核对编号。")


class NotAttachedError(ConflictError):
    """The resource has no source table; data: `resource`."""

    code = "not_attached"
    sentence = _("资源“%(resource)s”尚未挂接数据源，请先在目录中完成挂接。")


class NoKeyError(ConflictError):
    """Rows of the resource cannot be told apart by key; data: `resource`."""

    code = "no_key"
    sentence = _("资源“%(resource)s”没有主键，无法按行更正，请在源系统更正后重新入库。")


class LoadRunningError(RetryError):
    """Another load of the same resource is under way; data: `resource`."""

    code = "load_running"
    status = 409
    title = _("正在入库")
    sentence = _("资源“%(resource)s”正在入库，请等待完成后再试。")


class MappingFaultError(RefusedError):
    """Items have no column in the source; data: `resource`, `items`, `columns`."""

    code = "mapping_fault"
    title = _("字段对应有误")
    sentence = _(
        "资源“%(resource)s”的信息项 %(items)s 在源表中没有对应字段（源表字段：%(columns)s）。"
        "请在目录中更正“来源字段”。此为平台对应问题，不计入部门数据质量。"
    )


class ExpectationError(RefusedError):
    """A batch is not what was expected; data: `reason`."""

    code = "expectation_failed"
    title = _("入库核对未通过")
    sentence = _("入库核对未通过：%(reason)s")
