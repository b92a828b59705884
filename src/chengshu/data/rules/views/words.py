"""Words and colours of rules on pages."""

from django.utils.translation import gettext as _

from chengshu.base.look.contracts import Tag
from chengshu.data.rules.contracts import Characteristic, Severity


def characteristic_word(characteristic: Characteristic) -> str:
    """Return a characteristic of GB/T 36344 in words."""
    words = {
        Characteristic.NORMATIVITY: _("规范性"),
        Characteristic.COMPLETENESS: _("完整性"),
        Characteristic.ACCURACY: _("准确性"),
        Characteristic.CONSISTENCY: _("一致性"),
        Characteristic.TIMELINESS: _("时效性"),
        Characteristic.ACCESSIBILITY: _("可访问性"),
    }
    return words[characteristic]


def severity_tag(severity: Severity) -> Tag:
    """Return what becomes of what fails."""
    tags = {
        Severity.REJECT: Tag(_("退回该行"), "caution"),
        Severity.WARN: Tag(_("提醒"), "info"),
        Severity.STOP: Tag(_("拦截整批"), "bad"),
    }
    return tags[severity]
