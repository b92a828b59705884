"""Answering set questions: one function for each, a row of named steps run in one statement."""

from collections.abc import Callable

import duckdb
import pyarrow as pa
from sqlglot import exp

from chengshu.data.lake import engine
from chengshu.data.lake.contracts.sets import (
    Disagreements,
    Distinct,
    Groups,
    KnownKeys,
    LikelyPairs,
    LostReferences,
    SetQuestion,
    Shares,
    Totals,
)
from chengshu.data.lake.sets import keys, measures, spreads
from chengshu.data.lake.sets.relations import Steps


def ask(question: SetQuestion) -> pa.Table:
    """Return the answer to a question, as its contract says.

    Raises:
        UnknownColumnError: It names a column the catalogue does not list.
        LandedFileError: The landed file is gone.
    """
    answer = _answer_of(question)

    def work(cursor: duckdb.DuckDBPyConnection) -> pa.Table:
        steps = Steps(cursor)
        return steps.fetch(answer(steps))

    return engine.ask(work)


def _answer_of(question: SetQuestion) -> Callable[[Steps], exp.Select]:
    match question:
        case KnownKeys() | LostReferences() | LikelyPairs():
            return lambda steps: keys.answer(question, steps)
        case Totals() | Groups() | Disagreements():
            return lambda steps: measures.answer(question, steps)
        case Shares() | Distinct():
            return lambda steps: spreads.answer(question, steps)
