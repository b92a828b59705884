"""A room is entered only by its door; foreign keys point inside or down."""

import re
from collections.abc import Iterator
from pathlib import Path

import grimp
import pytest
from django.apps import apps
from django.db import models

SOURCE = Path(__file__).resolve().parents[2] / "src" / "chengshu"
DOORS = {"api", "contracts", "errors"}
FLOORS = ("base", "data", "exchange", "operations", "screens")
ROOM_ORDER = [  # bottom to top, as in the import contracts
    *("settings", "errors", "registry", "clock", "crypto", "accounts", "audit"),
    *("access", "jobs", "look", "console", "sources", "elements", "catalog", "claims", "survey"),
    *("standardisation", "lake", "rules", "quality", "ingest", "repair"),
    *("sharing", "gateway", "matching", "vitals", "dispatch", "warning", "cockpit"),
]


def room_of(module: str) -> str | None:
    parts = module.split(".")
    return ".".join(parts[:3]) if len(parts) >= 3 and parts[1] in FLOORS else None


def foreign_entries(graph: grimp.ImportGraph) -> Iterator[str]:
    for importer in graph.modules:
        here = room_of(importer)
        for imported in graph.find_modules_directly_imported_by(importer):
            there = room_of(imported)
            if there is None or there == here:
                continue
            inside = imported.split(".")[3:]
            if not inside or inside[0] not in DOORS:
                yield f"{importer} enters {imported} beside its door"


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph("chengshu")


def test_rooms_are_entered_only_by_their_doors(graph: grimp.ImportGraph) -> None:
    assert sorted(foreign_entries(graph)) == []


def test_only_config_and_packs_import_urls(graph: grimp.ImportGraph) -> None:
    importers = {
        importer
        for module in graph.modules
        if module.endswith(".urls")
        for importer in graph.find_modules_that_directly_import(module)
    }
    assert importers == set()


def test_every_room_says_what_it_keeps() -> None:
    for floor in FLOORS:
        for room in sorted((SOURCE / floor).iterdir()):
            if room.is_dir() and room.name != "__pycache__":
                text = (room / "__init__.py").read_text(encoding="utf-8")
                assert text.startswith('"""'), room


def our_relations() -> Iterator[tuple[type[models.Model], "models.Field[object, object]"]]:
    ours = [model for model in apps.get_models() if model.__module__.startswith("chengshu.")]
    for model in ours:
        for field in model._meta.get_fields():
            if isinstance(field, models.ForeignKey | models.ManyToManyField):
                yield model, field


def test_foreign_keys_point_down_or_inside() -> None:
    faults = []
    for model, field in our_relations():
        target = field.related_model
        if not isinstance(target, type) or not target.__module__.startswith("chengshu."):
            continue
        here, there = model._meta.app_label, target._meta.app_label
        if here == there:
            continue
        if ROOM_ORDER.index(there) > ROOM_ORDER.index(here):
            faults.append(f"{model.__name__}.{field.name} points up into {there}")
        if field.remote_field.related_name != "+":
            faults.append(f"{model.__name__}.{field.name} needs related_name='+'")
    assert faults == []


def test_get_model_is_for_migrations_only() -> None:
    offenders = [
        str(path)
        for path in SOURCE.rglob("*.py")
        if "migrations" not in path.parts and "apps.get_model" in path.read_text(encoding="utf-8")
    ]
    assert offenders == []


def test_no_drawers() -> None:
    forbidden = re.compile(r"^(utils?|helpers?|common|misc|core|managers?|handlers?|base_.*)$")
    drawers = [
        str(path.relative_to(SOURCE))
        for path in SOURCE.rglob("*")
        if path.suffix in {".py", ""} and forbidden.match(path.stem)
    ]
    assert drawers == []
