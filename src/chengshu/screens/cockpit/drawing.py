"""Turns figures into chart options and map layers for the look's components."""

from collections.abc import Mapping, Sequence

from django.urls import reverse

from chengshu.base.look import api as look
from chengshu.base.look.contracts import ChartOptions, MapLayer, Series
from chengshu.screens.cockpit.contracts import AreaFigure, Trend

_SHADES = ("#0f3a6b", "#14558f", "#1673b0", "#2a97cc", "#58d9f9")
_CALM = "#15618f"  # an area without a warning level
# Severity, colour and the sign written beside the word: DESIGN keeps these colours for levels.
_LEVELS = {
    "blue": (1, "#2f8dff", "●"),
    "yellow": (2, "#ffd21f", "■"),
    "orange": (3, "#ff8c1a", "▲"),
    "red": (4, "#ff4d4f", "◆"),
}
_DAY = len("2026-11-20")


def draw_trend(trend: Trend) -> ChartOptions:
    """Return the line of one trend over its periods; a click on a point opens its evidence."""
    urls = [reverse("vitals:explain", args=[reading_id]) for reading_id in trend.reading_ids]
    return look.line_chart(
        categories=[_short(period) for period in trend.periods],
        series=[Series(name=trend.name, values=trend.values, urls=urls)],
        area=True,
        smooth=False,
    )


def _short(period: str) -> str:
    return period[len("2026-") :] if len(period) == _DAY else period


def draw_map(figures: Sequence[AreaFigure], name: str) -> tuple[MapLayer, ...]:
    """Return the city's areas coloured by their figures; an area without one stays grey.

    Where the indicator knows warning levels an area has the colour of its level, so that the one
    that is in trouble is seen first; elsewhere shades run from the least to the greatest value.
    """
    by_area = {figure.area_code: figure for figure in figures}
    features = [_place(shape, by_area) for shape in look.read_districts()]
    values = [one.figure.value for one in figures if one.figure.value is not None]
    layer = MapLayer(
        id="areas",
        title=name,
        data={"type": "FeatureCollection", "features": features},
        kind="fill",
        value_key="severity" if has_levels(figures) else "value",
        steps=level_steps() if has_levels(figures) else shade_steps(values),
        label_key="label",
        url_key="url",
        popup=(("name", ""), ("text", name)),
    )
    return (layer,)


def has_levels(figures: Sequence[AreaFigure]) -> bool:
    """Return whether any area is at a warning level now."""
    return any(one.figure.level in _LEVELS for one in figures)


def level_steps() -> tuple[tuple[float, str], ...]:
    """Return (severity, colour) from calm to red."""
    return ((0, _CALM), *((severity, colour) for severity, colour, _ in _LEVELS.values()))


def order_areas(figures: Sequence[AreaFigure]) -> tuple[AreaFigure, ...]:
    """Return the areas with those in trouble first, then in the order of their codes."""

    def urgency(one: AreaFigure) -> tuple[int, str]:
        return (-_severity(one.figure.level), one.area_code)

    return tuple(sorted(figures, key=urgency))


def _severity(level: str) -> int:
    return _LEVELS[level][0] if level in _LEVELS else 0


def shade_steps(values: Sequence[float]) -> tuple[tuple[float, str], ...]:
    """Return (from value, colour) in five equal steps between the least and the greatest."""
    if not values:
        return ()
    low, high = min(values), max(values)
    if low == high:
        return ((low, _SHADES[-2]),)
    width = (high - low) / len(_SHADES)
    return tuple((low + width * step, shade) for step, shade in enumerate(_SHADES))


def _place(shape: Mapping[str, object], by_area: Mapping[str, AreaFigure]) -> Mapping[str, object]:
    properties = shape["properties"]
    known = properties if isinstance(properties, Mapping) else {}
    name = str(known.get("name", ""))
    found = by_area.get(str(known.get("code", "")))
    if found is None:
        shown = {"name": name, "label": name, "text": "—"}
        return {"type": "Feature", "properties": shown, "geometry": shape["geometry"]}
    figure = found.figure
    shown_with_value = {
        "name": name,
        "label": f"{name}\n{figure.text}{figure.unit}{_sign(figure.level)}",
        "text": f"{figure.text} {figure.unit}",
        "value": figure.value,
        "severity": _severity(figure.level) if figure.value is not None else None,
        "url": reverse("vitals:explain", args=[figure.reading_id]),
    }
    return {"type": "Feature", "properties": shown_with_value, "geometry": shape["geometry"]}


def _sign(level: str) -> str:
    return f"  {_LEVELS[level][2]} {look.level_word(level)}" if level in _LEVELS else ""
