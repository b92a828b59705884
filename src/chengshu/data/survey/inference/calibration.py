"""Confidence made honest: raw worth to the share that was right, by a table of the pack."""

import math
from bisect import bisect_right
from collections.abc import Iterable

from chengshu.data.survey.contracts.drafts import Evidence
from chengshu.data.survey.inference.rulebook import section


def calibrate(field: str, raw: float) -> float:
    """Return the calibrated confidence of a field: straight lines between the measured points."""
    points: list[list[float]] = section("calibration").get(field) or [[0.0, 0.0], [1.0, 1.0]]
    place = bisect_right([point[0] for point in points], raw)
    if place == 0:
        return round(points[0][1], 3)
    if place == len(points):
        return round(points[-1][1], 3)
    (low_raw, low), (high_raw, high) = points[place - 1], points[place]
    return round(low + (high - low) * (raw - low_raw) / (high_raw - low_raw), 3)


def join(evidence: Iterable[Evidence]) -> float:
    """Return what independent pieces of evidence are worth together (noisy or)."""
    return 1 - math.prod(1 - each.weight for each in evidence)


def probability(odds: float) -> float:
    """Return natural log odds as a probability."""
    return 1 / (1 + math.exp(-odds))
