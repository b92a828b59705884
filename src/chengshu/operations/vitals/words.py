"""Formulas and expressions in words, with the names of the catalogue's items."""

from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _

from chengshu.data.lake.contracts import (
    And,
    Between,
    Column,
    Compare,
    Comparison,
    Expression,
    In,
    IsNull,
    Literal,
    Measure,
    MeasureKind,
    Not,
    Or,
    list_columns,
)
from chengshu.data.lake.errors import InvalidExpressionError
from chengshu.operations.vitals.contracts import Frequency
from chengshu.operations.vitals.formula import Formula

Labels = Mapping[str, str]
_SHOWN_VALUES = 6


def describe_formula(formula: Formula, labels: Labels) -> str:
    """Return the formula as one sentence part, e.g. “优良天数”的记录数 ÷ 记录数 × 100."""
    words = describe_measure(formula.numerator, labels)
    if formula.denominator is not None:
        words = f"{words} ÷ {describe_measure(formula.denominator, labels)}"
    if formula.scale != 1:
        words = f"{words} × {formula.scale.normalize():f}"
    if formula.where is not None:
        where = describe_expression(formula.where, labels)
        words = _("%(words)s（仅统计 %(where)s 的记录）") % {"words": words, "where": where}
    return words


def describe_measure(measure: Measure, labels: Labels) -> str:
    """Return one measure in words."""
    label = labels.get(measure.column, measure.column)
    templates: dict[MeasureKind, Callable[[], str]] = {
        MeasureKind.COUNT: lambda: _("“%(label)s”非空的记录数") if label else _("记录数"),
        MeasureKind.COUNT_DISTINCT: lambda: _("“%(label)s”不同取值数"),
        MeasureKind.SUM: lambda: _("“%(label)s”之和"),
        MeasureKind.AVG: lambda: _("“%(label)s”平均值"),
        MeasureKind.MIN: lambda: _("“%(label)s”最小值"),
        MeasureKind.MAX: lambda: _("“%(label)s”最大值"),
    }
    words = templates[measure.kind]() % {"label": label}
    if measure.where is None:
        return words
    where = describe_expression(measure.where, labels)
    return _("[%(where)s] 的%(words)s") % {"where": where, "words": words}


def describe_grouping(area_label: str, period_label: str, frequency: Frequency) -> str:
    """Return by what a formula is broken down."""
    periods: dict[Frequency, Callable[[], str]] = {
        Frequency.DAY: lambda: _("按“%(label)s”逐日"),
        Frequency.MONTH: lambda: _("按“%(label)s”逐月"),
        Frequency.QUARTER: lambda: _("按“%(label)s”逐季"),
        Frequency.YEAR: lambda: _("按“%(label)s”逐年"),
        Frequency.ONCE: lambda: _("每次发布"),
    }
    words = periods[frequency]() % {"label": period_label}
    if area_label:
        words = _("%(words)s、按“%(area)s”分区域") % {"words": words, "area": area_label}
    return words


def describe_expression(expression: Expression, labels: Labels) -> str:
    """Return a filter in words."""
    match expression:
        case And(args):
            return _join(_(" 且 "), args, labels)
        case Or(args):
            return _join(_(" 或 "), args, labels)
        case Not(arg):
            return _("非（%(words)s）") % {"words": describe_expression(arg, labels)}
        case Compare():
            return _compare(expression, labels)
        case In() | IsNull() | Between():
            return _leaf(expression, labels)
    raise InvalidExpressionError(reason=type(expression).__name__)  # formulas compute elsewhere


def _leaf(expression: In | IsNull | Between, labels: Labels) -> str:
    label = _name(expression.column, labels)
    if isinstance(expression, In):
        shown = "、".join(_text(value) for value in expression.values[:_SHOWN_VALUES])
        more = "…" if len(expression.values) > _SHOWN_VALUES else ""
        return _("%(label)s属于 %(values)s") % {"label": label, "values": shown + more}
    if isinstance(expression, IsNull):
        return _("%(label)s为空") % {"label": label}
    return _("%(label)s在 %(low)s 与 %(high)s 之间") % {
        "label": label,
        "low": _text(expression.low),
        "high": _text(expression.high),
    }


def _join(word: str, args: tuple[Expression, ...], labels: Labels) -> str:
    parts = [describe_expression(arg, labels) for arg in args]
    nested = [isinstance(arg, And | Or) and len(args) > 1 for arg in args]
    shown = [f"（{part}）" if inner else part for part, inner in zip(parts, nested, strict=True)]
    return word.join(shown)


def _compare(leaf: Compare, labels: Labels) -> str:
    templates: dict[Comparison, Callable[[], str]] = {
        Comparison.EQUAL: lambda: _("%(left)s等于 %(right)s"),
        Comparison.NOT_EQUAL: lambda: _("%(left)s不等于 %(right)s"),
        Comparison.LESS: lambda: _("%(left)s小于 %(right)s"),
        Comparison.LESS_OR_EQUAL: lambda: _("%(left)s不大于 %(right)s"),
        Comparison.GREATER: lambda: _("%(left)s大于 %(right)s"),
        Comparison.GREATER_OR_EQUAL: lambda: _("%(left)s不小于 %(right)s"),
        Comparison.CONTAINS: lambda: _("%(left)s包含 %(right)s"),
        Comparison.STARTS_WITH: lambda: _("%(left)s以 %(right)s 开头"),
    }
    is_column = isinstance(leaf.right, Column)
    right = _name(leaf.right, labels) if is_column else _text(leaf.right)
    return templates[leaf.op]() % {"left": _name(leaf.left, labels), "right": right}


def _name(column: object, labels: Labels) -> str:
    name = column.name if isinstance(column, Column) else str(column)
    return f"“{labels.get(name, name)}”"


def _text(literal: object) -> str:
    value = literal.value if isinstance(literal, Literal) else literal
    return _("空值") if value is None else str(value)


def columns_of(formula: Formula) -> set[str]:
    """Return every item a formula names."""
    names = {measure.column for measure in formula.measures.values() if measure.column}
    wheres = [formula.where, *(measure.where for measure in formula.measures.values())]
    for where in wheres:
        if where is not None:
            names.update(list_columns(where))
    return names
