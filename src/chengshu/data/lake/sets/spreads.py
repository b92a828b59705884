"""How a column's values spread, in this batch beside earlier ones."""

import pyarrow as pa
from sqlglot import exp

from chengshu.data.lake import tables
from chengshu.data.lake.contracts.sets import Distinct, Shares
from chengshu.data.lake.sets.relations import Steps


def answer(question: Shares | Distinct, steps: Steps) -> exp.Select:
    """Return the statement that answers a question about a column's values."""
    ours = steps.compiler_of(question.rows.landed)
    value = {"v": ours.column(question.column)}
    now = steps.batch(question.rows, value)
    now.set("expressions", now.expressions[1:])  # without the position
    steps.name("now_", now)
    files = question.earlier or (question.rows.landed,)
    before = steps.earlier(files, value)
    steps.name("before_", before if question.earlier else before.where(exp.false()))
    both = exp.union(_marked("before_", 0), _marked("now_", 1), distinct=False)
    if isinstance(question, Distinct):
        steps.name("all_", both)
        return _distinct()
    bin_rows = _by_order if _has_order(ours.type_of(question.column)) else _by_value
    binned = bin_rows(question.bins, steps)
    steps.name("all_", both)
    return binned


def _distinct() -> exp.Select:
    value = exp.column("v")
    counts = {
        "rows": exp.Count(this=exp.Star()),
        "filled": exp.Count(this=value),
        "distinct": exp.Count(this=exp.Distinct(expressions=[value.copy()])),
    }
    parts = [exp.alias_(tree, name, quoted=True) for name, tree in counts.items()]
    return exp.select("is_now", *parts).from_("all_").group_by("is_now").order_by("is_now")


def _marked(name: str, mark: int) -> exp.Select:
    return exp.select("v", exp.alias_(tables.number(mark), "is_now")).from_(name)


def _has_order(data_type: pa.DataType) -> bool:
    types = pa.types
    checks = types.is_integer, types.is_floating, types.is_decimal, types.is_temporal
    return any(check(data_type) for check in checks)


def _counted(place: exp.Expr, source: str) -> exp.Select:
    """Return how many rows fall into each bin, before and now."""
    sides = {"before": 0, "now": 1}
    counts = [
        exp.alias_(
            exp.Filter(
                this=exp.Count(this=exp.Star()),
                expression=exp.Where(
                    this=exp.EQ(this=exp.column("is_now"), expression=tables.number(mark))
                ),
            ),
            name,
        )
        for name, mark in sides.items()
    ]
    return (
        exp
        .select(exp.alias_(place, "bin"), *counts)
        .from_(source)
        .group_by(tables.number(1))
        .order_by(tables.number(1))
    )


def _by_value(bins: int, steps: Steps) -> exp.Select:
    """Bin by the most frequent values of the earlier rows, anything else under -1."""
    count = exp.Ordered(this=exp.Count(this=exp.Star()), desc=True)
    top = exp.select("v").from_("before_").where("v IS NOT NULL").group_by("v")
    top = top.order_by(count, exp.column("v")).limit(tables.number(bins))
    rank = exp.Window(
        this=exp.Anonymous(this="row_number"),
        order=exp.Order(expressions=[exp.Ordered(this=exp.column("v"))]),
    )
    steps.name("top_", exp.select("v", exp.alias_(rank, "place")).from_(top.subquery("t")))
    known = exp.select("place").from_("top_").where("top_.v = all_.v").subquery()
    other = exp.Coalesce(this=known, expressions=[exp.Neg(this=tables.number(1))])
    return _counted(_unless_null(other), "all_")


def _by_order(bins: int, steps: Steps) -> exp.Select:
    """Bin numbers and days by the edges that cut the earlier rows into equal parts."""
    places = [exp.Literal.number(str(index / bins)) for index in range(1, bins)]
    quantile = exp.Anonymous(
        this="quantile_disc", expressions=[exp.column("v"), exp.Array(expressions=places)]
    )
    steps.name("edges_", exp.select(exp.alias_(quantile, "edges")).from_("before_"))
    edges = exp.select(exp.Unnest(expressions=[exp.column("edges")]).as_("e")).from_("edges_")
    below = exp.select(exp.Count(this=exp.Star())).from_(edges.subquery("x")).where("x.e < all_.v")
    return _counted(_unless_null(below.subquery()), "all_")


def _unless_null(place: exp.Expr) -> exp.Expr:
    is_there = exp.not_(exp.Is(this=exp.column("v", table="all_"), expression=exp.null()))
    return exp.Case(ifs=[exp.If(this=is_there, true=place)])
