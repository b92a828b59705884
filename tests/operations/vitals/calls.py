"""A resource of repair calls, loaded the only way in: landed, judged, published."""

import datetime as dt
from dataclasses import dataclass, replace
from decimal import Decimal

import pyarrow as pa

from chengshu.base.accounts.contracts import system_actor
from chengshu.data.catalog import api as catalog
from chengshu.data.catalog.contracts import ItemDraft, ResourceDraft, ShareType
from chengshu.data.ingest.models import Batch
from chengshu.data.lake import api as lake
from chengshu.data.lake.contracts import PublishMode, SnapshotInfo
from chengshu.data.quality import api as quality
from chengshu.operations.vitals.contracts import (
    Direction,
    Frequency,
    IndicatorSpec,
    Level,
    Threshold,
)

SYSTEM = system_actor("tests")
ITEMS = (
    ItemDraft("id", "编号", "I", is_primary_key=True, is_required=True),
    ItemDraft("street_code", "街道代码", "C", length=9),
    ItemDraft("called_on", "报修日期", "D"),
    ItemDraft("kind", "报修类别", "C", length=8),
    ItemDraft("minutes", "处理分钟", "N", minimum=0, maximum=10_000),
)
KEPT = {"op": "=", "column": "kind", "value": "heat"}
TOLD = {"op": "<=", "column": "minutes", "value": 60}


@dataclass(frozen=True)
class Call:
    id: int
    street_code: str | None
    called_on: dt.date | None
    kind: str
    minutes: float


CALLS = (
    Call(1, "219901001", dt.date(2026, 10, 3), "heat", 30),
    Call(2, "219901002", dt.date(2026, 10, 9), "heat", 90),
    Call(3, "219902001", dt.date(2026, 10, 30), "leak", 45),
    Call(4, "219901001", dt.date(2026, 11, 2), "heat", 20),
    Call(5, None, dt.date(2026, 11, 2), "heat", 400),
    Call(6, "219902001", dt.date(2026, 11, 5), "heat", 50),
    Call(7, "219902001", None, "heat", 50),
    Call(8, "219902001", dt.date(2026, 11, 6), "heat", -5),  # refused: below the minimum
)


def draft_calls() -> None:
    draft = ResourceDraft(
        "repair_calls",
        "供热报修",
        "urban",
        abstract="供热报修工单，含编号、街道、日期、类别、处理时长。",
        class_path="307001",
        format="3",
        format_name="MYSQL",
        share_type=ShareType.UNCONDITIONAL,
        share_mode="1",
        update_cycle="4",
        items=tuple(replace(item, share_type=ShareType.UNCONDITIONAL) for item in ITEMS),
    )
    catalog.draft_resource(SYSTEM, draft)


def publish(
    calls: tuple[Call, ...] = CALLS,
    *,
    mode: PublishMode = PublishMode.FULL,
    source_count: int | None = None,
) -> SnapshotInfo:
    moment = dt.datetime.now(dt.UTC)  # noqa: TID251 - the row wants some time, whichever
    batch = Batch.objects.create(
        resource_code="repair_calls",
        resource_title="供热报修",
        organisation_code="urban",
        source_code="heat_db",
        table="t_repair",
        mode=mode,
        source_count=len(calls) if source_count is None else source_count,
        by="tests",
        started_at=moment,
    )
    schema = lake.table_schema("repair_calls")
    columns = {name: [vars(call).get(name) for call in calls] for name in schema.names}
    table = pa.table(columns, schema=schema)
    landed = lake.land(
        SYSTEM, resource_code="repair_calls", batch_id=batch.pk, batches=table.to_batches()
    )
    verdict = quality.judge_batch(SYSTEM, landed=landed)
    snapshot = lake.publish_snapshot(
        SYSTEM, landed=landed, gate=quality.gate_of(verdict), mode=mode, key=("id",)
    )
    Batch.objects.filter(pk=batch.pk).update(
        state="published",
        landed=verdict.landed,
        accepted=verdict.accepted,
        quarantined=verdict.quarantined,
        digest=landed.digest,
        snapshot_id=snapshot.id,
        ended_at=moment,
    )
    return snapshot


SPEC = IndicatorSpec(
    code="heat_on_time",
    name="供热报修及时率",
    theme="供热",
    unit="%",
    precision=1,
    direction=Direction.UP,
    frequency=Frequency.MONTH,
    owner_code="urban",
    person="clerk",
    resource_code="repair_calls",
    formula={
        "numerator": {"kind": "count", "where": TOLD},
        "denominator": {"kind": "count"},
        "scale": "100",
        "where": KEPT,
        "area_digits": 6,
    },
    area_item="street_code",
    period_item="called_on",
    definition="一小时内处理完毕的供热报修占全部供热报修的比例。",
    thresholds={
        Level.RED: Threshold("<", Decimal(40)),
        Level.YELLOW: Threshold("<", Decimal(70)),
    },
)
