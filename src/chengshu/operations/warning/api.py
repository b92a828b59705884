"""The door of warning: rules over readings, and the alerts they raise."""

from django.db import transaction
from django.urls import reverse

from chengshu.base.access import api as access
from chengshu.base.accounts.contracts import Actor, system_actor
from chengshu.base.audit import api as audit
from chengshu.base.look.contracts import TaskCard
from chengshu.operations.vitals.contracts import Level
from chengshu.operations.warning import selectors, services
from chengshu.operations.warning.contracts import (
    AlertDetail,
    AlertInfo,
    AlertPage,
    AlertQuery,
    AlertRuleSpec,
    AlertState,
)

__all__ = [
    "acknowledge_alert",
    "evaluate",
    "get_alert",
    "list_alert_tasks",
    "list_alerts",
    "list_levels",
    "list_rules",
    "list_states",
    "may_define",
    "open_case",
    "save_rule",
]

_ANY = AlertQuery()
_MOST_TASKS = 50
_PROGRAM = system_actor("warning")


def save_rule(actor: Actor, spec: AlertRuleSpec) -> AlertRuleSpec:
    """Insert or update a rule by its code.

    Raises:
        BadRuleError: A field cannot be used.
    """
    access.check(actor, "warning.define")
    services.check_rule(_PROGRAM, spec)
    with transaction.atomic():
        row = services.save_rule(spec=spec)
        detail = {"indicator": spec.indicator_code, "auto_case": spec.auto_case}
        audit.record(actor, "warning.save_rule", subject=spec.code, detail=detail)
    return selectors.rule_spec(row)


def may_define(actor: Actor) -> bool:
    """Return whether `actor` may define rules."""
    return access.may(actor, "warning.define")


def list_rules(actor: Actor) -> tuple[AlertRuleSpec, ...]:
    """Return every rule by code."""
    access.check(actor, "warning.view")
    return tuple(selectors.rule_spec(row) for row in selectors.list_rule_rows())


def list_levels() -> tuple[tuple[str, str], ...]:
    """Return (level, word) from the most severe down."""
    return tuple((level.value, selectors.level_word(level)) for level in Level)


def list_states() -> tuple[tuple[str, str], ...]:
    """Return (state, title)."""
    return tuple((state.value, selectors.state_title(state)) for state in AlertState)


def evaluate(actor: Actor) -> tuple[AlertInfo, ...]:
    """Judge the newest readings by every active rule and return the alerts newly raised.

    Alerts whose rule says so get their case, those left over from a crash too.
    """
    access.check(actor, "warning.evaluate")
    raised = [
        alert
        for rule in selectors.list_rule_rows(active=True)
        for alert in services.evaluate_rule(actor=_PROGRAM, rule=rule)
    ]
    for alert in raised:
        detail = {"rule": alert.rule.code, "level": alert.level, "area": alert.area_code}
        audit.record(actor, "warning.evaluate", subject=str(alert.pk), detail=detail)
    for alert in selectors.list_waiting_for_cases():
        _open_case(_PROGRAM, alert.pk, "")
    return tuple(
        selectors.alert_info(_PROGRAM, selectors.get_alert_row(alert.pk)) for alert in raised
    )


def list_alerts(actor: Actor, query: AlertQuery = _ANY) -> AlertPage:
    """Return one page of alerts, newest first by default."""
    access.check(actor, "warning.view")
    return selectors.list_page(_PROGRAM, query)


def get_alert(actor: Actor, alert_id: int) -> AlertDetail:
    """Return an alert with its history and the actions permitted to `actor`."""
    access.check(actor, "warning.view")
    row = selectors.get_alert_row(alert_id)
    is_raised = row.state == AlertState.RAISED
    can_open = row.state != AlertState.CLEARED and bool(row.rule.case_class) and not row.case_no
    return AlertDetail(
        alert=selectors.alert_info(_PROGRAM, row),
        steps=selectors.list_steps(_PROGRAM, row),
        may_acknowledge=is_raised and access.may(actor, "warning.acknowledge"),
        may_open_case=can_open and access.may(actor, "warning.open_case"),
    )


def acknowledge_alert(actor: Actor, alert_id: int, *, note: str = "") -> AlertInfo:
    """Record that an officer has taken note; a repeat changes nothing.

    Raises:
        AlertClearedError: There is nothing left to take note of.
    """
    access.check(actor, "warning.acknowledge")
    with transaction.atomic():
        row, is_new = services.acknowledge(actor=actor, alert_id=alert_id, note=note)
        if is_new:
            audit.record(actor, "warning.acknowledge", subject=str(alert_id))
    return selectors.alert_info(_PROGRAM, row)


def open_case(actor: Actor, alert_id: int, *, note: str = "") -> AlertInfo:
    """Open a dispatch case for an alert, once; the answer carries `case_no`.

    Raises:
        NoCaseRuleError: The rule names no case class.
        AlertClearedError: The alert has been cleared.
    """
    access.check(actor, "warning.open_case")
    return _open_case(actor, alert_id, note)


def _open_case(actor: Actor, alert_id: int, note: str) -> AlertInfo:
    with transaction.atomic():
        row, is_new = services.open_case(actor=actor, alert_id=alert_id, note=note)
        if is_new:
            detail = {"case": row.case_no}
            audit.record(actor, "warning.open_case", subject=str(alert_id), detail=detail)
    return selectors.alert_info(_PROGRAM, row)


def list_alert_tasks(actor: Actor) -> tuple[TaskCard, ...]:
    """Return the alerts that wait to be acknowledged, as cards of the start page."""
    if not access.may(actor, "warning.acknowledge"):
        return ()
    waiting = AlertQuery(states=[AlertState.RAISED], sort="-severity", page_size=_MOST_TASKS)
    return tuple(
        TaskCard(
            title=alert.title,
            kind=selectors.level_word(alert.level),
            url=reverse("warning:alert", args=[alert.id]),
            organisation=alert.area_name,
            note=alert.reason,
        )
        for alert in selectors.list_page(_PROGRAM, waiting).rows
    )
