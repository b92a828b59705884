"""How long each step may take, data of the packs."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from chengshu.base.clock.contracts import TimeUnit
from chengshu.base.settings import api as settings_api
from chengshu.exchange.matching.contracts import DemandState


@dataclass(frozen=True)
class Term:
    """How long a state may last, in a named unit."""

    amount: int
    unit: TimeUnit


def read_terms() -> Mapping[DemandState, Term]:
    """Return the term of each state that has one, the city's own over the national ones."""
    return _read(settings_api.national_folder(), settings_api.city_folder())


@cache
def _read(national: Path, city: Path) -> Mapping[DemandState, Term]:
    entries = {**_terms(national), **_terms(city)}
    return {
        DemandState(state): Term(entry["amount"], TimeUnit(entry["unit"]))
        for state, entry in entries.items()
    }


def _terms(folder: Path) -> Mapping[str, Any]:
    path = folder / "matching.yaml"
    if not path.is_file():
        return {}
    terms: Mapping[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))["terms"]
    return terms
