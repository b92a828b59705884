"""Words and tones in which batches are shown."""

from typing import Final

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chengshu.base.look.contracts import Tag
from chengshu.data.ingest.contracts import CORRECTION, BatchState
from chengshu.data.standardisation import api as standardisation

STATES: Final = {
    BatchState.OPEN: Tag(_("读取中"), "info"),
    BatchState.LANDED: Tag(_("已落地"), "info"),
    BatchState.JUDGED: Tag(_("已质检"), "info"),
    BatchState.PUBLISHED: Tag(_("已发布"), "good"),
    BatchState.UNCHANGED: Tag(_("无新数据"), "neutral"),
    BatchState.FAILED: Tag(_("未通过"), "bad"),
    BatchState.CANCELLED: Tag(_("已取消"), "neutral"),
}
MODES: Final = {"full": _("全量"), "incremental": _("增量"), CORRECTION: _("人工更正")}


def step_titles() -> dict[str, str]:
    """Return what the steps of standardisation are called, the conversion of types too."""
    return {**standardisation.step_titles(), "type": gettext("转换为目录类型")}


EXPLAINED: Final = {
    BatchState.OPEN: _("正在从来源读取，尚未落地。"),
    BatchState.FAILED: _("本批次未发布，线上数据保持上一批次不变。"),
}
