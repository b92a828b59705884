"""The language of rules: conditions a data officer writes with the names of the catalogue.

Text is cut into tokens, parsed, and checked against the items of an entry; the result is lake's
expression tree, which Arrow kernels (`kernels`), DuckDB and Spark (`lake`) and words share.
"""

from chengshu.data.lake.contracts import Expression
from chengshu.data.rules.language.checking import check
from chengshu.data.rules.language.days import on_day
from chengshu.data.rules.language.errors import RuleTextError
from chengshu.data.rules.language.kernels import failing
from chengshu.data.rules.language.printing import Printer
from chengshu.data.rules.language.syntax import parse
from chengshu.data.rules.language.tokens import cut
from chengshu.data.rules.language.vocabulary import Tongue, Vocabulary

__all__ = [
    "Expression",
    "RuleTextError",
    "Tongue",
    "Vocabulary",
    "failing",
    "on_day",
    "read",
    "write",
]


def read(text: str, vocabulary: Vocabulary) -> Expression:
    """Return what a rule says; `today` in it stays open until `on_day`.

    Raises:
        RuleTextError: It cannot be understood; says where and what to change.
    """
    return check(parse(cut(text, vocabulary)), vocabulary)


def write(expression: Expression, vocabulary: Vocabulary, tongue: Tongue) -> str:
    """Return an expression as a rule; `read` understands it as the same expression."""
    return Printer(vocabulary, tongue).write(expression)
