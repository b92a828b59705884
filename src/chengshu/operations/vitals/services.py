"""Writes of vitals: indicators with versions, and the readings computed from snapshots."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from chengshu.base.accounts import api as accounts
from chengshu.base.accounts.contracts import Actor, system_actor
from chengshu.base.clock import api as clock
from chengshu.data.catalog import api as catalog
from chengshu.data.catalog.contracts import ResourceInfo
from chengshu.data.lake import api as lake
from chengshu.data.lake.contracts import SnapshotInfo
from chengshu.operations.vitals.computing import Computable, Point, compute_points
from chengshu.operations.vitals.contracts import Frequency, IndicatorSpec, ReadingQuality
from chengshu.operations.vitals.errors import BadIndicatorError, NothingPublishedError
from chengshu.operations.vitals.formula import Formula, parse_formula
from chengshu.operations.vitals.lineage import list_batches_of
from chengshu.operations.vitals.models import Computation, Indicator, IndicatorVersion, Reading
from chengshu.operations.vitals.trust import fresh_until, judge_trust
from chengshu.operations.vitals.words import columns_of

_READER = system_actor("vitals")
_CODE = re.compile(r"[a-z][a-z0-9_.-]{1,63}")
_MAX_PRECISION = 6
_OPERATORS = frozenset({">", ">=", "<", "<="})


def check_spec(spec: IndicatorSpec) -> tuple[Formula, ResourceInfo]:
    """Return the parsed formula and the resource of a definition that can be computed.

    Raises:
        BadFormulaError, InvalidExpressionError: The formula cannot be read.
        BadIndicatorError: A field cannot be used.
    """
    formula = parse_formula(spec.formula)
    resource = catalog.get_resource(_READER, spec.resource_code)
    _check_texts(spec)
    _check_columns(spec, formula, resource)
    for threshold in spec.thresholds.values():
        if threshold.op not in _OPERATORS or not threshold.value.is_finite():
            reason = _("预警阈值应为数字，比较方式应为 >、>=、< 或 <=。")
            raise BadIndicatorError(field="red", reason=reason)
    if accounts.find_organisation(spec.owner_code) is None:
        raise BadIndicatorError(field="owner_code", reason=_("责任单位不存在。"))
    if spec.person and accounts.find_person(spec.person) is None:
        raise BadIndicatorError(field="person", reason=_("责任人不存在。"))
    return formula, resource


def _check_texts(spec: IndicatorSpec) -> None:
    if not _CODE.fullmatch(spec.code):
        reason = _("编码应以小写字母开头，只含小写字母、数字和 _ . -，2 至 64 位。")
        raise BadIndicatorError(field="code", reason=reason)
    if not spec.name.strip() or not spec.theme.strip():
        raise BadIndicatorError(field="name", reason=_("名称和专题不能为空。"))
    if not 0 <= spec.precision <= _MAX_PRECISION:
        raise BadIndicatorError(field="precision", reason=_("小数位数应为 0 至 6。"))
    if (spec.frequency is Frequency.ONCE) != (spec.period_item == ""):
        reason = _("有周期信息项时频率应为日、月、季或年；没有时应为“每次发布”。")
        raise BadIndicatorError(field="period_item", reason=reason)


def _check_columns(spec: IndicatorSpec, formula: Formula, resource: ResourceInfo) -> None:
    known = {item.column: item for item in resource.items}
    wanted = {name for name in (spec.area_item, spec.period_item) if name} | columns_of(formula)
    missing = sorted(wanted - set(known))
    if missing:
        reason = _("资源没有信息项 %(names)s。") % {"names": "、".join(missing)}
        raise BadIndicatorError(field="formula", reason=reason)


@transaction.atomic
def save_indicator(*, actor: Actor, spec: IndicatorSpec) -> IndicatorVersion:
    """Insert or update an indicator; only a changed computation makes a new version."""
    described = {
        "name": spec.name.strip(),
        "theme": spec.theme.strip(),
        "precision": spec.precision,
        "direction": spec.direction,
        "owner_code": spec.owner_code,
        "person": spec.person,
        "thresholds": {
            level.value: {"op": one.op, "value": str(one.value)}
            for level, one in spec.thresholds.items()
        },
    }
    row, _created = Indicator.objects.select_for_update().update_or_create(
        code=spec.code, defaults=described
    )
    decided = {
        "unit": spec.unit,
        "resource_code": spec.resource_code,
        "formula": dict(spec.formula),
        "area_item": spec.area_item,
        "period_item": spec.period_item,
        "frequency": spec.frequency.value,
        "definition": spec.definition,
    }
    last = row.versions.order_by("-number").first()
    if last is not None and all(getattr(last, name) == value for name, value in decided.items()):
        return last
    number = last.number + 1 if last else 1
    Indicator.objects.filter(pk=row.pk).update(present=number)
    return IndicatorVersion.objects.create(
        indicator=row,
        number=number,
        created_at=clock.now(),
        created_by=actor.username,
        **decided,
    )


def computable(version: IndicatorVersion) -> Computable:
    """Return what decides the numbers of a version."""
    return Computable(
        resource_code=version.resource_code,
        formula=parse_formula(version.formula),
        area_item=version.area_item,
        period_item=version.period_item,
        frequency=Frequency(version.frequency),
    )


def get_snapshot(resource_code: str) -> SnapshotInfo:
    """Return the newest snapshot of a resource.

    Raises:
        NothingPublishedError: There is none yet.
    """
    snapshot = lake.latest_snapshot(resource_code)
    if snapshot is None:
        raise NothingPublishedError(reason="", resource=resource_code)
    return snapshot


@dataclass(frozen=True)
class _Run:
    """One version on one snapshot, with the trust its readings get."""

    version: IndicatorVersion
    snapshot: SnapshotInfo
    quality: ReadingQuality


def compute_version(*, version: IndicatorVersion) -> bool:
    """Compute a version on the newest snapshot; return whether anything was to do."""
    snapshot = get_snapshot(version.resource_code)
    if _is_done(version, snapshot):
        return False
    points = compute_points(computable(version), snapshot)
    resource = catalog.get_resource(_READER, version.resource_code)
    run = _Run(version, snapshot, judge_trust(resource, list_batches_of(snapshot)))
    with transaction.atomic():
        Indicator.objects.select_for_update().get(pk=version.indicator_id)
        if _is_done(version, snapshot):
            return False
        _supersede(run, points)
        _keep(run, points)
    return True


def _is_done(version: IndicatorVersion, snapshot: SnapshotInfo) -> bool:
    return version.computations.filter(snapshot_id=snapshot.id).exists()


def _supersede(run: _Run, points: Sequence[Point]) -> None:
    """Put out of force what the points replace.

    A snapshot is the whole truth about the periods it has; periods it lacks keep their readings,
    unless an earlier formula made them.
    """
    in_force = Reading.objects.filter(indicator=run.version.indicator_id, superseded_at=None)
    present = in_force.filter(version=run.version)
    now = clock.now()
    in_force.exclude(version=run.version).update(superseded_at=now)
    present.filter(period__in={point.period for point in points}).update(superseded_at=now)


def _keep(run: _Run, points: Iterable[Point]) -> None:
    now = clock.now()
    fresh = fresh_until(run.snapshot.published_at, Frequency(run.version.frequency))
    rows = [
        Reading(
            indicator_id=run.version.indicator_id,
            version=run.version,
            area_code=point.area,
            period=point.period,
            value=point.value,
            inputs={
                name: None if number is None else str(number)
                for name, number in point.inputs.items()
            },
            snapshot_id=run.snapshot.id,
            quality=run.quality,
            fresh_until=fresh,
            computed_at=now,
        )
        for point in points
    ]
    Reading.objects.bulk_create(rows, batch_size=1000)
    Computation.objects.create(
        version=run.version, snapshot_id=run.snapshot.id, computed_at=now, readings=len(rows)
    )
