"""Reads the doors below and lays out what one screen shows; nothing is computed here but places."""

from collections import Counter
from collections.abc import Mapping

from chengshu.base.accounts import api as accounts
from chengshu.base.accounts.contracts import Actor
from chengshu.base.clock import api as clock
from chengshu.exchange.gateway import api as gateway
from chengshu.operations.dispatch import api as dispatch
from chengshu.operations.dispatch.contracts import CaseQuery, CaseState
from chengshu.operations.vitals import api as vitals
from chengshu.operations.vitals.contracts import ReadingInfo, ReadingQuality
from chengshu.operations.warning import api as warning
from chengshu.operations.warning.contracts import AlertQuery, AlertState
from chengshu.screens.cockpit.contracts import (
    AlertLine,
    AreaFigure,
    CaseLine,
    CaseNumbers,
    Figure,
    Screen,
    ScreenSpec,
    Trend,
)
from chengshu.screens.cockpit.ranking import list_ranking

_LINES = 50  # alerts and cases that are read; the panels show the first, the drawer all
_PERIODS = 24  # points of a trend
_OPEN_CASES = tuple(
    state.value for state in CaseState if state not in {CaseState.CLOSED, CaseState.VOIDED}
)


def get_screen(actor: Actor, spec: ScreenSpec) -> Screen:
    """Return everything `spec` shows at this moment."""
    alerts = _read_alerts(actor)
    totals = vitals.latest_totals()
    calls = gateway.count_calls(since=clock.now().replace(hour=0, minute=0, second=0))
    return Screen(
        spec=spec,
        at=clock.now(),
        kpis=tuple(read_figure(actor, code, totals) for code in spec.kpis),
        map_figures=_read_map(spec.map_indicator),
        trends=tuple(_read_trend(actor, code) for code in spec.trends),
        alerts=alerts[:_LINES],
        alert_counts=Counter(alert.level for alert in alerts),
        cases=_read_cases(actor),
        case_numbers=_count_cases(actor),
        ranking=list_ranking(actor),
        calls_today=calls.answered,
        rows_today=calls.rows,
    )


def read_figure(actor: Actor, code: str, totals: Mapping[str, ReadingInfo]) -> Figure:
    """Return the newest reading of the whole city, or a missing figure with its reason."""
    if code in totals:
        return _to_figure(totals[code])
    spec = vitals.get_indicator(actor, code).spec
    return _missing_figure(code, spec.name, spec.unit)


def _missing_figure(code: str, name: str, unit: str) -> Figure:
    return Figure(
        code=code,
        name=name,
        text="—",
        unit=unit,
        value=None,
        period="",
        level="",
        mark="missing",
        reason="",
        reading_id=None,
        computed_at=None,
    )


def _to_figure(reading: ReadingInfo) -> Figure:
    sound = reading.quality is ReadingQuality.OK and reading.value is not None
    return Figure(
        code=reading.indicator_code,
        name=reading.indicator_name,
        text=reading.text,
        unit=reading.unit,
        value=None if reading.value is None else float(reading.value),
        period=reading.period,
        level=reading.level.value if reading.level else "",
        mark="" if sound else reading.quality.value if reading.value is not None else "missing",
        reason="" if sound else reading.quality_title,
        reading_id=reading.id,
        computed_at=reading.computed_at,
    )


def _read_map(code: str) -> tuple[AreaFigure, ...]:
    names = accounts.area_names()
    return tuple(
        AreaFigure(
            area_code=reading.area_code,
            area_name=_short_name(names, reading.area_code),
            figure=_to_figure(reading),
        )
        for reading in vitals.latest_readings(code)
        if reading.area_code
    )


def _short_name(names: Mapping[str, str], code: str) -> str:
    """Return an area's name without its city's, which the screen's title already says."""
    return names.get(code, code).removeprefix(names.get(f"{code[:4]}00", ""))


def _read_trend(actor: Actor, code: str) -> Trend:
    readings = vitals.list_readings(actor, code=code, area="")
    newest = sorted(readings, key=lambda reading: reading.period)[-_PERIODS:]
    figure = _to_figure(newest[-1]) if newest else read_figure(actor, code, {})
    return Trend(
        code=code,
        name=figure.name,
        unit=figure.unit,
        periods=tuple(reading.period for reading in newest),
        values=tuple(None if one.value is None else float(one.value) for one in newest),
        reading_ids=tuple(reading.id for reading in newest),
        figure=figure,
    )


def _read_alerts(actor: Actor) -> tuple[AlertLine, ...]:
    in_force = (AlertState.RAISED.value, AlertState.ACKNOWLEDGED.value)
    page = warning.list_alerts(actor, AlertQuery(states=in_force, page_size=200))
    order = {"red": 0, "orange": 1, "yellow": 2, "blue": 3}
    lines = [
        AlertLine(
            id=alert.id,
            level=alert.level.value,
            title=alert.title,
            area_name=alert.area_name,
            state_title=alert.state_title,
            raised_at=alert.raised_at,
            case_no=alert.case_no,
        )
        for alert in page.rows
    ]
    return tuple(sorted(lines, key=lambda line: order[line.level]))


def _read_cases(actor: Actor) -> tuple[CaseLine, ...]:
    query = CaseQuery(states=_OPEN_CASES, sort="due_at", page_size=_LINES)
    return tuple(
        CaseLine(
            no=case.no,
            title=case.title,
            lead_unit_name=case.lead_unit_name,
            state_title=case.state_title,
            light=case.light,
            due_at=case.due_at,
        )
        for case in dispatch.list_cases(actor, query).rows
    )


def _count_cases(actor: Actor) -> CaseNumbers:
    counts = dispatch.count_cases(actor)
    return CaseNumbers(
        total=counts.total, open=counts.open, closed=counts.closed, overdue=counts.overdue
    )
