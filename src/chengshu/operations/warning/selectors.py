"""Reads of warning: rules and alerts as frozen data."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.utils.translation import gettext as _

from chengshu.base.accounts import api as accounts
from chengshu.base.accounts.contracts import Actor, OrganisationKind
from chengshu.base.accounts.contracts import Level as OrganisationLevel
from chengshu.operations.vitals import api as vitals
from chengshu.operations.vitals.contracts import IndicatorSpec, Level, Threshold
from chengshu.operations.warning.contracts import (
    AlertInfo,
    AlertPage,
    AlertQuery,
    AlertRuleSpec,
    AlertState,
    AlertStep,
)
from chengshu.operations.warning.errors import AlertNotFoundError
from chengshu.operations.warning.judging import SEVERITY, Thresholds
from chengshu.operations.warning.models import Alert, AlertRule
from chengshu.operations.warning.models import AlertStep as StepRow

_AREA = re.compile(r"[0-9]{6}([0-9]{3}){0,2}")
_SORTS = frozenset({"raised_at", "severity", "area_code", "period", "state"})
_SEVERITY = Case(
    *(When(level=level.value, then=Value(rank)) for level, rank in SEVERITY.items()),
    default=Value(-1),
    output_field=IntegerField(),
)


def rule_spec(row: AlertRule) -> AlertRuleSpec:
    """Return a rule as frozen data."""
    return AlertRuleSpec(
        code=row.code,
        name=row.name,
        indicator_code=row.indicator_code,
        thresholds=_thresholds(row),
        margin=row.margin,
        areas=tuple(row.areas),
        auto_case=row.auto_case,
        case_level=Level(row.case_level),
        case_class=row.case_class,
        code_system=row.code_system,
        lead_unit=row.lead_unit,
        advice=row.advice,
        is_active=row.is_active,
    )


def _thresholds(row: AlertRule) -> dict[Level, Threshold]:
    return {
        Level(level): Threshold(one["op"], Decimal(one["value"]))
        for level, one in row.thresholds.items()
    }


def thresholds_of(actor: Actor, row: AlertRule) -> Thresholds:
    """Return the thresholds of a rule, or those of its indicator."""
    return _thresholds(row) or vitals.get_indicator(actor, row.indicator_code).spec.thresholds


def list_rule_rows(*, active: bool | None = None) -> QuerySet[AlertRule]:
    """Return rules by code."""
    rows = AlertRule.objects.order_by("code")
    return rows if active is None else rows.filter(is_active=active)


def get_alert_row(alert_id: int) -> Alert:
    """Return one alert.

    Raises:
        AlertNotFoundError: There is none.
    """
    row = Alert.objects.select_related("rule").filter(pk=alert_id).first()
    if row is None:
        raise AlertNotFoundError(kind="", key=str(alert_id))
    return row


def list_waiting_for_cases() -> tuple[Alert, ...]:
    """Return the alerts whose rule opens a case by itself and which have none yet."""
    rows = Alert.objects.select_related("rule").filter(rule__auto_case=True, case_no="")
    rows = rows.exclude(state=AlertState.CLEARED)
    return tuple(
        row
        for row in rows
        if SEVERITY[Level(row.peak_level)] >= SEVERITY[Level(row.rule.case_level)]
    )


def list_page(actor: Actor, query: AlertQuery) -> AlertPage:
    """Return one page of alerts."""
    rows = Alert.objects.select_related("rule").annotate(severity=_SEVERITY)
    rows = rows.filter(_matches(query))
    key = query.sort.removeprefix("-")
    order = query.sort if key in _SORTS else "-raised_at"
    start = (max(query.page, 1) - 1) * query.page_size
    chosen = rows.order_by(order, "-id")[start : start + query.page_size]
    return AlertPage(rows=alert_infos(actor, chosen), total=rows.count())


def _matches(query: AlertQuery) -> Q:
    condition = Q()
    if query.levels:
        condition &= Q(level__in=query.levels)
    if query.states:
        condition &= Q(state__in=query.states)
    if query.indicator_code:
        condition &= Q(rule__indicator_code=query.indicator_code)
    if query.area_code:
        condition &= Q(area_code__startswith=query.area_code)
    if query.text:
        condition &= Q(rule__name__icontains=query.text) | Q(case_no__contains=query.text)
    return condition


@dataclass(frozen=True)
class _Surroundings:
    """What the titles of alerts are made of, read once for many."""

    areas: dict[str, str]
    indicators: dict[str, IndicatorSpec]


def _surroundings(actor: Actor) -> _Surroundings:
    return _Surroundings(
        areas=accounts.area_names(),
        indicators={one.code: one for one in vitals.list_specs(actor)},
    )


def alert_infos(actor: Actor, rows: Iterable[Alert]) -> tuple[AlertInfo, ...]:
    """Return many alerts as frozen data."""
    around = _surroundings(actor)
    return tuple(_alert_info(row, around) for row in rows)


def alert_info(actor: Actor, row: Alert) -> AlertInfo:
    """Return one alert as frozen data."""
    return _alert_info(row, _surroundings(actor))


def _alert_info(row: Alert, around: _Surroundings) -> AlertInfo:
    indicator = around.indicators[row.rule.indicator_code]
    area = around.areas.get(row.area_code, row.area_code) if row.area_code else _("全市")
    text = vitals.number_text(row.value, indicator.precision)
    words = {"area": area, "name": indicator.name, "level": level_word(Level(row.level))}
    thresholds = _thresholds(row.rule) or indicator.thresholds
    return AlertInfo(
        id=row.pk,
        rule_code=row.rule.code,
        rule_name=row.rule.name,
        indicator_code=indicator.code,
        indicator_name=indicator.name,
        area_code=row.area_code,
        area_name=area,
        period=row.period,
        level=Level(row.level),
        peak_level=Level(row.peak_level),
        state=AlertState(row.state),
        state_title=state_title(AlertState(row.state)),
        title=_("%(area)s“%(name)s”%(level)s预警") % words,
        reason=_reason(row, text, indicator.unit, thresholds=thresholds),
        advice=row.rule.advice,
        value=row.value,
        text=text,
        unit=indicator.unit,
        reading_id=row.reading_id,
        raised_at=row.raised_at,
        acknowledged_at=row.acknowledged_at,
        acknowledged_by=row.acknowledged_by,
        cleared_at=row.cleared_at,
        case_no=row.case_no,
    )


def _reason(row: Alert, text: str, unit: str, *, thresholds: Thresholds) -> str:
    threshold = thresholds.get(Level(row.level))
    values = {"period": row.period, "text": text, "unit": unit}
    if threshold is None:
        return _("%(period)s 的值为 %(text)s%(unit)s。") % values
    templates: dict[str, Callable[[], str]] = {
        ">": lambda: _(
            "%(period)s 的值为 %(text)s%(unit)s，%(level)s阈值为大于 %(bound)s%(unit)s。"
        ),
        ">=": lambda: _(
            "%(period)s 的值为 %(text)s%(unit)s，%(level)s阈值为不小于 %(bound)s%(unit)s。"
        ),
        "<": lambda: _(
            "%(period)s 的值为 %(text)s%(unit)s，%(level)s阈值为小于 %(bound)s%(unit)s。"
        ),
        "<=": lambda: _(
            "%(period)s 的值为 %(text)s%(unit)s，%(level)s阈值为不大于 %(bound)s%(unit)s。"
        ),
    }
    bound = f"{threshold.value.normalize():f}"
    words = {"level": level_word(Level(row.level)), "bound": bound}
    return templates[threshold.op]() % (values | words)


def level_word(level: Level) -> str:
    """Return the colour's word."""
    words = {
        Level.RED: _("红色"),
        Level.ORANGE: _("橙色"),
        Level.YELLOW: _("黄色"),
        Level.BLUE: _("蓝色"),
    }
    return words[level]


