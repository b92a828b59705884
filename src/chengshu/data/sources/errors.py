"""What sources refuse, and what they ask to try again. No error carries a secret."""

from django.utils.translation import gettext_lazy as _

from chengshu.base.errors.api import (
    ConflictError,
    InvalidInputError,
    NotFoundError,
    RefusedError,
    RetryError,
    TooLargeError,
)

__all__ = ["TooLargeError"]


class SourceNotFoundError(NotFoundError):
    """There is no such source, system or table; data: `kind`, `key`."""

    code = "source_not_found"


class SourceInvalidError(InvalidInputError):
    """A field of a source cannot be used; data: `field`, `reason`."""

    code = "source_invalid"


class SourceUnreachableError(RetryError):
    """Nobody answers at the source's address; data: `address`."""

    code = "source_unreachable"
    title = _("数据源连接不上")
    sentence = _(
        "连接不上 %(address)s：请检查地址和端口是否正确、服务是否启动、防火墙是否放行，稍后再试。"
    )


class SourceInterruptedError(RetryError):
    """The source stopped answering in the middle; data: `address`."""

    code = "source_interrupted"
    title = _("数据源读取中断")
    sentence = _(
        "从 %(address)s 读取时连接中断或超时：请检查服务是否重启、查询是否过慢，稍后再试。"
    )


class LoginRefusedError(RefusedError):
    """The source knows the address but not the account; data: `address`, `username`."""

    code = "source_login_refused"
    title = _("数据源拒绝登录")
    sentence = _(
        "%(address)s 拒绝用户“%(username)s”登录：请核对用户名、密码、数据库名和该用户的读取权限。"
    )


class TableUnreadableError(RefusedError):
    """The source refuses to read a table; data: `table`, `reason`."""

    code = "table_unreadable"
    title = _("数据表无法读取")
    sentence = _("数据表“%(table)s”无法读取：%(reason)s。")


class TableForbiddenError(TableUnreadableError):
    """The account may not read a table; data: `table`."""

    code = "table_forbidden"
    title = _("没有读取权限")
    sentence = _("数据源账号没有读取数据表“%(table)s”的权限：请让数据库管理员授予只读权限。")


class TableTimeoutError(TableUnreadableError):
    """A table gave nothing within the seconds allowed; data: `table`, `seconds`."""

    code = "table_timeout"
    title = _("读取超时")
    sentence = _(
        "数据表“%(table)s”在 %(seconds)s 秒内没有返回数据：可在业务空闲时段重试，或放宽时间上限。"
    )


class SourceBusyError(RetryError):
    """Both connections allowed to a source are taken; data: `source`."""

    code = "source_busy"
    title = _("数据源正忙")
    sentence = _("数据源“%(source)s”的两个连接都在使用，请稍后再试。")


class DriverMissingError(RefusedError):
    """No driver for a dialect is installed here; data: `dialect`."""

    code = "driver_missing"
    title = _("缺少数据库驱动")
    sentence = _("本机没有安装“%(dialect)s”的数据库驱动，请让运维人员按文档安装后再试。")


class CursorUnsupportedError(RefusedError):
    """Files cannot be read from a cursor on; data: `table`."""

    code = "cursor_unsupported"
    title = _("不支持增量读取")
    sentence = _("文件“%(table)s”不支持按游标增量读取，请改为全量读取。")


class FileUnreadableError(RefusedError):
    """A file's content is not what its name says; data: `file`, `reason`."""

    code = "file_unreadable"
    title = _("文件无法读取")
    sentence = _("文件“%(file)s”无法读取：%(reason)s。")


class WrongEncodingError(RefusedError):
    """A file is not in the encoding it is said to be in; data: `file`, `encoding`, `reason`."""

    code = "wrong_encoding"
    title = _("文件编码不符")
    sentence = _("文件“%(file)s”不是 %(encoding)s 编码：%(reason)s。请在数据源选项中改正编码。")


class UnclearEncodingError(RefusedError):
    """No encoding fits a file beyond doubt; data: `file`, `candidates`."""

    code = "unclear_encoding"
    title = _("文件编码不明")
    sentence = _(
        "无法确定文件“%(file)s”的编码（可能是 %(candidates)s），请在数据源选项中声明编码。"
    )


class UnsafeNameError(RefusedError):
    """A file name would leave its folder or means something to a system; data: `name`."""

    code = "unsafe_name"
    title = _("文件名不可用")
    sentence = _("文件名“%(name)s”不可用：只能是不含路径、控制字符和系统保留名的文件名。")


class FileTypeRefusedError(RefusedError):
    """A file of this kind is not taken; data: `name`, `allowed`."""

    code = "file_type_refused"
    title = _("文件类型不支持")
    sentence = _("文件“%(name)s”的类型不支持，可上传：%(allowed)s。")


class UnsafeArchiveError(RefusedError):
    """A compressed file would unpack to too much; data: `name`, `reason`."""

    code = "unsafe_archive"
    title = _("压缩文件不安全")
    sentence = _("压缩文件“%(name)s”被拒绝：%(reason)s。")


class FolderRefusedError(ConflictError):
    """A folder lies outside what the actor may register; data: `reason`."""

    code = "folder_refused"
