"""Pages of vitals: the list of indicators, one indicator, the evidence of one reading."""

from collections.abc import Mapping, Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from chengshu.base.accounts import api as accounts
from chengshu.base.accounts.contracts import Actor
from chengshu.base.look import api as look
from chengshu.base.look.contracts import (
    ChartOptions,
    Column,
    Crumb,
    Filter,
    Series,
    TablePage,
    TableRequest,
    TableView,
    Tag,
    TimelineItem,
)
from chengshu.operations.vitals import api
from chengshu.operations.vitals.contracts import (
    IndicatorInfo,
    IndicatorSpec,
    ReadingInfo,
    ReadingQuality,
)

_TREND_PERIODS = 60
_QUALITY_TONES = {
    ReadingQuality.OK: "good",
    ReadingQuality.LATE: "caution",
    ReadingQuality.PARTIAL: "caution",
    ReadingQuality.UNCONFIRMED: "neutral",
}


@require_GET
@look.page
def list_indicators(request: HttpRequest) -> HttpResponseBase:
    """Show every indicator with its newest city reading."""
    actor = look.actor(request)
    context = {"may_define": api.may_define(actor)}
    return look.respond_table(
        request, indicator_table(actor), template="vitals/list.html", context=context
    )


def indicator_table(actor: Actor) -> TableView:
    """Return the table of indicators."""
    found = api.list_indicators(actor)
    totals = api.latest_totals()
    themes = sorted({one.spec.theme for one in found})
    return TableView(
        title=gettext_lazy("城市体征"),
        columns=(
            Column("name", gettext_lazy("指标"), sortable=True, link="url"),
            Column("theme", gettext_lazy("专题"), sortable=True),
            Column("value", gettext_lazy("最新值"), link="evidence"),
            Column("unit", gettext_lazy("单位")),
            Column("period", gettext_lazy("周期"), sortable=True),
            Column("level", gettext_lazy("级别"), "level", sortable=True),
            Column("quality", gettext_lazy("数据质量"), "tag"),
            Column("owner", gettext_lazy("责任单位"), sortable=True),
            Column("version", gettext_lazy("公式版本")),
        ),
        filters=(
            Filter("q", gettext_lazy("名称、编码")),
            Filter("theme", gettext_lazy("专题"), "choice", [(one, one) for one in themes]),
        ),
        fetch=lambda asked: _fetch(found, totals, asked),
        export_name="indicators",
        empty_title=gettext_lazy("还没有指标"),
        empty_hint=gettext_lazy("先发布信息资源，再在其上定义指标。"),
    )


def _fetch(
    found: Sequence[IndicatorInfo], totals: Mapping[str, ReadingInfo], asked: TableRequest
) -> TablePage:
    text, theme = asked.filters.get("q", ""), asked.filters.get("theme", "")
    chosen = [
        one
        for one in found
        if text in f"{one.spec.name} {one.spec.code}" and theme in {"", one.spec.theme}
    ]
    rows = [_row(one, totals.get(one.spec.code)) for one in chosen]
    if asked.sort:
        rows.sort(key=lambda row: str(row[asked.sort]), reverse=asked.descending)
    return TablePage(rows[asked.offset : asked.offset + asked.page_size], len(rows))


def _row(info: IndicatorInfo, reading: ReadingInfo | None) -> Mapping[str, object]:
    return {
        "name": info.spec.name,
        "url": reverse("vitals:indicator", args=[info.spec.code]),
        "theme": info.spec.theme,
        "value": reading.text if reading else "—",
        "evidence": reverse("vitals:explain", args=[reading.id]) if reading else "",
        "unit": info.spec.unit,
        "period": reading.period if reading else "",
        "level": shown_level(reading),
        "quality": quality_tag(reading),
        "owner": info.owner_name,
        "version": f"v{info.version}",
    }


def shown_level(reading: ReadingInfo | None) -> str:
    """Return the level of a reading, green where it meets no threshold, grey without a value."""
    if reading is None or reading.value is None:
        return "grey"
    return reading.level.value if reading.level else "green"


