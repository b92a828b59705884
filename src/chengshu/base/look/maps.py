"""Maps: layers as the JSON document the browser module draws."""

from collections.abc import Mapping, Sequence

from django.utils.encoding import force_str

from chengshu.base.errors.api import BrokenError
from chengshu.base.look.contracts import MapLayer

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
