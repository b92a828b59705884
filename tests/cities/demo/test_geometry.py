import itertools
from collections import Counter
from typing import Any, cast

from cities.demo.generate import geometry
from cities.demo.generate.places import list_districts, list_streets


def _rings(drawing: dict[str, object]) -> list[list[list[float]]]:
    features = cast("list[dict[str, Any]]", drawing["features"])
    return [feature["geometry"]["coordinates"][0] for feature in features]


def test_six_districts_hold_thirty_six_streets() -> None:
    assert len(list_districts()) == 6
    assert len({street.code for street in list_streets()}) == 36


def test_rings_are_closed_and_small() -> None:
    for ring in _rings(geometry.draw_streets()) + _rings(geometry.draw_districts()):
        assert ring[0] == ring[-1]
        assert len(ring) < 400


def test_neighbours_share_their_borders_exactly() -> None:
    edges: Counter[frozenset[tuple[float, ...]]] = Counter()
    for ring in _rings(geometry.draw_streets()):
        points = [tuple(point) for point in ring]
        edges.update(frozenset(pair) for pair in itertools.pairwise(points))
    assert set(edges.values()) == {1, 2}
    outer = sum(1 for count in edges.values() if count == 1)
    assert outer == 4 * geometry.SIZE * 8


def test_the_city_lies_around_its_centre() -> None:
    points = [point for ring in _rings(geometry.draw_districts()) for point in ring]
    assert all(123.5 < x < 124.5 and 40.9 < y < 41.7 for x, y in points)
