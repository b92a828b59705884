"""What real data leads to: indicators by city and a warning, cases by class, drafted entries."""

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import cast

from chengshu.base.accounts import api as accounts
from chengshu.base.accounts.contracts import Level, OrganisationInfo, OrganisationKind
from chengshu.data.catalog import api as catalog
from chengshu.data.lake import api as lake
from chengshu.operations.dispatch import api as dispatch
from chengshu.operations.dispatch.contracts import CaseClassInfo, CaseQuery, NewCase
from chengshu.operations.vitals import api as vitals
from chengshu.operations.warning import api as warning
from chengshu.operations.warning.contracts import AlertQuery, AlertRuleSpec
from cities.demo.journey.measuring import make_spec
from cities.demo.journey.walk import Walk, username_of
from cities.demo.real.plans import Entry, get_section
from cities.demo.report import Check, count, holds

_CITIES = 367
_ALL = 10_000


def measure_air(walk: Walk) -> tuple[Check, ...]:
    """Compute the index by city; exactly one city is beyond the red bound."""
    entry, rule = get_section("indicator"), get_section("rule")
    person = username_of("environment", "data_officer")
    officer = walk.person(person)
    vitals.save_indicator(officer, make_spec(entry, owner="environment", person=person))
    vitals.compute_indicator(officer, str(entry["code"]))
    cities = [r for r in vitals.latest_readings(str(entry["code"])) if r.area_code]
    spec = AlertRuleSpec(
        code=str(rule["code"]),
        name=str(rule["name"]),
        indicator_code=str(entry["code"]),
        advice=str(rule["advice"]),
    )
    duty = walk.person("zhiban")
    warning.save_rule(duty, spec)
    warning.evaluate(duty)
    alerts = warning.list_alerts(duty, AlertQuery(indicator_code=str(entry["code"]))).rows
    where = "、".join(alert.area_code for alert in alerts)
    return (
        count("有空气质量指标值的城市", _CITIES, len(cities)),
        count("空气质量预警", 1, len(alerts)),
        holds("预警城市", ok=where == rule["city"], found=where),
    )


def _classes(section: Entry) -> list[CaseClassInfo]:
    classes = cast("Mapping[str, Entry]", section["classes"])
    return [
        CaseClassInfo(
            code_system=str(section["code_system"]),
            code=name,
            name=name,
            lead_unit=str(entry["unit"]),
            limit_amount=Decimal(cast("list[str]", entry["limit"])[0]),
            limit_unit=cast("list[str]", entry["limit"])[1],
            standard=str(section["standard"]),
            version="2020",
        )
        for name, entry in classes.items()
    ]


def _report_messages(walk: Walk, section: Entry) -> None:
    columns = ["_position", "subject", "content", "category"]
    table = lake.read_rows(walk.actor, resource_code="real_message", columns=columns, limit=_ALL)
    for row in table.to_pylist():
        new = NewCase(
            title=str(row["subject"]).strip(),
            description=str(row["content"] or "").strip(),
            class_code=str(row["category"]),
            code_system=str(section["code_system"]),
            area_code="219900",
            source="hotline",
            source_key=f"real_message:{row['_position']}",
        )
        dispatch.report_case(walk.actor, new)


def report_messages(walk: Walk) -> tuple[Check, ...]:
    """Open a case for every message, in the class it was labelled with."""
    section = get_section("messages")
    dispatch.save_case_classes(walk.person("zhiban"), _classes(section))
    classes = cast("Mapping[str, Entry]", section["classes"])
    expected = {name: int(str(entry["messages"])) for name, entry in classes.items()}
    if _count_by_class(walk, classes) != expected:
        _report_messages(walk, section)
    found = _count_by_class(walk, classes)
    parts = "、".join(f"{name} {number}" for name, number in found.items())
    return (
        count("群众留言转案件", sum(expected.values()), sum(found.values())),
        holds("各类案件数与标注一致", ok=found == expected, found=parts),
    )


def _count_by_class(walk: Walk, classes: Mapping[str, Entry]) -> dict[str, int]:
    return {
        name: dispatch.list_cases(walk.actor, CaseQuery(class_code=name, page_size=1)).total
        for name in classes
    }


def import_catalogue(walk: Walk) -> tuple[Check, ...]:
    """Fold the files of a portal's catalogue to entries and departments."""
    section = get_section("catalogue")
    parent = cast("Mapping[str, str]", section["parent"])
    info = OrganisationInfo(
        code=parent["code"],
        name=parent["name"],
        uscc="",
        kind=OrganisationKind.GOVERNMENT,
        level=Level.CITY,
        area_code="450000",
        parent_code=None,
    )
    if accounts.find_organisation(info.code) is None:
        accounts.save_organisation(walk.actor, info)
    path = Path(walk.data or "") / str(section["folder"]) / str(section["file"])
    report = catalog.import_file(
        walk.actor, name=path.name, data=path.read_bytes(), mapping="portal_files", parent=info.code
    )
    drafted = report.drafted + report.unchanged
    return (
        count("广西目录文件行数", int(str(section["rows"])), report.rows),
        count("归并为目录条目", int(str(section["entries"])), report.entries),
        count("条目已入目录草稿", int(str(section["entries"])), drafted),
        count("提供部门", int(str(section["departments"])), report.departments),
    )
