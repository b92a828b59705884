"""What a city decides about rules: forms of texts, parts of addresses, what is proposed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from chengshu.base.settings import api as settings


@dataclass(frozen=True)
class Proposal:
    """A rule proposed for items that are an element, of an identifier kind, or so named.

    `others` are parameters that name another item of the entry, by the pattern of its name.
    """

    kind: str
    names: str = ""
    elements: frozenset[str] = frozenset()
    identifiers: frozenset[str] = frozenset()
    data_types: frozenset[str] = frozenset()
    parameters: Mapping[str, object] = field(default_factory=dict)
    others: Mapping[str, str] = field(default_factory=dict)


@cache
def proposals() -> tuple[Proposal, ...]:
    """Return what items propose, the city's own first."""
    return tuple(
        Proposal(
            kind=str(entry["kind"]),
            names=str(entry.get("names", "")),
            elements=frozenset(entry.get("elements", ())),
            identifiers=frozenset(entry.get("identifiers", ())),
            data_types=frozenset(entry.get("types", ())),
            parameters=dict(entry.get("parameters", {})),
            others=dict(entry.get("others", {})),
        )
        for document in _documents()
        for entry in document.get("proposals", ())
    )


@cache
def stems() -> str:
    """Return the pattern of what is no part of an item's stem, e.g. 开始日期 of 施工开始日期."""
    return next(str(found["stems"]) for found in _documents() if "stems" in found)


def _documents() -> Iterator[dict[str, Any]]:
    for folder in (settings.city_folder(), settings.national_folder()):
        path = folder / "rules.yaml"
        if path.exists():
            yield yaml.safe_load(path.read_text(encoding="utf-8")) or {}


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
