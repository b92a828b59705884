"""Chinese names of states, bands, fields, differences and steps, for pages and refusals."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from chengshu.data.survey.contracts import Band, DraftState, DriftKind, Line, StepKind
from chengshu.data.survey.fields import TABLE_LINES

Label = str | Promise

STATE_LABELS: Mapping[DraftState, Label] = {
    DraftState.WAITING: _("待确认"),
    DraftState.ASIDE: _("已搁置"),
    DraftState.CONFIRMED: _("已确认"),
    DraftState.DRIFTED: _("有变化"),
    DraftState.GONE: _("源表已消失"),
}
BAND_LABELS: Mapping[Band, Label] = {
    Band.HIGH: _("把握高"),
    Band.MIDDLE: _("把握中"),
    Band.LOW: _("把握低"),
}
FIELD_LABELS: Mapping[str, Label] = {
    "title": _("信息资源名称"),
    "abstract": _("摘要"),
    "class_path": _("信息资源分类"),
    "theme": _("主题"),
    "format": _("信息资源格式"),
    "format_name": _("具体格式"),
    "share_mode": _("共享方式"),
    "share_type": _("共享类型"),
    "share_condition": _("共享条件"),
    "no_share_basis": _("不予共享依据"),
    "update_cycle": _("更新周期"),
    "is_open": _("向社会开放"),
    "grade": _("数据分级"),
    "name_zh": _("中文名称"),
    "name_en": _("英文名称"),
    "element": _("数据元"),
    "data_type": _("数据类型"),
    "length": _("长度"),
    "scale": _("小数位"),
    "is_primary_key": _("主键"),
    "is_required": _("必填"),
    "is_sensitive": _("敏感"),
    "identifier": _("标识类型"),
    "code_table": _("代码表"),
    "mask": _("脱敏规则"),
    "personal": _("个人信息"),
    "reference": _("引用"),
    "minimum": _("最小值"),
    "maximum": _("最大值"),
    "note": _("备注"),
    "kind": _("内容种类"),
    "is_secret": _("是否秘密"),
    "is_business": _("是否业务表"),
    "time_column": _("时间字段"),
    "growth": _("每月新增约"),
}
DRIFT_LABELS: Mapping[DriftKind, Label] = {
    DriftKind.NEW: _("新增字段"),
    DriftKind.GONE: _("字段已消失"),
    DriftKind.CHANGED: _("定义有变"),
    DriftKind.MEANING: _("含义有变"),
    DriftKind.SHRUNK: _("数据减少"),
    DriftKind.STOPPED: _("停止更新"),
}
DRIFT_FIELD_LABELS: Mapping[str, Label] = {
    "type": _("源字段类型"),
    "comment": _("注释"),
    "key": _("源表主键"),
    "element": _("数据元"),
    "identifier": _("标识类型"),
    "is_secret": _("是否秘密"),
    "rows": _("行数"),
    "latest": _("最近日期"),
    "update_cycle": _("更新周期"),
}
STEP_LABELS: Mapping[StepKind, Label] = {
    StepKind.ACCEPTED: _("接受建议"),
    StepKind.ACCEPTED_ABOVE: _("批量接受建议"),
    StepKind.CORRECTED: _("修改后确认"),
    StepKind.LEFT_OUT: _("不编入目录"),
    StepKind.REOPENED: _("重新打开"),
    StepKind.JOINED: _("并入已有目录"),
    StepKind.CLEARED: _("解除秘密标记"),
    StepKind.SET_ASIDE: _("搁置此表"),
    StepKind.TAKEN_BACK: _("恢复待确认"),
    StepKind.SUBMITTED: _("确认并提交"),
}

KIND_LABELS: Mapping[str, Label] = {
    "identifier": _("标识"),
    "code": _("代码"),
    "name": _("名称"),
    "date": _("日期"),
    "time": _("时间"),
    "money": _("金额"),
    "quantity": _("数量"),
    "coordinate": _("坐标"),
    "address": _("地址"),
    "text": _("文本"),
    "flag": _("标志"),
    "link": _("链接"),
    "secret": _("秘密"),
    "audit": _("系统记录"),
    "unknown": _("未知"),
}


def label_field(name: str) -> str:
    """Return the name of a field."""
    return str(FIELD_LABELS.get(name, name))


def label_line(line: Line) -> str:
    """Return what a line is called: its column, or the first of its fields."""
    return line.column or label_field(TABLE_LINES[line.id][0])
