"""The component and event standard of a city: merged sheets become case classes with deadlines."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import cast

from chengshu.operations.dispatch import api as dispatch
from chengshu.operations.dispatch.contracts import CaseClassInfo
from cities.demo.journey.walk import Walk
from cities.demo.real.merged import MergedSheet, read_sheets
from cities.demo.real.plans import Entry, get_section
from cities.demo.report import Check, count

_LONGEST = 100


def parse_limit(text: str, units: Mapping[str, str]) -> tuple[Decimal, str]:
    """Return amount and time unit of words like 2紧急工作时, 4小时, 5天; a remark may follow.

    Raises:
        ValueError: The words are no limit we know.
    """
    found = re.match(rf"(\d+)({'|'.join(map(re.escape, units))})", text.strip())
    if found is None:
        raise ValueError(text)
    return Decimal(found[1]), units[found[2]]


def make_classes(sheet: MergedSheet, entry: Entry, section: Entry) -> Iterator[CaseClassInfo]:
    """Yield major classes, minor classes, and one class per filing condition with its deadline."""
    units = cast("Mapping[str, str]", section["units"])
    seen: set[str] = set()
    conditions: Counter[str] = Counter()
    records = [dict(zip(sheet.header, row, strict=True)) for row in sheet.rows]
    majors = {cells["大类名称"]: cells["大类代码"] for cells in records if cells["大类代码"]}
    for cells in records:
        major = majors[cells["大类名称"]].zfill(2)  # a few rows below a range lack the code
        minor = major + cells["小类代码"].zfill(2)
        names = ((major, cells["大类名称"], ""), (minor, cells["小类名称"], major))
        for code, name, parent in names:
            if code not in seen:
                seen.add(code)
                yield _class(entry, section, (code, name, parent), limit=None)
        conditions[minor] += 1
        name = f"{cells['小类名称']}：{cells['立案条件']}"[:_LONGEST]
        code = f"{minor}-{conditions[minor]:02d}"
        limit = parse_limit(cells["处置时限"], units)
        yield _class(entry, section, (code, name, minor), limit=limit)


def _class(
    entry: Entry,
    section: Entry,
    names: tuple[str, str, str],
    *,
    limit: tuple[Decimal, str] | None,
) -> CaseClassInfo:
    code, name, parent = names
    return CaseClassInfo(
        code_system=str(entry["code_system"]),
        code=code,
        name=name,
        parent_code=parent,
        kind=str(entry["kind"]),
        limit_amount=limit[0] if limit else None,
        limit_unit=limit[1] if limit else "working_day",
        standard=str(section["title"]),
        version="1",
    )


def read_standard(walk: Walk) -> tuple[Check, ...]:
    """Read both sheets and keep their classes."""
    section = get_section("standard")
    path = Path(walk.data or "") / str(section["folder"]) / str(section["file"])
    entries = cast("Mapping[str, Entry]", section["sheets"])
    sheets = read_sheets(path, first_name="大类代码")
    checks = [
        count("运城标准合并单元格", int(str(section["merged"])), sum(s.ranges for s in sheets))
    ]
    for sheet in sheets:
        entry = entries[sheet.name]
        classes = tuple(make_classes(sheet, entry, section))
        dispatch.save_case_classes(walk.person("zhiban"), classes)
        system = str(entry["code_system"])
        known = dispatch.list_case_classes(walk.actor, code_system=system)
        limited = sum(info.limit_amount is not None for info in known)
        checks.append(count(f"{sheet.name}立案条件及时限", int(str(entry["rows"])), limited))
        checks.append(count(f"{sheet.name}案件类别", len(classes), len(known)))
    return tuple(checks)
