"""Chinese names of states, events and fields, for pages, exports and refusals."""

from django.utils.translation import gettext_lazy as _

from chengshu.data.catalog.contracts import (
    Countable,
    EventKind,
    Freshness,
    LoadMode,
    Purpose,
    ResourceState,
    Scope,
    Standing,
    WithheldStanding,
)

STATE_LABELS = {
    ResourceState.DRAFT: _("编制中"),
    ResourceState.DEPARTMENT_REVIEW: _("部门审核"),
    ResourceState.BUREAU_REVIEW: _("数据局审核"),
    ResourceState.PUBLISHED: _("已发布"),
    ResourceState.WITHDRAWN: _("已撤销"),
}

WAY_LABELS = {
    ResourceState.DRAFT: _("编制"),
    ResourceState.DEPARTMENT_REVIEW: _("部门审核"),
    ResourceState.BUREAU_REVIEW: _("数据局审核"),
    ResourceState.PUBLISHED: _("发布"),
}

EVENT_LABELS = {
    EventKind.DRAFTED: _("编制"),
    EventKind.IMPORTED: _("导入"),
    EventKind.CHANGED: _("发起变更"),
    EventKind.SUBMITTED: _("提交审核"),
    EventKind.APPROVED: _("部门审核通过"),
    EventKind.PUBLISHED: _("数据局审核通过并发布"),
    EventKind.RETURNED: _("退回修改"),
    EventKind.OFFLINE_ASKED: _("申请下线"),
    EventKind.WITHDRAWN: _("撤销"),
    EventKind.ATTACHED: _("挂接数据表"),
    EventKind.RECODED: _("变更代码"),
}

PURPOSE_LABELS = {
    Purpose.PUBLISH: _("新编发布"),
    Purpose.CHANGE: _("变更"),
    Purpose.OFFLINE: _("下线"),
}

WITHHELD_LABELS = {
    WithheldStanding.VALID: _("有效"),
    WithheldStanding.DUE: _("即将到期"),
    WithheldStanding.OVERDUE: _("已到复核日期"),
}

MODE_LABELS = {LoadMode.FULL: _("全量"), LoadMode.INCREMENTAL: _("增量")}

FIELD_LABELS = {
    "title": _("信息资源名称"),
    "provider_code": _("信息资源提供方"),
    "abstract": _("信息资源摘要"),
    "class_path": _("信息资源分类"),
    "format": _("信息资源格式"),
    "format_name": _("具体格式"),
    "share_type": _("共享类型"),
    "share_condition": _("共享条件"),
    "share_mode": _("共享方式"),
    "share_mode_category": _("共享方式分类"),
    "no_share_basis": _("不予共享依据"),
    "no_share_until": _("不予共享截止日期"),
    "is_open": _("是否向社会开放"),
    "open_condition": _("开放条件"),
    "update_cycle": _("更新周期"),
    "related_codes": _("关联资源代码"),
    "system_code": _("所属信息系统"),
    "grade": _("数据分级"),
    "source_duty": _("来源事项"),
    "themes": _("主题"),
    "scenarios": _("应用场景"),
    "data_range": _("数据范围"),
    "extensions": _("其他说明"),
    "items": _("信息项"),
}

FACET_LABELS = {
    "provider": _("提供单位"),
    "share_type": _("共享类型"),
    "state": _("状态"),
    "update_cycle": _("更新周期"),
    "class_path": _("分类"),
    "is_open": _("开放属性"),
    "theme": _("主题"),
    "grade": _("数据分级"),
    "format": _("信息资源格式"),
    "freshness": _("数据时效"),
    "data_type": _("数据类型"),
    "element": _("数据元"),
    "column": _("列名"),
    "area": _("区域"),
    "standing": _("计入目标"),
    "is_attached": _("挂接"),
    "open_yes": _("向社会开放"),
    "open_no": _("不开放"),
    "attached": _("已挂接"),
    "unattached": _("未挂接"),
}

FRESHNESS_LABELS = {
    Freshness.FRESH: _("按周期更新"),
    Freshness.LATE: _("更新逾期"),
    Freshness.UNKNOWN: _("尚无数据"),
}

STANDING_LABELS = {
    Standing.COUNTED: _("计入"),
    Standing.UNPUBLISHED: _("未发布"),
    Standing.DUPLICATE: _("重复"),
    Standing.UNATTACHED: _("未挂接数据"),
    Standing.EMPTY: _("没有数据"),
    Standing.WITHDRAWN: _("已下线"),
}

COUNTABLE_LABELS = {
    Countable.ENTRIES: _("目录数"),
    Countable.ITEMS: _("信息项数"),
    Countable.ROWS: _("数据行数"),
}

SCOPE_LABELS = {
    Scope.CITY: _("全市"),
    Scope.DISTRICT: _("区县"),
    Scope.DEPARTMENT: _("部门"),
}
