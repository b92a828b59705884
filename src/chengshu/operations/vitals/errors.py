"""What vitals refuses, and what to change."""

from django.utils.translation import gettext_lazy as _

from chengshu.base.errors.api import ConflictError, InvalidInputError, NotFoundError


class IndicatorNotFoundError(NotFoundError):
    """There is no such indicator or version; data: `key`."""

    code = "indicator_not_found"
    sentence = _("未找到指标“%(key)s”，请核对指标编码。")


class ReadingNotFoundError(NotFoundError):
    """There is no such reading; data: `key`."""

    code = "reading_not_found"
    sentence = _("未找到指标值“%(key)s”，请从指标页面重新进入。")


class BadFormulaError(InvalidInputError):
    """The formula document cannot be read; data: `reason`."""

    code = "bad_formula"
    sentence = _("指标公式有误：%(reason)s")


class BadIndicatorError(InvalidInputError):
    """A field of the definition cannot be used; data: `field`, `reason`."""

    code = "bad_indicator"
    sentence = _("%(reason)s")


class NothingPublishedError(ConflictError):
    """The resource has no snapshot to compute on; data: `resource`."""

    code = "nothing_published"
    sentence = _("资源“%(resource)s”还没有发布的快照，请先完成数据汇聚再计算指标。")
