"""Measures by key: sums that reconcile, groups within bounds, two departments that agree."""

from collections.abc import Sequence

from sqlglot import exp

from chengshu.data.lake.compiling import Compiler
from chengshu.data.lake.contracts import Measure
from chengshu.data.lake.contracts.sets import Disagreements, Groups, Totals
from chengshu.data.lake.queries import figure_of, measure_of
from chengshu.data.lake.sets.relations import Steps, filled, key_text, names_of, same, texts


def answer(question: Totals | Groups | Disagreements, steps: Steps) -> exp.Select:
    """Return the statement that answers a question about measures."""
    match question:
        case Totals():
            return totals(question, steps)
        case Groups():
            return groups(question, steps)
        case Disagreements():
            return disagreements(question, steps)


def totals(question: Totals, steps: Steps) -> exp.Select:
    """Return the keys whose totals differ by more than the tolerance."""
    count = len(question.key)
    ours = steps.compiler_of(question.rows.landed)
    mine = steps.batch(question.rows, _by_key(ours, question.key, question.measure))
    theirs = steps.compiler_at(question.resource_code)
    other = steps.snapshot(
        question.resource_code, _by_key(theirs, question.other_key, question.other_measure)
    )
    steps.name("mine", _summed(mine, question.measure, count))
    steps.name("other", _summed(other, question.other_measure, count))
    sides = {"ours": ("mine", "measure"), "theirs": ("other", "measure")}
    ours_value, theirs_value = (exp.column(name, table=table) for table, name in sides.values())
    gap = exp.Abs(this=exp.Sub(this=_zero(ours_value), expression=_zero(theirs_value)))
    differs = exp.GT(this=gap, expression=steps.bind(float(question.tolerance)))
    key = exp.Coalesce(
        this=_or_null(key_text(count, "mine"), "mine"), expressions=[key_text(count, "other")]
    )
    select = exp.select(
        exp.alias_(key, "key"),
        exp.alias_(ours_value.copy(), "ours"),
        exp.alias_(theirs_value.copy(), "theirs"),
    ).from_("mine")
    kind = "full outer" if question.whole else "left"
    return (
        select
        .join("other", on=same("mine", "other", names_of(count)), join_type=kind)
        .where(differs)
        .order_by("key")
    )


def groups(question: Groups, steps: Steps) -> exp.Select:
    """Return the groups whose measure lies outside the bounds."""
    count = len(question.group_by)
    ours = steps.compiler_of(question.rows.landed)
    mine = steps.batch(question.rows, _by_key(ours, question.group_by, question.measure))
    steps.name("mine", _summed(mine, question.measure, count))
    measure = exp.column("measure")
    outside: list[exp.Expr] = []
    if question.low is not None:
        outside.append(exp.LT(this=measure, expression=steps.bind(float(question.low))))
    if question.high is not None:
        outside.append(exp.GT(this=measure.copy(), expression=steps.bind(float(question.high))))
    select = exp.select(exp.alias_(key_text(count), "key"), exp.alias_(measure.copy(), "ours"))
    return select.from_("mine").where(exp.or_(exp.false(), *outside)).order_by("key")


def disagreements(question: Disagreements, steps: Steps) -> exp.Select:
    """Return the keys at which both have a value and the values differ."""
    count = len(question.key)
    ours = steps.compiler_of(question.rows.landed)
    mine = texts(ours, question.key) | texts(ours, [question.column], "v")
    theirs = steps.compiler_at(question.resource_code)
    other = texts(theirs, question.other_key) | texts(theirs, [question.other], "v")
    steps.name("mine", steps.batch(question.rows, mine))
    steps.name("other", steps.snapshot(question.resource_code, other))
    mine_value, other_value = exp.column("v0", table="mine"), exp.column("v0", table="other")
    select = (
        exp
        .select(
            exp.alias_(key_text(count, "mine"), "key"),
            exp.alias_(mine_value, "ours"),
            exp.alias_(other_value, "theirs"),
        )
        .distinct()
        .from_("mine")
    )
    differs = exp.NEQ(this=mine_value.copy(), expression=other_value.copy())
    joined = select.join("other", on=same("mine", "other", names_of(count)))
    return joined.where(differs).order_by("key")


def _by_key(compiler: Compiler, key: Sequence[str], measure: Measure) -> dict[str, exp.Expr]:
    """Return the key as text, and what a measure looks at."""
    wanted = texts(compiler, key)
    measure_of(compiler, measure)  # refuses columns and kinds that do not fit
    wanted["value"] = compiler.column(measure.column) if measure.column else exp.true()
    if measure.where is not None:
        holds = compiler.condition(measure.where)
        wanted["value"] = exp.Case(ifs=[exp.If(this=holds, true=wanted["value"])])
    return wanted


def _summed(rows: exp.Select, measure: Measure, count: int) -> exp.Select:
    figure = figure_of(measure, exp.column("value"))
    names = [exp.column(f"k{index}") for index in range(count)]
    select = exp.select(*names, exp.alias_(exp.cast(figure, "DOUBLE"), "measure"))
    return (
        select
        .from_(rows.subquery("rows_"))
        .where(filled(count))
        .group_by(*(n.copy() for n in names))
    )


def _zero(value: exp.Expr) -> exp.Expr:
    return exp.Coalesce(this=value.copy(), expressions=[exp.Literal.number(0)])


def _or_null(key: exp.Expr, table: str) -> exp.Expr:
    """Return a key, or null where the side has no row: `concat_ws` makes empty text of nulls."""
    is_there = exp.not_(exp.Is(this=exp.column("k0", table=table), expression=exp.null()))
    return exp.Case(ifs=[exp.If(this=is_there, true=key)])
