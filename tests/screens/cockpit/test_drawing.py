"""Figures become shades and lines; what is missing stays visibly missing."""

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path

import pytest

from chengshu.base.look import maps
from chengshu.screens.cockpit import drawing
from chengshu.screens.cockpit.contracts import AreaFigure, Figure, Trend

FIGURE = Figure(
    code="a",
    name="达标率",
    text="91.2",
    unit="%",
    value=91.2,
    period="2026-11-20",
    level="",
    mark="",
    reason="",
    reading_id=7,
    computed_at=dt.datetime(2026, 11, 20, tzinfo=dt.UTC),
)


def test_shades_run_in_equal_steps() -> None:
    steps = drawing.shade_steps([0, 100, 40])
    assert [start for start, _ in steps] == [0, 20, 40, 60, 80]
    assert len({shade for _, shade in steps}) == 5


def test_one_value_needs_one_shade() -> None:
    assert [start for start, _ in drawing.shade_steps([5, 5])] == [5]
    assert drawing.shade_steps([]) == ()


def test_areas_with_figures_are_coloured_and_open_their_evidence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shapes = [
        {"properties": {"code": code, "name": name}, "geometry": None}
        for code, name in (("219901", "云台区"), ("219902", "枢河区"))
    ]
    (tmp_path / "districts.geojson").write_text(json.dumps({"features": shapes}), encoding="utf-8")
    monkeypatch.setattr(maps.settings, "home_folder", lambda *_parts: tmp_path)
    (layer,) = drawing.draw_map([AreaFigure("219901", "云台区", FIGURE)], "达标率")
    assert isinstance(layer.data, dict)
    shown = {one["properties"]["name"]: one["properties"] for one in layer.data["features"]}
    assert shown["云台区"]["value"] == 91.2
    assert "/7/" in shown["云台区"]["url"]
    assert "value" not in shown["枢河区"]
    assert shown["枢河区"]["text"] == "—"


def test_a_gap_in_a_trend_stays_a_gap() -> None:
    trend = Trend("a", "达标率", "%", ("1", "2"), (None, 3.0), (1, 2), FIGURE)
    (series,) = drawing.draw_trend(trend)["series"]  # type: ignore[misc] - options are plain data
    assert [point["value"] for point in series["data"]] == [None, 3.0]


def test_an_area_at_a_warning_level_has_its_colour_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shapes = [{"properties": {"code": "219901", "name": "云台区"}, "geometry": None}]
    (tmp_path / "districts.geojson").write_text(json.dumps({"features": shapes}), encoding="utf-8")
    monkeypatch.setattr(maps.settings, "home_folder", lambda *_parts: tmp_path)
    calm = AreaFigure("219900", "云枢市", FIGURE)
    troubled = AreaFigure("219901", "云台区", replace(FIGURE, level="red"))
    (layer,) = drawing.draw_map([calm, troubled], "达标率")
    assert isinstance(layer.data, dict)
    shown = layer.data["features"][0]["properties"]
    assert dict(layer.steps)[shown["severity"]] == "#ff4d4f"
    assert "◆ 红色" in shown["label"]
    assert drawing.order_areas([calm, troubled])[0] is troubled
