"""Full loads from files: land, judge, publish; what must fail fails with a reason."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest

from chengshu.base.audit import api as audit
from chengshu.base.errors.api import NotAllowedError
from chengshu.data.catalog import api as catalog
from chengshu.data.catalog.contracts import Attachment, ItemDraft, ResourceDraft
from chengshu.data.ingest import api
from chengshu.data.ingest.contracts import BatchInfo, BatchQuery, BatchState, LoadOptions
from chengshu.data.ingest.errors import BatchNotFoundError, NotAttachedError
from chengshu.data.lake import api as lake
from chengshu.data.quality import api as quality
from chengshu.data.quality.contracts import RowQuery
from chengshu.data.rules import api as rules
from chengshu.data.rules.contracts import RuleSpec
from tests.data.ingest.shops import (
    HEADER,
    ITEMS,
    OFFICER,
    OTHER,
    SYSTEM,
    file_shop,
    file_source,
    publish,
    save_department,
)

pytestmark = pytest.mark.django_db


def write(folder: Path, text: str, name: str = "shops.csv") -> None:
    (folder / name).write_text(text, encoding="utf-8")


def published(key: str) -> list[dict[str, object]]:
    columns = [item.column for item in ITEMS]
    table = lake.read_rows(SYSTEM, resource_code=key, columns=columns, limit=100)
    return sorted(table.to_pylist(), key=lambda row: row["code"])


def refused(batch: BatchInfo) -> dict[int, list[str]]:
    page = quality.list_quarantined(SYSTEM, RowQuery(batch_id=batch.id, limit=100))
    return {row.position: [reason.rule for reason in row.reasons] for row in page.rows}


def test_a_file_travels_from_source_to_snapshot(tmp_path: Path) -> None:
    write(tmp_path, HEADER + 'a,甲店,2024年1月2日,"1,234.50",是\nb,乙店Ａ,20240103,N/A,否\n')
    key = file_shop(tmp_path)
    batch = api.load_resource(OFFICER, key)
    assert batch.state is BatchState.PUBLISHED
    assert (batch.source_count, batch.landed, batch.accepted, batch.quarantined) == (2, 2, 2, 0)
    assert batch.by == "officer"
    assert len(batch.digest) == 64
    assert batch.started_at <= batch.landed_at <= batch.judged_at <= batch.ended_at
    assert batch.snapshot_id == lake.latest_snapshot(key).id
    assert published(key) == [
        {
            "code": "a",
            "name": "甲店",
            "opened_on": dt.date(2024, 1, 2),
            "amount": Decimal("1234.50"),
            "is_open": True,
        },
        {
            "code": "b",
            "name": "乙店Ａ",
            "opened_on": dt.date(2024, 1, 3),
            "amount": None,
            "is_open": False,
        },
    ]


def test_every_bad_row_is_kept_with_its_reasons(tmp_path: Path) -> None:
    good, bad = "a,甲,2024-01-01,1,是\n", "b,,2024-02-30,1,是\nc,丙,2024-01-01,很多,也许\n"
    write(tmp_path, HEADER + good + bad + "d,丁\na,戊,,,\n,己,,,\n")
    batch = api.load_resource(SYSTEM, file_shop(tmp_path))
    assert (batch.landed, batch.accepted, batch.quarantined, batch.misshapen) == (6, 1, 5, 1)
    assert refused(batch) == {
        1: ["required:name", "date:opened_on"],
        2: ["type:amount", "type:is_open"],
        3: ["unique"],
        4: ["required:code"],
        5: ["shape"],
    }
    page = quality.list_quarantined(SYSTEM, RowQuery(batch_id=batch.id, rule="shape"))
    assert page.rows[0].reasons[0].value == "5: d,丁"
    page = quality.list_quarantined(SYSTEM, RowQuery(batch_id=batch.id, rule="type:amount"))
    assert page.rows[0].values["amount"] == "很多"


def test_the_next_full_load_replaces_and_repairs(tmp_path: Path) -> None:
    write(tmp_path, HEADER + "a,甲,,,\nb,乙,,很多,\n")
    key = file_shop(tmp_path)
    first = api.load_resource(SYSTEM, key)
    write(tmp_path, HEADER + "b,乙,,3,\nc,丙,,,\n")
    second = api.load_resource(SYSTEM, key)
    assert [row["code"] for row in published(key)] == ["b", "c"]
    (row,) = quality.list_quarantined(SYSTEM, RowQuery(batch_id=first.id)).rows
    assert row.repaired_batch == second.id
    before = lake.read_rows(
        SYSTEM, resource_code=key, columns=["code"], limit=9, snapshot_id=first.snapshot_id
    )
    assert before.to_pylist() == [{"code": "a"}]


def test_no_rows_where_rows_are_expected_is_a_failure(tmp_path: Path) -> None:
    write(tmp_path, HEADER + "a,甲,,,\n")
    key = file_shop(tmp_path)
    api.load_resource(SYSTEM, key)
    write(tmp_path, HEADER)
    batch = api.load_resource(SYSTEM, key)
    assert batch.state is BatchState.FAILED
    assert "0 行" in batch.note
    assert [row["code"] for row in published(key)] == ["a"]


def test_no_rows_where_none_are_expected_is_a_snapshot(tmp_path: Path) -> None:
    write(tmp_path, HEADER)
    batch = api.load_resource(SYSTEM, file_shop(tmp_path, expects_rows=False))
    assert (batch.state, batch.landed) == (BatchState.PUBLISHED, 0)


def test_missing_columns_are_our_fault_and_say_which(tmp_path: Path) -> None:
    write(tmp_path, "编号,店名\na,甲\n")
    key = file_shop(tmp_path)
    batch = api.load_resource(SYSTEM, key)
    assert batch.state is BatchState.FAILED
    assert "名称（名称）" in batch.note
    assert "不计入部门数据质量" in batch.note
    assert quality.list_quarantined(SYSTEM, RowQuery(resource_code=key)).total == 0


def test_column_names_are_matched_whatever_their_blanks_and_width(tmp_path: Path) -> None:
    write(tmp_path, "\ufeff 编号 ,名 称,开业日期,金额,是否营业\na,甲,,,\n")
    assert api.load_resource(SYSTEM, file_shop(tmp_path)).accepted == 1


def test_a_rule_that_does_not_fit_fails_the_batch_not_the_rows(tmp_path: Path) -> None:
    write(tmp_path, HEADER + "a,甲,,,\n")
    key = file_shop(tmp_path)
    rules.save_rules(SYSTEM, key, [RuleSpec("unique", "", {"columns": ["gone"]})])
    batch = api.load_resource(SYSTEM, key)
    assert batch.state is BatchState.FAILED
    assert lake.latest_snapshot(key) is None
    rules.save_rules(SYSTEM, key, [])
    assert api.load_resource(SYSTEM, key).state is BatchState.PUBLISHED


def test_a_vanished_source_is_not_an_empty_one(tmp_path: Path) -> None:
    key = file_shop(tmp_path)
    batch = api.load_resource(SYSTEM, key)
    assert batch.state is BatchState.FAILED
    assert batch.note


def test_null_words_are_the_resource_own_when_set(tmp_path: Path) -> None:
    write(tmp_path, HEADER + "a,N/A,,,\nb,查无,,,\n")
    key = file_shop(tmp_path)
    assert refused(api.load_resource(SYSTEM, key)) == {0: ["required:name"]}
    api.save_options(OFFICER, LoadOptions(key, null_words=("查无",)))
    assert refused(api.load_resource(SYSTEM, key)) == {1: ["required:name"]}
    assert api.get_options(OFFICER, key).null_words == ("查无",)


def test_text_items_keep_every_character(tmp_path: Path) -> None:
    text = "康宁里２１号　Ａ座"
    write(tmp_path, "编号,名称\na, " + text + " \n")
    source = file_source(tmp_path)
    key = publish(ITEMS[:2], Attachment(source, "*.csv"))
    api.load_resource(SYSTEM, key)
    assert lake.distinct_values(key, "name").to_pylist() == [text]


def test_whole_numbers_and_moments_land_in_their_types(tmp_path: Path) -> None:
    write(tmp_path, "编号,时间,数\na,2024-01-02 03:04:05,１２\n")  # noqa: RUF001 - full width on purpose
    items = (
        ItemDraft("code", "编号", "C", is_primary_key=True, source_column="编号"),
        ItemDraft("seen_at", "时间", "T", source_column="时间"),
        ItemDraft("n", "数", "I", source_column="数"),
    )
    key = publish(items, Attachment(file_source(tmp_path), "*.csv"))
    api.load_resource(SYSTEM, key)
    table = lake.read_rows(SYSTEM, resource_code=key, columns=["seen_at", "n"], limit=9)
    assert table.schema.types == [pa.timestamp("us"), pa.int64()]
    assert table.to_pylist() == [{"seen_at": dt.datetime(2024, 1, 2, 3, 4, 5), "n": 12}]  # noqa: DTZ001 - wall clock


def test_who_may_not_load_is_refused_and_audited(tmp_path: Path) -> None:
    write(tmp_path, HEADER + "a,甲,,,\n")
    key = file_shop(tmp_path)
    for refused_call in (api.load_resource, api.enqueue_load, api.get_options, api.get_loadable):
        with pytest.raises(NotAllowedError):
            refused_call(OTHER, key)
    batch = api.load_resource(OFFICER, key)
    with pytest.raises(NotAllowedError):
        api.get_batch(OTHER, batch.id)
    assert api.list_batches(OTHER, BatchQuery(resource_code=key)).total == 0
    lines = audit.list_entries(
        SYSTEM, audit.EntryFilter(subject=f"{key}#{batch.id}", action="ingest.load")
    )
    assert [line.username for line in lines.entries] == ["officer"]


def test_batches_are_listed_latest_first_and_narrowed(tmp_path: Path) -> None:
    write(tmp_path, HEADER + "a,甲,,,\n")
    key = file_shop(tmp_path)
    batches = [api.load_resource(SYSTEM, key) for _ in range(3)]
    page = api.list_batches(OFFICER, BatchQuery(resource_code=key, limit=2))
    assert (page.total, page.rows) == (3, tuple(reversed(batches))[:2])
    assert (
        api.list_batches(SYSTEM, BatchQuery(resource_code=key, state=BatchState.FAILED)).total == 0
    )
    assert api.list_batches(SYSTEM, BatchQuery(text=key)).total == 3
    with pytest.raises(BatchNotFoundError):
        api.get_batch(SYSTEM, 0)


def test_resources_without_a_source_cannot_be_loaded(tmp_path: Path) -> None:
    write(tmp_path, HEADER + "a,甲,,,\n")
    key = unattached_shop()
    for refused_call in (api.load_resource, api.enqueue_load, api.get_loadable):
        with pytest.raises(NotAttachedError):
            refused_call(SYSTEM, key)


def unattached_shop() -> str:
    save_department()
    catalog.draft_resource(SYSTEM, ResourceDraft("shop_bare", "商户", "market", items=ITEMS))
    return "shop_bare"


def test_a_rule_that_stops_holds_the_whole_batch_back_and_says_why(tmp_path: Path) -> None:
    write(tmp_path, HEADER + "a,甲,,5,是\nb,乙,,500,是\n")
    key = file_shop(tmp_path)
    limit = RuleSpec("range", "amount", {"maximum": 9, "severity": "stop"})
    rules.save_rules(SYSTEM, key, [limit])
    batch = api.load_resource(SYSTEM, key)
    assert batch.state is BatchState.FAILED
    assert "整批未发布" in batch.note
    assert (batch.accepted, batch.quarantined) == (1, 1)
    assert lake.latest_snapshot(key) is None
    rules.save_rules(SYSTEM, key, [])
    assert api.load_resource(SYSTEM, key).state is BatchState.PUBLISHED
    assert quality.list_quarantined(SYSTEM, RowQuery(resource_code=key)).rows[0].state.value == (
        "repaired"
    )
