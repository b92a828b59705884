"""What steps know of the world: word lists, units, mappings and successors of the packs."""

import csv
import datetime as dt
from functools import cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict

from chengshu.base.settings import api as settings
from chengshu.data.standardisation.contracts import Successor, Unit

_WORDS = "standardisation.yaml"
_SUCCESSORS = "region_successors.csv"


class Mapping(BaseModel):
    """Codes of an older edition and what they are in the present one."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    table: str
    name: str
    provenance: str
    codes: dict[str, str]


class Measure(BaseModel):
    """A unit: `factor` times the basic unit of its dimension, as decimal text."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    dimension: str
    factor: str
    names: tuple[str, ...]


class Words(BaseModel):
    """The content of `standardisation.yaml`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    null_words: tuple[str, ...]
    region_table: str
    currencies: dict[str, tuple[str, ...]]
    flags: dict[bool, tuple[str, ...]]
    synonyms: dict[str, dict[str, tuple[str, ...]]]
    mappings: dict[str, Mapping]
    units: tuple[Measure, ...]


@cache
def words() -> Words:
    """Return the words of the national pack, the city's own where it has them."""
    return Words.model_validate(
        _read(settings.national_folder() / _WORDS) | _read(settings.city_folder() / _WORDS)
    )


@cache
def successors() -> dict[str, Successor]:
    """Return what became of regions that ended, by code; the city adds and corrects."""
    found: dict[str, Successor] = {}
    for folder in (settings.national_folder(), settings.city_folder()):
        found |= _read_successors(folder / _SUCCESSORS)
    return found


def _read_successors(path: Path) -> dict[str, Successor]:
    if not path.exists():
        return {}
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line[:1] != "#"]
    return {
        row["code"]: Successor(row["successor"], dt.date.fromisoformat(row["since"]))
        for row in csv.DictReader(lines)
    }


def units() -> dict[str, Unit]:
    """Return every unit by each of its names."""
    return {
        name: Unit(measure.dimension, measure.factor)
        for measure in words().units
        for name in measure.names
    }


def _read(path: Path) -> dict[str, object]:
    if not path.exists():
        return {}
    return dict(yaml.safe_load(path.read_text(encoding="utf-8")) or {})
