"""Borders of the bands and what samples may show, read from the national pack."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

import yaml

from chengshu.data.survey.contracts import Band

PACK = Path(str(files("cities") / "national" / "confirming.yaml"))


@dataclass(frozen=True)
class Rules:
    """How sure a band asks to be, how many samples are kept, which kinds are shown plainly.

    `shrunk` is the share of its former rows to which a table has shrunk, `stopped` the days
    without new rows after which a table of a cycle has stopped.
    """

    high: float
    middle: float
    samples: int
    plain_kinds: frozenset[str]
    shrunk: float
    stopped: Mapping[str, int]


@lru_cache(maxsize=1)
def get_rules() -> Rules:
    """Return the rules of the national pack."""
    with PACK.open(encoding="utf-8") as stream:
        words = yaml.safe_load(stream)
    return Rules(
        high=float(words["bands"]["high"]),
        middle=float(words["bands"]["middle"]),
        samples=int(words["samples"]),
        plain_kinds=frozenset(words["plain_kinds"]),
        shrunk=float(words["drift"]["shrunk"]),
        stopped={str(code): int(days) for code, days in words["drift"]["stopped"].items()},
    )


def band_of(confidence: float) -> Band:
    """Return the band of a confidence."""
    rules = get_rules()
    if confidence >= rules.high:
        return Band.HIGH
    return Band.MIDDLE if confidence >= rules.middle else Band.LOW
