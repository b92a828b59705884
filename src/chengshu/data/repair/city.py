"""What a city decides about repairs: how long a provider has."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from chengshu.base.clock.contracts import TimeUnit
from chengshu.base.settings import api as settings


@dataclass(frozen=True)
class RepairTerm:
    """The time a repair order runs."""

    amount: float
    unit: TimeUnit


@cache
def repair_term() -> RepairTerm:
    """Return the term of the city pack, or the national one where the city says nothing."""
    chosen = _read(settings.national_folder()) | _read(settings.city_folder())
    return RepairTerm(float(str(chosen["amount"])), TimeUnit(str(chosen["unit"])))


def _read(folder: Path) -> dict[str, object]:
    path = folder / "quality.yaml"
    if not path.exists():
        return {}
    document = yaml.safe_load(path.read_text(encoding="utf-8"))
    return dict(document.get("repair_order", {}))
