"""Writes of warning: rules, and the life of alerts from raised to cleared or to a case."""

from collections.abc import Iterable
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from chengshu.base.accounts import api as accounts
from chengshu.base.accounts.contracts import Actor
from chengshu.base.clock import api as clock
from chengshu.operations.dispatch import api as dispatch
from chengshu.operations.dispatch.contracts import CaseState, NewCase
from chengshu.operations.dispatch.errors import CaseNotFoundError
from chengshu.operations.vitals import api as vitals
from chengshu.operations.vitals.contracts import Level, ReadingInfo
from chengshu.operations.warning import selectors
from chengshu.operations.warning.contracts import AlertRuleSpec, AlertState
from chengshu.operations.warning.errors import AlertClearedError, BadRuleError, NoCaseRuleError
from chengshu.operations.warning.judging import Thresholds, is_at_least, judge
from chengshu.operations.warning.models import Alert, AlertRule, AlertStep

_CASE_TITLE_LENGTH = 128
_FINISHED = {CaseState.CLOSED, CaseState.VOIDED}


def check_rule(actor: Actor, spec: AlertRuleSpec) -> None:
    """Refuse a rule that could never work.

    Raises:
        BadRuleError: A field cannot be used.
        IndicatorNotFoundError: There is no such indicator.
    """
    indicator = vitals.get_indicator(actor, spec.indicator_code)
    if not spec.code.strip() or not spec.name.strip():
        raise BadRuleError(field="code", reason=_("编码和名称不能为空。"))
    if not spec.thresholds and not indicator.spec.thresholds:
        raise BadRuleError(field="red", reason=_("规则和指标都没有设置阈值。"))
    if spec.margin < 0:
        raise BadRuleError(field="margin", reason=_("回差不能为负数。"))
    if spec.auto_case and not spec.case_class:
        raise BadRuleError(field="case_class", reason=_("自动转案件须设置案件类别。"))
    if spec.lead_unit and accounts.find_organisation(spec.lead_unit) is None:
        raise BadRuleError(field="lead_unit", reason=_("主办单位不存在。"))


def save_rule(*, spec: AlertRuleSpec) -> AlertRule:
    """Insert or update a rule by its code."""
    row, _created = AlertRule.objects.update_or_create(
        code=spec.code,
        defaults={
            "name": spec.name,
            "indicator_code": spec.indicator_code,
            "thresholds": {
                level.value: {"op": one.op, "value": str(one.value)}
                for level, one in spec.thresholds.items()
            },
            "margin": spec.margin,
            "areas": list(spec.areas),
            "auto_case": spec.auto_case,
            "case_level": spec.case_level.value,
            "case_class": spec.case_class,
            "code_system": spec.code_system,
            "lead_unit": spec.lead_unit,
            "advice": spec.advice,
            "is_active": spec.is_active,
        },
    )
    return row


def evaluate_rule(*, actor: Actor, rule: AlertRule) -> list[Alert]:
    """Judge the newest reading of every area by one rule; return the alerts raised just now."""
    thresholds = selectors.thresholds_of(actor, rule)
    readings = [
        reading
        for reading in vitals.latest_readings(rule.indicator_code)
        if reading.value is not None and (not rule.areas or reading.area_code in rule.areas)
    ]
    raised = []
    with transaction.atomic():
        AlertRule.objects.select_for_update().get(pk=rule.pk)
        for reading in readings:
            alert = _judge_reading(actor, rule, reading, thresholds=thresholds)
            if alert is not None:
                raised.append(alert)
    return raised


def _judge_reading(
    actor: Actor, rule: AlertRule, reading: ReadingInfo, *, thresholds: Thresholds
) -> Alert | None:
    """Return the alert when this reading raised one."""
    active = list(
        Alert.objects.filter(rule=rule, area_code=reading.area_code).exclude(
            state=AlertState.CLEARED
        )
    )
    held = Level(active[0].level) if active else None
    if reading.value is None:
        return None
    level = judge(reading.value, thresholds, margin=rule.margin, held=held)
    if level is None:
        _clear(actor, active, reading)
        return None
    if active and vitals.level_of(reading.value, thresholds) is None:
        _follow(actor, active[0], reading, level=level)  # within the margin: the old one lasts
        return None
    return _raise(actor, rule, reading, level=level)


def _raise(actor: Actor, rule: AlertRule, reading: ReadingInfo, *, level: Level) -> Alert | None:
    alert, is_new = Alert.objects.get_or_create(
        rule=rule,
        area_code=reading.area_code,
        period=reading.period,
        defaults={
            "level": level,
            "peak_level": level,
            "state": AlertState.RAISED,
            "value": reading.value or Decimal(0),
            "reading_id": reading.id,
            "raised_at": clock.now(),
        },
    )
    if not is_new and alert.state != AlertState.CLEARED:
        _follow(actor, alert, reading, level=level)
        return None
    if not is_new:
        alert.state, alert.cleared_at, alert.acknowledged_at = AlertState.RAISED, None, None
        _set(alert, reading, level)
    _replace_earlier(actor, alert, reading)
    add_step(actor, alert, "raise")
    return alert