def quality_tag(reading: ReadingInfo | None) -> Tag | str:
    """Return how far a reading may be trusted as a coloured word."""
    return Tag(reading.quality_title, _QUALITY_TONES[reading.quality]) if reading else ""


@require_GET
@look.page
def show_indicator(request: HttpRequest, code: str) -> HttpResponse:
    """Show one indicator: newest reading, trend, areas, definition, versions."""
    actor = look.actor(request)
    info = api.get_indicator(actor, code)
    latest = api.latest_readings(code)
    city = next((one for one in latest if not one.area_code), None)
    areas = [one for one in latest if one.area_code]
    names = accounts.area_names()
    context = {
        "info": info,
        "spec": info.spec,
        "city": city,
        "city_level": shown_level(city),
        "quality": quality_tag(city),
        "trend": _trend(actor, info.spec),
        "areas": [_area(one, names) for one in areas],
        "ranking": _ranking(areas, names, info.spec.unit),
        "versions": [_version(one) for one in api.list_versions(actor, code)],
        "thresholds": [
            (level.value, f"{one.op} {one.value.normalize():f}{info.spec.unit}")
            for level, one in info.spec.thresholds.items()
        ],
        "may_define": api.may_define(actor, info.spec.owner_code),
        "crumbs": (Crumb(_("城市体征"), reverse("vitals:list")), Crumb(info.spec.name)),
    }
    return render(request, "vitals/indicator.html", context)


def _trend(actor: Actor, spec: IndicatorSpec) -> ChartOptions | None:
    readings = api.list_readings(actor, code=spec.code, area="")[-_TREND_PERIODS:]
    if not readings:
        return None
    values = [None if one.value is None else float(one.value) for one in readings]
    return look.line_chart(
        categories=[one.period for one in readings],
        series=[Series(spec.name, _rounded(values, spec.precision))],
        unit=spec.unit,
        area=True,
    )


def _rounded(values: Sequence[float | None], precision: int) -> list[float | None]:
    return [None if value is None else round(value, precision) for value in values]


def _area(reading: ReadingInfo, names: Mapping[str, str]) -> Mapping[str, object]:
    return {
        "name": names.get(reading.area_code, reading.area_code),
        "reading": reading,
        "level": shown_level(reading),
        "quality": quality_tag(reading),
        "url": reverse("vitals:explain", args=[reading.id]),
    }


def _ranking(
    areas: Sequence[ReadingInfo], names: Mapping[str, str], unit: str
) -> ChartOptions | None:
    known = sorted(
        ((float(one.value), one) for one in areas if one.value is not None),
        key=lambda pair: pair[0],
        reverse=True,
    )
    if not known:
        return None
    return look.bar_chart(
        categories=[names.get(one.area_code, one.area_code) for _value, one in known],
        series=[Series(unit or _("最新值"), [round(value, 2) for value, _one in known])],
        horizontal=True,
    )


def _version(info: IndicatorInfo) -> TimelineItem:
    return TimelineItem(
        at=info.created_at,
        title=_("第 %(number)s 版") % {"number": info.version},
        by=info.created_by_name,
        note=info.formula_words,
        tone="info",
    )


@require_GET
@look.page
def explain_reading(request: HttpRequest, reading_id: int) -> HttpResponse:
    """Show where a number comes from, in the drawer or as a page."""
    told = api.explain(look.actor(request), reading_id)
    names = accounts.area_names()
    area = told.reading.area_code
    context = {
        "told": told,
        "area_name": names.get(area, area) if area else _("全市"),
        "level": shown_level(told.reading),
        "quality": quality_tag(told.reading),
        "failed_rules": [one for one in told.rules if one.failed],
        "landed": sum(one.landed for one in told.batches),
        "quarantined": sum(one.quarantined for one in told.batches),
    }
    return render(request, "vitals/explain.html", context)


@require_POST
@look.page
def compute_indicator(request: HttpRequest, code: str) -> HttpResponse:
    """Compute an indicator now."""
    readings = api.compute_indicator(look.actor(request), code)
    messages.success(request, _("已按最新快照计算，现有 %(n)s 个指标值。") % {"n": len(readings)})
    return redirect("vitals:indicator", code=code)
