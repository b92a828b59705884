"""Parts: sealed one after the other, so that a killed landing goes on where it stood."""

from collections.abc import Iterator
from importlib import import_module

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.apps import apps

from chengshu.base.clock import api as clock
from chengshu.base.crypto import api as crypto
from chengshu.data.lake import api as lake
from chengshu.data.lake.contracts import LandedFile, Seal
from chengshu.data.lake.models import Landing, Part
from tests.data.lake.shops import ACTOR, make_rows, publish

pytestmark = pytest.mark.usefixtures("shop")
BATCH = 8_001
Piece = pa.RecordBatch | Seal


def rows(first: int, count: int) -> list[pa.RecordBatch]:
    return make_rows(first, count).to_batches()


def land(pieces: Iterator[Piece] | list[Piece], after: str = "") -> LandedFile:
    return lake.land(ACTOR, resource_code="shop", batch_id=BATCH, batches=pieces, after=after)


def killed_after(*pieces: Piece) -> Iterator[Piece]:
    yield from pieces
    raise KeyboardInterrupt


def seen(landed: LandedFile) -> dict[int, int]:
    table = pa.Table.from_batches(lake.read_landed(landed, ["_position", "id"]))
    return dict(zip(table["_position"].to_pylist(), table["id"].to_pylist(), strict=True))


def test_seals_cut_a_batch_into_parts_of_running_positions() -> None:
    landed = land([*rows(0, 10), Seal("a"), *rows(10, 5), Seal("b"), Seal("c"), *rows(15, 1)])
    assert [(part.first, part.rows, part.mark) for part in landed.parts] == [
        (0, 10, "a"),
        (10, 5, "b"),
        (15, 1, ""),
    ]
    assert landed.rows == 16
    assert seen(landed) == {number: number for number in range(16)}
    assert [crypto.digest_file(part.path) for part in landed.parts] == [
        part.digest for part in landed.parts
    ]
    assert publish(landed, refused=(3, 12)).rows == 14


def test_a_killed_landing_goes_on_after_its_last_seal() -> None:
    with pytest.raises(KeyboardInterrupt):
        land(killed_after(*rows(0, 10), Seal("a"), *rows(10, 5), Seal("b"), *rows(15, 3)))
    assert lake.find_landed(resource_code="shop", batch_id=BATCH) is None
    sealed = lake.find_sealed(resource_code="shop", batch_id=BATCH)
    assert sealed is not None
    assert (sealed.mark, sealed.first + sealed.rows) == ("b", 15)
    before = [part.path for part in Part.objects.order_by("number")]
    landed = land([*rows(15, 5)], after="b")
    assert seen(landed) == {number: number for number in range(20)}
    assert [str(path).endswith(old) for path, old in zip(landed.paths, before, strict=False)] == [
        True,
        True,
    ]
    assert lake.find_sealed(resource_code="shop", batch_id=BATCH) is None


def test_an_earlier_mark_takes_back_what_was_sealed_behind_it() -> None:
    with pytest.raises(KeyboardInterrupt):
        land(killed_after(*rows(0, 10), Seal("a"), *rows(10, 5), Seal("b")))
    landed = land([*rows(50, 2)], after="a")
    assert seen(landed) == {**{number: number for number in range(10)}, 10: 50, 11: 51}


@pytest.mark.parametrize("after", ["", "unknown"])
def test_without_a_known_mark_everything_is_written_anew(after: str) -> None:
    with pytest.raises(KeyboardInterrupt):
        land(killed_after(*rows(0, 10), Seal("a")))
    landed = land([*rows(100, 3)], after=after)
    assert seen(landed) == {0: 100, 1: 101, 2: 102}
    folder = landed.paths[0].parent
    assert [path.name for path in folder.glob(f"{BATCH}-*")] == [landed.paths[0].name]


def test_a_sealed_part_whose_file_is_gone_is_not_gone_on_from() -> None:
    with pytest.raises(KeyboardInterrupt):
        land(killed_after(*rows(0, 10), Seal("a"), *rows(10, 2), Seal("b")))
    first = Part.objects.order_by("number")[0]
    next(lake_path for lake_path in _paths() if lake_path.name in first.path).unlink()
    assert seen(land([*rows(7, 1)], after="b")) == {0: 7}


def _paths() -> list:
    sealed = lake.find_sealed(resource_code="shop", batch_id=BATCH)
    return list(sealed.path.parent.iterdir())


def test_row_groups_suit_the_judge_and_positions_cost_little() -> None:
    many = make_rows(0, 1000)
    landed = land([batch for _ in range(300) for batch in many.to_batches()])
    about = pq.ParquetFile(landed.paths[0]).metadata
    assert [about.row_group(n).num_rows for n in range(about.num_row_groups)] == [262_144, 37_856]
    first = about.row_group(0)
    sizes = {
        first.column(n).path_in_schema: first.column(n).total_compressed_size
        for n in range(about.num_columns)
    }
    assert sizes["_position"] + sizes["_batch"] < 262_144 / 8
    assert first.column(0).compression == "ZSTD"


def test_a_file_that_landed_before_there_were_parts_is_its_batchs_only_part() -> None:
    landed = land(rows(0, 10))
    move = import_module("chengshu.data.lake.migrations.0002_parts").file_becomes_part
    Part.objects.all().delete()

    class Old:
        """The model as it was, with the path."""

        class objects:  # noqa: N801 - stands for a manager
            @staticmethod
            def iterator() -> Iterator[Landing]:
                for row in Landing.objects.all():
                    row.path = f"r_shop/{landed.paths[0].name}"
                    row.digest = landed.parts[0].digest
                    yield row

    class Registry:
        @staticmethod
        def get_model(app: str, name: str) -> object:
            return Old if name == "Landing" else apps.get_model(app, name)

    move(Registry, None)
    found = lake.find_landed(resource_code="shop", batch_id=BATCH)
    assert found is not None
    assert found.parts[0].path == landed.paths[0]
    assert publish(found).rows == 10
    assert clock.now() >= Part.objects.get().sealed_at
