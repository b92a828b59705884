"""Words and tones in which orders and their steps are shown."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from chengshu.base.clock.contracts import Light
from chengshu.base.look.contracts import Tag
from chengshu.data.repair.contracts import OrderState, StepKind

LIGHTS: Final = {
    Light.GREEN: Tag(_("正常"), "good"),
    Light.YELLOW: Tag(_("临近期限"), "caution"),
    Light.RED: Tag(_("已超期"), "bad"),
}
ESCALATED: Final = Tag(_("超期已上报"), "bad")
ORDER_STATES: Final = {
    OrderState.OPEN: Tag(_("待答复"), "caution"),
    OrderState.ANSWERED: Tag(_("已答复"), "info"),
    OrderState.CLOSED: Tag(_("已办结"), "good"),
}
STEPS: Final = {
    StepKind.OPENED: Tag(_("发出工单"), "caution"),
    StepKind.GREW: Tag(_("同类问题新增"), "caution"),
    StepKind.CAME_AGAIN: Tag(_("同样问题再次出现，时限不重算"), "neutral"),
    StepKind.ANSWERED: Tag(_("数源部门答复"), "info"),
    StepKind.CORRECTED: Tag(_("数源部门上传更正数据"), "info"),
    StepKind.ESCALATED: Tag(_("超期上报主管部门"), "bad"),
    StepKind.REOPENED: Tag(_("办结后问题仍在，重新发出"), "caution"),
    StepKind.CLOSED: Tag(_("办结"), "good"),
}
