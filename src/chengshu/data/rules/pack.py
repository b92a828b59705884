"""What a city decides about rules: forms of texts by name, and parts of addresses."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml

from chengshu.base.settings import api as settings


@cache
def forms_of(family: str) -> Mapping[str, str]:
    """Return the patterns of a family of texts (phone, plate …) by the name of the form."""
    return _merged(("formats", family))


@cache
def address_parts() -> Mapping[str, str]:
    """Return the patterns parts of an address are known by, from province to number."""
    return _merged(("address",))


def _merged(place: tuple[str, ...]) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for folder in (settings.national_folder(), settings.city_folder()):
        found |= _read(folder / "rules.yaml", place)
    return found


def _read(path: Path, place: tuple[str, ...]) -> Mapping[str, str]:
    if not path.exists():
        return {}
    document = yaml.safe_load(path.read_text(encoding="utf-8"))
    for name in place:
        document = document.get(name) or {}
    return {str(name): str(pattern) for name, pattern in document.items()}
