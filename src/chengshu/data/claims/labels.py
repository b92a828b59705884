"""Chinese names of states, roles, actions, rules and steps."""

from django.utils.translation import gettext_lazy as _

from chengshu.data.catalog.contracts import ShareType
from chengshu.data.claims.contracts import (
    ClaimAction,
    ClaimRole,
    ClaimState,
    DisputeKind,
    DisputeState,
    EventKind,
    Stage,
)
from chengshu.data.elements.contracts import Level

LEVEL_LABELS = {
    Level.NATIONAL: _("国家基本要素"),
    Level.LOCAL: _("地方基本要素"),
    Level.EXTENSION: _("扩展要素"),
}
LEVEL_WORDS = {
    Level.NATIONAL: _("国家"),
    Level.LOCAL: _("地方"),
    Level.EXTENSION: _("扩展"),
}
STATE_LABELS = {
    ClaimState.ISSUED: _("待认领"),
    ClaimState.CLAIMED: _("已认领"),
    ClaimState.NOT_APPLICABLE: _("不适用"),
    ClaimState.DISPUTED: _("有争议"),
    ClaimState.SUPPLEMENTED: _("已认领（地方）"),
    ClaimState.EXTENDED: _("已认领（扩展）"),
    ClaimState.FORMAT_REVIEW: _("规范性审核"),
    ClaimState.RETURNED: _("退回修改"),
    ClaimState.APPROVED: _("已审核通过"),
    ClaimState.LISTED: _("已列入清单"),
}
STAGE_LABELS = {
    Stage.WAITING: _("待认领"),
    Stage.CLAIMED: _("已认领"),
    Stage.NOT_APPLICABLE: _("不适用"),
    Stage.DISPUTED: _("有争议"),
    Stage.IN_REVIEW: _("审核中"),
    Stage.REVIEWED: _("已审核通过"),
    Stage.LISTED: _("已列入清单"),
    Stage.OVERDUE: _("已超期"),
}
ROLE_LABELS = {
    ClaimRole.NONE: "",
    ClaimRole.AUTHORITY: _("数源单位"),
    ClaimRole.USER: _("使用单位"),
}
ACTION_LABELS = {
    ClaimAction.CLAIM: _("认领"),
    ClaimAction.DECLINE: _("答复不适用"),
    ClaimAction.OBJECT: _("提出异议"),
    ClaimAction.SUBMIT: _("提交规范性审核"),
    ClaimAction.APPROVE: _("审核通过"),
    ClaimAction.RETURN: _("退回"),
    ClaimAction.LIST: _("列入清单"),
}
DISPUTE_KINDS = {
    DisputeKind.RIVAL: _("多个单位认领"),
    DisputeKind.OBJECTION: _("单位提出异议"),
}
DISPUTE_STATES = {
    DisputeState.OPEN: _("待裁定"),
    DisputeState.SETTLED: _("协商解决"),
    DisputeState.RULED: _("已裁定"),
}
EVENT_LABELS = {
    EventKind.ISSUED: _("下发"),
    EventKind.CLAIMED: _("认领"),
    EventKind.AMENDED: _("修改认领内容"),
    EventKind.RIVALLED: _("认领，与其他单位重复"),
    EventKind.DECLINED: _("答复不适用"),
    EventKind.OBJECTED: _("提出异议"),
    EventKind.DRAFTED: _("写入目录"),
    EventKind.SUBMITTED: _("提交规范性审核"),
    EventKind.APPROVED: _("规范性审核通过"),
    EventKind.RETURNED: _("退回修改"),
    EventKind.LISTED: _("列入全市清单"),
    EventKind.RULED_AUTHORITY: _("裁定为数源单位"),
    EventKind.RULED_USER: _("裁定为使用单位"),
    EventKind.RETIRED: _("要素停用"),
    EventKind.SETTLED: _("协商解决"),
}
RULE_LABELS = {
    "name": _("名称"),
    "type": _("数据类型"),
    "code_set": _("代码集"),
    "duplicate": _("重复"),
    "share": _("共享类型"),
    "catalogue": _("目录"),
}
SHARE_LABELS = {
    ShareType.UNCONDITIONAL: _("无条件共享"),
    ShareType.CONDITIONAL: _("有条件共享"),
    ShareType.WITHHELD: _("不予共享"),
}
TYPE_LABELS = {
    "C": _("字符型"),
    "N": _("数值型"),
    "Y": _("货币型"),
    "D": _("日期型"),
    "T": _("日期时间型"),
    "L": _("逻辑型"),
    "M": _("备注型"),
    "G": _("通用型"),
    "B": _("双精度型"),
    "I": _("整型"),
    "F": _("浮点型"),
}
