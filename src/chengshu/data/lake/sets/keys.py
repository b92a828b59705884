"""Keys: known from history, lost at the other end, or so alike that they may be one."""

from sqlglot import exp

from chengshu.data.lake import tables
from chengshu.data.lake.contracts.sets import KnownKeys, LikelyPairs, LostReferences
from chengshu.data.lake.sets.relations import Steps, filled, names_of, same, texts

_POSITION = tables.POSITION.name


def answer(question: KnownKeys | LostReferences | LikelyPairs, steps: Steps) -> exp.Select:
    """Return the statement that answers a question about keys."""
    match question:
        case KnownKeys():
            return known_keys(question, steps)
        case LostReferences():
            return lost_references(question, steps)
        case LikelyPairs():
            return likely_pairs(question, steps)


def known_keys(question: KnownKeys, steps: Steps) -> exp.Select:
    """Return the rows whose key is published in a row they do not replace."""
    landed, published = question.rows.landed, steps.compiler_at(question.rows.landed.resource_code)
    ours = steps.compiler_of(landed)
    count, replaced = len(question.columns), len(question.replaces)
    wanted = texts(ours, question.columns) | texts(ours, question.replaces, "r")
    steps.name("ours", steps.batch(question.rows, wanted))
    theirs = texts(published, question.columns) | texts(published, question.replaces, "r")
    steps.name("published", steps.snapshot(landed.resource_code, theirs))
    kept = exp.select("*").from_("published").where(filled(count))
    if replaced:
        replacing = (
            exp.select("1").from_("ours").where(same("ours", "published", names_of(replaced, "r")))
        )
        kept = kept.where(exp.not_(exp.Exists(this=replacing)))
    steps.name("kept", kept)
    known = exp.select("1").from_("kept").where(same("kept", "ours", names_of(count)))
    return exp.select(_POSITION).from_("ours").where(exp.Exists(this=known)).order_by(_POSITION)


def lost_references(question: LostReferences, steps: Steps) -> exp.Select:
    """Return the rows that refer to nothing, or to what was not valid on their day."""
    landed, count = question.rows.landed, len(question.columns)
    ours = steps.compiler_of(landed)
    wanted = texts(ours, question.columns)
    if question.on:
        wanted["day"] = _day(ours.column(question.on))
    steps.name("ours", steps.batch(question.rows, wanted))
    theirs = steps.compiler_at(question.resource_code)
    ends = {"starts": question.valid_from, "ends": question.valid_to}
    held = texts(theirs, question.others)
    held |= {name: _day(theirs.column(column)) for name, column in ends.items() if column}
    known = steps.snapshot(question.resource_code, held)
    if question.resource_code == landed.resource_code:
        own = texts(ours, question.others)
        own |= {name: _day(ours.column(column)) for name, column in ends.items() if column}
        batch = steps.batch(question.rows, own)
        batch.set("expressions", batch.expressions[1:])  # without the position
        known = exp.select("*").from_(exp.union(known, batch, distinct=False).subquery("both"))
    steps.name("known", known)
    found = exp.select("1").from_("known").where(same("known", "ours", names_of(count)))
    if question.on:
        found = found.where(*_valid(question))
    lost = exp.select(_POSITION).from_("ours").where(filled(count))
    return lost.where(exp.not_(exp.Exists(this=found))).order_by(_POSITION)


def likely_pairs(question: LikelyPairs, steps: Steps) -> exp.Select:
    """Return pairs of rows of one block with the texts to be compared, the later row first."""
    ours, count = steps.compiler_of(question.rows.landed), len(question.block)
    block = texts(ours, question.block)
    if question.first:
        last = f"k{count - 1}"
        block[last] = exp.Left(this=block[last], expression=tables.number(question.first))
    steps.name("ours", steps.batch(question.rows, block | texts(ours, question.columns, "c")))
    names = names_of(count)
    size = exp.Window(this=exp.Count(this=exp.Star()), partition_by=[exp.column(n) for n in names])
    small = exp.LTE(this=exp.column("size"), expression=tables.number(question.largest))
    sized = exp.select("*", exp.alias_(size, "size")).from_("ours").where(filled(count))
    steps.name("sized", sized)
    steps.name("blocks", exp.select("*").from_("sized").where(small))
    parts: list[exp.Expr] = [
        exp.column(_POSITION, table="b"),
        exp.alias_(exp.column(_POSITION, table="a"), "other"),
    ]
    parts += [
        exp.alias_(exp.column(f"c{index}", table=side), f"{side}{index}")
        for index in range(len(question.columns))
        for side in ("a", "b")
    ]
    later = exp.LT(
        this=exp.column(_POSITION, table="a"), expression=exp.column(_POSITION, table="b")
    )
    earlier_row, later_row = (exp.to_table("blocks", alias=side) for side in ("a", "b"))
    pairs = exp.select(*parts).from_(earlier_row)
    pairs = pairs.join(later_row, on=exp.and_(same("a", "b", names), later))
    return pairs.limit(tables.number(question.most))


def _day(column: exp.Expr) -> exp.Expr:
    return exp.cast(column, "DATE")


def _valid(question: LostReferences) -> list[exp.Expr]:
    """Return what it takes to have been valid on our day; what is missing asks nothing."""
    day = exp.column("day", table="ours")
    tests: list[exp.Expr] = []
    if question.valid_from:
        starts = exp.column("starts", table="known")
        tests.append(_unless_empty(exp.LTE(this=starts, expression=day), starts, day))
    if question.valid_to:
        ends = exp.column("ends", table="known")
        tests.append(_unless_empty(exp.GTE(this=ends, expression=day), ends, day))
    return tests


def _unless_empty(test: exp.Expr, *columns: exp.Expr) -> exp.Expr:
    empty = [exp.Is(this=column.copy(), expression=exp.null()) for column in columns]
    return exp.or_(*empty, test)
