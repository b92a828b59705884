"""What audit refuses."""

from django.utils.translation import gettext_lazy as _

from chengshu.base.errors.api import NotFoundError

__all__ = ["UnknownEntryError"]


class UnknownEntryError(NotFoundError):
    """No line has this number; data: `key`."""

    code = "unknown_entry"
    sentence = _("未找到第 %(key)s 条审计记录，请核对序号。")
