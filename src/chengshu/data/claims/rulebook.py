"""The rules of claiming, data of the packs: deadlines, fitting types, what a review demands."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from chengshu.base.clock.contracts import TimeUnit
from chengshu.base.settings import api as settings_api


@dataclass(frozen=True)
class Term:
    """How long a step may take, in a named unit."""

    amount: int
    unit: TimeUnit


@dataclass(frozen=True)
class Rulebook:
    """What `claim_rules.yaml` says, with the city's own `claims.yaml` over it."""

    claim: Term
    dispute: Term
    review: Term
    repair: Term
    fitting_types: Mapping[str, frozenset[str]]
    required: Mapping[str, bool]


def read_rules() -> Rulebook:
    """Return the rules of the installed city."""
    return _read(settings_api.national_folder(), settings_api.city_folder())


@cache
def _read(national: Path, city: Path) -> Rulebook:
    document = read_document(national / "claim_rules.yaml")
    own = read_document(city / "claims.yaml")
    terms = {**document["deadlines"], **own.get("deadlines", {})}
    rules = {**document["rules"], **own.get("rules", {})}
    types = {**document["fitting_types"], **own.get("fitting_types", {})}
    return Rulebook(
        **{name: _term(terms[name]) for name in ("claim", "dispute", "review", "repair")},
        fitting_types={code: frozenset(fitting) for code, fitting in types.items()},
        required={name: bool(rule["required"]) for name, rule in rules.items()},
    )


def _term(entry: Mapping[str, Any]) -> Term:
    return Term(entry["amount"], TimeUnit(entry["unit"]))


def read_document(path: Path) -> dict[str, Any]:
    """Return a YAML document of a pack; empty where the pack has none."""
    if not path.is_file():
        return {}
    document: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return document
