"""What a city decides about loading: how often is often enough."""

from functools import cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict

from chengshu.base.settings import api as settings


class Habits(BaseModel):
    """The content of `ingest.yaml`; hours are by update cycle of the 2017 guide."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    cycle_hours: dict[str, float]
    late_hours: dict[str, float]


@cache
def habits() -> Habits:
    """Return the city's habits, the national ones where it says nothing."""
    return Habits.model_validate(_read(settings.national_folder()) | _read(settings.city_folder()))


def _read(folder: Path) -> dict[str, object]:
    path = folder / "ingest.yaml"
    if not path.exists():
        return {}
    return dict(yaml.safe_load(path.read_text(encoding="utf-8")) or {})
