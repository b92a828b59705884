"""The expression tree of filters and formulas, and its JSON form.

A tree only names columns and values; `compile` checks every name against the catalogue and binds
every value as a parameter, so that no text from outside ever becomes SQL (law 9).
"""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from chengshu.data.lake.contracts.terms import (
    Column,
    Comparison,
    Literal,
    Relation,
    Scalar,
    columns_of,
)
from chengshu.data.lake.errors import InvalidExpressionError

MAX_DEPTH = 12
MAX_VALUES = 10_000


@dataclass(frozen=True)
class Compare:
    """`column op value` or `column op other column`."""

    op: Comparison
    left: Column
    right: Literal | Column


@dataclass(frozen=True)
class And:
    """All of `args`; true when there are none."""

    args: tuple["Expression", ...]


@dataclass(frozen=True)
class Or:
    """Any of `args`; false when there are none."""

    args: tuple["Expression", ...]


@dataclass(frozen=True)
class Not:
    """The opposite of `arg`."""

    arg: "Expression"


@dataclass(frozen=True)
class In:
    """`column` is one of `values`."""

    column: Column
    values: tuple[Literal, ...]


@dataclass(frozen=True)
class IsNull:
    """`column` has no value."""

    column: Column


@dataclass(frozen=True)
class Between:
    """`low <= column <= high`."""

    column: Column
    low: Literal
    high: Literal


@dataclass(frozen=True)
class Implies:
    """If `condition` then `consequence`: false only where the first holds and the second fails."""

    condition: "Expression"
    consequence: "Expression"


Expression: TypeAlias = Compare | And | Or | Not | In | IsNull | Between | Relation | Implies


def parse_expression(document: Mapping[str, object]) -> Expression:
    """Read the JSON form, e.g. `{"op": "and", "args": [{"op": "=", "column": "a", "value": 1}]}`.

    Ops: the comparisons (with `column` and `value` or `other`), `and` `or` (`args`), `not`
    (`arg`), `in` (`column`, `values`), `is_null` (`column`), `between` (`column`, `low`, `high`).

    Raises:
        InvalidExpressionError: The document is not such a tree, is too deep or too long.
    """
    return _parse(document, 1)


def to_document(expression: Expression) -> dict[str, object]:
    """Return the JSON form of `expression`; dates become ISO text, decimals text.

    Raises:
        InvalidExpressionError: It computes with values or has conditions: rules may, filters,
            which come from outside as JSON, may not.
    """
    if isinstance(expression, Relation | Implies):
        raise InvalidExpressionError(reason=type(expression).__name__)
    if isinstance(expression, And | Or):
        op = "and" if isinstance(expression, And) else "or"
        return {"op": op, "args": [to_document(arg) for arg in expression.args]}
    if isinstance(expression, Not):
        return {"op": "not", "arg": to_document(expression.arg)}
    return _leaf_document(expression)


def list_columns(expression: Expression) -> Iterator[str]:
    """Walk over the names of all columns in an expression."""
    match expression:
        case And(args) | Or(args):
            for arg in args:
                yield from list_columns(arg)
        case Not(arg):
            yield from list_columns(arg)
        case Implies(condition, consequence):
            yield from list_columns(condition)
            yield from list_columns(consequence)
        case Compare(_, left, right) | Relation(_, left, right):
            yield from columns_of(left)
            yield from columns_of(right)
        case In() | IsNull() | Between():
            yield expression.column.name


def _leaf_document(leaf: Compare | In | IsNull | Between) -> dict[str, object]:
    match leaf:
        case Compare():
            document = {"op": leaf.op.value, "column": leaf.left.name}
            if isinstance(leaf.right, Column):
                return {**document, "other": leaf.right.name}
            return {**document, "value": _plain(leaf.right.value)}
        case In():
            values = [_plain(literal.value) for literal in leaf.values]
            return {"op": "in", "column": leaf.column.name, "values": values}
        case IsNull():
            return {"op": "is_null", "column": leaf.column.name}
        case Between():
            bounds = {"low": _plain(leaf.low.value), "high": _plain(leaf.high.value)}
            return {"op": "between", "column": leaf.column.name, **bounds}


def _plain(value: Scalar) -> object:
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def _parse(node: object, depth: int) -> Expression:
    if not isinstance(node, Mapping):
        raise InvalidExpressionError(reason=f"{type(node).__name__} ≠ object")
    if depth > MAX_DEPTH:
        raise InvalidExpressionError(reason=f"depth > {MAX_DEPTH}")
    op = _text(node, "op")
    if op in set(Comparison):
        return _parse_comparison(node)
    if op not in _PARSERS:
        raise InvalidExpressionError(reason=f"op={op!r}")
    return _PARSERS[op](node, depth)


def _parse_comparison(node: Mapping[str, object]) -> Compare:
    if ("value" in node) == ("other" in node):
        raise InvalidExpressionError(reason="value | other")
    right = Column(_text(node, "other")) if "other" in node else _literal(node.get("value"))
    return Compare(Comparison(str(node["op"])), Column(_text(node, "column")), right)


def _parse_args(node: Mapping[str, object], depth: int) -> tuple[Expression, ...]:
    return tuple(_parse(arg, depth + 1) for arg in _sequence(node, "args"))


def _parse_in(node: Mapping[str, object], _depth: int) -> In:
    values = tuple(_literal(value) for value in _sequence(node, "values"))
    return In(Column(_text(node, "column")), values)


def _parse_between(node: Mapping[str, object], _depth: int) -> Between:
    if "low" not in node or "high" not in node:
        raise InvalidExpressionError(reason="low, high")
    column = Column(_text(node, "column"))
    return Between(column, _literal(node["low"]), _literal(node["high"]))


_PARSERS: dict[str, Callable[[Mapping[str, object], int], Expression]] = {
    "and": lambda node, depth: And(_parse_args(node, depth)),
    "or": lambda node, depth: Or(_parse_args(node, depth)),
    "not": lambda node, depth: Not(_parse(node.get("arg"), depth + 1)),
    "in": _parse_in,
    "is_null": lambda node, _depth: IsNull(Column(_text(node, "column"))),
    "between": _parse_between,
}


def _text(node: Mapping[str, object], key: str) -> str:
    value = node.get(key)
    if not isinstance(value, str) or not value:
        raise InvalidExpressionError(reason=f"{key}={value!r}")
    return value


def _sequence(node: Mapping[str, object], key: str) -> list[object]:
    value = node.get(key)
    if not isinstance(value, list | tuple) or len(value) > MAX_VALUES:
        raise InvalidExpressionError(reason=f"{key}: list ≤ {MAX_VALUES}")
    return list(value)


def _literal(value: object) -> Literal:
    if value is None or isinstance(value, str | int | float | bool | Decimal | dt.date):
        return Literal(value)
    raise InvalidExpressionError(reason=f"{type(value).__name__} ≠ scalar")
