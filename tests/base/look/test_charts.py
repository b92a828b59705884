from pathlib import Path

import pytest

from chengshu.base.errors.api import BrokenError
from chengshu.base.look import api, maps
from chengshu.base.look.charts import list_rows
from chengshu.base.look.contracts import MapLayer, Series
from chengshu.base.look.maps import place_on_city, read_districts, to_document

TWO = [Series("甲", [1, None, 3]), Series("乙", [4, 5, 6], colour="#ff0000")]


def test_a_line_chart_leaves_gaps_and_names_its_series() -> None:
    options = api.line_chart(categories=["一", "二", "三"], series=TWO, unit="件", area=True)
    first, second = options["series"]  # type: ignore[misc]  # - a list by construction
    assert first["data"] == [1, None, 3]
    assert not first["connectNulls"]
    assert first["areaStyle"]
    assert second["itemStyle"] == {"color": "#ff0000"}
    assert "legend" in options


def test_a_ranking_runs_top_down() -> None:
    options = api.bar_chart(categories=["一", "二"], series=TWO[:1], horizontal=True, stacked=True)
    assert options["yAxis"]["inverse"]  # type: ignore[index]  # - a mapping by construction
    assert options["xAxis"]["type"] == "value"  # type: ignore[index]  # - a mapping by construction
    assert "legend" not in options


def test_every_chart_gives_its_figures_as_rows() -> None:
    lines = api.line_chart(categories=["一", "二", "三"], series=TWO)
    assert list_rows(lines) == (
        ("", "甲", "乙"),
        ("一", "1", "4"),
        ("二", "—", "5"),
        ("三", "3", "6"),
    )
    ranking = api.bar_chart(categories=["一"], series=TWO[:1], horizontal=True)
    assert list_rows(ranking) == (("", "甲"), ("一", "1"))
    assert list_rows(api.pie_chart(slices={"无": 2})) == (("无", "2"),)
    assert list_rows(api.gauge(value=93.4, name="率")) == (("率", "93.4"),)


def test_a_missing_value_is_a_dash_on_a_gauge() -> None:
    options = api.gauge(value=None)
    assert options["series"][0]["detail"]["formatter"] == "—"  # type: ignore[index]  # - nested by construction


def test_a_map_draws_only_our_own_data() -> None:
    layer = MapLayer("d", "区", {"type": "FeatureCollection", "features": []}, popup=(("a", "甲"),))
    document = to_document([layer, MapLayer("e", "点", "/geo/streets.json", kind="point")])
    assert document["layers"][0]["popup"] == [["a", "甲"]]  # type: ignore[index]  # - a list by construction
    for outside in ("https://tiles.example/x.json", "//tiles.example/x.json"):
        with pytest.raises(BrokenError):
            to_document([MapLayer("x", "外", outside)])
    with pytest.raises(BrokenError):
        to_document([MapLayer("x", "外", {}, kind="heat")])


def test_a_city_without_a_map_still_shows_where_something_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(maps.settings, "home_folder", lambda *_parts: tmp_path)
    assert read_districts() == ()
    districts, place = place_on_city("北门", longitude=123.4, latitude=41.2)
    assert districts.data == {"type": "FeatureCollection", "features": []}
    document = to_document((districts, place))["layers"]
    assert document[1]["data"]["features"][0]["geometry"]["coordinates"] == [123.4, 41.2]
