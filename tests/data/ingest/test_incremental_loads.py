"""Incremental loads: at equal cursors nothing is lost and nothing doubled."""

import pytest

from chengshu.data.catalog.contracts import Attachment, ItemDraft, LoadMode
from chengshu.data.ingest import api
from chengshu.data.ingest.contracts import BatchInfo, BatchQuery, BatchState
from chengshu.data.lake import api as lake
from chengshu.data.quality import api as quality
from chengshu.data.quality.contracts import RowQuery
from chengshu.data.sources import api as sources
from chengshu.data.sources.errors import SourceUnreachableError
from tests.data.ingest.conftest import Run
from tests.data.ingest.shops import SYSTEM, publish

pytestmark = pytest.mark.django_db
ITEMS = (
    ItemDraft("id", "编号", "I", is_primary_key=True),
    ItemDraft("name", "名称", "C", is_required=True),
    ItemDraft("changed_at", "更新时间", "T", is_incremental=True),
)
ATTACHMENT = Attachment("dept", "shops", LoadMode.INCREMENTAL, cursor_column="changed_at")
TEN = "2024-01-01 10:00:00"


@pytest.fixture
def shops(department: Run) -> str:
    department(
        "INSERT INTO shops VALUES (1, '甲', '2024-01-01 09:00'), (2, '乙', '2024-01-01 10:00')"
    )
    return publish(ITEMS, ATTACHMENT)


def names(key: str) -> dict[int, str]:
    table = lake.read_rows(SYSTEM, resource_code=key, columns=["id", "name"], limit=100)
    assert table.num_rows == len(set(table["id"].to_pylist())), "doubled"
    return {row["id"]: row["name"] for row in table.to_pylist()}


def load(key: str) -> BatchInfo:
    return api.load_resource(SYSTEM, key)


def test_the_first_load_takes_everything_and_remembers_the_last_cursor(shops: str) -> None:
    batch = load(shops)
    assert (batch.state, batch.source_count, batch.landed) == (BatchState.PUBLISHED, 2, 2)
    assert (batch.cursor_from, batch.cursor_to) == (None, TEN)
    assert names(shops) == {1: "甲", 2: "乙"}


def test_a_new_row_at_the_same_moment_is_not_lost_nor_the_old_one_doubled(
    shops: str, department: Run
) -> None:
    load(shops)
    department("INSERT INTO shops VALUES (3, '丙', '2024-01-01 10:00:00')")
    batch = load(shops)
    assert (batch.cursor_from, batch.source_count, batch.landed, batch.skipped) == (TEN, 2, 1, 1)
    assert names(shops) == {1: "甲", 2: "乙", 3: "丙"}
    department("INSERT INTO shops VALUES (4, '丁', '2024-01-01 10:00:00')")
    batch = load(shops)
    assert (batch.landed, batch.skipped) == (1, 2)
    assert names(shops) == {1: "甲", 2: "乙", 3: "丙", 4: "丁"}


def test_a_row_changed_within_the_same_moment_is_taken_again(shops: str, department: Run) -> None:
    load(shops)
    department("UPDATE shops SET name = '乙二' WHERE id = 2")
    batch = load(shops)
    assert (batch.landed, batch.skipped) == (1, 0)
    assert names(shops) == {1: "甲", 2: "乙二"}


def test_a_changed_row_replaces_the_old_one(shops: str, department: Run) -> None:
    load(shops)
    department("UPDATE shops SET name = '甲二', changed_at = '2024-01-02' WHERE id = 1")
    assert load(shops).cursor_to == "2024-01-02 00:00:00"
    assert names(shops) == {1: "甲二", 2: "乙"}


def test_nothing_new_is_neither_a_failure_nor_a_snapshot(shops: str, department: Run) -> None:
    first = load(shops)
    second = load(shops)
    assert (second.state, second.landed, second.skipped) == (BatchState.UNCHANGED, 0, 1)
    assert second.snapshot_id is None
    assert lake.latest_snapshot(shops).id == first.snapshot_id
    department("INSERT INTO shops VALUES (3, '丙', '2024-01-01 10:00:00')")
    assert load(shops).landed == 1
    assert len(names(shops)) == 3


