"""Maps: layers as the JSON document the browser module draws, and the shapes of the city."""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from django.utils.encoding import force_str
from django.utils.translation import gettext_lazy as _

from chengshu.base.errors.api import BrokenError
from chengshu.base.look.contracts import MapLayer
from chengshu.base.settings import api as settings

KINDS = frozenset({"fill", "line", "point"})


def to_document(layers: Sequence[MapLayer]) -> Mapping[str, object]:
    """Return the layers as plain data.

    Raises:
        BrokenError: A layer's kind is unknown, or its address leads outside.
    """
    return {"layers": [_layer(layer) for layer in layers]}


def _layer(layer: MapLayer) -> Mapping[str, object]:
    outside = isinstance(layer.data, str) and not (
        layer.data.startswith("/") and not layer.data.startswith("//")
    )
    if layer.kind not in KINDS or outside:
        raise BrokenError(layer=layer.id, kind=layer.kind, data=str(layer.data)[:80])
    return {
        "id": layer.id,
        "kind": layer.kind,
        "data": layer.data,
        "valueKey": layer.value_key,
        "steps": [list(step) for step in layer.steps],
        "labelKey": layer.label_key,
        "urlKey": layer.url_key,
        "popup": [[key, force_str(label)] for key, label in layer.popup],
        "colour": layer.colour,
    }


def read_districts() -> tuple[Mapping[str, object], ...]:
    """Return the GeoJSON features of the city's districts; none where it has brought no map yet."""
    path = settings.home_folder("maps") / "districts.geojson"
    return _read_shapes(path, path.stat().st_mtime_ns) if path.exists() else ()


@cache
def _read_shapes(path: Path, stamp: int) -> tuple[Mapping[str, object], ...]:
    del stamp  # a newer file is another entry of the cache
    return tuple(json.loads(path.read_text(encoding="utf-8"))["features"])


def place_on_city(name: str, *, longitude: float, latitude: float) -> tuple[MapLayer, ...]:
    """Return the outline of the districts with one named point (WGS-84, degrees) on it."""
    point = {"type": "Point", "coordinates": [longitude, latitude]}
    place = {"type": "Feature", "properties": {"name": name}, "geometry": point}
    marked = MapLayer(
        id="place",
        title=_("位置"),
        data={"type": "FeatureCollection", "features": [place]},
        kind="point",
        label_key="name",
        colour="#d4380d",
    )
    districts = MapLayer(
        id="districts",
        title=_("行政区"),
        data={"type": "FeatureCollection", "features": list(read_districts())},
        kind="line",
        colour="#8c9bb5",
    )
    return (districts, marked)
