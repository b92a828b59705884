"""Coordinates: longitude and latitude in degrees, found in pairs; plane ones by their size."""

from dataclasses import dataclass

from chengshu.data.survey.contracts.drafts import Evidence, Proposal
from chengshu.data.survey.inference.contents import Contents

_LONGITUDE, _LATITUDE = (73.0, 136.0), (3.0, 54.5)
_LEAST_DECIMALS, _WIDEST = 3, 14.0
_SHARE = 0.9
_PLANE_NORTH, _PLANE_EAST = (1_800_000.0, 6_200_000.0), (200_000.0, 900_000.0)
_ZONED_EAST = (13_000_000.0, 46_000_000.0)


@dataclass(frozen=True)
class Axis:
    """One axis of coordinates: `longitude`, `latitude`; in degrees or in metres of a plane."""

    name: str
    is_plane: bool = False


def _inside(numbers: tuple[float, ...], bounds: tuple[float, float]) -> bool:
    return sum(bounds[0] <= n <= bounds[1] for n in numbers) >= _SHARE * len(numbers)


def _decimals(contents: Contents) -> float:
    """Return the median number of decimals."""
    counts = sorted(len(value.partition(".")[2]) for value in contents.values)
    return counts[len(counts) // 2] if counts else 0


def read_axis(contents: Contents) -> Axis | None:
    """Return the axis that the numbers of a column may be, by size, decimals and narrowness."""
    numbers = contents.numbers
    if len(numbers) < max(2, _SHARE * len(contents.values)):
        return None
    nonzero = tuple(n for n in numbers if n)
    if not nonzero or _decimals(contents) < 1:
        return None
    ordered = sorted(nonzero)
    low, high = ordered[len(ordered) // 20], ordered[-1 - len(ordered) // 20]
    if _decimals(contents) >= _LEAST_DECIMALS and high - low <= _WIDEST:
        if _inside(nonzero, _LONGITUDE):
            return Axis("longitude")
        if _inside(nonzero, _LATITUDE):
            return Axis("latitude")
    return _read_plane(nonzero, high - low)


def _read_plane(numbers: tuple[float, ...], spread: float) -> Axis | None:
    if spread > 500_000:  # noqa: PLR2004 - metres; wider than any city
        return None
    if _inside(numbers, _PLANE_NORTH):
        return Axis("latitude", is_plane=True)
    if _inside(numbers, _PLANE_EAST) or _inside(numbers, _ZONED_EAST):
        return Axis("longitude", is_plane=True)
    return None


def named_axis(contents: Contents, name: str) -> Axis | None:
    """Return the axis that the name of an element says, where the values are degrees."""
    numbers = contents.numbers
    limit = {"经度": 180.0, "纬度": 90.0}.get(name[-2:])
    if limit is None or len(numbers) < max(1, _SHARE * len(contents.values)):
        return None
    return (
        Axis("longitude" if name.endswith("经度") else "latitude")
        if _inside(numbers, (-limit, limit))
        else None
    )


def propose_coordinate(axis: Axis | None) -> dict[str, Proposal]:
    """Return the axis of a paired column, and what its size says of the system.

    Degrees do not tell WGS-84 from GCJ-02 or BD-09, so none is proposed for them: a person says.
    """
    if axis is None:
        return {}
    evidence = (Evidence("axis_paired", {"axis": axis.name}, 0.95),)
    system = (
        Proposal("CGCS2000", 0.6, (Evidence("system_plane", {}, 0.6),))
        if axis.is_plane
        else Proposal("", 0.5, (Evidence("system_unknown", {}, 0.5),))
    )
    return {"coordinate": Proposal(axis.name, 0.95, evidence), "coordinate_system": system}
