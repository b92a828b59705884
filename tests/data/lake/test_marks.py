"""Marks: written once beside a landed file, known again, listed, compared, published."""

import dataclasses
import os
import time

import pyarrow as pa
import pytest

from chengshu.data.lake import api as lake
from chengshu.data.lake.contracts import (
    ENDS,
    PLACES,
    EarlierMarks,
    Failure,
    Gate,
    LandedFile,
    MarksFile,
    MarksQuery,
    PublishMode,
)
from chengshu.data.lake.errors import GateError, LandedFileError
from chengshu.data.lake.selectors import marks_path
from tests.data.lake.shops import ACTOR, land, make_rows

pytestmark = pytest.mark.usefixtures("shop")
KEY = ("id",)


def failure(rule: str, *positions: int, refuses: bool = True) -> Failure:
    return Failure(rule, pa.array(positions, pa.int64()), refuses)


def write(
    landed: LandedFile, *failures: Failure, earlier: tuple[MarksFile, ...] = (), ended: int = -1
) -> MarksFile:
    gone = PLACES.empty_table()
    if ended >= 0:
        gone = pa.table({"batch": [earlier[0].batch_id], "position": [ended]}, schema=PLACES)
    known = EarlierMarks(earlier, gone)
    return lake.write_marks(ACTOR, landed=landed, failures=failures, key=KEY, earlier=known)


def rows_of(file: MarksFile, **wanted: object) -> list[dict[str, object]]:
    return lake.list_marks(MarksQuery((file,), **wanted)).rows.to_pylist()  # type: ignore[arg-type]  # free words of a test


def keyless(landed_ids: list[int | None], amounts: str) -> LandedFile:
    table = make_rows(1, len(landed_ids))
    table = table.set_column(0, "id", pa.array(landed_ids, pa.int64()))
    return land(table.set_column(7, "area_code", pa.array(list(amounts), pa.string())))


def test_marks_keep_all_rules_of_a_row_and_its_key() -> None:
    landed = land(make_rows(101, 10))
    marks = write(landed, failure("range:id", 7, 2), failure("unique", 2))
    assert (marks.rows, marks.refused, marks.repeated) == (2, 2, 0)
    first, second = rows_of(marks)
    assert (first["position"], first["rules"], first["key"]) == (2, ["range:id", "unique"], "103")
    assert (second["position"], second["rules"]) == (7, ["range:id"])
    assert lake.refused_positions(marks).to_pylist() == [2, 7]


def test_the_same_judgement_gives_the_same_file() -> None:
    landed = land(make_rows(1, 10))
    assert write(landed, failure("a", 1)) == write(landed, failure("a", 1))
    assert write(landed, failure("a", 2)) != write(landed, failure("a", 1))


def test_a_batch_without_a_failed_row_has_no_file() -> None:
    landed = land(make_rows(1, 10))
    marks = write(landed, failure("a"))
    assert (marks.name, marks.rows) == ("", 0)
    assert lake.list_marks(MarksQuery((marks,))).total == 0
    assert lake.refused_positions(marks).to_pylist() == []


def test_warned_rows_are_marked_but_not_refused() -> None:
    landed = land(make_rows(1, 10))
    marks = write(landed, failure("soft", 1, 2, refuses=False), failure("hard", 2))
    assert (marks.rows, marks.refused) == (2, 1)
    assert [row["position"] for row in rows_of(marks)] == [2]
    warned = rows_of(marks, refused=False, rule="soft")
    assert [row["position"] for row in warned] == [1]
    assert lake.refused_positions(marks).to_pylist() == [2]


def test_pages_narrow_by_rule_text_state_and_position() -> None:
    landed = land(make_rows(1, 30))
    marks = write(landed, failure("a", *range(10)), failure("b", 4))
    ends = pa.table({"batch": [landed.batch_id], "position": [3], "state": ["waived"]}, schema=ENDS)
    page = lake.list_marks(MarksQuery((marks,), limit=3, offset=2))
    assert (page.rows["position"].to_pylist(), page.total) == ([2, 3, 4], 10)
    assert [row["position"] for row in rows_of(marks, rule="b")] == [4]
    assert [row["key"] for row in rows_of(marks, text="10")] == ["10"]
    assert [row["position"] for row in rows_of(marks, ends=ends, state="waived")] == [3]
    assert len(rows_of(marks, ends=ends, state="quarantined")) == 9
    assert [row["key"] for row in rows_of(marks, position=7)] == ["8"]


def test_rows_are_grouped_by_what_they_fail_together() -> None:
    landed = land(make_rows(1, 30))
    marks = write(landed, failure("a", 1, 2, 3), failure("b", 3))
    groups = lake.group_marks(MarksQuery((marks,))).to_pylist()
    assert [(group["rules"], group["rows"]) for group in groups] == [(["a"], 2), (["a", "b"], 1)]


def test_a_row_refused_again_points_to_the_first_one() -> None:
    one = land(make_rows(1, 10))
    first = write(one, failure("a", 3, 4, 5), failure("b", 3))
    two = land(make_rows(3, 10))
    second = write(two, failure("a", 1, 2), failure("c", 2), earlier=(first,))
    again, new = rows_of(second)
    assert (again["first_batch"], again["first_position"]) == (one.batch_id, 3)
    assert again["state"] == "repeated"
    assert (new["first_batch"], new["state"]) == (None, "quarantined")
    assert second.repeated == 1
    third = write(land(make_rows(1, 10)), failure("a", 3), earlier=(first, second))
    assert rows_of(third)[0]["first_batch"] == one.batch_id


