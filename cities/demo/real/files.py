"""Copies the real files into the home, so that sources read from there; flattens GeoJSON."""

import gzip
import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import cast

from chengshu.base.settings import api as settings
from cities.demo.pack import TablePlan


def real_folder(key: str) -> Path:
    """Return where the files of one real resource are put."""
    return settings.home_folder("demo", "real", key)


def _flatten(path: Path, target: Path) -> None:
    """Write a feature collection as JSON lines: properties, longitude, latitude."""
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        features = cast("list[Mapping[str, object]]", json.load(stream)["features"])
    lines = []
    for feature in features:
        properties = cast("Mapping[str, object]", feature["properties"])
        geometry = cast("Mapping[str, list[object]]", feature["geometry"])
        longitude, latitude = geometry["coordinates"]
        row = {**properties, "longitude": longitude, "latitude": latitude}
        lines.append(json.dumps(row, ensure_ascii=False))
    target.write_text("\n".join(lines) + "\n", encoding="utf-8")


def table_name(plan: TablePlan) -> str:
    """Return the name a source knows the files by."""
    return "stations.jsonl" if ".geojson" in plan.table else plan.table


def bring_files(data: Path, folder: str, plan: TablePlan) -> int:
    """Copy the files of one resource, each whole or not at all; return how many there are."""
    found = sorted((data / folder).glob(plan.table))
    for path in found:
        is_map = ".geojson" in path.name
        target = real_folder(plan.key) / (table_name(plan) if is_map else path.name)
        if target.exists():
            continue
        temporary = target.with_name(f".{target.name}.part")
        if is_map:
            _flatten(path, temporary)
        else:
            shutil.copyfile(path, temporary)
        temporary.replace(target)
    return len(found)
