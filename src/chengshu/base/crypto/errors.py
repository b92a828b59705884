"""What crypto cannot do."""

from django.utils.translation import gettext_lazy as _

from chengshu.base.errors.api import BrokenError

__all__ = ["UndecipherableError"]


class UndecipherableError(BrokenError):
    """A token was changed, or its key is not among the secrets; data: `key_id`."""

    code = "undecipherable"
    title = _("无法解密")
    sentence = _("加密内容无法解开（密钥 %(key_id)s）：内容被改动或密钥文件缺失，请联系运维人员。")
