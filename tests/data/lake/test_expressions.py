"""The expression tree and its JSON form."""

import datetime as dt
import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
    Not,
    Or,
    parse_expression,
    to_document,
)
from chengshu.data.lake.errors import InvalidExpressionError

columns = st.builds(Column, st.text(min_size=1, max_size=9))
literals = st.builds(Literal, st.one_of(st.integers(), st.text(), st.booleans(), st.none()))
leaves = st.one_of(
    st.builds(Compare, st.sampled_from(Comparison), columns, st.one_of(literals, columns)),
    st.builds(In, columns, st.lists(literals, max_size=4).map(tuple)),
    st.builds(IsNull, columns),
    st.builds(Between, columns, literals, literals),
)
trees = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.builds(Not, inner),
        st.builds(And, st.lists(inner, max_size=3).map(tuple)),
        st.builds(Or, st.lists(inner, max_size=3).map(tuple)),
    ),
    max_leaves=6,
)


@given(trees)
def test_every_tree_survives_its_json_form(tree: Expression) -> None:
    text = json.dumps(to_document(tree))
    assert parse_expression(json.loads(text)) == tree


def test_dates_and_decimals_become_text() -> None:
    tree = Between(Column("a"), Literal(dt.date(2024, 1, 2)), Literal(Decimal("1.50")))
    assert to_document(tree) == {
        "op": "between",
        "column": "a",
        "low": "2024-01-02",
        "high": "1.50",
    }


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"op": "sql", "text": "1=1"},
        {"op": ["="], "column": "a", "value": 1},
        {"op": "=", "column": "", "value": 1},
        {"op": "=", "column": 3, "value": 1},
        {"op": "=", "column": "a"},
        {"op": "=", "column": "a", "value": 1, "other": "b"},
        {"op": "=", "column": "a", "value": {"op": "is_null", "column": "b"}},
        {"op": "and", "args": "a"},
        {"op": "and", "args": [1]},
        {"op": "not"},
        {"op": "in", "column": "a", "values": 3},
        {"op": "in", "column": "a", "values": [[1]]},
        {"op": "in", "column": "a", "values": [0] * 10_001},
        {"op": "between", "column": "a", "low": 1},
    ],
)
def test_what_is_no_expression_is_refused(document: dict[str, object]) -> None:
    with pytest.raises(InvalidExpressionError):
        parse_expression(document)


def test_a_tree_too_deep_is_refused() -> None:
    document: dict[str, object] = {"op": "is_null", "column": "a"}
    for _ in range(20):
        document = {"op": "not", "arg": document}
    with pytest.raises(InvalidExpressionError):
        parse_expression(document)
