"""Fixing a rule to a day: what it says of today becomes a date, so that engines agree on it."""

import datetime as dt

from chengshu.data.lake.contracts import (
    And,
    Call,
    Expression,
    Function,
    Implies,
    Literal,
    Not,
    Or,
    Relation,
    Term,
)


def on_day(expression: Expression, day: dt.date) -> Expression:
    """Return the expression with `day` for today."""
    match expression:
        case And(args) | Or(args):
            return type(expression)(tuple(on_day(arg, day) for arg in args))
        case Not(arg):
            return Not(on_day(arg, day))
        case Implies(condition, consequence):
            return Implies(on_day(condition, day), on_day(consequence, day))
        case Relation(op, left, right):
            return Relation(op, _term(left, day), _term(right, day))
    return expression


def _term(term: Term, day: dt.date) -> Term:
    if not isinstance(term, Call):
        return term
    if term.function is Function.TODAY:
        return Literal(day)
    return Call(term.function, tuple(_term(arg, day) for arg in term.args))
