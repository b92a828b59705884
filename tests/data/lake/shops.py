"""A resource of shops and its rows, for the lake's tests."""

import datetime as dt
from decimal import Decimal
from itertools import count

import pyarrow as pa

from chengshu.base.accounts import api as accounts
from chengshu.base.accounts.contracts import (
    Level,
    OrganisationInfo,
    OrganisationKind,
    system_actor,
)
from chengshu.data.catalog import api as catalog
from chengshu.data.catalog.contracts import ItemDraft, ResourceDraft
from chengshu.data.lake import api as lake
from chengshu.data.lake.contracts import Gate, LandedFile, PublishMode, SnapshotInfo

ACTOR = system_actor("test")
ITEMS = (
    ItemDraft("id", "编号", "I", is_primary_key=True),
    ItemDraft("name", "名称", "C", is_sensitive=True, mask="name"),
    ItemDraft("amount", "金额", "Y", length=12, scale=2),
    ItemDraft("weight", "重量", "N"),
    ItemDraft("opened_on", "开业日期", "D"),
    ItemDraft("seen_at", "时间", "T"),
    ItemDraft("is_open", "是否营业", "L"),
    ItemDraft("area_code", "区划", "C"),
)
_batch_ids = count(1)


def make_rows(first: int, rows: int, area: str = "2199") -> pa.Table:
    schema = lake.table_schema("shop")
    numbers = range(first, first + rows)
    columns = {
        "id": list(numbers),
        "name": [f"商户{number}" for number in numbers],
        "amount": [Decimal(number) for number in numbers],
        "weight": [number / 2 for number in numbers],
        "opened_on": [dt.date(2024, number % 12 + 1, 5) for number in numbers],
        "seen_at": [dt.datetime(2024, 1, 1, number % 24) for number in numbers],  # noqa: DTZ001 - the lake keeps local time
        "is_open": [number % 2 == 0 for number in numbers],
        "area_code": [area] * rows,
        "_raw": [None] * rows,
    }
    return pa.table({name: columns[name] for name in schema.names}, schema=schema)


def land(table: pa.Table, batch_id: int | None = None) -> LandedFile:
    return lake.land(
        ACTOR,
        resource_code="shop",
        batch_id=batch_id or next(_batch_ids),
        batches=table.to_batches(max_chunksize=400),
    )


def publish(
    landed: LandedFile,
    refused: tuple[int, ...] = (),
    mode: PublishMode = PublishMode.FULL,
    key: tuple[str, ...] = (),
) -> SnapshotInfo:
    gate = Gate(landed.batch_id, landed.rows, landed.rows - len(refused), refused)
    return lake.publish_snapshot(ACTOR, landed=landed, gate=gate, mode=mode, key=key)


def draft_shop(*extra: ItemDraft) -> None:
    for code, name in (("market", "市场监督管理局"), ("housing", "住房保障局")):
        kind = OrganisationKind.DEPARTMENT
        info = OrganisationInfo(code, name, "", kind, Level.CITY, "219900", None)
        accounts.save_organisation(ACTOR, info)
    draft = ResourceDraft("shop", "商户", "market", items=(*ITEMS, *extra))
    catalog.draft_resource(ACTOR, draft)
