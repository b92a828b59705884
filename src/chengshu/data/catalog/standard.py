"""Value domains and rules of the catalogue guide, read from the national pack.

The pack (`cities/national/catalog.yaml`) names the source of every fact; a city that follows
another edition puts its own file beside it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from chengshu.base.clock.contracts import TimeUnit

PACK = Path(str(files("cities") / "national"))


@dataclass(frozen=True)
class Format:
    """One major format with the concrete formats it allows (none listed: any)."""

    code: str
    name: str
    formats: tuple[str, ...]


@dataclass(frozen=True)
class Deadline:
    """How long a step may take, in a named unit of time."""

    amount: float
    unit: TimeUnit


@dataclass(frozen=True)
class Standard:
    """The value domains of one edition of the guide."""

    share_types: Mapping[str, str]
    share_modes: Mapping[str, str]
    share_mode_categories: Mapping[str, str]
    update_cycles: Mapping[str, str]
    formats: Mapping[str, Format]
    modes_of_format: Mapping[str, frozenset[str]]
    item_types: Mapping[str, str]
    metadata: tuple[tuple[int, str, str], ...]
    code_pattern: str
    four_eyes: frozenset[str]
    deadlines: Mapping[str, Deadline]
    withheld_review_days: int
    withheld_remind_days: int

    def label(self, domain: str, code: str) -> str:
        """Return the Chinese name of `code` in a domain, or the code itself."""
        if domain == "formats":
            found = self.formats.get(code)
            return found.name if found else code
        names: Mapping[str, str] = getattr(self, domain)
        return names.get(code, code)


@lru_cache(maxsize=8)
def read_yaml(name: str) -> Any:  # noqa: ANN401 - a YAML file may hold anything; each reader knows its own
    """Return one YAML file of the national pack."""
    with (PACK / name).open(encoding="utf-8") as stream:
        return yaml.safe_load(stream)


@lru_cache(maxsize=1)
def get_standard() -> Standard:
    """Return the domains of the national pack."""
    guide, rules = read_yaml("catalog.yaml"), read_yaml("catalog_rules.yaml")
    return Standard(
        share_types=guide["share_types"],
        share_modes=guide["share_mode_platform"],
        share_mode_categories=guide["share_mode_category"],
        update_cycles={**guide["update_cycles"], **guide["update_cycles_local"]},
        formats={
            code: Format(code, entry["zh"], tuple(entry["formats"]))
            for code, entry in guide["formats"].items()
        },
        modes_of_format={
            code: frozenset(modes) for code, modes in guide["format_to_share_mode"].items()
        },
        item_types=guide["item_data_types"],
        metadata=tuple((row[0], row[1], row[2]) for row in guide["resource_metadata"]),
        code_pattern=guide["resource_code"]["pattern"],
        four_eyes=frozenset(rules["four_eyes"]),
        deadlines={
            step: Deadline(each["amount"], TimeUnit(each["unit"]))
            for step, each in rules["deadlines"].items()
        },
        withheld_review_days=rules["withheld"]["review_after_days"],
        withheld_remind_days=rules["withheld"]["remind_days_before"],
    )
