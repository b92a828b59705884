"""Charts: ECharts options as plain data, built here so that the browser code stays small.

Colours come from the page's theme in the browser unless a series names its own.
"""

from collections.abc import Mapping, Sequence

from django.utils.encoding import force_str

from chengshu.base.look.contracts import ChartOptions, Series, Text

GRID = {"left": 8, "right": 16, "bottom": 8, "containLabel": True}


def line_chart(
    *,
    categories: Sequence[Text],
    series: Sequence[Series],
    unit: Text = "",
    area: bool = False,
    smooth: bool = False,
) -> ChartOptions:
    """Return a line chart over `categories`; a None value leaves a gap."""
    extra: dict[str, object] = {
        "type": "line",
        "showSymbol": len(categories) <= 31,  # noqa: PLR2004 - more points than days of a month crowd
        "symbolSize": 5,
        "smooth": smooth,
        "connectNulls": False,
        "lineStyle": {"width": 2},
    }
    if area:
        extra["areaStyle"] = {"opacity": 0.12}
    options = _axes_chart(categories, series, unit)
    options["series"] = [{**_series(one), **extra} for one in series]
    return options


def bar_chart(
    *,
    categories: Sequence[Text],
    series: Sequence[Series],
    unit: Text = "",
    horizontal: bool = False,
    stacked: bool = False,
) -> ChartOptions:
    """Return a bar chart; horizontal bars run top down in the order given (a ranking)."""
    options = _axes_chart(categories, series, unit)
    extra: dict[str, object] = {"type": "bar", "barMaxWidth": 22}
    if stacked:
        extra["stack"] = "total"
    options["series"] = [{**_series(one), **extra} for one in series]
    if horizontal:
        value, category = options["yAxis"], options["xAxis"]
        options["xAxis"] = value
        options["yAxis"] = {**_mapping(category), "inverse": True, "axisTick": {"show": False}}
    return options


def pie_chart(*, slices: Mapping[str, float], unit: Text = "") -> ChartOptions:
    """Return a ring of parts with their shares."""
    return {
        "tooltip": {"trigger": "item", "renderMode": "richText"},
        "unit": force_str(unit),
        "legend": {"type": "scroll", "bottom": 0, "icon": "circle"},
        "series": [
            {
                "type": "pie",
                "radius": ["52%", "74%"],
                "center": ["50%", "44%"],
                "label": {"formatter": "{d}%"},
                "data": [{"name": force_str(k), "value": v} for k, v in slices.items()],
            }
        ],
    }


def gauge(
    *, value: float | None, name: Text = "", unit: Text = "", maximum: float = 100
) -> ChartOptions:
    """Return a gauge from 0 to `maximum`; a missing value shows as a dash."""
    shown = "—" if value is None else f"{value:g}{force_str(unit)}"
    return {
        "series": [
            {
                "type": "gauge",
                "startAngle": 210,
                "endAngle": -30,
                "max": maximum,
                "progress": {"show": value is not None, "width": 10, "roundCap": True},
                "pointer": {"show": False},
                "axisLine": {"lineStyle": {"width": 10}, "roundCap": True},
                "axisTick": {"show": False},
                "splitLine": {"show": False},
                "axisLabel": {"show": False},
                "title": {"offsetCenter": [0, "62%"], "fontSize": 13},
                "detail": {"formatter": shown, "fontSize": 26, "offsetCenter": [0, "4%"]},
                "data": [{"value": value or 0, "name": force_str(name)}],
            }
        ]
    }


def list_rows(options: ChartOptions) -> tuple[tuple[str, ...], ...]:
    """Return a chart's figures as rows of text, head first: the same content without drawing."""
    axis = next(
        (
            _mapping(options[key])
            for key in ("xAxis", "yAxis")
            if key in options and "data" in _mapping(options[key])
        ),
        None,
    )
    series = [_mapping(one) for one in _sequence(options.get("series", []))]
    if axis is None:
        points = [_mapping(point) for one in series for point in _sequence(one["data"])]
        return tuple((str(point["name"]), _figure(point["value"])) for point in points)
    head = ("", *(str(one.get("name", "")) for one in series))
    columns = [[_figure(value) for value in _sequence(one["data"])] for one in series]
    labels = [str(label) for label in _sequence(axis["data"])]
    return (head, *zip(labels, *columns, strict=False))


def _whole_steps(series: Sequence[Series]) -> dict[str, int]:
    """Keep the axis of counts on whole numbers."""
    values = [value for one in series for value in one.values if value is not None]
    return {"minInterval": 1} if all(isinstance(value, int) for value in values) else {}


def _axes_chart(
    categories: Sequence[Text], series: Sequence[Series], unit: Text
) -> dict[str, object]:
    options: dict[str, object] = {
        "grid": {**GRID, "top": 40 if force_str(unit) or len(series) > 1 else 12},
        "tooltip": {"trigger": "axis", "renderMode": "richText", "confine": True},
        "xAxis": {"type": "category", "data": [force_str(label) for label in categories]},
        "yAxis": {"type": "value", "name": force_str(unit), **_whole_steps(series)},
    }
    if len(series) > 1:
        options["legend"] = {"top": 0, "right": 0, "icon": "roundRect", "type": "scroll"}
    return options


def _series(one: Series) -> dict[str, object]:
    data: list[object] = list(one.values)
    if one.urls:
        pairs = zip(one.values, one.urls, strict=True)
        data = [{"value": value, "url": url} for value, url in pairs]
    document: dict[str, object] = {"name": force_str(one.name), "data": data}
    if one.colour:
        document["itemStyle"] = {"color": one.colour}
    return document


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}


def _sequence(value: object) -> Sequence[object]:
    return value if isinstance(value, Sequence) and not isinstance(value, str) else ()


def _figure(value: object) -> str:
    plain = value["value"] if isinstance(value, Mapping) else value
    return "—" if plain is None else str(plain)