def _replace_earlier(actor: Actor, alert: Alert, reading: ReadingInfo) -> None:
    """Let the alert of a newer period take over from the one before, and from its open case."""
    earlier = (
        Alert.objects
        .filter(rule=alert.rule_id, area_code=alert.area_code)
        .exclude(pk=alert.pk)
        .exclude(state=AlertState.CLEARED)
    )
    for one in earlier:
        if one.case_no and not alert.case_no and not _is_finished(actor, one.case_no):
            alert.case_no = one.case_no
            alert.save(update_fields=["case_no"])
        one.state, one.cleared_at = AlertState.CLEARED, clock.now()
        one.save(update_fields=["state", "cleared_at"])
        add_step(actor, one, "replace", note=reading.period)


def _is_finished(actor: Actor, case_no: str) -> bool:
    try:
        return dispatch.get_case(actor, case_no).case.state in _FINISHED
    except CaseNotFoundError:
        return True


def _follow(actor: Actor, alert: Alert, reading: ReadingInfo, *, level: Level) -> None:
    before = Level(alert.level)
    if alert.reading_id == reading.id and before == level:
        return
    _set(alert, reading, level)
    if level != before:
        add_step(actor, alert, "rise" if is_at_least(level, before) else "fall")


def _set(alert: Alert, reading: ReadingInfo, level: Level) -> None:
    alert.level, alert.reading_id = level, reading.id
    if reading.value is not None:
        alert.value = reading.value
    if is_at_least(level, Level(alert.peak_level)):
        alert.peak_level = level
    alert.save()


def _clear(actor: Actor, alerts: Iterable[Alert], reading: ReadingInfo) -> None:
    for alert in alerts:
        alert.state, alert.cleared_at = AlertState.CLEARED, clock.now()
        if reading.value is not None:
            alert.value, alert.reading_id = reading.value, reading.id
        alert.save()
        add_step(actor, alert, "clear")


def add_step(actor: Actor, alert: Alert, action: str, *, note: str = "") -> None:
    """Add a line to the history of an alert."""
    AlertStep.objects.create(
        alert=alert,
        at=clock.now(),
        name="" if actor.is_system else actor.name,
        action=action,
        level=alert.level,
        value=alert.value,
        note=note,
    )


@transaction.atomic
def acknowledge(*, actor: Actor, alert_id: int, note: str) -> tuple[Alert, bool]:
    """Record that an officer took note; return whether that was news."""
    alert = _lock(alert_id)
    if alert.state == AlertState.ACKNOWLEDGED:
        return alert, False
    alert.state, alert.acknowledged_at = AlertState.ACKNOWLEDGED, clock.now()
    alert.acknowledged_by = actor.name
    alert.save()
    add_step(actor, alert, "acknowledge", note=note)
    return alert, True


def _lock(alert_id: int) -> Alert:
    selectors.get_alert_row(alert_id)
    alert = Alert.objects.select_for_update(of=("self",)).select_related("rule").get(pk=alert_id)
    if alert.state == AlertState.CLEARED and not alert.case_no:
        raise AlertClearedError(reason="", key=str(alert_id))
    return alert


@transaction.atomic
def open_case(*, actor: Actor, alert_id: int, note: str) -> tuple[Alert, bool]:
    """Open the case of an alert, once; return whether it was opened just now.

    The case is named by the alert, so that a crash in between opens no second one.
    """
    alert = _lock(alert_id)
    if alert.case_no:
        return alert, False
    if not alert.rule.case_class:
        raise NoCaseRuleError(reason="", rule=alert.rule.name)
    case = dispatch.report_case(actor, _new_case(actor, alert, note))
    alert.case_no = case.no
    alert.save(update_fields=["case_no"])
    add_step(actor, alert, "case", note=note)
    return alert, True


def _new_case(actor: Actor, alert: Alert, note: str) -> NewCase:
    info = selectors.alert_info(actor, alert)
    parts = [info.reason, alert.rule.advice, note]
    return NewCase(
        title=info.title[:_CASE_TITLE_LENGTH],
        class_code=alert.rule.case_class,
        code_system=alert.rule.code_system,
        area_code=selectors.case_area(alert.area_code),
        source="warning",
        source_key=f"alert-{alert.pk}",
        description="\n".join(part for part in parts if part),
        location=info.area_name,
        lead_unit=alert.rule.lead_unit,
        reporter=alert.rule.name,
    )
