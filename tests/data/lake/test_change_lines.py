"""Change lines: sealed with the part they belong to, read back by column, step and position."""

from collections.abc import Iterator

import pyarrow as pa
import pytest

from chengshu.base.crypto import api as crypto
from chengshu.data.lake import api as lake
from chengshu.data.lake.contracts import (
    CHANGE_LINES,
    ChangeCount,
    ChangedRows,
    ChangeQuery,
    LandedFile,
    Seal,
)
from chengshu.data.lake.errors import LandedFileError, SchemaMismatchError
from tests.data.lake.shops import ACTOR, make_rows

pytestmark = pytest.mark.usefixtures("shop")
BATCH = 8_101
Piece = pa.RecordBatch | ChangedRows | Seal


def changed(first: int, count: int, *places: int, step: str = "trim") -> ChangedRows:
    (rows,) = make_rows(first, count).to_batches()
    lines = [
        {
            "_position": place,
            "column": "name",
            "sequence": 1,
            "step": step,
            "before": f" {first + place}",
            "after": None if step == "null_words" else str(first + place),
        }
        for place in places
    ]
    return ChangedRows(rows, pa.Table.from_pylist(lines, schema=CHANGE_LINES))


def land(pieces: Iterator[Piece] | list[Piece], after: str = "") -> LandedFile:
    return lake.land(ACTOR, resource_code="shop", batch_id=BATCH, batches=pieces, after=after)


def positions(landed: LandedFile, query: ChangeQuery | None = None) -> list[int]:
    page = lake.read_changes(ACTOR, landed, query or ChangeQuery(limit=100))
    found: list[int] = page.lines["_position"].to_pylist()
    return found


def test_lines_carry_the_positions_of_the_batch_and_lie_beside_their_part() -> None:
    landed = land([
        changed(0, 10, 2, 7),
        changed(10, 5, 0, step="null_words"),
        Seal("a"),
        *make_rows(15, 3).to_batches(),
        Seal("b"),
        changed(18, 2, 1),
    ])
    assert positions(landed) == [2, 7, 10, 19]
    assert [part.changes is not None for part in landed.parts] == [True, False, True]
    for part in landed.parts:
        if part.changes is not None:
            assert crypto.digest_file(part.changes.path) == part.changes.digest
    counts = (ChangeCount("name", "null_words", 1), ChangeCount("name", "trim", 3))
    assert landed.change_counts == counts
    again = lake.find_landed(resource_code="shop", batch_id=BATCH)
    assert again is not None
    assert again.change_counts == counts


def test_lines_are_found_by_step_column_and_position_page_by_page() -> None:
    landed = land([changed(0, 10, *range(10)), changed(10, 5, 0, step="null_words")])
    assert positions(landed, ChangeQuery(step="null_words")) == [10]
    assert positions(landed, ChangeQuery(column="gone")) == []
    assert positions(landed, ChangeQuery(position=4)) == [4]
    page = lake.read_changes(ACTOR, landed, ChangeQuery(column="name", limit=3, offset=9))
    assert (page.lines["_position"].to_pylist(), page.total) == ([9, 10], 11)


def test_a_killed_landing_keeps_the_lines_of_sealed_parts_only() -> None:
    def killed() -> Iterator[Piece]:
        yield from (changed(0, 10, 1), Seal("a"), changed(10, 5, 2))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        land(killed())
    landed = land([changed(10, 5, 4)], after="a")
    assert positions(landed) == [1, 14]
    files = {path for part in landed.parts if part.changes for path in (part.changes.path,)}
    assert set(landed.paths[0].parent.glob(f"{BATCH}-*")) == {*landed.paths, *files}


def test_a_part_whose_lines_are_gone_is_not_gone_on_from() -> None:
    def killed() -> Iterator[Piece]:
        yield from (changed(0, 10, 1), Seal("a"))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        land(killed())
    sealed = lake.find_sealed(resource_code="shop", batch_id=BATCH)
    assert sealed is not None
    assert sealed.changes is not None
    sealed.changes.path.unlink()
    landed = land([changed(50, 1, 0)], after="a")
    assert (landed.rows, positions(landed)) == (1, [0])


def test_lost_lines_are_said_to_be_lost() -> None:
    landed = land([changed(0, 3, 1)])
    assert landed.parts[0].changes is not None
    landed.parts[0].changes.path.unlink()
    with pytest.raises(LandedFileError):
        positions(landed)


def test_without_changes_there_is_no_file() -> None:
    landed = land([changed(0, 3)])
    assert landed.parts[0].changes is None
    assert positions(landed) == []


def test_lines_of_other_columns_are_refused() -> None:
    (rows,) = make_rows(0, 1).to_batches()
    with pytest.raises(SchemaMismatchError):
        land([ChangedRows(rows, pa.table({"x": [1]}))])
    assert lake.find_landed(resource_code="shop", batch_id=BATCH) is None
