"""Compiling: trees become SQL, every name checked and quoted, every value bound.

Nothing from outside is ever part of the text (law 9).
"""

from collections.abc import Iterable, Mapping

import pyarrow as pa
from sqlglot import exp

from chengshu.data.lake import tables
from chengshu.data.lake.contracts import (
    And,
    Between,
    Compare,
    Comparison,
    Expression,
    Implies,
    In,
    IsNull,
    Literal,
    Not,
    Or,
    Order,
    Relation,
)
from chengshu.data.lake.errors import InvalidExpressionError, UnknownColumnError
from chengshu.data.lake.relations import compile_relation
from chengshu.data.lake.values import Bound, fit_value

_COMPARISONS: dict[Comparison, type[exp.Binary]] = {
    Comparison.EQUAL: exp.EQ,
    Comparison.NOT_EQUAL: exp.NEQ,
    Comparison.LESS: exp.LT,
    Comparison.LESS_OR_EQUAL: exp.LTE,
    Comparison.GREATER: exp.GT,
    Comparison.GREATER_OR_EQUAL: exp.GTE,
}
_TEXT_FUNCTIONS = {Comparison.CONTAINS: "contains", Comparison.STARTS_WITH: "starts_with"}


class Compiler:
    """Compiles for one resource at one moment.

    `known` is what the catalogue lists; `present` is what the table held at that moment: a known
    column that was not there yet is null. `parameters` grows as values are bound.
    """

    def __init__(
        self, resource_code: str, known: Mapping[str, pa.DataType], present: Iterable[str]
    ) -> None:
        """Start with no parameters."""
        self.resource_code = resource_code
        self.known = known
        self.present = frozenset(present)
        self.parameters: dict[str, Bound] = {}

    def type_of(self, name: str) -> pa.DataType:
        """Return the type of a column.

        Raises:
            UnknownColumnError: The catalogue does not list it.
        """
        if name not in self.known:
            raise UnknownColumnError(column=name, resource=self.resource_code)
        return self.known[name]

    def column(self, name: str) -> exp.Expr:
        """Return a column, or a typed null where the table did not have it yet."""
        data_type = self.type_of(name)
        if name in self.present:
            return tables.column(name)
        return exp.cast(exp.null(), tables.duck_type(data_type), dialect="duckdb")

    def condition(self, expression: Expression) -> exp.Expr:
        """Return the SQL tree of `expression`."""
        match expression:
            case And(args):
                return exp.and_(exp.true(), *(self.condition(arg) for arg in args))
            case Or(args):
                return exp.or_(exp.false(), *(self.condition(arg) for arg in args))
            case Not(arg):
                return self._opposite(arg)
            case Implies(condition, consequence):
                return exp.or_(self._opposite(condition), self.condition(consequence))
        return self._leaf(expression)

    def order(self, keys: Iterable[Order]) -> list[exp.Ordered]:
        """Return an ordering, ended by `_batch` and `_position` so that it is total."""
        ties = (Order(tables.BATCH.name), Order(tables.POSITION.name))
        return [
            exp.Ordered(this=self.column(key.column), desc=key.descending, nulls_first=False)
            for key in (*keys, *ties)
        ]

    def _opposite(self, expression: Expression) -> exp.Expr:
        return exp.not_(exp.paren(self.condition(expression), copy=False))

    def _leaf(self, leaf: Compare | In | IsNull | Between | Relation) -> exp.Expr:
        match leaf:
            case Relation():
                return compile_relation(leaf, self)
            case Compare():
                return self._compare(leaf)
            case In(column, values):
                bound = [self._bind(column.name, value) for value in values]
                inside = exp.In(this=self.column(column.name), expressions=bound)
                return inside if bound else exp.false()
            case IsNull(column):
                return exp.Is(this=self.column(column.name), expression=exp.null())
            case Between(column, low, high):
                bounds = [self._bind(column.name, value) for value in (low, high)]
                return exp.Between(this=self.column(column.name), low=bounds[0], high=bounds[1])

    def _compare(self, leaf: Compare) -> exp.Expr:
        left = self.column(leaf.left.name)
        right = self._right(leaf)
        if leaf.op in _TEXT_FUNCTIONS:
            self._require_text(leaf.left.name)
            return exp.Anonymous(this=_TEXT_FUNCTIONS[leaf.op], expressions=[left, right])
        return _COMPARISONS[leaf.op](this=left, expression=right)

    def _right(self, leaf: Compare) -> exp.Expr:
        if isinstance(leaf.right, Literal):
            return self._bind(leaf.left.name, leaf.right)
        left, right = (self.type_of(name) for name in (leaf.left.name, leaf.right.name))
        if _family(left) != _family(right):
            names = f"{leaf.left.name} {leaf.op.value} {leaf.right.name}"
            raise InvalidExpressionError(reason=names)
        return self.column(leaf.right.name)

    def _require_text(self, name: str) -> None:
        if not pa.types.is_string(self.type_of(name)):
            raise InvalidExpressionError(reason=f"{name}: {self.type_of(name)}")

    def bind(self, value: Bound) -> exp.Placeholder:
        """Bind a value as a parameter and return its place."""
        place = f"p{len(self.parameters)}"
        self.parameters[place] = value
        return exp.Placeholder(this=place)

    def _bind(self, name: str, literal: Literal) -> exp.Placeholder:
        """Bind a value as a parameter of the column's type and return its place."""
        return self.bind(fit_value(name, self.type_of(name), literal.value))


def _family(data_type: pa.DataType) -> str:
    numeric = pa.types.is_integer, pa.types.is_floating, pa.types.is_decimal
    if any(check(data_type) for check in numeric):
        return "number"
    if pa.types.is_date(data_type) or pa.types.is_timestamp(data_type):
        return "time"
    return str(data_type)
