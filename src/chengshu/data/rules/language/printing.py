"""Writing an expression as a rule in either tongue; what is printed parses to the same tree."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from chengshu.data.lake.contracts import (
    And,
    Between,
    Call,
    Column,
    Compare,
    Expression,
    Function,
    Implies,
    In,
    IsNull,
    Literal,
    Not,
    Or,
    Relation,
    Scalar,
    Term,
)
from chengshu.data.rules.language.vocabulary import Tongue, Vocabulary, spell

_ARITHMETIC: Final = {
    Function.ADD: "+",
    Function.SUBTRACT: "-",
    Function.MULTIPLY: "*",
    Function.DIVIDE: "/",
    Function.DAYS: "-",
}
_LINKS: Final = And | Or | Implies | Not


@dataclass(frozen=True)
class Printer:
    """Writes rules over the items of one entry in one tongue."""

    vocabulary: Vocabulary
    tongue: Tongue

    def write(self, expression: Expression) -> str:
        """Return the rule as a person would write it."""
        match expression:
            case Implies(condition, consequence):
                parts = (self._inner(condition), self._inner(consequence))
                return f"{self._word('if')} {parts[0]} {self._word('then')} {parts[1]}"
            case And(args) | Or(args):
                link = self._word("and" if isinstance(expression, And) else "or")
                return f" {link} ".join(self._inner(arg) for arg in args)
            case Not(IsNull(column)):
                return f"{self._term(column)} {self._word('is not null')}"
            case Not(arg):
                return f"{self._word('not')} ({self.write(arg)})"
        return self._leaf(expression)

    def _inner(self, expression: Expression) -> str:
        text = self.write(expression)
        is_single = isinstance(expression, Not) and isinstance(expression.arg, IsNull)
        return f"({text})" if isinstance(expression, _LINKS) and not is_single else text

    def _leaf(self, leaf: Compare | In | IsNull | Between | Relation) -> str:
        match leaf:
            case Compare(op, left, right) | Relation(op, left, right):
                return f"{self._term(left)} {self._word(op.value)} {self._term(right)}"
            case IsNull(column):
                return f"{self._term(column)} {self._word('is null')}"
            case Between(column, low, high):
                ends = f"{self._term(low)} {self._word('to')} {self._term(high)}"
                return f"{self._term(column)} {self._word('between')} {ends}"
            case In(column, values):
                listed = ", ".join(self._term(value) for value in values)
                return f"{self._term(column)} {self._word('in')} ({listed})"

    def _term(self, term: Term) -> str:
        match term:
            case Column(name):
                return self.vocabulary.spell(name, self.tongue)
            case Literal(value):
                return self._value(value)
            case Call(function, args) if function in _ARITHMETIC:
                return f" {_ARITHMETIC[function]} ".join(self._operand(arg) for arg in args)
            case Call(function, args):
                listed = ", ".join(self._term(arg) for arg in args)
                return f"{self._word(function.value)}({listed})"

    def _operand(self, term: Term) -> str:
        text = self._term(term)
        is_nested = isinstance(term, Call) and term.function in _ARITHMETIC
        return f"({text})" if is_nested else text

    def _value(self, value: Scalar) -> str:
        if isinstance(value, bool):
            return self._word("true" if value else "false")
        if isinstance(value, dt.date):
            text = value.isoformat()
            return f'"{text}"' if isinstance(value, dt.datetime) else text
        if isinstance(value, Decimal):
            return f"{value:f}"
        if isinstance(value, str):
            return '"' + value.replace('"', '""') + '"'
        return str(value)

    def _word(self, word: str) -> str:
        return spell(word, self.tongue)
