"""Checking a rule against the catalogue: kinds must fit; the result is lake's expression tree.

Conditions over plain items stay what filters are (`Compare`, `In`, ...), which engines index;
what is computed, and doubles, become relations.
"""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chengshu.data.lake.contracts import (
    And,
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
from chengshu.data.rules.language.errors import RuleTextError
from chengshu.data.rules.language.syntax import Node
from chengshu.data.rules.language.vocabulary import FUNCTIONS, Kind, Vocabulary

_WORDS: Final = {
    Kind.TEXT: gettext_lazy("一段文字"),
    Kind.WHOLE: gettext_lazy("一个整数"),
    Kind.NUMBER: gettext_lazy("一个数字"),
    Kind.DATE: gettext_lazy("一个日期"),
    Kind.MOMENT: gettext_lazy("一个时间"),
    Kind.TRUTH: gettext_lazy("一个是否值"),
    Kind.CONDITION: gettext_lazy("一个条件"),
}
_NUMBERS: Final = frozenset({Kind.WHOLE, Kind.NUMBER})
_TIMES: Final = frozenset({Kind.DATE, Kind.MOMENT})
_MIRRORED: Final = {
    Comparison.EQUAL: Comparison.EQUAL,
    Comparison.NOT_EQUAL: Comparison.NOT_EQUAL,
    Comparison.LESS: Comparison.GREATER,
    Comparison.LESS_OR_EQUAL: Comparison.GREATER_OR_EQUAL,
    Comparison.GREATER: Comparison.LESS,
    Comparison.GREATER_OR_EQUAL: Comparison.LESS_OR_EQUAL,
}
_TEXT_ONLY: Final = frozenset({Comparison.CONTAINS, Comparison.STARTS_WITH})
_ARITHMETIC: Final = {
    "+": Function.ADD,
    "-": Function.SUBTRACT,
    "*": Function.MULTIPLY,
    "/": Function.DIVIDE,
}


@dataclass(frozen=True)
class _Value:
    """A term, what it is, and the piece of the rule that says so."""

    term: Term
    kind: Kind
    node: Node


def check(node: Node, vocabulary: Vocabulary) -> Expression:
    """Return the expression of a rule.

    Raises:
        RuleTextError: Kinds do not fit; the error says where and what to change.
    """
    return _Checker(vocabulary).condition(node)


def _refuse(node: Node, reason: str) -> RuleTextError:
    return RuleTextError(column=node.token.column, text=node.token.text, reason=reason)


class _Checker:
    """Checks the pieces of one rule."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary

    def condition(self, node: Node) -> Expression:
        """Return a piece that must be a condition."""
        match node.word:
            case "if":
                return Implies(self.condition(node.parts[0]), self.condition(node.parts[1]))
            case "and":
                return And(tuple(self.condition(part) for part in node.parts))
            case "or":
                return Or(tuple(self.condition(part) for part in node.parts))
            case "not":
                return Not(self.condition(node.parts[0]))
        return self._test(node)

    def _test(self, node: Node) -> Expression:
        match node.word:
            case "is null" | "is not null":
                empty = IsNull(self._item(node.parts[0]))
                return empty if node.word == "is null" else Not(empty)
            case "in" | "not in":
                inside = self._inside(node)
                return inside if node.word == "in" else Not(inside)
            case "between":
                return self._between(node)
            case "item":
                return self._truth(node)
        if node.word not in set(Comparison):
            raise _refuse(node, _("这里应是一个条件，如 金额 > 0；单独的值不是条件"))
        return self._compare(node, self._value(node.parts[0]), self._value(node.parts[1]))

    def _truth(self, node: Node) -> Expression:
        value = self._value(node)
        if value.kind is not Kind.TRUTH:
            words = {"kind": _WORDS[value.kind]}
            reason = _("“是否”类信息项才能单独作为条件，此项是%(kind)s，请写出比较，如 = 或 不为空")
            raise _refuse(node, reason % words)
        return Compare(Comparison.EQUAL, Column(str(node.token.value)), Literal(True))  # noqa: FBT003 - a value

    def _item(self, node: Node) -> Column:
        if node.word != "item":
            raise _refuse(node, _("“为空”“不为空”前面应是一个信息项"))
        return Column(str(node.token.value))

    def _inside(self, node: Node) -> Expression:
        left = self._value(node.parts[0])
        if len(node.parts) == 1:
            raise _refuse(node, _("括号里至少要有一个取值"))
        tests = [
            self._compare_as(Comparison.EQUAL, node, (left, self._value(part)))
            for part in node.parts[1:]
        ]
        literals = [
            test.right
            for test in tests
            if isinstance(test, Compare) and isinstance(test.right, Literal)
        ]
        if len(literals) == len(tests) and isinstance(left.term, Column):
            return In(left.term, tuple(literals))
        return Or(tuple(tests)) if len(tests) > 1 else tests[0]

    def _between(self, node: Node) -> Expression:
        value, low, high = (self._value(part) for part in node.parts)
        return And((
            self._compare_as(Comparison.GREATER_OR_EQUAL, node, (value, low)),
            self._compare_as(Comparison.LESS_OR_EQUAL, node, (value, high)),
        ))

    def _compare(self, node: Node, left: _Value, right: _Value) -> Expression:
        op = Comparison(node.word)
        if (
            isinstance(left.term, Literal)
            and not isinstance(right.term, Literal)
            and op in _MIRRORED
        ):
            return self._compare_as(_MIRRORED[op], node, (right, left))
        return self._compare_as(op, node, (left, right))

    def _compare_as(self, op: Comparison, node: Node, sides: tuple[_Value, _Value]) -> Expression:
        left, right = sides
        if isinstance(left.term, Literal) and isinstance(right.term, Literal):
            raise _refuse(node, _("两边都是固定取值，至少一边要用信息项"))
        left, right = _agree(left, right), _agree(right, left)
        if op in _TEXT_ONLY:
            _check_texts(left, right)
        elif not _alike(left.kind, right.kind):
            raise _mismatch(left, right)
        elif left.kind is Kind.TRUTH and op not in {Comparison.EQUAL, Comparison.NOT_EQUAL}:
            raise _refuse(node, _("“是否”类信息项只能用 = 或 != 比较"))
        if isinstance(left.term, Column) and _is_plain(left, right):
            return Compare(op, left.term, _side(right.term))
        return Relation(op, left.term, right.term)

    def _value(self, node: Node) -> _Value:
        match node.word:
            case "item":
                column = str(node.token.value)
                return _Value(Column(column), self._vocabulary.names[column].kind, node)
            case "text" | "number" | "date" | "true" | "false":
                return _constant(node)
            case "+" | "-" | "*" | "/":
                return self._computed(node)
        if node.word in FUNCTIONS:
            return self._call(node)
        raise _refuse(node, _("这里应是一个值，而不是条件"))

    def _computed(self, node: Node) -> _Value:
        values = [self._value(part) for part in node.parts]
        if len(values) == 1:
            return _negative(node, values[0])
        left, right = values
        if (
            node.word == "-"
            and left.kind in _TIMES | {Kind.TEXT}
            and right.kind in _TIMES | {Kind.TEXT}
        ):
            days = [_agree(left, right), _agree(right, left)]
            for value in days:
                _require(value, _TIMES)
            return _Value(
                Call(Function.DAYS, tuple(value.term for value in days)), Kind.WHOLE, node
            )
        for value in values:
            _require(value, _NUMBERS)
        terms = (left.term, right.term)
        return _Value(Call(_ARITHMETIC[node.word], terms), Kind.NUMBER, node)

    def _call(self, node: Node) -> _Value:
        function = Function(node.word)
        needs, gives = _SIGNATURES[function]
        if len(node.parts) != len(needs):
            reason = _("括号里应有 %(wanted)s 个值，现有 %(given)s 个")
            raise _refuse(node, reason % {"wanted": len(needs), "given": len(node.parts)})
        values = [self._value(part) for part in node.parts]
        for value, need in zip(values, needs, strict=True):
            _require(value, need)
        if function is Function.SUBSTRING:
            values[1:] = [
                _place(value, least) for value, least in zip(values[1:], (1, 0), strict=True)
            ]
        return _Value(Call(function, tuple(value.term for value in values)), gives, node)


_SIGNATURES: Final = {
    Function.ABS: ((_NUMBERS,), Kind.NUMBER),
    Function.LENGTH: ((frozenset({Kind.TEXT}),), Kind.WHOLE),
    Function.SUBSTRING: ((frozenset({Kind.TEXT}), _NUMBERS, _NUMBERS), Kind.TEXT),
    Function.YEAR: ((_TIMES,), Kind.WHOLE),
    Function.MONTH: ((_TIMES,), Kind.WHOLE),
    Function.DAY: ((_TIMES,), Kind.WHOLE),
    Function.TODAY: ((), Kind.DATE),
}


def _constant(node: Node) -> _Value:
    value = node.token.value
    match node.word:
        case "true" | "false":
            return _Value(Literal(node.word == "true"), Kind.TRUTH, node)
        case "date":
            return _Value(Literal(value), Kind.DATE, node)
        case "number":
            return _number(Decimal(str(value)), node)
    return _Value(Literal(value), Kind.TEXT, node)


def _number(value: Decimal, node: Node) -> _Value:
    if value == value.to_integral_value():
        return _Value(Literal(int(value)), Kind.WHOLE, node)
    return _Value(Literal(value.normalize()), Kind.NUMBER, node)


def _negative(node: Node, value: _Value) -> _Value:
    _require(value, _NUMBERS)
    if isinstance(value.term, Literal):
        return _number(-Decimal(str(value.term.value)), node)
    return _Value(Call(Function.SUBTRACT, (Literal(0), value.term)), Kind.NUMBER, node)


def _place(value: _Value, least: int) -> _Value:
    """Return a place or number of characters, which must be written as a whole number."""
    number = value.term.value if isinstance(value.term, Literal) else None
    if not isinstance(number, int) or number < least:
        reason = _("截取的起点和字数应写成整数，如 截取(区划代码, 1, 6)")
        raise _refuse(value.node, reason)
    return value


def _agree(value: _Value, other: _Value) -> _Value:
    """Return a text written where a date or time is meant as what it means."""
    if (
        not isinstance(value.term, Literal)
        or value.kind is not Kind.TEXT
        or other.kind not in _TIMES
    ):
        return value
    text = str(value.term.value).strip()
    try:
        if other.kind is Kind.MOMENT and len(text) > len("2024-01-31"):
            moment = dt.datetime.fromisoformat(text).replace(tzinfo=None)
            return _Value(Literal(moment), Kind.MOMENT, value.node)
        return _Value(Literal(dt.date.fromisoformat(text)), Kind.DATE, value.node)
    except ValueError as error:
        reason = _("要与日期比较，请写成 2024-01-31 这样的日期")
        raise _refuse(value.node, reason) from error


def _alike(left: Kind, right: Kind) -> bool:
    return left is right or {left, right} <= _NUMBERS or {left, right} <= _TIMES


def _is_plain(left: _Value, right: _Value) -> bool:
    """Tell whether engines compare these as they are: exact kinds, nothing computed."""
    if isinstance(right.term, Call) or left.kind is not right.kind:
        return False
    return left.kind is not Kind.NUMBER


def _side(term: Term) -> Literal | Column:
    if isinstance(term, Call):
        raise TypeError(term)
    return term


def _check_texts(left: _Value, right: _Value) -> None:
    _require(left, frozenset({Kind.TEXT}))
    if not isinstance(right.term, Literal) or right.kind is not Kind.TEXT:
        raise _refuse(right.node, _("“包含”“开头为”后面应是加引号的文字"))


def _require(value: _Value, kinds: frozenset[Kind]) -> None:
    if value.kind in kinds:
        return
    wanted = _WORDS[max(kinds, key=lambda kind: kind is not Kind.WHOLE)]
    reason = _("这里要用%(wanted)s，而此处是%(kind)s")
    raise _refuse(value.node, reason % {"wanted": wanted, "kind": _WORDS[value.kind]})


def _mismatch(left: _Value, right: _Value) -> RuleTextError:
    words = {"left": _WORDS[left.kind], "right": _WORDS[right.kind]}
    if isinstance(right.term, Literal) and left.kind is Kind.TEXT:
        value = right.node.token.text
        return _refuse(
            right.node, _('此信息项是文字，取值请加引号："%(value)s"') % {"value": value}
        )
    return _refuse(right.node, _("%(left)s不能与%(right)s比较，请改用同类的值") % words)
