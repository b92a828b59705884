"""Publishing: behind a verdict, exactly once, never changed afterwards."""

import dataclasses
from collections.abc import Iterator

import duckdb
import pyarrow as pa
import pytest

from chengshu.data.catalog.contracts import ItemDraft
from chengshu.data.lake import api as lake
from chengshu.data.lake import engine
from chengshu.data.lake.contracts import Gate, PublishMode
from chengshu.data.lake.errors import (
    GateError,
    LandedFileError,
    SchemaMismatchError,
    SnapshotNotFoundError,
)
from chengshu.data.lake.models import Landing, Snapshot
from tests.data.lake.shops import ACTOR, draft_shop, land, make_rows, publish

pytestmark = pytest.mark.usefixtures("shop")


def ids(snapshot_id: int | None = None) -> list[int]:
    table = lake.read_rows(
        ACTOR, resource_code="shop", columns=["id"], limit=10_000, snapshot_id=snapshot_id
    )
    return sorted(table["id"].to_pylist())


def test_a_landed_file_numbers_its_rows_and_reads_back_in_order() -> None:
    landed = land(make_rows(100, 1000))
    assert landed.rows == 1000
    batches = list(lake.read_landed(landed, ["id", "_position", "_batch"], batch_rows=300))
    table = pa.Table.from_batches(batches)
    assert table["_position"].to_pylist() == list(range(1000))
    assert table["id"].to_pylist() == list(range(100, 1100))
    assert set(table["_batch"].to_pylist()) == {landed.batch_id}
    assert lake.find_landed(resource_code="shop", batch_id=landed.batch_id) == landed


def test_landing_twice_returns_the_first_file_untouched() -> None:
    landed = land(make_rows(0, 10))
    again = land(make_rows(0, 99), landed.batch_id)
    assert again == landed


def test_no_part_file_stays_when_the_stream_breaks() -> None:
    def broken() -> Iterator[pa.RecordBatch]:
        yield from make_rows(0, 10).to_batches()
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        lake.land(ACTOR, resource_code="shop", batch_id=9_001, batches=broken())
    assert lake.find_landed(resource_code="shop", batch_id=9_001) is None
    landed = land(make_rows(0, 1))
    assert not list(landed.paths[0].parent.glob("9001*"))


@pytest.mark.parametrize(
    ("column", "values"),
    [("unlisted", pa.array([1])), ("id", pa.array(["x"])), ("_batch", pa.array([1]))],
)
def test_columns_the_catalogue_does_not_list_do_not_land(column: str, values: pa.Array) -> None:
    batch = pa.RecordBatch.from_pydict({column: values})
    with pytest.raises(SchemaMismatchError):
        lake.land(ACTOR, resource_code="shop", batch_id=9_002, batches=[batch])


def test_refused_rows_do_not_show_and_the_file_stays_as_it_landed() -> None:
    landed = land(make_rows(0, 1000))
    before = landed.paths[0].read_bytes()
    snapshot = publish(landed, refused=(0, 7, 999))
    assert snapshot.rows == 997
    assert snapshot.number == 1
    assert not {0, 7, 999} & set(ids())
    assert landed.paths[0].read_bytes() == before


def test_a_full_batch_replaces_and_the_older_snapshot_still_reads_the_same() -> None:
    first = publish(land(make_rows(0, 50)))
    second = publish(land(make_rows(1000, 20)))
    assert ids() == list(range(1000, 1020))
    assert ids(first.id) == list(range(50))
    assert [s.number for s in lake.list_snapshots("shop")] == [2, 1]
    assert lake.latest_snapshot("shop") == second


def test_a_merge_replaces_rows_of_the_same_key_but_not_by_refused_rows() -> None:
    publish(land(make_rows(0, 10, area="old")))
    landed = land(make_rows(5, 10, area="new"))
    snapshot = publish(landed, refused=(0,), mode=PublishMode.MERGE, key=("id",))
    assert snapshot.rows == 15  # 0 to 5 old, 6 to 14 new
    rows = lake.read_rows(ACTOR, resource_code="shop", columns=["id", "area_code"], limit=99)
    areas = dict(zip(rows["id"].to_pylist(), rows["area_code"].to_pylist(), strict=True))
    assert areas[5] == "old"
    assert areas[6] == "new"
    assert len(areas) == 15


def test_a_merge_over_several_key_columns() -> None:
    publish(land(make_rows(0, 4, area="a")))
    publish(land(make_rows(2, 4, area="a")), mode=PublishMode.MERGE, key=("id", "area_code"))
    publish(land(make_rows(0, 1, area="b")), mode=PublishMode.MERGE, key=("id", "area_code"))
    assert ids() == [0, 0, 1, 2, 3, 4, 5]


def test_publishing_a_batch_twice_is_one_snapshot() -> None:
    landed = land(make_rows(0, 10))
    assert publish(landed) == publish(landed)
    assert Snapshot.objects.count() == 1


def test_a_crash_between_the_lakes_commit_and_our_record_is_mended() -> None:
    first = land(make_rows(0, 10))
    lost = publish(first, refused=(3,))
    Snapshot.objects.all().delete()
    second = publish(land(make_rows(50, 5)))
    found = publish(first, refused=(3,))
    assert (found.number, found.version, found.rows) == (1, lost.version, 9)
    assert second.number == 2
    assert lake.latest_snapshot("shop") == second
    assert ids() == list(range(50, 55))


