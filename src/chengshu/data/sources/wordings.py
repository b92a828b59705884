"""Words and tones in which sources are shown."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from chengshu.base.look.contracts import Tag
from chengshu.data.sources.contracts import SourceInfo, SourceKind

KINDS: Final = {
    SourceKind.POSTGRESQL: "PostgreSQL",
    SourceKind.MARIADB: "MariaDB / MySQL",
    SourceKind.FILES: _("文件"),
    SourceKind.SQLITE: "SQLite",
    SourceKind.DIALECT: _("其他数据库"),
}
_CHECKS: Final = {
    True: Tag(_("连接正常"), "good"),
    False: Tag(_("连接失败"), "bad"),
    None: Tag(_("未测试"), "neutral"),
}


def check_tag(info: SourceInfo) -> Tag:
    """Return the outcome of the last connection test as a tag."""
    return _CHECKS[info.checked_ok]


def address_of(info: SourceInfo) -> str:
    """Return where a source is, in one line."""
    if info.kind is SourceKind.FILES:
        return info.folder or str(_("上传的文件"))
    if info.kind is SourceKind.SQLITE:
        return f"{info.folder or _('上传的文件')} / {info.database}"
    if info.host.startswith("/"):  # a socket's folder says nothing to a person
        return f"{_('本机')} / {info.database}"
    port = f":{info.port}" if info.port else ""
    return f"{info.host}{port}/{info.database}"
