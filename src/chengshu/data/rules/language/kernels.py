"""Rules over Arrow record batches; each function does what `lake/relations.py` does in SQL.

Three-valued: a condition over a missing value is null, and null does not fail.
"""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Final, TypeAlias

import pyarrow as pa
import pyarrow.compute as pc

from chengshu.data.lake.contracts import (
    And,
    Between,
    Call,
    Column,
    Compare,
    Comparison,
    Expression,
    Function,
    Implies,
    In,
    IsNull,
    Literal,
    Not,
    Or,
    Relation,
    Term,
)

NEAR: Final = 1e-6  # as in lake/relations.py, which a test holds
NEAR_SHARE: Final = 1e-14
_Array: TypeAlias = pa.Array
_COMPARE: Final[dict[Comparison, Callable[[_Array, _Array], _Array]]] = {
    Comparison.EQUAL: pc.equal,
    Comparison.NOT_EQUAL: pc.not_equal,
    Comparison.LESS: pc.less,
    Comparison.LESS_OR_EQUAL: pc.less_equal,
    Comparison.GREATER: pc.greater,
    Comparison.GREATER_OR_EQUAL: pc.greater_equal,
    Comparison.CONTAINS: lambda left, right: pc.match_substring(left, right.as_py()),
    Comparison.STARTS_WITH: lambda left, right: pc.starts_with(left, right.as_py()),
}


def failing(expression: Expression, batch: pa.RecordBatch) -> pa.BooleanArray:
    """Return one boolean per row, without nulls: True where the expression is false."""
    held = evaluate(expression, batch)
    return pc.invert(pc.fill_null(held, fill_value=True))


def evaluate(expression: Expression, batch: pa.RecordBatch) -> pa.BooleanArray:
    """Return per row whether the expression holds, null where a missing value leaves it open."""
    match expression:
        case And(args):
            return _fold(pc.and_kleene, args, batch)
        case Or(args):
            return _fold(pc.or_kleene, args, batch)
        case Not(arg):
            return pc.invert(evaluate(arg, batch))
        case Implies(condition, consequence):
            return pc.or_kleene(pc.invert(evaluate(condition, batch)), evaluate(consequence, batch))
    return _leaf(expression, batch)


def _fold(
    join: Callable[[pa.Array, pa.Array], pa.Array],
    args: tuple[Expression, ...],
    batch: pa.RecordBatch,
) -> pa.BooleanArray:
    result = evaluate(args[0], batch)
    for arg in args[1:]:
        result = join(result, evaluate(arg, batch))
    return result


def _leaf(
    leaf: Compare | In | IsNull | Between | Relation, batch: pa.RecordBatch
) -> pa.BooleanArray:
    match leaf:
        case Relation():
            return _relation(leaf, batch)
        case IsNull(column):
            return pc.is_null(batch.column(column.name))
        case Between(column, low, high):
            bounds = (
                Compare(Comparison.GREATER_OR_EQUAL, column, low),
                Compare(Comparison.LESS_OR_EQUAL, column, high),
            )
            return evaluate(And(bounds), batch)
        case In(column, values):
            cells = _cells(batch, column.name)
            known = pa.array([value.value for value in values], cells.type)
            inside = pc.is_in(cells, value_set=known)
            return pc.if_else(pc.is_valid(cells), inside, pa.scalar(None, pa.bool_()))
        case Compare(op, left, right):
            cells = _cells(batch, left.name)
            other = (
                pa.scalar(right.value, cells.type)
                if isinstance(right, Literal)
                else _cells(batch, right.name)
            )
            return _COMPARE[op](cells, other)


def _cells(batch: pa.RecordBatch, name: str) -> pa.Array:
    cells = batch.column(name)
    return cells.cast(pa.string()) if pa.types.is_dictionary(cells.type) else cells


