"""Steps eight and nine: warnings are raised, become cases, and cases run to their close."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import cast

import yaml

from chengshu.base.settings import api as settings
from chengshu.operations.dispatch import api as dispatch
from chengshu.operations.dispatch.contracts import (
    CaseAction,
    CaseClassInfo,
    CaseInfo,
    CaseState,
    Move,
    NewCase,
)
from chengshu.operations.warning import api as warning
from chengshu.operations.warning.contracts import AlertInfo, AlertQuery, AlertRuleSpec
from cities.demo import pack
from cities.demo.generate.places import list_streets
from cities.demo.journey.walk import Walk
from cities.demo.report import Check, at_least, count, holds

Entry = Mapping[str, object]
_STAGES = [
    CaseState.REPORTED,
    CaseState.ACCEPTED,
    CaseState.DISPATCHED,
    CaseState.HANDLING,
    CaseState.HANDLED,
    CaseState.VERIFIED,
    CaseState.CLOSED,
]
_ACTIONS = {
    CaseState.REPORTED: CaseAction.ACCEPT,
    CaseState.ACCEPTED: CaseAction.DISPATCH,
    CaseState.DISPATCHED: CaseAction.RECEIVE,
    CaseState.HANDLING: CaseAction.HANDLE,
    CaseState.HANDLED: CaseAction.VERIFY,
    CaseState.VERIFIED: CaseAction.CLOSE,
}
_BY_UNIT = {CaseAction.RECEIVE, CaseAction.HANDLE}
_NOTES = {CaseAction.HANDLE: "已到现场处置完毕，照片随附", CaseAction.VERIFY: "现场核查属实"}


def _cases() -> Entry:
    return pack.read_yaml("cases.yaml")


def _standard_names() -> Iterator[tuple[str, str, str]]:
    """Yield (code, name, kind) of the matters of the standard, mirrored components first."""
    path = settings.national_folder() / "cityops.yaml"
    standard = yaml.safe_load(path.read_text(encoding="utf-8"))["gbt47678_5_2026"]
    mirror = standard["matters"]["mirror_components"]
    for major, group in standard["components"].items():
        yield major, f"{group['name']}{mirror['major_name_suffix']}", ""
        for minor, name in group["items"].items():
            yield f"{major}{minor}", f"{name}{mirror['name_suffix']}", major
    for major, group in standard["matters"].items():
        if major != "mirror_components":
            yield major, group["name"], ""
            for minor, name in group["items"].items():
                yield f"{major}{minor}", name, major


def list_classes() -> tuple[CaseClassInfo, ...]:
    """Return the classes of the standard with the city's deadlines and lead units."""
    cases = _cases()
    limits = cast("Mapping[str, list[str]]", cases["limits"])
    units = cast("Mapping[str, str]", cases["lead_units"])
    classes = []
    for code, name, parent in _standard_names():
        amount, unit = limits.get(code) or limits[parent or code]
        classes.append(
            CaseClassInfo(
                code_system=str(cases["code_system"]),
                code=code,
                name=name,
                parent_code=parent,
                lead_unit=units.get(code) or units.get(parent, ""),
                limit_amount=Decimal(amount),
                limit_unit=unit,
                standard=str(cases["standard"]),
                version=str(cases["version"]),
            )
        )
    return tuple(classes)


def define_classes(walk: Walk) -> tuple[Check, ...]:
    """Load the case classes with deadlines."""
    classes = list_classes()
    dispatch.save_case_classes(walk.person("zhiban"), classes)
    known = dispatch.list_case_classes(walk.actor, code_system=str(_cases()["code_system"]))
    return (count("案件类别", len(classes), len(known)),)


