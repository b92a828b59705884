"""The city's ground: streets, communities, and where on the map each one lies."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import cast

from cities.demo import pack
from cities.demo.generate import geometry


@dataclass(frozen=True)
class District:
    """One district and the share of people who live there."""

    code: str
    name: str
    weight: float


@dataclass(frozen=True)
class Street:
    """One street or town: its district, its cell on the map and its middle in WGS-84."""

    code: str
    name: str
    district: District
    middle: tuple[float, float]

    @property
    def communities(self) -> tuple[tuple[str, str], ...]:
        """Code and name of the communities."""
        names = cast("list[str]", pack.read_yaml("city.yaml")["communities"])
        stem = self.name.removesuffix("街道").removesuffix("镇")
        return tuple(
            (f"{self.code}{number:03d}", f"{stem}{name}") for number, name in enumerate(names, 1)
        )


@cache
def list_streets() -> tuple[Street, ...]:
    """Return all streets in order of their codes."""
    city = pack.read_yaml("city.yaml")
    names = cast("Mapping[str, list[str]]", city["streets"])
    streets = []
    for entry in cast("list[Mapping[str, object]]", city["districts"]):
        code = str(entry["code"])
        district = District(code, str(entry["name"]), float(str(entry["weight"])))
        cells = cast("list[list[int]]", entry["cells"])
        for number, (name, cell) in enumerate(zip(names[code], cells, strict=True), 1):
            middle = geometry.cell_middle((cell[0], cell[1]))
            street = geometry.street_code(code, number, name)
            streets.append(Street(street, name, district, middle))
    return tuple(streets)


def list_districts() -> tuple[District, ...]:
    """Return all districts in order of their codes."""
    return tuple({street.district: None for street in list_streets()})
