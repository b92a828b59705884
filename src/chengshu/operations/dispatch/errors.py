"""What dispatch refuses, and what to change."""

from django.utils.translation import gettext_lazy as _

from chengshu.base.errors.api import (
    BrokenError,
    ConflictError,
    InvalidInputError,
    NotAllowedError,
    NotFoundError,
    TooLargeError,
)


class CaseNotFoundError(NotFoundError):
    """No such case, or not for this actor; data: `key`."""

    code = "case_not_found"
    sentence = _("未找到案件“%(key)s”，或您无权查看，请核对案件编号。")


class FileNotFoundInCaseError(NotFoundError):
    """The case has no such file; data: `key`."""

    code = "case_file_not_found"
    sentence = _("案件中没有附件“%(key)s”。")


class WrongStateError(ConflictError):
    """The action does not start from the present state; data: `action`, `state`."""

    code = "case_wrong_state"
    sentence = _("案件当前为“%(state)s”，不能执行“%(action)s”，请刷新页面后查看可执行的操作。")


class StaleCaseError(ConflictError):
    """Somebody else moved the case meanwhile; data: `seen`, `present`."""

    code = "case_stale"
    sentence = _(
        "案件已被他人处理（您看到的是第 %(seen)s 版，当前为第 %(present)s 版），请刷新后重试。"
    )


class ActionNotAllowedError(NotAllowedError):
    """The actor's posts do not carry the action on this case; data: `action`."""

    code = "case_action_not_allowed"
    sentence = _("您的岗位不能对本案件执行“%(action)s”，请由有权限的岗位办理。")


class NoteRequiredError(InvalidInputError):
    """The action needs a note; data: `action`."""

    code = "case_note_required"
    sentence = _("“%(action)s”必须填写说明。")


class UnknownUnitError(InvalidInputError):
    """There is no lead unit, or not this one; data: `unit`."""

    code = "case_unknown_unit"
    sentence = _("主办单位“%(unit)s”不存在，请从单位列表中选择。")


class UnknownClassError(InvalidInputError):
    """No class valid today has this code; data: `key`, `system`."""

    code = "case_unknown_class"
    sentence = _("案件类别“%(key)s”不在编码体系“%(system)s”的有效类别中，请重新选择。")


class UnknownSourceError(InvalidInputError):
    """The source is not in the table; data: `key`."""

    code = "case_unknown_source"
    sentence = _("来源“%(key)s”未登记，请从来源列表中选择。")


class BadCoordinatesError(InvalidInputError):
    """Coordinates are half given, out of range or of an unknown system; data: `reason`."""

    code = "case_bad_coordinates"
    sentence = _("坐标有误：%(reason)s")


class BadCaseFieldError(InvalidInputError):
    """A field of a report cannot be used; data: `field`, `reason`."""

    code = "case_bad_field"
    sentence = _("%(reason)s")


class FileRefusedError(InvalidInputError):
    """A file is of a type not accepted or empty; data: `name`, `accepted`."""

    code = "case_file_refused"
    sentence = _("附件“%(name)s”不是可接受的类型，只接受 %(accepted)s。")


class FileTooLargeError(TooLargeError):
    """A file or their number exceeds the limit; data: `what`, `limit`."""

    code = "case_file_too_large"


class BrokenTableError(BrokenError):
    """The transition table lacks states or actions; data: `missing`."""

    code = "dispatch_broken_table"
    sentence = _("案件流转表 dispatch.yaml 缺少：%(missing)s，请联系运维人员补全。")