def raise_warnings(walk: Walk) -> tuple[Check, ...]:
    """Define the rules and judge the newest readings by them."""
    officer = walk.person("zhiban")
    entries = cast("list[Entry]", pack.read_yaml("indicators.yaml")["rules"])
    for entry in entries:
        spec = AlertRuleSpec(
            code=str(entry["code"]),
            name=str(entry["name"]),
            indicator_code=str(entry["indicator"]),
            margin=Decimal(str(entry.get("margin", "0"))),
            case_class=str(entry.get("case_class", "")),
            code_system=str(_cases()["code_system"]),
            lead_unit=str(entry.get("lead_unit", "")),
            advice=str(entry["advice"]),
        )
        warning.save_rule(officer, spec)
    warning.evaluate(officer)
    alerts = warning.list_alerts(officer).rows
    cold = _cold_alert(walk)
    found = f"{cold.area_name}：{cold.reason}" if cold else "无"
    return (
        at_least("预警", 1, len(alerts)),
        holds("青岭区室温预警", ok=cold is not None, found=found),
    )


def _cold_alert(walk: Walk) -> AlertInfo | None:
    query = AlertQuery(indicator_code="heat_room_rate", area_code="219903")
    return next(iter(warning.list_alerts(walk.person("zhiban"), query).rows), None)


def push_case(walk: Walk, case: CaseInfo, until: CaseState) -> CaseInfo:
    """Take a case on, each step by the person whose it is, until it stands at `until`."""
    handlers = cast("Mapping[str, str]", _cases()["officers"])
    while case.state in _ACTIONS and _STAGES.index(case.state) < _STAGES.index(until):
        action = _ACTIONS[case.state]
        username = handlers[case.lead_unit] if action in _BY_UNIT else "zhiban"
        move = Move(action, note=_NOTES.get(action, ""))
        case = dispatch.act(walk.person(username), case.no, move)
    return case


def close_warning(walk: Walk) -> tuple[Check, ...]:
    """Turn the warning into a case, and the case through all stages to its close."""
    officer = walk.person("zhiban")
    alert = _cold_alert(walk)
    if alert is None:
        return (holds("预警转案件", ok=False),)
    warning.acknowledge_alert(officer, alert.id, note="已电话通知热力集团")
    alert = warning.open_case(officer, alert.id)
    case = push_case(walk, dispatch.get_case(officer, alert.case_no).case, CaseState.CLOSED)
    detail = dispatch.get_case(officer, case.no)
    steps = [step.to_state for step in detail.flow]
    stages = [state.value for state in _STAGES]
    return (
        holds("预警转案件", ok=bool(alert.case_no), found=alert.case_no),
        holds(
            "案件走完全流程",
            ok=steps == stages,
            found=" → ".join(s.action_title for s in detail.flow),
        ),
        holds("案件已结案", ok=case.state is CaseState.CLOSED, found=case.state_title),
    )


def work_cases(walk: Walk) -> tuple[Check, ...]:
    """Report the demo's cases and leave each at the stage where its people can go on."""
    middles = {street.code: street.middle for street in list_streets()}
    entries = cast("list[Entry]", _cases()["reports"])
    ended = 0
    for entry in entries:
        longitude, latitude = middles[str(entry["street"])]
        new = NewCase(
            title=str(entry["title"]),
            class_code=str(entry["class"]),
            area_code=str(entry["street"]),
            source=str(entry["source"]),
            source_key=str(entry["key"]),
            description=str(entry["title"]),
            location=str(entry["location"]),
            longitude=longitude,
            latitude=latitude,
            coordinate_system="WGS-84",
        )
        reporter = walk.person(str(entry.get("reporter", "zhiban")))
        case = dispatch.report_case(reporter, new)
        wanted = CaseState(str(entry["stage"]))
        case = push_case(walk, case, wanted)
        ended += _STAGES.index(case.state) >= _STAGES.index(wanted)
    counts = dispatch.count_cases(walk.person("lingdao"))
    return (
        count("案件到达预定阶段", len(entries), ended),
        at_least("案件总数", len(entries) + 1, counts.total),
    )
