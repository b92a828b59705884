"""Rule kinds: what a rule can ask of a row, each a function over Arrow batches."""

from chengshu.data.rules.kinds import (
    agreement,
    amounts,
    certificates,
    codes,
    expressions,
    formats,
    places,
    presence,
    sets,
    texts,
    unique,
)
from chengshu.data.rules.kinds.defaults import default_rules
from chengshu.data.rules.kinds.registry import rule_kinds

__all__ = [
    "agreement",
    "amounts",
    "certificates",
    "codes",
    "default_rules",
    "expressions",
    "formats",
    "places",
    "presence",
    "rule_kinds",
    "sets",
    "texts",
    "unique",
]
