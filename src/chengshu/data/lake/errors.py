"""What lake refuses, and what it asks to try again."""

from django.utils.translation import gettext_lazy as _

from chengshu.base.errors.api import BrokenError, ConflictError, NotFoundError, RefusedError
from chengshu.base.errors.api import RetryError as _RetryError


class InvalidExpressionError(RefusedError):
    """A filter or formula cannot be read; data: `reason`."""

    code = "invalid_expression"
    title = _("筛选条件有误")
    sentence = _("筛选条件无法理解（%(reason)s），请按接口说明修改。")


class UnknownColumnError(RefusedError):
    """A filter or formula names a column the catalogue does not list; data: `column, resource`."""

    code = "unknown_column"
    title = _("信息项不存在")
    sentence = _("资源“%(resource)s”没有信息项“%(column)s”，请对照目录修改。")


class UnfitValueError(RefusedError):
    """A value cannot be converted to its column's type; data: `column`, `value`, `type`."""

    code = "unfit_value"
    title = _("取值类型不符")
    sentence = _("信息项“%(column)s”应为%(type)s，无法使用取值“%(value)s”。")


class GateError(BrokenError):
    """A publish came without a verdict that adds up; data: `batch_id`, `landed`, `accepted`."""

    code = "gate"
    title = _("批次判定不平")
    sentence = _("批次 %(batch_id)s 判定不平：落地 %(landed)s 行，接收 %(accepted)s 行，未发布。")


class SchemaMismatchError(RefusedError):
    """A landed file does not fit the resource's table; data: `resource`, `column`, `reason`."""

    code = "schema_mismatch"
    title = _("结构与目录不符")
    sentence = _("资源“%(resource)s”的列“%(column)s”与目录不符：%(reason)s。")


class LandedFileError(ConflictError):
    """A landed file is missing or changed; data: `reason`."""

    code = "landed_file"


class SnapshotNotFoundError(NotFoundError):
    """There is no such snapshot; data: `kind`, `key`."""

    code = "snapshot_not_found"


class LakeUnavailableError(_RetryError):
    """The lake's database does not answer; data: `reason`."""

    code = "lake_unavailable"


class MaskedColumnError(RefusedError):
    """A filter or order by a masked item would give its values away; data: `column`."""

    code = "masked_column"
    status = 403
    title = _("不能按敏感信息项查询")
    sentence = _("信息项“%(column)s”是敏感信息，已脱敏显示，不能用来筛选或排序；请改用其他信息项。")