def _relation(relation: Relation, batch: pa.RecordBatch) -> pa.BooleanArray:
    left, right = _value(relation.left, batch), _value(relation.right, batch)
    types = {left.type, right.type}
    if pa.float64() in types:
        held = _near(relation.op, _double(left), _double(right))
    else:
        held = _COMPARE[relation.op](left, right)
    return pa.repeat(held, batch.num_rows) if isinstance(held, pa.Scalar) else held


def _near(op: Comparison, left: _Array, right: _Array) -> _Array:
    """Compare doubles, those that are near counting as equal."""
    if op in {Comparison.LESS, Comparison.GREATER_OR_EQUAL}:
        left, right = right, left
    ahead = pc.subtract(left, right)
    if op in {Comparison.EQUAL, Comparison.NOT_EQUAL}:
        ahead = pc.abs(ahead)
    greater = pc.max_element_wise(pc.abs(left), pc.abs(right))
    near = pc.max_element_wise(pc.multiply(greater, NEAR_SHARE), NEAR)
    if op in {Comparison.NOT_EQUAL, Comparison.LESS, Comparison.GREATER}:
        return pc.greater(ahead, near)
    return pc.less_equal(ahead, near)


def _value(term: Term, batch: pa.RecordBatch) -> _Array:
    match term:
        case Column(name):
            return _column(_cells(batch, name))
        case Literal(value):
            return _literal(value)
        case Call(Function.SUBSTRING, (text, Literal(start), Literal(length))):
            first = int(str(start)) - 1
            return pc.utf8_slice_codeunits(
                _value(text, batch), start=first, stop=first + int(str(length))
            )
        case Call(function, args):
            return _FUNCTIONS[function](*(_value(arg, batch) for arg in args))


def _column(cells: pa.Array) -> pa.Array:
    types = pa.types
    if types.is_integer(cells.type):
        return cells.cast(pa.int64())
    if types.is_decimal(cells.type) or types.is_floating(cells.type):
        return _finite(_double(cells))
    if types.is_temporal(cells.type):
        return pc.cast(cells, pa.date32(), safe=False)
    return cells


def _literal(value: object) -> pa.Scalar:
    if isinstance(value, dt.datetime):
        return pa.scalar(value.date(), pa.date32())
    if isinstance(value, dt.date):
        return pa.scalar(value, pa.date32())
    if isinstance(value, str):
        return pa.scalar(value, pa.string())
    if isinstance(value, int):
        return pa.scalar(value, pa.int64())
    return pa.scalar(float(Decimal(str(value))), pa.float64())


def _double(cells: _Array) -> _Array:
    return pc.cast(cells, pa.float64(), safe=False)


def _finite(cells: _Array) -> _Array:
    """Return the numbers, null where they are infinite or none."""
    return pc.if_else(pc.is_finite(cells), cells, pa.scalar(None, pa.float64()))


def _arithmetic(operate: Callable[[_Array, _Array], _Array]) -> Callable[..., _Array]:
    return lambda left, right: _finite(operate(_double(left), _double(right)))


def _days(later: _Array, earlier: _Array) -> _Array:
    first, second = (pc.cast(pc.cast(day, pa.int32()), pa.int64()) for day in (later, earlier))
    return pc.subtract(first, second)


_FUNCTIONS: Final[dict[Function, Callable[..., _Array]]] = {
    Function.ADD: _arithmetic(pc.add),
    Function.SUBTRACT: _arithmetic(pc.subtract),
    Function.MULTIPLY: _arithmetic(pc.multiply),
    Function.DIVIDE: _arithmetic(pc.divide),
    Function.ABS: lambda cells: pc.abs(_double(cells)),
    Function.LENGTH: lambda cells: pc.cast(pc.utf8_length(cells), pa.int64()),
    Function.YEAR: lambda cells: pc.cast(pc.year(cells), pa.int64()),
    Function.MONTH: lambda cells: pc.cast(pc.month(cells), pa.int64()),
    Function.DAY: lambda cells: pc.cast(pc.day(cells), pa.int64()),
    Function.DAYS: _days,
}
