"""Compiling relations between computed values; the engines' own arithmetic never shows through.

Rules judge the same rows over Arrow batches (`data/rules`), so what a term is worth is defined by
`contracts.terms`, not by an engine: doubles that must be finite, days, whole numbers, text.
"""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Final, Protocol

import pyarrow as pa
from sqlglot import exp

from chengshu.data.lake.contracts import Call, Column, Comparison, Function, Literal, Relation, Term
from chengshu.data.lake.errors import InvalidExpressionError
from chengshu.data.lake.values import Bound

NEAR: Final = 1e-6  # numbers that differ by less are equal
NEAR_SHARE: Final = 1e-14  # and so are those that differ by less than this share of the greater
_LARGEST: Final = 1.7976931348623157e308
_NUMBERS: Final = frozenset({"number", "whole"})


class Naming(Protocol):
    """What resolves columns and binds values: the compiler."""

    def type_of(self, name: str) -> pa.DataType:
        """Return the type of a column."""
        ...

    def column(self, name: str) -> exp.Expr:
        """Return a column."""
        ...

    def bind(self, value: Bound) -> exp.Placeholder:
        """Bind a value and return its place."""
        ...


_Value = tuple[exp.Expr, str]  # a tree, and what it is: number, whole, text or date


def compile_relation(relation: Relation, naming: Naming) -> exp.Expr:
    """Return the SQL tree of a relation.

    Raises:
        InvalidExpressionError: The sides cannot be compared, or a function does not fit.
    """
    left, left_kind = _value(relation.left, naming)
    right, right_kind = _value(relation.right, naming)
    kinds = {left_kind, right_kind}
    if kinds <= _NUMBERS:
        if kinds == {"whole"}:
            return _plain(relation.op, left, right)
        return _near(relation.op, left, right)
    if len(kinds) > 1:
        raise InvalidExpressionError(reason=f"{left_kind} {relation.op.value} {right_kind}")
    return _plain(relation.op, left, right)


_PLAIN: Final[dict[Comparison, type[exp.Func | exp.Binary]]] = {
    Comparison.EQUAL: exp.EQ,
    Comparison.NOT_EQUAL: exp.NEQ,
    Comparison.LESS: exp.LT,
    Comparison.LESS_OR_EQUAL: exp.LTE,
    Comparison.GREATER: exp.GT,
    Comparison.GREATER_OR_EQUAL: exp.GTE,
    Comparison.CONTAINS: exp.Contains,
    Comparison.STARTS_WITH: exp.StartsWith,
}


def _plain(op: Comparison, left: exp.Expr, right: exp.Expr) -> exp.Expr:
    return _PLAIN[op](this=left, expression=right)


def _near(op: Comparison, left: exp.Expr, right: exp.Expr) -> exp.Expr:
    """Compare doubles, those that are near counting as equal."""
    first, second = _double(left), _double(right)
    if op in {Comparison.LESS, Comparison.GREATER_OR_EQUAL}:
        first, second = second, first
    ahead: exp.Expr = exp.paren(exp.Sub(this=first, expression=second))
    if op in {Comparison.EQUAL, Comparison.NOT_EQUAL}:
        ahead = exp.Abs(this=ahead)
    sizes = [exp.Abs(this=side.copy()) for side in (first, second)]
    greater = exp.Greatest(this=sizes[0], expressions=[sizes[1]])
    share = exp.Mul(this=_number(NEAR_SHARE), expression=greater)
    near = exp.Greatest(this=_number(NEAR), expressions=[share])
    if op not in _AHEAD:
        raise InvalidExpressionError(reason=f"number {op.value}")
    return _AHEAD[op](this=ahead, expression=near)


# How far the one side may be ahead of the other: by next to nothing, or by more than that.
_AHEAD: Final[dict[Comparison, type[exp.Binary]]] = {
    Comparison.EQUAL: exp.LTE,
    Comparison.NOT_EQUAL: exp.GT,
    Comparison.LESS: exp.GT,
    Comparison.LESS_OR_EQUAL: exp.LTE,
    Comparison.GREATER: exp.GT,
    Comparison.GREATER_OR_EQUAL: exp.LTE,
}


def _value(term: Term, naming: Naming) -> _Value:
    match term:
        case Column(name):
            return _column(name, naming)
        case Literal():
            return _literal(term, naming)
        case Call():
            return _call(term, naming)


