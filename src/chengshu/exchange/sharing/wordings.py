"""How sharing is put into words on pages: states, share types, filters."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chengshu.base.accounts import api as accounts
from chengshu.base.look.contracts import Tag
from chengshu.data.lake.contracts import (
    And,
    Between,
    Column,
    Compare,
    Expression,
    In,
    IsNull,
    Not,
    Or,
    parse_expression,
)
from chengshu.data.lake.errors import InvalidExpressionError
from chengshu.exchange.sharing.contracts import Filter, RequestState

SHARE_TYPES: Mapping[str, Tag] = {
    "1": Tag(gettext_lazy("无条件共享"), "good"),
    "2": Tag(gettext_lazy("有条件共享"), "caution"),
    "3": Tag(gettext_lazy("不予共享"), "bad"),
}
REQUEST_STATES: Mapping[str, Tag] = {
    RequestState.PENDING: Tag(gettext_lazy("待办理"), "caution"),
    RequestState.APPROVED: Tag(gettext_lazy("已同意"), "good"),
    RequestState.REFUSED: Tag(gettext_lazy("不同意"), "bad"),
    RequestState.WITHDRAWN: Tag(gettext_lazy("已撤回"), "neutral"),
}
GRANT_STANDINGS: Mapping[str, Tag] = {
    "in_force": Tag(gettext_lazy("有效"), "good"),
    "grant_not_started": Tag(gettext_lazy("未生效"), "info"),
    "grant_expired": Tag(gettext_lazy("已到期"), "neutral"),
    "grant_suspended": Tag(gettext_lazy("已暂停"), "caution"),
    "grant_revoked": Tag(gettext_lazy("已撤销"), "bad"),
}
OPERATORS: Mapping[str, Promise | str] = {
    "=": gettext_lazy("等于"),
    "!=": gettext_lazy("不等于"),
    ">": gettext_lazy("大于"),
    ">=": gettext_lazy("不小于"),
    "<": gettext_lazy("小于"),
    "<=": gettext_lazy("不大于"),
    "starts_with": gettext_lazy("开头是"),
    "contains": gettext_lazy("包含"),
    "in": gettext_lazy("属于（逗号分隔）"),
    "is_null": gettext_lazy("为空"),
}


def name_organisations() -> Mapping[str, str]:
    """Return the names of all organisations by code; an unknown code names itself."""
    return _Names({info.code: info.name for info in accounts.list_organisations()})


def name_person(username: str) -> str:
    """Return the name of a person, or who else acted."""
    if username.startswith("system:"):
        return _("系统")
    found = accounts.find_person(username)
    return found.name if found else username


class _Names(dict[str, str]):
    def __missing__(self, code: str) -> str:
        return code


def describe_filter(document: Filter | None, names: Mapping[str, str]) -> str:
    """Return a filter as a sentence; `names` are the Chinese names of the columns."""
    if document is None:
        return _("全部行")
    return _say(parse_expression(document), names)


def _say(expression: Expression, names: Mapping[str, str]) -> str:
    match expression:
        case And(args):
            return _(" 且 ").join(_say(arg, names) for arg in args)
        case Or(args):
            return "（" + _(" 或 ").join(_say(arg, names) for arg in args) + "）"
        case Not(arg):
            return _("不满足（%(what)s）") % {"what": _say(arg, names)}
        case Compare(op, left, right):
            value = _name(right, names) if isinstance(right, Column) else right.value
            return f"{_name(left, names)} {OPERATORS[op.value]} {value}"
        case In() | IsNull() | Between():
            return _say_range(expression, names)
    raise InvalidExpressionError(reason=type(expression).__name__)  # filters do not compute


def _say_range(expression: In | IsNull | Between, names: Mapping[str, str]) -> str:
    column = _name(expression.column, names)
    match expression:
        case In(_column, values):
            listed = "、".join(str(value.value) for value in values)
            return _("%(item)s 属于 %(values)s") % {"item": column, "values": listed}
        case Between(_column, low, high):
            words = {"item": column, "low": low.value, "high": high.value}
            return _("%(item)s 介于 %(low)s 和 %(high)s") % words
    return _("%(item)s 为空") % {"item": column}


def _name(column: Column, names: Mapping[str, str]) -> str:
    return names.get(column.name, column.name)
