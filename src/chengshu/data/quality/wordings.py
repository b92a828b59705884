"""Words and tones in which states are shown."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from chengshu.base.look.contracts import Tag
from chengshu.data.quality.contracts import RowState

ROW_STATES: Final = {
    RowState.QUARANTINED: Tag(_("待修复"), "caution"),
    RowState.REPEATED: Tag(_("沿用此前问题"), "caution"),
    RowState.REPAIRED: Tag(_("已修复"), "good"),
    RowState.SUPERSEDED: Tag(_("另有新问题"), "neutral"),
    RowState.WITHDRAWN: Tag(_("源端已撤销"), "neutral"),
    RowState.WAIVED: Tag(_("已豁免"), "neutral"),
    RowState.RESTORED: Tag(_("复判合格"), "good"),
}
