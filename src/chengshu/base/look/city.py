"""The city pack's face: its name, and whether its data is made up."""

from functools import cache

import yaml

from chengshu.base.look.contracts import CityLook
from chengshu.base.settings import api as settings_api


@cache
def get_city() -> CityLook:
    """Return name and demo mark of the installed city pack (`city.yaml`), read once."""
    folder = settings_api.city_folder()
    path = folder / "city.yaml"
    document = yaml.safe_load(path.read_text(encoding="utf-8")) if path.exists() else {}
    return CityLook(
        name=str(document.get("name", folder.name)),
        demo=bool(document.get("demo") or document.get("notice")),
        area_code=str(document.get("area_code", "")),
    )
