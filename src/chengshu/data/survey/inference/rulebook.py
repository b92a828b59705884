"""The numbers and words of the inference, read from the national pack (`survey.yaml`)."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

PACK = Path(str(files("cities") / "national" / "survey.yaml"))


@dataclass(frozen=True)
class IdentifierKind:
    """One kind of identifier: how likely by accident, how common, and what it means."""

    name: str
    label: str
    chance: float
    prior: float
    least: float
    alone: bool
    mask: str
    personal: str
    grade: int


@dataclass(frozen=True)
class Identification:
    """How identifier kinds are decided; log odds are natural."""

    pass_rate: float
    name_odds: float
    against_odds: float
    least_confidence: float
    first_look: int
    dirt: float


@dataclass(frozen=True)
class Rulebook:
    """Everything the inference takes from the pack; `data` holds the sections read by one file."""

    placeholders: frozenset[str]
    identifier_kinds: Mapping[str, IdentifierKind]
    identification: Identification
    data: Mapping[str, Any]


@lru_cache(maxsize=1)
def get_rulebook() -> Rulebook:
    """Return the rulebook of the national pack."""
    with PACK.open(encoding="utf-8") as stream:
        data = yaml.safe_load(stream)
    return Rulebook(
        placeholders=frozenset(data["placeholders"]),
        identifier_kinds={
            name: IdentifierKind(name=name, **kind)
            for name, kind in data["identifier_kinds"].items()
        },
        identification=Identification(**data["identification"]),
        data=data,
    )


def section(name: str) -> Any:  # noqa: ANN401 - sections differ in shape; each reader knows its own
    """Return one section of the pack."""
    return get_rulebook().data[name]
