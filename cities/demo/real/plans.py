"""The plans of the real files, read from resources.yaml."""

from collections.abc import Mapping
from typing import cast

from cities.demo import pack
from cities.demo.pack import TablePlan

Entry = Mapping[str, object]


def get_section(name: str) -> Entry:
    """Return one section of the real resources."""
    return cast("Entry", pack.read_yaml("real/resources.yaml")[name])


def list_plans() -> tuple[tuple[str, TablePlan], ...]:
    """Return (folder below the data, plan) of every real resource."""
    entries = cast("list[Entry]", pack.read_yaml("real/resources.yaml")["tables"])
    return tuple((str(entry["folder"]), _make_plan(entry)) for entry in entries)


def get_plan(key: str) -> TablePlan:
    """Return one plan by its key."""
    return next(plan for _, plan in list_plans() if plan.key == key)


def _make_plan(entry: Entry) -> TablePlan:
    table = {key: value for key, value in entry.items() if key not in {"folder", "department"}}
    return pack.make_table(table, department=str(entry["department"]), database="csv")
