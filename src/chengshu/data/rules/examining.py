"""The rules that judge a batch as a whole, after it is known which of its rows are refused."""

from collections.abc import Sequence

from chengshu.data.rules.contracts import BatchKind, Observation, RuleSpec, Surroundings
from chengshu.data.rules.kinds import rule_kinds


def examine_batch(
    specs: Sequence[RuleSpec], surroundings: Surroundings
) -> tuple[tuple[RuleSpec, Observation], ...]:
    """Return what each batch rule saw, in the order of `specs`."""
    found = []
    for spec in specs:
        kind = rule_kinds.get(spec.kind)
        if isinstance(kind, BatchKind):
            found.append((spec, kind.examine(spec, surroundings)))
    return tuple(found)
