"""The door of vitals: define indicators, compute readings, explain them."""

from django.db import transaction

from chengshu.base.access import api as access
from chengshu.base.accounts.contracts import Actor
from chengshu.base.audit import api as audit
from chengshu.operations.vitals import computing, explaining, selectors, services
from chengshu.operations.vitals.contracts import (
    Explanation,
    IndicatorInfo,
    IndicatorSpec,
    Preview,
    ReadingInfo,
)
from chengshu.operations.vitals.models import IndicatorVersion

__all__ = [
    "compute_due",
    "compute_for_resource",
    "compute_indicator",
    "explain",
    "get_indicator",
    "get_reading",
    "latest_reading",
    "latest_readings",
    "latest_totals",
    "level_of",
    "list_indicators",
    "list_readings",
    "list_specs",
    "list_versions",
    "may_define",
    "number_text",
    "preview_indicator",
    "save_indicator",
]

level_of = selectors.level_of
number_text = selectors.number_text
_PREVIEW_ROWS = 50


def save_indicator(actor: Actor, spec: IndicatorSpec) -> IndicatorInfo:
    """Save an indicator; a changed formula, resource, item, unit or text makes a new version.

    Raises:
        BadFormulaError: The formula cannot be read.
        BadIndicatorError: Another field cannot be used.
    """
    access.check(actor, "vitals.define", organisation=spec.owner_code)
    services.check_spec(spec)
    with transaction.atomic():
        version = services.save_indicator(actor=actor, spec=spec)
        detail = {"version": version.number, "resource": spec.resource_code}
        audit.record(actor, "vitals.save_indicator", subject=spec.code, detail=detail)
    return get_indicator(actor, spec.code)


def may_define(actor: Actor, owner: str | None = None) -> bool:
    """Return whether `actor` may define indicators, or those of one owner."""
    return access.may(actor, "vitals.define", organisation=owner)


def preview_indicator(actor: Actor, spec: IndicatorSpec) -> Preview:
    """Compute `spec` on the latest snapshot without keeping anything."""
    access.check(actor, "vitals.define", organisation=spec.owner_code)
    formula, resource = services.check_spec(spec)
    labels = {item.column: item.name_zh for item in resource.items}
    snapshot = services.get_snapshot(spec.resource_code)
    what = computing.Computable(
        spec.resource_code, formula, spec.area_item, spec.period_item, spec.frequency
    )
    points = computing.compute_points(what, snapshot)
    points.sort(key=lambda point: (point.period, point.area), reverse=True)
    return Preview(
        formula_words=selectors.words_of(spec, labels),
        rows=tuple((one.area, one.period, one.value) for one in points[:_PREVIEW_ROWS]),
        total=len(points),
        snapshot_id=snapshot.id,
    )


def get_indicator(actor: Actor, code: str, *, version: int | None = None) -> IndicatorInfo:
    """Return an indicator at a version, the present one by default."""
    access.check(actor, "vitals.view")
    row = selectors.get_version(code, version)
    return next(one for one in selectors.list_versions(code) if one.version == row.number)


def list_versions(actor: Actor, code: str) -> tuple[IndicatorInfo, ...]:
    """Return every version of an indicator, the newest first."""
    access.check(actor, "vitals.view")
    return selectors.list_versions(code)


def list_indicators(
    actor: Actor, *, theme: str = "", owner: str = "", resource_code: str = ""
) -> tuple[IndicatorInfo, ...]:
    """Return the indicators at their present version, by theme and code."""
    access.check(actor, "vitals.view")
    rows = selectors.list_present(theme=theme, owner=owner, resource_code=resource_code)
    return selectors.indicator_infos(rows)


def list_specs(actor: Actor) -> tuple[IndicatorSpec, ...]:
    """Return the present definitions without words and names, for rooms that read many."""
    access.check(actor, "vitals.view")
    return tuple(selectors.spec_of(row) for row in selectors.list_present())


def compute_indicator(actor: Actor, code: str) -> tuple[ReadingInfo, ...]:
    """Compute the present version on the latest snapshot; a repeat changes nothing.

    Returns the readings in force.

    Raises:
        NothingPublishedError: The resource has no snapshot yet.
    """
    version = selectors.get_version(code)
    access.check(actor, "vitals.compute", organisation=version.indicator.owner_code)
    _compute(actor, version)
    return selectors.reading_infos(selectors.list_reading_rows(code))


def compute_for_resource(actor: Actor, resource_code: str) -> tuple[ReadingInfo, ...]:
    """Compute every indicator over a resource, after a snapshot of it was published."""
    codes = [row.indicator.code for row in selectors.list_present(resource_code=resource_code)]
    return tuple(reading for code in codes for reading in compute_indicator(actor, code))


def compute_due(actor: Actor) -> int:
    """Compute every indicator whose resource has a newer snapshot; return how many were."""
    access.check(actor, "vitals.compute")
    return sum(_compute(actor, version) for version in selectors.list_due())


def _compute(actor: Actor, version: IndicatorVersion) -> bool:
    is_new = services.compute_version(version=version)
    if is_new:
        detail = {"version": version.number, "resource": version.resource_code}
        audit.record(actor, "vitals.compute", subject=version.indicator.code, detail=detail)
    return is_new


def list_readings(
    actor: Actor,
    *,
    code: str,
    area: str | None = None,
    period: str | None = None,
    superseded: bool = False,
) -> tuple[ReadingInfo, ...]:
    """Return readings of an indicator by period and area; `area` "" is the city total."""
    access.check(actor, "vitals.view")
    rows = selectors.list_reading_rows(code, area=area, period=period, superseded=superseded)
    return selectors.reading_infos(rows)


def get_reading(actor: Actor, reading_id: int) -> ReadingInfo:
    """Return one reading."""
    access.check(actor, "vitals.view")
    return selectors.reading_info(selectors.get_reading_row(reading_id))


def latest_reading(code: str, area: str = "") -> ReadingInfo | None:
    """Return the newest reading in force of an indicator at an area."""
    rows = selectors.list_reading_rows(code, area=area).order_by("-period")
    row = rows.first()
    return None if row is None else selectors.reading_info(row)


def latest_readings(code: str) -> tuple[ReadingInfo, ...]:
    """Return the newest reading in force at every area, the city total first."""
    return selectors.reading_infos(selectors.list_latest_rows(code))


def latest_totals() -> dict[str, ReadingInfo]:
    """Return the newest city reading in force of every indicator, by its code."""
    rows = selectors.reading_infos(selectors.list_total_rows())
    return {one.indicator_code: one for one in rows}


def explain(actor: Actor, reading_id: int) -> Explanation:
    """Return formula, inputs, snapshot, batches, rule results and the people responsible."""
    access.check(actor, "vitals.view")
    explanation = explaining.explain_reading(reading_id)
    audit.record(actor, "vitals.explain", subject=str(reading_id))
    return explanation
