"""Writes of standardisation: a confirmed plan is a new version, never a change of an old one."""

from collections.abc import Sequence
from dataclasses import asdict

from chengshu.base.clock import api as clock
from chengshu.data.catalog.contracts import ResourceInfo
from chengshu.data.standardisation import selectors
from chengshu.data.standardisation.contracts import PlanInfo, StepSpec
from chengshu.data.standardisation.errors import PlanChangedError
from chengshu.data.standardisation.models import Plan


def save_plan(
    *, resource: ResourceInfo, specs: Sequence[StepSpec], base: int, by: str, note: str
) -> PlanInfo:
    """Keep the steps as the next version; saving what stands already changes nothing.

    Raises:
        PlanChangedError: The newest version is not `base`, on which the change was made.
    """
    rows = Plan.objects.select_for_update().filter(resource_code=resource.key)
    last = rows.first()
    version = last.version if last else 0
    document = [asdict(spec) for spec in specs]
    if last is not None and last.steps == document:
        return selectors.to_info(last)
    if version != base:
        raise PlanChangedError(resource=resource.title, version=version)
    row, made = Plan.objects.get_or_create(
        resource_code=resource.key,
        version=version + 1,
        defaults={"steps": document, "saved_by": by, "saved_at": clock.now(), "note": note},
    )
    if not made:
        raise PlanChangedError(resource=resource.title, version=row.version)
    return selectors.to_info(row)
