"""Reads of vitals: indicators and readings as frozen data."""

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Count, F, Max, QuerySet
from django.utils.translation import gettext as _

from chengshu.base.accounts import api as accounts
from chengshu.base.accounts.contracts import system_actor
from chengshu.base.clock import api as clock
from chengshu.data.catalog import api as catalog
from chengshu.data.catalog.contracts import ResourceInfo
from chengshu.data.lake import api as lake
from chengshu.operations.vitals.contracts import (
    Direction,
    Frequency,
    IndicatorInfo,
    IndicatorSpec,
    Level,
    ReadingInfo,
    ReadingQuality,
    Threshold,
)
from chengshu.operations.vitals.errors import IndicatorNotFoundError, ReadingNotFoundError
from chengshu.operations.vitals.formula import parse_formula
from chengshu.operations.vitals.models import Indicator, IndicatorVersion, Reading
from chengshu.operations.vitals.words import describe_formula, describe_grouping

_READER = system_actor("vitals")
_MISSING = "—"


def get_version(code: str, number: int | None = None) -> IndicatorVersion:
    """Return a version of an indicator, the present one when None.

    Raises:
        IndicatorNotFoundError: There is none.
    """
    rows = IndicatorVersion.objects.select_related("indicator").filter(indicator__code=code)
    wanted = F("indicator__present") if number is None else number
    row = rows.filter(number=wanted).first()
    if row is None:
        raise IndicatorNotFoundError(kind="", key=code if number is None else f"{code} v{number}")
    return row


def list_present(
    *, theme: str = "", owner: str = "", resource_code: str = ""
) -> QuerySet[IndicatorVersion]:
    """Return the present versions, by theme and code."""
    rows = IndicatorVersion.objects.select_related("indicator").filter(
        number=F("indicator__present")
    )
    exact = {
        "indicator__theme": theme,
        "indicator__owner_code": owner,
        "resource_code": resource_code,
    }
    rows = rows.filter(**{key: value for key, value in exact.items() if value})
    return rows.order_by("indicator__theme", "indicator__code")


def list_versions(code: str) -> tuple[IndicatorInfo, ...]:
    """Return every version of an indicator, the newest first."""
    rows = IndicatorVersion.objects.select_related("indicator").filter(indicator__code=code)
    return indicator_infos(rows.order_by("-number"))


def list_due() -> tuple[IndicatorVersion, ...]:
    """Return the present versions not yet computed on the newest snapshot."""
    newest = dict(
        list_present().annotate(at=Max("computations__snapshot_id")).values_list("pk", "at")
    )
    due = []
    for row in list_present():
        snapshot = lake.latest_snapshot(row.resource_code)
        if snapshot is not None and newest[row.pk] != snapshot.id:
            due.append(row)
    return tuple(due)


def indicator_infos(rows: QuerySet[IndicatorVersion]) -> tuple[IndicatorInfo, ...]:
    """Return many versions as frozen data."""
    chosen = list(rows)
    names = {one.code: one.name for one in accounts.list_organisations()}
    resources = catalog.read_resources(_READER, {row.resource_code for row in chosen})
    counts = dict(Indicator.objects.annotate(n=Count("versions")).values_list("pk", "n"))
    people = {row.indicator.person for row in chosen} | {row.created_by for row in chosen}
    names |= {f"person:{username}": person_name(username) for username in people}
    return tuple(
        _indicator_info(
            row, names, resources.get(row.resource_code), versions=counts[row.indicator_id]
        )
        for row in chosen
    )


def _indicator_info(
    row: IndicatorVersion, names: Mapping[str, str], resource: ResourceInfo | None, *, versions: int
) -> IndicatorInfo:
    spec = spec_of(row)
    labels = {item.column: item.name_zh for item in resource.items} if resource else {}
    return IndicatorInfo(
        spec=spec,
        version=row.number,
        versions=versions,
        created_at=row.created_at,
        created_by=row.created_by,
        created_by_name=names[f"person:{row.created_by}"],
        formula_words=words_of(spec, labels),
        resource_title=resource.title if resource else row.resource_code,
        owner_name=names.get(spec.owner_code, spec.owner_code),
        person_name=names[f"person:{spec.person}"],
    )


def words_of(spec: IndicatorSpec, labels: Mapping[str, str]) -> str:
    """Return formula and grouping of a definition in words."""
    formula = describe_formula(parse_formula(spec.formula), labels)
    area = labels.get(spec.area_item, spec.area_item)
    period = labels.get(spec.period_item, spec.period_item)
    return f"{formula}（{describe_grouping(area, period, spec.frequency)}）"


def person_name(username: str) -> str:
    """Return a person's name; the program itself is called the system."""
    if username.startswith("system:"):
        return _("系统")
    found = accounts.find_person(username) if username else None
    return found.name if found else username