def test_an_empty_first_load_is_a_failure(department: Run) -> None:
    batch = load(publish(ITEMS, ATTACHMENT))
    assert batch.state is BatchState.FAILED


def test_a_failed_load_does_not_move_the_cursor(shops: str, department: Run) -> None:
    load(shops)
    department("INSERT INTO shops VALUES (3, '丙', '2024-01-03')")
    department("ALTER TABLE shops RENAME name TO title")
    assert load(shops).state is BatchState.FAILED
    department("ALTER TABLE shops RENAME title TO name")
    batch = load(shops)
    assert (batch.cursor_from, batch.landed) == (TEN, 1)


def test_refused_rows_are_repaired_by_a_later_batch(shops: str, department: Run) -> None:
    department("UPDATE shops SET name = NULL WHERE id = 2")
    first = load(shops)
    assert (first.accepted, first.quarantined) == (1, 1)
    department("UPDATE shops SET name = '乙', changed_at = '2024-01-02' WHERE id = 2")
    second = load(shops)
    (row,) = quality.list_quarantined(SYSTEM, RowQuery(batch_id=first.id)).rows
    assert (row.repaired_batch, row.repaired_position) == (second.id, 0)
    assert names(shops) == {1: "甲", 2: "乙"}


def test_rows_without_a_cursor_are_neither_missed_nor_landed_again(
    shops: str, department: Run
) -> None:
    department("INSERT INTO shops VALUES (7, '庚', NULL), (8, '辛', NULL)")
    first = load(shops)
    assert (first.landed, first.cursor_to) == (4, TEN)
    second = load(shops)
    assert (second.state, second.skipped) == (BatchState.UNCHANGED, 3)
    department("UPDATE shops SET name = '庚二' WHERE id = 7; INSERT INTO shops VALUES (9, '壬')")
    third = load(shops)
    assert (third.landed, third.skipped, third.cursor_to) == (2, 2, TEN)
    assert names(shops) == {1: "甲", 2: "乙", 7: "庚二", 8: "辛", 9: "壬"}


def test_many_rows_at_one_moment_cross_the_read_batches(shops: str, department: Run) -> None:
    department(
        "INSERT INTO shops SELECT g, '店', '2024-01-01 10:00' FROM generate_series(10, 60009) g"
    )
    assert load(shops).landed == 60_002
    department(
        "INSERT INTO shops SELECT g, '店', '2024-01-01 10:00' FROM generate_series(70001, 70005) g"
    )
    batch = load(shops)
    assert (batch.landed, batch.skipped) == (5, 60_001)
    assert lake.count_rows(SYSTEM, resource_code=shops) == 60_007


def test_a_missing_cursor_column_says_so(department: Run) -> None:
    department("INSERT INTO shops VALUES (1, '甲', '2024-01-01 09:00:00')")
    attachment = Attachment("dept", "shops", LoadMode.INCREMENTAL, cursor_column="gone")
    batch = load(publish(ITEMS, attachment))
    assert batch.state is BatchState.FAILED
    assert "gone" in batch.note


def test_databases_are_loaded_in_full_too(shops: str, department: Run) -> None:
    key = publish(ITEMS, Attachment("dept", "shops"), title="商户全量")
    assert load(key).landed == 2
    department("DELETE FROM shops WHERE id = 1")
    assert load(key).landed == 1
    assert names(key) == {2: "乙"}


def test_a_source_that_is_away_leaves_the_load_to_be_tried_again(
    shops: str, department: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_args: object, **_named: object) -> object:
        raise SourceUnreachableError(address="10.0.0.1:5432")

    with monkeypatch.context() as patch:
        patch.setattr(sources, "open_table", away)
        with pytest.raises(SourceUnreachableError):
            load(shops)
    (batch,) = api.list_batches(SYSTEM, BatchQuery(resource_code=shops)).rows
    assert batch.state is BatchState.OPEN
    assert batch.note
    assert load(shops).id == batch.id
