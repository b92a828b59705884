"""A rule was wrong: what it alone refused is judged again, and what passes is accepted."""

import pytest

from chengshu.base.accounts.contracts import Role
from chengshu.base.audit import api as audit
from chengshu.base.audit.contracts import EntryFilter
from chengshu.base.errors.api import NotAllowedError
from chengshu.base.jobs import api as jobs
from chengshu.data.lake import api as lake
from chengshu.data.lake.contracts import LandedFile, PublishMode
from chengshu.data.quality import api
from chengshu.data.quality.contracts import JudgedAgain, RowState, Verdict
from chengshu.data.quality.errors import RowStateError
from chengshu.data.quality.models import Ending
from chengshu.data.rules import api as rules
from chengshu.data.rules.contracts import RuleSpec
from tests.data.quality.people import SYSTEM, person
from tests.data.quality.shops import Row, draft_shops, land_shops, rows_of, settle, states

pytestmark = pytest.mark.django_db
BUREAU = person(Role.BUREAU_ADMINISTRATOR, "bureau")
RANGE = "range:n"


def publish(key: str, *rows: Row, mode: PublishMode = PublishMode.MERGE) -> Verdict:
    landed = land_shops(key, *rows)
    return put(landed, mode)


def put(landed: LandedFile, mode: PublishMode) -> Verdict:
    gate = api.gate_of(api.judge_batch(SYSTEM, landed=landed))
    replaced = ("city", "code") if mode is PublishMode.MERGE else ()
    lake.publish_snapshot(SYSTEM, landed=landed, gate=gate, mode=mode, key=replaced)
    return settle(landed, replaces=mode is PublishMode.FULL)


def widen(key: str, maximum: int = 99) -> None:
    rules.save_rules(SYSTEM, key, [RuleSpec("range", "n", {"maximum": maximum})])


def again(key: str) -> JudgedAgain:
    result = api.judge_again(BUREAU, key, RANGE, reason="上限定错")
    endings = Ending.objects.filter(resource_code=key, state=RowState.RESTORED)
    numbers = tuple(endings.values_list("pk", flat=True))
    if result.restored:
        api.show_restored(SYSTEM, key, numbers)
    return result


def shown(key: str) -> list[tuple[object, ...]]:
    columns = ("city", "code", "n")
    table = lake.read_rows(SYSTEM, resource_code=key, columns=columns, limit=100)
    return sorted(zip(*(table[name].to_pylist() for name in columns), strict=True))


def test_what_only_the_changed_rule_refused_and_now_passes_is_accepted() -> None:
    key = draft_shops()
    verdict = publish(key, ("a", "1", 5), ("a", "2", 50), ("a", "3", 500), (None, "4", 50))
    assert shown(key) == [("a", "1", 5)]
    widen(key)
    assert again(key) == JudgedAgain(key, RANGE, judged=2, restored=1)
    assert shown(key) == [("a", "1", 5), ("a", "2", 50)]
    assert states(key) == {"quarantined": 2, "restored": 1}
    after = api.get_verdict(SYSTEM, verdict.batch_id)
    assert after.landed == after.accepted + after.quarantined == 4
    row = next(row for row in rows_of(verdict) if row.position == 1)
    assert (row.state, row.waived_by, row.waived_reason) == (
        RowState.RESTORED, BUREAU.username, "上限定错",
    )  # fmt: skip


def test_rows_keep_batch_and_position_and_old_snapshots_what_they_showed() -> None:
    key = draft_shops()
    verdict = publish(key, ("a", "1", 50), ("a", "2", 5))
    before = lake.latest_snapshot(key)
    widen(key)
    again(key)
    table = lake.read_rows(SYSTEM, resource_code=key, columns=("_batch", "_position"), limit=9)
    assert sorted(zip(*table.to_pydict().values(), strict=True)) == [
        (verdict.batch_id, 0), (verdict.batch_id, 1),
    ]  # fmt: skip
    after = lake.latest_snapshot(key)
    assert before is not None
    assert after is not None
    assert (after.number, after.rows, after.restores) == (before.number + 1, 2, True)
    assert lake.count_rows(SYSTEM, resource_code=key, snapshot_id=before.id) == 1


