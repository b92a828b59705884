"""Reads of standardisation: the plan in force, its versions."""

from collections.abc import Iterable

from chengshu.data.catalog.contracts import ResourceInfo
from chengshu.data.standardisation.contracts import PlanInfo, StepSpec
from chengshu.data.standardisation.models import Plan

ALWAYS = ("trim", "null_words")


def get_plan(resource: ResourceInfo) -> PlanInfo:
    """Return the plan in force; where nobody confirmed one, the steps every item has."""
    row = Plan.objects.filter(resource_code=resource.key).first()
    if row is not None:
        return to_info(row)
    specs = tuple(StepSpec(item.column, step) for item in resource.items for step in ALWAYS)
    return PlanInfo(resource.key, 0, specs)


def list_versions(resource_code: str) -> tuple[PlanInfo, ...]:
    """Return every confirmed version, the newest first."""
    return tuple(to_info(row) for row in Plan.objects.filter(resource_code=resource_code))


def newest(resource_codes: Iterable[str]) -> dict[str, PlanInfo]:
    """Return the plans in force of the resources that have one."""
    rows = Plan.objects.filter(resource_code__in=list(resource_codes))
    latest = rows.order_by("resource_code", "-version").distinct("resource_code")
    return {row.resource_code: to_info(row) for row in latest}


def to_info(row: Plan) -> PlanInfo:
    """Return the contract of a model row."""
    steps = tuple(StepSpec(**document) for document in row.steps)
    return PlanInfo(row.resource_code, row.version, steps, row.saved_by, row.saved_at, row.note)