@pytest.mark.parametrize(
    "change",
    [
        {"batch_id": 77_777},
        {"landed": 11},
        {"accepted": 9},
        {"accepted": 9, "refused_positions": (10,)},
        {"accepted": 8, "refused_positions": (1, 1)},
    ],
)
def test_without_a_verdict_that_adds_up_nothing_is_published(change: dict[str, object]) -> None:
    landed = land(make_rows(0, 10))
    gate = dataclasses.replace(Gate(landed.batch_id, 10, 10, ()), **change)
    with pytest.raises(GateError):
        lake.publish_snapshot(ACTOR, landed=landed, gate=gate, mode=PublishMode.FULL)
    assert lake.latest_snapshot("shop") is None


def test_a_landed_file_that_was_changed_or_lost_is_not_published() -> None:
    landed = land(make_rows(0, 10))
    landed.paths[0].write_bytes(landed.paths[0].read_bytes() + b"x")
    with pytest.raises(LandedFileError):
        publish(landed)
    landed.paths[0].unlink()
    with pytest.raises(LandedFileError):
        publish(landed)
    with pytest.raises(LandedFileError):
        list(lake.read_landed(landed))


def test_a_batch_lands_anew_when_its_unpublished_file_is_gone() -> None:
    landed = land(make_rows(0, 10))
    landed.paths[0].unlink()
    again = land(make_rows(0, 12), landed.batch_id)
    assert again.rows == 12
    assert Landing.objects.get(batch_id=landed.batch_id).rows == 12


def test_a_published_batch_never_lands_again() -> None:
    landed = land(make_rows(0, 10))
    publish(landed)
    landed.paths[0].unlink()
    with pytest.raises(LandedFileError):
        land(make_rows(0, 12), landed.batch_id)


def test_a_batch_belongs_to_one_resource() -> None:
    landed = land(make_rows(0, 10))
    Landing.objects.filter(batch_id=landed.batch_id).update(resource_code="other")
    with pytest.raises(LandedFileError):
        land(make_rows(0, 10), landed.batch_id)


def test_empty_batches_and_batches_refused_whole_publish_too() -> None:
    empty = publish(land(make_rows(0, 0)))
    again = publish(land(make_rows(0, 0)), mode=PublishMode.MERGE, key=("id",))
    refused = publish(land(make_rows(0, 3)), refused=(0, 1, 2))
    assert [s.rows for s in (empty, again, refused)] == [0, 0, 0]
    assert [s.number for s in (empty, again, refused)] == [1, 2, 3]
    assert ids() == []


def test_landing_nothing_at_all_keeps_the_catalogues_columns() -> None:
    landed = lake.land(ACTOR, resource_code="shop", batch_id=9_003, batches=[])
    assert landed.rows == 0
    assert publish(landed).rows == 0


def test_a_column_added_to_the_catalogue_later_is_null_in_older_rows() -> None:
    first = publish(land(make_rows(0, 3)))
    draft_shop(ItemDraft("level", "等级", "C"))
    assert lake.read_rows(ACTOR, resource_code="shop", columns=["level"], limit=9).num_rows == 3
    publish(land(_with_level(2)), mode=PublishMode.MERGE, key=("id",))
    table = lake.read_rows(ACTOR, resource_code="shop", columns=["id", "level"], limit=9)
    assert dict(zip(table["id"].to_pylist(), table["level"].to_pylist(), strict=True)) == {
        0: "甲",
        1: "甲",
        2: None,
    }
    old = lake.read_rows(
        ACTOR, resource_code="shop", columns=["level"], limit=9, snapshot_id=first.id
    )
    assert old["level"].to_pylist() == [None, None, None]


def _with_level(rows: int) -> pa.Table:
    schema = lake.table_schema("shop")
    plain = {name: pa.nulls(rows, schema.field(name).type) for name in schema.names} | {
        "id": pa.array(range(rows), pa.int64()),
        "level": pa.array(["甲"] * rows),
    }
    return pa.table(plain, schema=schema)


def test_a_column_that_changed_its_type_is_refused_in_words() -> None:
    publish(land(make_rows(0, 3)))
    draft_shop(ItemDraft("level", "等级", "C"))
    publish(land(_with_level(1)))
    draft_shop(ItemDraft("level", "等级", "I"))
    landed = lake.land(ACTOR, resource_code="shop", batch_id=9_004, batches=[])
    with pytest.raises(SchemaMismatchError, match="level"):
        publish(landed)


def test_columns_of_the_landing_that_start_with_an_underscore_stay_out_of_the_table() -> None:
    rows = make_rows(0, 2).append_column("_line", pa.array([1, 2]))
    publish(land(rows))
    assert ids() == [0, 1]


def test_a_snapshot_of_another_resource_is_not_found() -> None:
    snapshot = publish(land(make_rows(0, 3)))
    Snapshot.objects.filter(pk=snapshot.id).update(resource_code="other")
    for asked in (snapshot.id, 123_456):
        with pytest.raises(SnapshotNotFoundError):
            ids(asked)


def test_a_merge_key_must_be_an_item() -> None:
    with pytest.raises(SchemaMismatchError):
        publish(land(make_rows(0, 3)), mode=PublishMode.MERGE, key=('id") --',))


def test_the_lake_keeps_its_settings_locked() -> None:
    def work(cursor: duckdb.DuckDBPyConnection) -> object:
        return cursor.execute("SELECT current_setting('lock_configuration')").fetchone()

    assert engine.ask(work) == (True,)


def test_a_file_of_which_every_row_is_refused_stays_on_disk() -> None:
    landed = land(make_rows(0, 3))
    publish(landed, refused=(0, 1, 2))
    assert ids() == []
    assert all(path.is_file() for path in landed.paths)
    assert lake.find_landed(resource_code="shop", batch_id=landed.batch_id) == landed