def state_title(state: AlertState) -> str:
    """Return what a state is called."""
    titles = {
        AlertState.RAISED: _("待确认"),
        AlertState.ACKNOWLEDGED: _("已确认"),
        AlertState.CLEARED: _("已解除"),
    }
    return titles[state]


def list_steps(actor: Actor, row: Alert) -> tuple[AlertStep, ...]:
    """Return the history of an alert."""
    titles = {
        "raise": _("触发"),
        "rise": _("升级"),
        "fall": _("降级"),
        "clear": _("解除"),
        "replace": _("由新周期接替"),
        "acknowledge": _("确认"),
        "case": _("转案件"),
    }
    steps = row.steps.all()
    precision = vitals.get_indicator(actor, row.rule.indicator_code).spec.precision
    return tuple(_step(step, titles[step.action], precision) for step in steps)


def _step(step: StepRow, title: str, precision: int) -> AlertStep:
    return AlertStep(
        at=step.at,
        name=step.name or _("系统"),
        action=step.action,
        action_title=title,
        level=step.level,
        text=vitals.number_text(step.value, precision),
        note=step.note,
    )


def case_area(area_code: str) -> str:
    """Return the area of a case: the alert's own, or the whole city's where it is none."""
    if _AREA.fullmatch(area_code):
        return area_code
    governments = accounts.list_organisations(kind=OrganisationKind.GOVERNMENT)
    cities = [one.area_code for one in governments if one.level == OrganisationLevel.CITY]
    return cities[0] if cities else area_code
