"""Screens come from the city pack; a wrong one says what to change."""

from pathlib import Path

import pytest

from chengshu.screens.cockpit.errors import ScreenMissingError, ScreenSpecError
from chengshu.screens.cockpit.specs import get_spec, list_specs, read_specs

WHOLE = """
city:
  title: 城市运行
  map_indicator: a
  kpis: [a, b, c, d, e, f]
  trends: [a, b]
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "screens.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_screen_is_read(tmp_path: Path) -> None:
    spec = read_specs(write(tmp_path, WHOLE))["city"]
    assert spec.title == "城市运行"
    assert spec.kpis == ("a", "b", "c", "d", "e", "f")
    assert spec.trends == ("a", "b")


def test_a_pack_without_screens_has_none(tmp_path: Path) -> None:
    assert read_specs(tmp_path / "none.yaml") == {}
    assert read_specs(write(tmp_path, "")) == {}


def test_a_missing_field_is_named(tmp_path: Path) -> None:
    with pytest.raises(ScreenSpecError, match="map_indicator"):
        read_specs(write(tmp_path, "city: {title: 城市}"))


@pytest.mark.parametrize("kpis", ["[a, b]", "a"])
def test_a_screen_that_does_not_fit_the_layout_is_refused(tmp_path: Path, kpis: str) -> None:
    text = WHOLE.replace("[a, b, c, d, e, f]", kpis)
    with pytest.raises(ScreenSpecError, match="kpis: 6, trends: 2"):
        read_specs(write(tmp_path, text))


def test_the_demo_city_has_its_screen() -> None:
    assert [spec.code for spec in list_specs()] == ["city"]
    assert get_spec("city").map_indicator


def test_an_unknown_screen_is_refused() -> None:
    with pytest.raises(ScreenMissingError, match="weather"):
        get_spec("weather")
