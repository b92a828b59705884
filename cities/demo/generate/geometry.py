"""Draws the map of the city: an irregular grid with shared, naturally bent borders, WGS-84."""

import json
import math
import random
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import cast

from cities.demo import pack

Point = tuple[float, float]
Node = tuple[int, int]
SIZE = 6
_BENDS = 3  # times a border is halved and its middle pushed aside
_SHAKE = 0.055  # of a cell's width
_PUSH = 0.16  # of a border piece's length


def _city() -> Mapping[str, object]:
    return pack.read_yaml("city.yaml")


@cache
def _place(node: Node) -> Point:
    """Return where a grid node lies: the square pulled to a rounded shape, then shaken."""
    city = _city()
    chance = random.Random(f"{city['seed']}-{node}")  # noqa: S311 - a drawing, not a secret
    across, down = (2 * part / SIZE - 1 for part in node)
    pulled = (across * math.sqrt(1 - down**2 / 2), down * math.sqrt(1 - across**2 / 2))
    shaken = [part + chance.uniform(-_SHAKE, _SHAKE) * 2 for part in pulled]
    centre = cast("list[float]", city["centre"])
    radius = cast("list[float]", city["radius"])
    return centre[0] + shaken[0] * radius[0], centre[1] - shaken[1] * radius[1]


def _bend(start: Point, end: Point, *, chance: random.Random, depth: int) -> list[Point]:
    if depth == 0:
        return [start]
    push = chance.uniform(-_PUSH, _PUSH)
    width, height = end[0] - start[0], end[1] - start[1]
    middle = (
        (start[0] + end[0]) / 2 - height * push,
        (start[1] + end[1]) / 2 + width * push,
    )
    first = _bend(start, middle, chance=chance, depth=depth - 1)
    return first + _bend(middle, end, chance=chance, depth=depth - 1)


@cache
def _border(start: Node, end: Node) -> tuple[Point, ...]:
    """Return the bent line between two nodes, without its last point; the same both ways."""
    if start > end:
        line = [*_border(end, start), _place(start)]
        return tuple(reversed(line[1:]))
    chance = random.Random(f"{_city()['seed']}-{start}-{end}")  # noqa: S311 - a drawing, not a secret
    return tuple(_bend(_place(start), _place(end), chance=chance, depth=_BENDS))


def _edges(cell: Node) -> Iterator[tuple[Node, Node]]:
    column, row = cell
    corners = [(column, row), (column, row + 1), (column + 1, row + 1), (column + 1, row)]
    yield from zip(corners, [*corners[1:], corners[0]], strict=True)


def _outline(cells: list[Node]) -> list[tuple[Node, Node]]:
    """Return the outer edges of joined cells, head to tail: inner edges cancel out."""
    edges = [edge for cell in cells for edge in _edges(cell)]
    after = {start: end for start, end in edges if (end, start) not in set(edges)}
    first = next(iter(after))
    line = [(first, after[first])]
    while line[-1][1] != first:
        line.append((line[-1][1], after[line[-1][1]]))
    return line


def _polygon(cells: list[Node]) -> dict[str, object]:
    points = [point for edge in _outline(cells) for point in _border(*edge)]
    ring = [[round(part, 5) for part in point] for point in [*points, points[0]]]
    return {"type": "Polygon", "coordinates": [ring]}


def cell_middle(cell: Node) -> Point:
    """Return the middle of one cell."""
    corners = [_place(start) for start, _ in _edges(cell)]
    return sum(x for x, _ in corners) / 4, sum(y for _, y in corners) / 4


def street_code(district: str, number: int, name: str) -> str:
    """Return the nine-digit code: 001-099 streets, 100-199 towns (GB/T 10114)."""
    return f"{district}{number if name.endswith('街道') else 99 + number:03d}"


def _feature(code: str, name: str, cells: list[Node]) -> dict[str, object]:
    middles = [cell_middle(cell) for cell in cells]
    centre = [round(sum(part) / len(middles), 5) for part in zip(*middles, strict=True)]
    properties = {"code": code, "name": name, "centre": centre, "notice": _city()["notice"]}
    return {"type": "Feature", "properties": properties, "geometry": _polygon(cells)}


def draw_districts() -> dict[str, object]:
    """Return the districts as a GeoJSON feature collection."""
    features = []
    for entry in cast("list[Mapping[str, object]]", _city()["districts"]):
        cells = [(cell[0], cell[1]) for cell in cast("list[list[int]]", entry["cells"])]
        features.append(_feature(str(entry["code"]), str(entry["name"]), cells))
    return {"type": "FeatureCollection", "features": features}


def draw_streets() -> dict[str, object]:
    """Return the streets as a GeoJSON feature collection."""
    city = _city()
    names = cast("Mapping[str, list[str]]", city["streets"])
    features = []
    for entry in cast("list[Mapping[str, object]]", city["districts"]):
        code = str(entry["code"])
        cells = cast("list[list[int]]", entry["cells"])
        for number, (name, cell) in enumerate(zip(names[code], cells, strict=True), 1):
            street = street_code(code, number, name)
            features.append(_feature(street, name, [(cell[0], cell[1])]))
    return {"type": "FeatureCollection", "features": features}


def write_maps(folder: Path) -> None:
    """Write `districts.geojson` and `streets.geojson` into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, drawing in (("districts", draw_districts()), ("streets", draw_streets())):
        text = json.dumps(drawing, ensure_ascii=False, separators=(",", ":"))
        (folder / f"{name}.geojson").write_text(text + "\n", encoding="utf-8")
