"""Chinese names of states, steps, urgency, share modes and cycles."""

from django.utils.translation import gettext_lazy as _

from chengshu.exchange.matching.contracts import DemandAction, DemandState, Urgency

STATE_LABELS = {
    DemandState.SUBMITTED: _("已提交"),
    DemandState.ANALYSING: _("分析中"),
    DemandState.MATCHED: _("待提供单位确认"),
    DemandState.NO_SOURCE: _("暂无来源"),
    DemandState.RETURNED: _("退回补充"),
    DemandState.CONFIRMED: _("提供单位已确认"),
    DemandState.REFUSED: _("提供单位不同意"),
    DemandState.IMPLEMENTING: _("实施中"),
    DemandState.DELIVERED: _("已交付"),
    DemandState.ACCEPTED: _("已验收"),
    DemandState.EVALUATED: _("已评价"),
    DemandState.WITHDRAWN: _("已撤回"),
}
ACTION_LABELS = {
    DemandAction.ANALYSE: _("受理分析"),
    DemandAction.MATCH: _("匹配来源"),
    DemandAction.NO_SOURCE: _("认定暂无来源"),
    DemandAction.RETURN: _("退回补充"),
    DemandAction.RESUBMIT: _("重新提交"),
    DemandAction.CONFIRM: _("确认提供"),
    DemandAction.REFUSE: _("不同意提供"),
    DemandAction.IMPLEMENT: _("开始实施"),
    DemandAction.DELIVER: _("登记交付"),
    DemandAction.REWORK: _("要求整改"),
    DemandAction.ACCEPT: _("验收"),
    DemandAction.EVALUATE: _("评价"),
    DemandAction.REVISE: _("修改需求"),
    DemandAction.WITHDRAW: _("撤回需求"),
}
FIELD_LABELS = {
    "title": _("需求名称"),
    "scenario": _("应用场景"),
    "basis": _("依据"),
    "items": _("所需数据项"),
    "frequency": _("更新频率"),
    "mode": _("共享方式"),
    "urgency": _("紧急程度"),
    "wanted_on": _("期望时间"),
}
URGENCY_LABELS = {Urgency.NORMAL: _("一般"), Urgency.URGENT: _("紧急")}
MODE_LABELS = {"1": _("库表交换"), "2": _("文件下载"), "3": _("服务接口")}
CYCLE_LABELS = {
    "1": _("实时"),
    "2": _("每日"),
    "3": _("每周"),
    "4": _("每月"),
    "5": _("每季度"),
    "6": _("每年"),
}
