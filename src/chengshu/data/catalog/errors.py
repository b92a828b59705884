"""Refusals of catalog, each with one sentence that says what to change."""

from django.utils.translation import gettext_lazy as _

from chengshu.base.errors.api import ConflictError, InvalidInputError, NotFoundError, RefusedError


class ResourceNotFoundError(NotFoundError):
    """No such entry, or the actor may not know of it; data: `key`."""

    code = "resource_not_found"
    sentence = _("未找到目录“%(key)s”，请核对编号，或向提供单位确认是否已发布。")


class CodeTableNotFoundError(NotFoundError):
    """No such code table; data: `key`."""

    code = "code_table_not_found"
    sentence = _("未找到代码表“%(key)s”，请先导入该代码表。")


class IncompleteResourceError(RefusedError):
    """The entry breaks rules of the guide; data: `key`, `faults` (sentences joined)."""

    code = "resource_incomplete"
    title = _("目录不完整")
    sentence = _("目录“%(key)s”还不能提交：%(faults)s")


class BadDraftError(InvalidInputError):
    """A field of the draft cannot be kept at all; data: `field`, `reason`."""

    code = "bad_draft"


class WrongStateError(ConflictError):
    """The step does not fit the entry's state; data: `key`, `state`, `action`."""

    code = "wrong_state"
    sentence = _("目录“%(key)s”目前为“%(state)s”，不能%(action)s。请刷新页面查看最新状态。")


class TitleTakenError(ConflictError):
    """The provider already has an entry of this title; data: `title`, `other`."""

    code = "title_taken"
    sentence = _(
        "本单位已有名称相同的目录“%(title)s”（编号 %(other)s，忽略空格、标点和全半角差异），"
        "请改名或合并。"
    )


class ChangeUnderWayError(ConflictError):
    """The entry cannot go offline while a change of it is in review; data: `key`."""

    code = "change_under_way"
    sentence = _("目录“%(key)s”有一项变更正在审核，请等审核结束或退回后再申请下线。")


class BadDelegationError(InvalidInputError):
    """A delegation or naming that cannot be; data: `field`, `reason`."""

    code = "bad_delegation"


class BadTargetError(InvalidInputError):
    """A target that cannot be; data: `field`, `reason`."""

    code = "bad_target"


class DelegationNotFoundError(NotFoundError):
    """No such delegation of the actor's organisation; data: `key`."""

    code = "delegation_not_found"
    sentence = _("未找到委托“%(key)s”，请刷新页面后再试。")


class NotChiefError(ConflictError):
    """The department has a chief data officer, and it is another person; data: `key`, `chief`."""

    code = "not_chief"
    sentence = _("目录“%(key)s”的部门审核由首席数据官“%(chief)s”办理，须由其本人或受委托人审核。")


class OwnWorkError(ConflictError):
    """The reviewer drafted the version himself; data: `key`."""

    code = "own_work"
    sentence = _("目录“%(key)s”由您本人编制，须由另一位人员审核。")


class PersonNeededError(ConflictError):
    """The program tried to confirm an entry; data: `key`."""

    code = "person_needed"
    sentence = _("目录“%(key)s”的审核必须由人员完成，系统不能代为确认。")


class ReasonNeededError(InvalidInputError):
    """A return or withdrawal without a reason; data: `field`, `reason`."""

    code = "reason_needed"


class UnreadableImportError(InvalidInputError):
    """The import file or its mapping cannot be read; data: `field`, `reason`."""

    code = "unreadable_import"


class ImportNotFoundError(NotFoundError):
    """No such import, or it is another person's; data: `key`."""

    code = "import_not_found"
    sentence = _("未找到导入记录“%(key)s”，可能已被放弃，请重新上传文件。")


class ImportStateError(ConflictError):
    """The step does not fit the import's state; data: `name`, `reason`."""

    code = "import_state"
    sentence = _("文件“%(name)s”不能这样处理：%(reason)s。")


class ExportNotFoundError(NotFoundError):
    """No such export, it is another person's, or its file is gone; data: `key`."""

    code = "export_not_found"
    sentence = _("未找到导出文件“%(key)s”，可能已过期清理，请重新导出。")


class FontMissingError(ConflictError):
    """The font of printed books is not installed; data: `path`."""

    code = "font_missing"
    sentence = _("缺少印刷用的中文字体，请运维人员在安装目录运行 npm ci 后重试。")


class ClassNotFoundError(NotFoundError):
    """No such class; data: `key`."""

    code = "class_not_found"
    sentence = _("信息资源分类中没有“%(key)s”，请从分类树中选择末级类目。")


class BadCodeTableError(InvalidInputError):
    """The code table cannot be loaded; data: `field` (its code), `reason`."""

    code = "bad_code_table"