def spec_of(row: IndicatorVersion) -> IndicatorSpec:
    """Return the definition of a version."""
    indicator = row.indicator
    return IndicatorSpec(
        code=indicator.code,
        name=indicator.name,
        theme=indicator.theme,
        unit=row.unit,
        owner_code=indicator.owner_code,
        person=indicator.person,
        resource_code=row.resource_code,
        formula=row.formula,
        precision=indicator.precision,
        direction=Direction(indicator.direction),
        frequency=Frequency(row.frequency),
        area_item=row.area_item,
        period_item=row.period_item,
        definition=row.definition,
        thresholds=thresholds_of(indicator),
    )


def thresholds_of(indicator: Indicator) -> dict[Level, Threshold]:
    """Return the thresholds of an indicator, the highest level first."""
    known = indicator.thresholds
    return {
        level: Threshold(op=known[level]["op"], value=Decimal(known[level]["value"]))
        for level in Level
        if level in known
    }


def get_reading_row(reading_id: int) -> Reading:
    """Return one reading with its version.

    Raises:
        ReadingNotFoundError: There is none.
    """
    row = Reading.objects.select_related("indicator", "version").filter(pk=reading_id).first()
    if row is None:
        raise ReadingNotFoundError(kind="", key=str(reading_id))
    return row


def list_reading_rows(
    code: str, *, area: str | None = None, period: str | None = None, superseded: bool = False
) -> QuerySet[Reading]:
    """Return readings of an indicator by period and area."""
    rows = Reading.objects.select_related("indicator", "version").filter(indicator__code=code)
    if area is not None:
        rows = rows.filter(area_code=area)
    if period is not None:
        rows = rows.filter(period=period)
    if not superseded:
        rows = rows.filter(superseded_at=None)
    return rows.order_by("period", "area_code", "id")


def list_latest_rows(code: str) -> QuerySet[Reading]:
    """Return the newest reading in force at every area, the city total first."""
    rows = list_reading_rows(code).order_by("area_code", "-period")
    return rows.distinct("area_code")


def list_total_rows() -> QuerySet[Reading]:
    """Return the newest city reading in force of every indicator."""
    rows = Reading.objects.select_related("indicator", "version")
    rows = rows.filter(superseded_at=None, area_code="").order_by("indicator_id", "-period")
    return rows.distinct("indicator_id")


def reading_infos(rows: QuerySet[Reading] | Sequence[Reading]) -> tuple[ReadingInfo, ...]:
    """Return readings as frozen data, with level and age as they stand now."""
    return tuple(reading_info(row) for row in rows)


def reading_info(row: Reading) -> ReadingInfo:
    """Return one reading as frozen data."""
    quality = _quality(row)
    return ReadingInfo(
        id=row.pk,
        indicator_code=row.indicator.code,
        indicator_name=row.indicator.name,
        version=row.version.number,
        area_code=row.area_code,
        period=row.period,
        value=row.value,
        text=number_text(row.value, row.indicator.precision),
        unit=row.version.unit,
        level=level_of(row.value, thresholds_of(row.indicator)),
        quality=quality,
        quality_title=quality_title(quality),
        snapshot_id=row.snapshot_id,
        computed_at=row.computed_at,
        is_superseded=row.superseded_at is not None,
    )


def _quality(row: Reading) -> ReadingQuality:
    quality = ReadingQuality(row.quality)
    is_old = row.fresh_until is not None and clock.now() > row.fresh_until
    return ReadingQuality.LATE if is_old and quality is ReadingQuality.OK else quality


def quality_title(quality: ReadingQuality) -> str:
    """Return what a quality flag is called."""
    titles = {
        ReadingQuality.OK: _("正常"),
        ReadingQuality.LATE: _("逾期未更新"),
        ReadingQuality.PARTIAL: _("数据不全"),
        ReadingQuality.UNCONFIRMED: _("未经确认"),
    }
    return titles[quality]


def number_text(value: Decimal | None, precision: int) -> str:
    """Return a number rounded half up, with thousands separated; "—" when it is missing."""
    if value is None:
        return _MISSING
    rounded = value.quantize(Decimal(1).scaleb(-precision), rounding=ROUND_HALF_UP)
    return f"{rounded:,f}"


def level_of(value: Decimal | None, thresholds: Mapping[Level, Threshold]) -> Level | None:
    """Return the highest level whose threshold the value meets."""
    if value is None:
        return None
    return next((level for level in Level if _meets(value, thresholds.get(level))), None)


def _meets(value: Decimal, threshold: Threshold | None) -> bool:
    if threshold is None:
        return False
    bound = threshold.value
    return {
        ">": value > bound,
        ">=": value >= bound,
        "<": value < bound,
        "<=": value <= bound,
    }[threshold.op]