def _column(name: str, naming: Naming) -> _Value:
    data_type, column = naming.type_of(name), naming.column(name)
    if pa.types.is_integer(data_type):
        return column, "whole"
    if pa.types.is_decimal(data_type) or pa.types.is_floating(data_type):
        return _finite(_double(column)), "number"
    if pa.types.is_date(data_type) or pa.types.is_timestamp(data_type):
        return exp.cast(column, "DATE"), "date"
    return column, "text" if pa.types.is_string(data_type) else str(data_type)


def _literal(literal: Literal, naming: Naming) -> _Value:
    value = literal.value
    if isinstance(value, dt.date):
        return exp.cast(naming.bind(value), "DATE"), "date"
    if isinstance(value, str):
        return naming.bind(value), "text"
    if isinstance(value, bool) or value is None:
        raise InvalidExpressionError(reason=f"{value!r}")
    if isinstance(value, int) or (
        isinstance(value, Decimal) and value == value.to_integral_value()
    ):
        return exp.cast(naming.bind(int(value)), "BIGINT"), "whole"
    return _double(naming.bind(float(value))), "number"


def _call(call: Call, naming: Naming) -> _Value:
    build, needs, gives = _FUNCTIONS.get(call.function, (None, (), ""))
    if build is None or len(call.args) != len(needs):
        raise InvalidExpressionError(reason=f"{call.function.value}({len(call.args)})")
    trees = []
    for arg, need in zip(call.args, needs, strict=True):
        tree, kind = _value(arg, naming)
        if kind != need and not (need == "number" and kind == "whole"):
            raise InvalidExpressionError(reason=f"{call.function.value}: {kind} ≠ {need}")
        trees.append(_double(tree) if need == "number" else tree)
    return build(*trees), gives


def _days(later: exp.Expr, earlier: exp.Expr) -> exp.Expr:
    days = exp.DateDiff(this=later, expression=earlier, unit=exp.Var(this="DAY"))
    return exp.cast(days, "BIGINT")


def _substring(text: exp.Expr, start: exp.Expr, length: exp.Expr) -> exp.Expr:
    return exp.Substring(this=text, start=start, length=length)


def _arithmetic(node: type[exp.Binary]) -> Callable[..., exp.Expr]:
    return lambda left, right: _finite(exp.paren(node(this=left, expression=right)))


def _whole(node: type[exp.Func]) -> Callable[..., exp.Expr]:
    return lambda arg: exp.cast(node(this=arg), "BIGINT")


_FUNCTIONS: Final[dict[Function, tuple[Callable[..., exp.Expr], tuple[str, ...], str]]] = {
    Function.ADD: (_arithmetic(exp.Add), ("number", "number"), "number"),
    Function.SUBTRACT: (_arithmetic(exp.Sub), ("number", "number"), "number"),
    Function.MULTIPLY: (_arithmetic(exp.Mul), ("number", "number"), "number"),
    Function.DIVIDE: (_arithmetic(exp.Div), ("number", "number"), "number"),
    Function.ABS: (lambda arg: exp.Abs(this=arg), ("number",), "number"),
    Function.LENGTH: (_whole(exp.Length), ("text",), "whole"),
    Function.SUBSTRING: (_substring, ("text", "whole", "whole"), "text"),
    Function.YEAR: (_whole(exp.Year), ("date",), "whole"),
    Function.MONTH: (_whole(exp.Month), ("date",), "whole"),
    Function.DAY: (_whole(exp.Day), ("date",), "whole"),
    Function.DAYS: (_days, ("date", "date"), "whole"),
}


def _double(tree: exp.Expr) -> exp.Expr:
    return exp.cast(tree, "DOUBLE")


def _finite(tree: exp.Expr) -> exp.Expr:
    """Return the number, or null where it is infinite or none."""
    bounds = {"low": _number(-_LARGEST), "high": _number(_LARGEST)}
    return exp.Case(ifs=[exp.If(this=exp.Between(this=tree, **bounds), true=tree.copy())])


def _number(value: float) -> exp.Expr:
    literal = exp.Literal.number(repr(abs(value)))
    return _double(literal if value >= 0 else exp.Neg(this=literal))
