"""A resource of people and batches of it, for the tests of judging."""

import datetime as dt
from collections.abc import Mapping, Sequence
from itertools import count
from uuid import uuid4

import pyarrow as pa

from chengshu.base.accounts import api as accounts
from chengshu.base.accounts.contracts import (
    Actor,
    Level,
    OrganisationInfo,
    OrganisationKind,
    Post,
    Role,
    system_actor,
)
from chengshu.data.catalog import api as catalog
from chengshu.data.catalog.contracts import CodeEntry, CodeTable, ItemDraft, ResourceDraft
from chengshu.data.lake import api as lake
from chengshu.data.lake.contracts import LandedFile

SYSTEM = system_actor("test")
ITEMS = (
    ItemDraft(
        "id", "身份证号", "C", is_primary_key=True, identifier="citizen_id",
        is_sensitive=True, mask="citizen_id",
    ),
    ItemDraft("name", "姓名", "C", length=4, is_required=True, is_sensitive=True, mask="name"),
    ItemDraft("sex", "性别", "C", code_table="test_sex"),
    ItemDraft("born", "出生日期", "D", minimum="1900-01-01", maximum="2026-11-20"),
    ItemDraft("age", "年龄", "I", minimum=0, maximum=150),
    ItemDraft("phone", "电话", "C", pattern="1[3-9][0-9]{9}"),
)  # fmt: skip
GOOD_IDS = ("11010519491231002X", "440524188001010014", "210302198001010011")
_batches = count(int(dt.datetime.now(dt.UTC).timestamp()) * 1000)  # noqa: TID251 - only a fresh number


def person(role: Role, organisation: str = "police") -> Actor:
    return Actor(f"{role}@{organisation}", "张三", (Post(organisation, frozenset({role})),))


def draft_people(*items: ItemDraft) -> str:
    """Make the department, the code table and the resource; return the resource's key."""
    department = OrganisationInfo(
        "police", "公安局", "", OrganisationKind.DEPARTMENT, Level.CITY, "219900", None
    )
    accounts.save_organisation(SYSTEM, department)
    codes = [
        CodeEntry("1", "男"),
        CodeEntry("2", "女"),
        CodeEntry("9", "旧码", valid_to=dt.date(2000, 1, 1)),
    ]
    catalog.save_code_table(SYSTEM, CodeTable("test_sex", "性别"), codes)
    key = f"people_{uuid4().hex[:8]}"
    catalog.draft_resource(SYSTEM, ResourceDraft(key, "人口", "police", items=items or ITEMS))
    return key


def land(key: str, rows: Sequence[Mapping[str, object]], batch_id: int | None = None) -> LandedFile:
    """Land rows given by column; what is not given is null."""
    schema = lake.table_schema(key)
    columns = {name: [row.get(name) for row in rows] for name in schema.names}
    table = pa.table(columns, schema=schema)
    return lake.land(
        SYSTEM,
        resource_code=key,
        batch_id=batch_id or next(_batches),
        batches=table.to_batches(max_chunksize=2),
    )


def good(number: int = 0, **changes: object) -> dict[str, object]:
    row = {
        "id": GOOD_IDS[number],
        "name": "李四",
        "sex": "1",
        "born": dt.date(1980, 1, 1),
        "age": 46,
        "phone": "13800138000",
    }
    return row | changes