def test_judging_again_twice_leaves_nothing_to_do() -> None:
    key = draft_shops()
    publish(key, ("a", "1", 50))
    widen(key)
    again(key)
    number = len(lake.list_snapshots(key))
    assert again(key) == JudgedAgain(key, RANGE, judged=0, restored=0)
    ending = Ending.objects.get(resource_code=key)
    api.show_restored(SYSTEM, key, (ending.pk,))  # the job done again after a crash
    assert len(lake.list_snapshots(key)) == number
    assert shown(key) == [("a", "1", 50)]


def test_a_withdrawn_rule_lets_its_rows_pass() -> None:
    key = draft_shops()
    publish(key, ("a", "1", 500))
    rules.save_rules(SYSTEM, key, [RuleSpec("range", "n", {"off": True})], reason="不适用")
    assert again(key).restored == 1
    assert shown(key) == [("a", "1", 500)]


def test_a_newer_accepted_row_of_the_key_stays() -> None:
    key = draft_shops()
    publish(key, ("a", "1", 50))
    publish(key, ("a", "1", 7))
    widen(key)
    assert again(key).restored == 0  # it was repaired
    assert shown(key) == [("a", "1", 7)]


def test_an_older_accepted_row_of_the_key_is_replaced() -> None:
    key = draft_shops()
    publish(key, ("a", "1", 7))
    publish(key, ("a", "1", 50))
    widen(key)
    assert again(key).restored == 1
    assert shown(key) == [("a", "1", 50)]


def test_a_row_that_came_again_is_shown_as_it_came_last() -> None:
    key = draft_shops()
    first = publish(key, ("a", "1", 50), mode=PublishMode.FULL)
    last = publish(key, ("b", "2", 1), ("a", "1", 60), mode=PublishMode.FULL)
    widen(key)
    assert again(key).restored == 1
    assert shown(key) == [("a", "1", 60), ("b", "2", 1)]
    (row,) = rows_of(first)
    assert (row.state, row.repaired_batch, row.repaired_position) == (
        RowState.RESTORED, last.batch_id, 1,
    )  # fmt: skip


def test_rows_of_a_batch_that_was_not_published_wait() -> None:
    key = draft_shops()
    publish(key, ("a", "1", 1))
    api.judge_batch(SYSTEM, landed=land_shops(key, ("a", "2", 50)))
    widen(key)
    assert again(key) == JudgedAgain(key, RANGE, judged=0, restored=0)


def test_what_a_later_full_load_replaced_is_not_shown_again() -> None:
    key = draft_shops()
    publish(key, ("a", "1", 50))
    widen(key)
    api.judge_again(BUREAU, key, RANGE, reason="上限定错")
    publish(key, ("b", "2", 1), mode=PublishMode.FULL)
    endings = tuple(Ending.objects.filter(resource_code=key).values_list("pk", flat=True))
    api.show_restored(SYSTEM, key, endings)
    assert shown(key) == [("b", "2", 1)]


def test_it_needs_a_reason_and_the_right_and_leaves_an_audit_line_and_a_job() -> None:
    key = draft_shops()
    publish(key, ("a", "1", 50))
    widen(key)
    with pytest.raises(RowStateError):
        api.judge_again(BUREAU, key, RANGE, reason=" ")
    with pytest.raises(NotAllowedError):
        api.judge_again(person(Role.DATA_OFFICER), key, RANGE, reason="x")
    assert states(key) == {"quarantined": 1}
    api.judge_again(BUREAU, key, RANGE, reason="上限定错")
    assert jobs.find_latest(SYSTEM, name=api.RESTORE_JOB, subject=key) is not None
    asked = EntryFilter(action="quality.judge_again")
    line = audit.list_entries(SYSTEM, asked).entries[0]
    assert line.detail["restored"] == 1
