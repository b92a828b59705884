"""The clock of a case: one limit per stage, and the handling limit that is stopped and resumed.

What is left is kept as an exact fraction in the limit's own unit, so that a pause over a weekend
costs a limit in working hours nothing.
"""

import datetime as dt
from decimal import Decimal
from fractions import Fraction

from chengshu.base.clock import api as clock
from chengshu.base.clock.api import TimeUnit
from chengshu.operations.dispatch.contracts import CaseState
from chengshu.operations.dispatch.models import Case
from chengshu.operations.dispatch.table import Clock, Limit, Table


def turn_clock(case: Case, *, before: CaseState, table: Table, now: dt.datetime) -> None:
    """Set the clock fields of `case`, which just went from `before` to its present state."""
    present = table.states[CaseState(case.state)]
    ran = table.states[before].clock is Clock.CLASS
    runs = present.clock is Clock.CLASS
    if ran and not runs:
        stop_handling(case, now)
    elif runs and not ran:
        start_handling(case, table.yellow_share, now)
    if present.clock is Clock.OWN and present.limit is not None:
        _show(case, present.limit, now)
        case.due_at = _after(now, Fraction(present.limit.amount), present.limit.unit)
        share = Fraction(1) - Fraction(table.yellow_share)
        case.yellow_at = _after(now, Fraction(present.limit.amount) * share, present.limit.unit)
    elif not runs:
        case.clock_started_at = case.yellow_at = case.due_at = None
        case.limit_amount, case.limit_unit = None, ""


def reset_handling(case: Case, limit: Limit) -> None:
    """Give the handling clock a new limit, not yet running."""
    case.handling_amount, case.handling_unit = limit.amount, limit.unit
    case.handling_left = str(Fraction(limit.amount))
    case.handling_started_at = case.handling_due_at = None


def start_handling(case: Case, yellow_share: Decimal, now: dt.datetime) -> None:
    """Let the handling clock run on with what is left; once overdue it stays overdue."""
    limit = Limit(amount=case.handling_amount or Decimal(0), unit=case.handling_unit)
    left = Fraction(case.handling_left or 0)
    if left > 0 or case.handling_due_at is None:
        case.handling_due_at = _after(now, left, limit.unit)
    case.handling_started_at = now
    _show(case, limit, now)
    case.due_at = case.handling_due_at
    spare = left - Fraction(limit.amount) * Fraction(yellow_share)
    case.yellow_at = _after(now, spare, limit.unit) if spare > 0 else min(now, case.due_at)


def stop_handling(case: Case, now: dt.datetime) -> None:
    """Stop the handling clock and keep what is left; a negative rest is time overdue."""
    if case.handling_started_at is None:
        return
    used = Fraction(clock.elapsed(case.handling_started_at, now, TimeUnit(case.handling_unit)))
    case.handling_left = str(Fraction(case.handling_left) - used)


def light_of(case: Case, now: dt.datetime) -> str:
    """Return green, yellow or red, or an empty string when no clock runs."""
    if case.due_at is None or case.yellow_at is None:
        return ""
    if now > case.due_at:
        return "red"
    return "yellow" if now >= case.yellow_at else "green"


def _show(case: Case, limit: Limit, now: dt.datetime) -> None:
    case.clock_started_at = now
    case.limit_amount, case.limit_unit = limit.amount, limit.unit


def _after(start: dt.datetime, amount: Fraction, unit: str) -> dt.datetime:
    return clock.deadline(start, amount, TimeUnit(unit))
