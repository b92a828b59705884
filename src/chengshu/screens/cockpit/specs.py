"""Reads the screens of the installed city pack."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml

from chengshu.base.settings import api as settings
from chengshu.screens.cockpit.contracts import ScreenSpec
from chengshu.screens.cockpit.errors import ScreenMissingError, ScreenSpecError

_KPIS, _TRENDS = 6, 2  # the layout of DESIGN §7 has room for exactly these


@cache
def read_specs(path: Path) -> Mapping[str, ScreenSpec]:
    """Return the screens of `path` by code, in the order of the file.

    Raises:
        ScreenSpecError: A screen misses a field or does not fit the layout.
    """
    document = yaml.safe_load(path.read_text(encoding="utf-8")) if path.exists() else {}
    return {code: _read_spec(code, entry) for code, entry in (document or {}).items()}


def _read_spec(code: str, entry: Mapping[str, object]) -> ScreenSpec:
    try:
        spec = ScreenSpec(
            code=code,
            title=str(entry["title"]),
            map_indicator=str(entry["map_indicator"]),
            kpis=_codes(entry["kpis"]),
            trends=_codes(entry["trends"]),
        )
    except KeyError as error:
        raise ScreenSpecError(key=code, reason=str(error)) from error
    if len(spec.kpis) != _KPIS or len(spec.trends) != _TRENDS:
        raise ScreenSpecError(key=code, reason=f"kpis: {_KPIS}, trends: {_TRENDS}")
    return spec


def _codes(value: object) -> tuple[str, ...]:
    return tuple(str(code) for code in value) if isinstance(value, list) else ()


def list_specs() -> tuple[ScreenSpec, ...]:
    """Return every screen of the installed city pack."""
    return tuple(read_specs(settings.city_folder() / "screens.yaml").values())


def get_spec(code: str) -> ScreenSpec:
    """Return one screen.

    Raises:
        ScreenMissingError: The pack has no such screen.
    """
    try:
        return read_specs(settings.city_folder() / "screens.yaml")[code]
    except KeyError as error:
        raise ScreenMissingError(kind="", key=code) from error
