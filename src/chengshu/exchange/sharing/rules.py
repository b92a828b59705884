"""The city's rules of sharing, data of the city pack: deadlines and how far a request may go."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from chengshu.base.clock.contracts import TimeUnit
from chengshu.base.settings import api as settings_api


@dataclass(frozen=True)
class Deadline:
    """How long a decision may take, in a named unit."""

    amount: int
    unit: TimeUnit


@dataclass(frozen=True)
class SharingRules:
    """What `cities/<city>/sharing.yaml` says."""

    unconditional: Deadline
    conditional: Deadline
    longest_validity_days: int
    largest_daily_quota: int


def read_rules() -> SharingRules:
    """Return the rules of the installed city."""
    return _read(settings_api.city_folder() / "sharing.yaml")


@cache
def _read(path: Path) -> SharingRules:
    document = yaml.safe_load(path.read_text(encoding="utf-8"))
    deadlines = {
        kind: Deadline(entry["amount"], TimeUnit(entry["unit"]))
        for kind, entry in document["deadlines"].items()
    }
    return SharingRules(
        unconditional=deadlines["unconditional"],
        conditional=deadlines["conditional"],
        longest_validity_days=document["longest_validity_days"],
        largest_daily_quota=document["largest_daily_quota"],
    )
