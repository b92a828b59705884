"""Refusals of survey, each with one sentence that says what to change."""

from django.utils.translation import gettext_lazy as _

from chengshu.base.errors.api import ConflictError, InvalidInputError, NotFoundError, RefusedError


class DraftNotFoundError(NotFoundError):
    """No such drafted table, or the actor may not know of it; data: `key`."""

    code = "draft_not_found"
    sentence = _("未找到编号为 %(key)s 的待确认表，请返回列表重新选择。")


class DraftStateError(ConflictError):
    """The step does not fit the drafted table; data: `table`, `state`."""

    code = "draft_state"
    sentence = _("表“%(table)s”目前为“%(state)s”，不能进行此操作。请刷新页面查看最新状态。")


class DraftMovedError(ConflictError):
    """A scan has changed the proposals since the page was shown; data: `table`."""

    code = "draft_moved"
    sentence = _("表“%(table)s”已被重新扫描，系统建议有变化。请刷新页面，核对后再确认。")


class LineRefusedError(InvalidInputError):
    """A line cannot be decided that way; data: `field` (its name), `reason`."""

    code = "line_refused"


class UndecidedLinesError(RefusedError):
    """Lines wait for a word; data: `table`, `count`, `names`."""

    code = "undecided_lines"
    title = _("还有未确认的内容")
    sentence = _("表“%(table)s”还有 %(count)s 行未确认：%(names)s。请逐行确认后再提交。")


class SecretColumnError(RefusedError):
    """A secret column was to be accepted; data: `column`."""

    code = "secret_column"
    title = _("秘密字段不得编入目录")
    sentence = _("字段“%(column)s”疑似密码或令牌，不得编入目录。如系误判，请数据局说明理由后解除。")


class NothingToUndoError(ConflictError):
    """No step is left to take back; data: `table`."""

    code = "nothing_to_undo"
    sentence = _("表“%(table)s”没有可撤销的操作。")


class PersonRequiredError(ConflictError):
    """The program tried to confirm; data: `table`."""

    code = "person_required"
    sentence = _("表“%(table)s”必须由人员确认，系统不能代为确认。")


class ScanNotFoundError(NotFoundError):
    """No such scan, or the actor may not know of it; data: `key`."""

    code = "scan_not_found"
    sentence = _("未找到编号为 %(key)s 的扫描，请返回列表重新选择。")


class ScanStateError(ConflictError):
    """The step does not fit the scan; data: `scan`, `state`."""

    code = "scan_state"
    sentence = _("扫描 %(scan)s 目前为“%(state)s”，不能进行此操作。请刷新页面查看最新状态。")


class ScanRunningError(ConflictError):
    """The source has a scan that is not over; data: `source`."""

    code = "scan_running"
    sentence = _("数据源“%(source)s”已有未结束的扫描，请等它完成，或先继续、取消它。")


class ScanOptionsError(InvalidInputError):
    """A limit, a pattern or the window of a scan cannot be used; data: `field`, `reason`."""

    code = "scan_options"


class TableCrashedError(RefusedError):
    """Reading a table has ended the program again and again; data: `table`."""

    code = "table_crashed"
    sentence = _("读取数据表“%(table)s”时程序多次中断，已跳过：请联系运维人员检查内存和日志。")


class TableBrokenError(RefusedError):
    """Reading a table met a fault of ours; data: `table`, `reason`."""

    code = "table_broken"
    sentence = _("读取数据表“%(table)s”时程序出错（%(reason)s），已跳过并写入日志。")