def test_a_row_that_came_to_its_end_is_not_repeated() -> None:
    first = write(land(make_rows(1, 10)), failure("a", 3))
    second = write(land(make_rows(1, 10)), failure("a", 3), earlier=(first,), ended=3)
    assert rows_of(second)[0]["state"] == "quarantined"


def test_rows_without_a_key_are_known_by_their_content() -> None:
    first = write(keyless([None, None], "xy"), failure("required:id", 0, 1))
    second = write(keyless([None, None], "yz"), failure("required:id", 0, 1), earlier=(first,))
    states = [row["state"] for row in rows_of(second)]
    assert states == ["quarantined", "quarantined"]  # the numbers beside them differ
    third = write(keyless([None, None], "xz"), failure("required:id", 0, 1), earlier=(first,))
    assert [row["state"] for row in rows_of(third)] == ["repeated", "quarantined"]


def compare(
    landed: LandedFile, here: MarksFile, *earlier: MarksFile, replaces: bool = False
) -> list[tuple[int, str, int | None]]:
    found = lake.compare_marks(
        landed=landed, here=here, key=KEY, earlier=EarlierMarks(earlier), replaces=replaces
    )
    return [(row["position"], row["state"], row["by_position"]) for row in found.to_pylist()]


def test_open_rows_end_by_what_a_later_batch_brings() -> None:
    first = write(land(make_rows(1, 10)), failure("a", 0, 3, 4, 5))
    landed = land(make_rows(4, 10))  # number 1 no longer comes
    here = write(landed, failure("a", 0), failure("b", 1), earlier=(first,))
    merged = [(4, "superseded", 1), (5, "repaired", 2)]
    assert compare(landed, here, first) == merged
    assert compare(landed, here, first, replaces=True) == [(0, "withdrawn", None), *merged]


def test_an_empty_batch_withdraws_all_where_it_replaces() -> None:
    first = write(land(make_rows(1, 10)), failure("a", 3))
    empty = land(make_rows(1, 0))
    assert compare(empty, write(empty), first) == []
    assert compare(empty, write(empty), first, replaces=True) == [(3, "withdrawn", None)]


def test_a_key_refused_again_repairs_nothing() -> None:
    first = write(land(make_rows(1, 10)), failure("a", 3))
    table = pa.concat_tables([make_rows(4, 1), make_rows(4, 1)])
    landed = land(table)
    here = write(landed, failure("a", 1), earlier=(first,))
    assert compare(landed, here, first, replaces=True) == []


def test_landed_rows_are_read_by_position() -> None:
    landed = land(make_rows(1, 900))
    found = lake.read_positions(landed, [800, 3])
    assert found["id"].to_pylist() == [4, 801]
    assert lake.read_positions(landed, []).num_rows == 0
    gone = dataclasses.replace(landed.parts[0], path=landed.paths[0] / "gone")
    with pytest.raises(LandedFileError):
        lake.read_positions(dataclasses.replace(landed, parts=(gone,)), [1])


def gate(landed: LandedFile, marks: MarksFile, accepted: int) -> Gate:
    return Gate(landed.batch_id, landed.rows, accepted, marks=marks)


def test_what_marks_refuse_is_not_published() -> None:
    landed = land(make_rows(1, 10))
    marks = write(landed, failure("a", 3, 4), failure("soft", 5, refuses=False))
    snapshot = lake.publish_snapshot(
        ACTOR, landed=landed, gate=gate(landed, marks, 8), mode=PublishMode.FULL
    )
    assert snapshot.rows == 8
    assert lake.distinct_values("shop", "id").to_pylist() == [1, 2, 3, 6, 7, 8, 9, 10]


def test_merging_replaces_only_by_accepted_rows() -> None:
    first = land(make_rows(1, 10))
    lake.publish_snapshot(
        ACTOR, landed=first, gate=gate(first, write(first), 10), mode=PublishMode.FULL
    )
    second = land(make_rows(9, 4, area="new"))
    marks = write(second, failure("a", 1))
    snapshot = lake.publish_snapshot(
        ACTOR, landed=second, gate=gate(second, marks, 3), mode=PublishMode.MERGE, key=KEY
    )
    assert snapshot.rows == 12
    kept = lake.read_rows(ACTOR, resource_code="shop", columns=["id", "area_code"], limit=20)
    areas = dict(zip(kept["id"].to_pylist(), kept["area_code"].to_pylist(), strict=True))
    assert (areas[9], areas[10], areas[11]) == ("new", "2199", "new")


def test_marks_that_do_not_add_up_or_were_changed_publish_nothing() -> None:
    landed = land(make_rows(1, 10))
    marks = write(landed, failure("a", 3, 4))
    beyond = write(landed, failure("a", 3, 11))
    for wrong in (gate(landed, marks, 9), gate(landed, beyond, 8)):
        with pytest.raises(GateError):
            lake.publish_snapshot(ACTOR, landed=landed, gate=wrong, mode=PublishMode.FULL)
    with marks_path(marks).open("ab") as file:
        file.write(b"x")
    with pytest.raises(LandedFileError):
        lake.publish_snapshot(
            ACTOR, landed=landed, gate=gate(landed, marks, 8), mode=PublishMode.FULL
        )
    assert lake.latest_snapshot("shop") is None


def test_marks_nobody_keeps_are_found_after_a_day_and_dropped() -> None:
    marks = write(land(make_rows(1, 10)), failure("a", 3))
    path = marks_path(marks)
    assert marks.name not in lake.list_old_marks()
    os.utime(path, (time.time() - 90_000,) * 2)
    assert marks.name in lake.list_old_marks()
    assert lake.drop_marks([marks.name]) == 1
    with pytest.raises(LandedFileError):
        lake.list_marks(MarksQuery((marks,)))
