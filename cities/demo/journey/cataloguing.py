"""Step three: code tables, classes, and an entry for every table, reviewed and published."""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import cast

from chengshu.base.accounts.contracts import Actor
from chengshu.base.clock import api as clock
from chengshu.data.catalog import api as catalog
from chengshu.data.catalog.contracts import (
    Attachment,
    ClassNode,
    CodeEntry,
    CodeTable,
    Countable,
    ItemDraft,
    LoadMode,
    ResourceDraft,
    ResourceInfo,
    ResourceState,
    Scope,
    ShareType,
    Target,
)
from chengshu.data.elements import api as elements
from cities.demo import pack
from cities.demo.generate.places import list_districts, list_streets
from cities.demo.journey.connecting import source_code, system_code
from cities.demo.journey.walk import Walk
from cities.demo.pack import ItemPlan, TablePlan
from cities.demo.report import Check, count

_DEPARTMENT_CLASS = "307"  # 省及其下各级政务部门
_REVIEWS = {ResourceState.DEPARTMENT_REVIEW, ResourceState.BUREAU_REVIEW}
_FORMATS = {
    "xlsx": ("2", "XLSX"),
    "csv": ("6", "CSV"),
    "csv_gbk": ("6", "CSV"),
    "jsonl": ("6", "JSON"),
}
_SINCE = dt.date(2000, 1, 1)


def _area_entries() -> dict[str, dict[str, str]]:
    streets = list_streets()
    return {
        "district": {district.code: district.name for district in list_districts()},
        "street": {street.code: street.name for street in streets},
        "community": {code: name for street in streets for code, name in street.communities},
    }


def _code_tables() -> Iterator[tuple[CodeTable, dict[str, str]]]:
    for document in cast("list[Mapping[str, object]]", pack.read_yaml("codes.yaml")["tables"]):
        entries = cast("Mapping[str, str]", document["entries"])
        table = CodeTable(
            str(document["code"]),
            str(document["name"]),
            str(document["standard"]),
            str(document["version"]),
            _SINCE,
        )
        yield table, {str(code): str(name) for code, name in entries.items()}
    titles = {"district": "区县代码", "street": "街道乡镇代码", "community": "社区代码"}
    for code, entries in _area_entries().items():
        yield CodeTable(code, titles[code], "云枢市区划", "2025", _SINCE), entries


def _classes() -> Iterator[ClassNode]:
    document = pack.read_yaml("organisations.yaml")
    departments = cast("list[Mapping[str, str]]", document["departments"])
    for number, entry in enumerate(departments, 1):
        code = f"{_DEPARTMENT_CLASS}{number:03d}"
        yield ClassNode(code, entry["name"], _DEPARTMENT_CLASS)


def _targets() -> Iterator[Target]:
    """Yield what the pack asks of the city: amounts to be reached some days after it was built."""
    lines = cast("list[Mapping[str, object]]", pack.read_yaml("targets.yaml")["targets"])
    for document in lines:
        days = dt.timedelta(days=int(str(document["days"])))
        yield Target(
            scope=Scope(str(document["scope"])),
            code=str(document.get("code", "")),
            countable=Countable(str(document["countable"])),
            amount=int(str(document["amount"])),
            deadline=clock.today() + days,
        )


def load_standards(walk: Walk) -> tuple[Check, ...]:
    """Load classes, code tables and data elements."""
    elements.load_elements(walk.actor)
    catalog.load_national_pack(walk.actor)
    catalog.save_classes(walk.actor, _classes())
    tables = list(_code_tables())
    for table, entries in tables:
        lines = [CodeEntry(code, name, _SINCE) for code, name in entries.items()]
        catalog.save_code_table(walk.actor, table, lines)
    for target in _targets():
        catalog.set_target(walk.actor, target)
    loaded = sum(catalog.code_values(table.code) == entries.keys() for table, entries in tables)
    return (count("代码表", len(tables), loaded),)


def make_item(item: ItemPlan) -> ItemDraft:
    """Return the catalogue's words for one column."""
    return ItemDraft(
        column=item.column,
        name_zh=item.name_zh,
        data_type=item.type,
        length=item.length,
        scale=item.scale,
        is_primary_key=item.key,
        is_required=item.required,
        is_incremental=item.cursor,
        is_sensitive=item.sensitive,
        mask=item.mask,
        code_table=item.code,
        identifier=item.identifier,
        pattern=item.pattern,
        minimum=item.min,
        maximum=item.max,
        reference=item.ref,
        grade=item.grade,
        source_column=item.source_column,
    )


def make_draft(plan: TablePlan) -> ResourceDraft:
    """Return the entry of one table."""
    major, name = _FORMATS.get(plan.store, ("3", "mysql" if plan.store == "mariadb" else ""))
    return ResourceDraft(
        key=plan.key,
        title=plan.title,
        provider_code=plan.department,
        abstract=plan.abstract,
        class_path=plan.class_path,
        format=major,
        format_name=name,
        share_type=ShareType(plan.share),
        share_condition=plan.condition,
        share_mode="" if plan.share == ShareType.WITHHELD else "3" if major == "3" else "2",
        is_open=plan.open,
        update_cycle=plan.cycle,
        system_code=system_code(plan.department),
        no_share_basis=plan.basis,
        grade=max(item.grade for item in plan.items),
        items=tuple(make_item(item) for item in plan.items),
    )


def publish(draft: ResourceDraft, *, officer: Actor, bureau: Actor) -> ResourceInfo:
    """Take one entry from wherever it stands to published."""
    info = catalog.draft_resource(officer, draft)
    if (info.change_state or info.state) is ResourceState.DRAFT:
        info = catalog.submit_resource(officer, draft.key)
    while (info.change_state or info.state) in _REVIEWS:
        at_bureau = (info.change_state or info.state) is ResourceState.BUREAU_REVIEW
        info = catalog.approve_resource(bureau if at_bureau else officer, draft.key)
    return info


def _attachment(plan: TablePlan) -> Attachment:
    cursor = plan.cursor
    is_growing = plan.mode == "incremental" and cursor is not None
    return Attachment(
        source_code=source_code(plan),
        table=plan.table,
        mode=LoadMode.INCREMENTAL if is_growing else LoadMode.FULL,
        cursor_column=cursor.source_column if is_growing and cursor else "",
    )


def publish_entries(walk: Walk) -> tuple[Check, ...]:
    """Draft, review, publish and attach every table of the city."""
    bureau = walk.person("guanli")
    published = attached = 0
    for plan in pack.list_tables():
        officer = walk.officer(plan.department)
        info = publish(make_draft(plan), officer=officer, bureau=bureau)
        if info.attachment != _attachment(plan):
            info = catalog.attach_source(officer, plan.key, _attachment(plan))
        published += info.state is ResourceState.PUBLISHED and bool(info.national_code)
        attached += info.attachment is not None
    tables = len(pack.list_tables())
    return count("目录已发布", tables, published), count("目录已挂接", tables, attached)
