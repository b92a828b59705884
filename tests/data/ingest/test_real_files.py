"""Real public files, dirt included: what lands, what is refused and why, what survives."""

import unicodedata
from collections import Counter
from pathlib import Path

import pytest

from chengshu.data.catalog.contracts import Attachment, ItemDraft
from chengshu.data.ingest import api
from chengshu.data.ingest.contracts import BatchInfo, BatchState
from chengshu.data.lake import api as lake
from chengshu.data.quality import api as quality
from chengshu.data.quality.contracts import QuarantinedRow, RowQuery
from tests.data.ingest.shops import SYSTEM, file_source, publish

pytestmark = pytest.mark.django_db

ENTERPRISE = (
    ItemDraft("name", "企业名称", "C", length=100, is_required=True, source_column="企业名称"),
    ItemDraft(
        "uscc",
        "统一社会信用代码",
        "C",
        length=18,
        is_primary_key=True,
        identifier="uscc",
        source_column="统一社会信用代码",
    ),
    ItemDraft(
        "registered_on", "注册日期", "D", minimum="1900", maximum="today", source_column="注册日期"
    ),
    ItemDraft("kind", "企业类型", "C", source_column="企业类型"),
    ItemDraft("capital", "注册资金", "C", source_column="注册资金"),
    ItemDraft("scope", "经营范围", "C", source_column="经营范围"),
    ItemDraft("province", "所在省份", "C", source_column="所在省份"),
    ItemDraft("city", "地区", "C", source_column="地区"),
    ItemDraft("address", "注册地址", "C", source_column="注册地址"),
)
VESSEL = (
    ItemDraft("name", "船名号", "C", source_column="船名号"),
    ItemDraft(
        "built_on", "建造完工日期", "D", minimum="1900", maximum="today",
        source_column="建造完工日期",
    ),
    ItemDraft("gear", "作业方式", "C", source_column="作业方式"),
    ItemDraft("power", "主机功率", "N", source_column="主机功率"),
    ItemDraft("tonnage", "总吨位", "N", source_column="总吨位"),
)  # fmt: skip


def refused(batch: BatchInfo) -> tuple[QuarantinedRow, ...]:
    return quality.list_quarantined(SYSTEM, RowQuery(batch_id=batch.id, limit=1000)).rows


def is_wide(text: str) -> bool:
    """Tell whether a text holds full-width letters or digits."""
    return any(
        "\uff01" <= character <= "\uff5e" and unicodedata.normalize("NFKC", character).isalnum()
        for character in text
    )


def test_seven_enterprise_files_are_one_resource(data: Path) -> None:
    key = publish(ENTERPRISE, Attachment(file_source(data / "enterprises"), "*.csv.gz"))
    batch = api.load_resource(SYSTEM, key)
    assert batch.note == ""
    assert batch.state is BatchState.PUBLISHED
    assert (batch.source_count, batch.landed, batch.misshapen) == (28_955, 28_955, 1)
    rows = refused(batch)
    reasons = Counter(tuple(reason.rule for reason in row.reasons) for row in rows)
    assert reasons == {("uscc:uscc",): 97, ("shape",): 1}
    lengths = Counter(len(row.values["uscc"] or "") for row in rows if "uscc" in row.values)
    assert lengths == {15: 84, 13: 13}
    (shifted,) = (row for row in rows if row.reasons[0].rule == "shape")
    assert "91210213MA0YL6K225" in str(shifted.values["_text"])
    assert shifted.values["_file"] == "liaoning_2019.csv.gz"
    assert batch.accepted == 28_955 - 98


def test_not_available_is_null_and_full_width_survives(data: Path) -> None:
    source = file_source(data / "enterprises")
    key = publish(ENTERPRISE, Attachment(source, "liaoning_2000.csv.gz"))
    batch = api.load_resource(SYSTEM, key)
    assert (batch.landed, batch.quarantined) == (5_051, 0)
    columns = [item.column for item in ENTERPRISE]
    table = lake.read_rows(SYSTEM, resource_code=key, columns=columns, limit=10_000)
    rows = table.to_pylist()
    assert table["kind"].null_count == 4_673
    assert table["capital"].null_count == 1_543
    assert sum(any(is_wide(str(cell)) for cell in row.values()) for row in rows) == 324
    assert not any(cell == "N/A" for row in rows for cell in row.values())


def test_every_impossible_year_of_the_vessels_is_caught(data: Path) -> None:
    source = file_source(data / "open_data_files")
    key = publish(VESSEL, Attachment(source, "weihai_ocean_fishing_vessels_gbk.csv"))
    batch = api.load_resource(SYSTEM, key)
    assert batch.note == ""
    assert batch.landed == batch.source_count == 352
    caught = [row for row in refused(batch) if row.reasons[0].rule == "date_range:built_on"]
    assert len(caught) == 350
    assert batch.quarantined == 350
    gears = lake.distinct_values(key, "gear").to_pylist()
    assert all("\ufffd" not in gear for gear in gears)
