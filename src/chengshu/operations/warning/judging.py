"""Judging: which level a value has, given the one it had before (hysteresis)."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from chengshu.operations.vitals import api as vitals
from chengshu.operations.vitals.contracts import Level, Threshold

SEVERITY = {level: rank for rank, level in enumerate(reversed(Level))}
Thresholds = Mapping[Level, Threshold]


def judge(
    value: Decimal, thresholds: Thresholds, *, margin: Decimal, held: Level | None
) -> Level | None:
    """Return the level of `value`.

    A level is reached as soon as its threshold is met; the level held, and those below it, are
    left only when the value is beyond the threshold by more than `margin`.
    """
    eased = {
        level: _ease(one, margin) if held and SEVERITY[level] <= SEVERITY[held] else one
        for level, one in thresholds.items()
    }
    return vitals.level_of(value, eased)


def _ease(threshold: Threshold, margin: Decimal) -> Threshold:
    side = -margin if threshold.op.startswith(">") else margin
    return replace(threshold, value=threshold.value + side)


def is_at_least(level: Level, other: Level) -> bool:
    """Return whether `level` is as severe as `other`, or more."""
    return SEVERITY[level] >= SEVERITY[other]
