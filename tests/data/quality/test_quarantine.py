"""One end a row: known problems stay one problem, and only what is published ends them."""

import os
import time
from collections.abc import Iterator

import pytest
from django.db import IntegrityError, transaction

from chengshu.base.accounts.contracts import Role
from chengshu.data.lake import api as lake
from chengshu.data.lake.selectors import marks_folder
from chengshu.data.quality import api
from chengshu.data.quality.contracts import RowQuery, RowsEnded, RowState, Verdict
from chengshu.data.quality.errors import RowStateError
from chengshu.data.quality.following import followers
from chengshu.data.quality.models import Judgement, RowEnd
from chengshu.data.rules import api as rules
from chengshu.data.rules.contracts import RuleSpec
from tests.data.quality.people import SYSTEM, person
from tests.data.quality.shops import draft_shops, judge, land_shops, rows_of, settle, states

pytestmark = pytest.mark.django_db
BUREAU = person(Role.BUREAU_ADMINISTRATOR, "bureau")


class Listener:
    """A room above that remembers what it was told."""

    def __init__(self) -> None:
        self.verdicts: list[Verdict] = []
        self.changes: list[RowsEnded] = []

    def judged(self, verdict: Verdict) -> None:
        self.verdicts.append(verdict)

    def ended(self, change: RowsEnded) -> None:
        self.changes.append(change)


@pytest.fixture
def listener() -> Iterator[Listener]:
    before, heard = dict(followers._items), Listener()
    api.register_follower("test", heard)
    yield heard
    followers._items = before


def test_the_same_bad_row_every_day_is_one_problem() -> None:
    key = draft_shops()
    first = judge(key, ("a", "1", 10), ("b", "1", 1), replaces=True)
    for _ in range(2):
        again = judge(key, ("b", "1", 1), ("a", "1", 11), replaces=True)
    (row,) = rows_of(again)
    assert (row.state, row.first_id) == (RowState.REPEATED, f"{first.batch_id}-0")
    assert again.new == 0
    assert states(key) == {"quarantined": 1, "repeated": 2}
    judge(key, ("b", "1", 1), ("a", "1", 1), replaces=True)
    assert states(key) == {"repaired": 1, "repeated": 2}


def test_half_a_repair_keeps_the_problem() -> None:
    key = draft_shops()
    rules.save_rules(BUREAU, key, [RuleSpec("length", "code", {"maximum": 2})])
    first = judge(key, ("a", "123", 10))
    half = judge(key, ("a", "123", 1))
    assert rows_of(half)[0].first_id == f"{first.batch_id}-0"
    worse = judge(key, ("a", "123", 10))
    assert rows_of(worse)[0].first_id == f"{first.batch_id}-0"


def test_something_new_wrong_with_a_row_replaces_its_problem() -> None:
    key = draft_shops()
    first = judge(key, ("a", "1", 10))
    rules.save_rules(BUREAU, key, [RuleSpec("pattern", "code", {"pattern": "x"})])
    second = judge(key, ("a", "1", 1))
    (old,), (new,) = rows_of(first), rows_of(second)
    assert (old.state, old.repaired_batch) == (RowState.SUPERSEDED, second.batch_id)
    assert new.state is RowState.QUARANTINED


def test_a_full_load_withdraws_what_no_longer_comes() -> None:
    key = draft_shops()
    first = judge(key, ("a", "1", 10), ("a", None, 1), replaces=True)
    judge(key, ("b", "1", 1), replaces=False)
    assert states(key) == {"quarantined": 2}
    judge(key, ("b", "1", 1), replaces=True)
    assert states(key) == {"withdrawn": 2}
    assert all(row.settled_at for row in rows_of(first))


def test_a_waived_row_stays_at_rest_when_it_comes_again() -> None:
    key = draft_shops()
    first = judge(key, ("a", "1", 10), replaces=True)
    api.waive_row(BUREAU, f"{first.batch_id}-0", reason="历史数据")
    again = judge(key, ("a", "1", 10), replaces=True)
    assert states(key) == {"waived": 1, "repeated": 1}
    with pytest.raises(RowStateError, match="首次出现"):
        api.waive_row(BUREAU, f"{again.batch_id}-0", reason="再次")


def test_a_judged_batch_that_is_not_published_ends_nothing() -> None:
    key = draft_shops()
    judge(key, ("a", "1", 10))
    api.judge_batch(SYSTEM, landed=land_shops(key, ("a", "1", 1)))
    assert states(key) == {"quarantined": 1}


def test_settling_twice_changes_nothing() -> None:
    key = draft_shops()
    judge(key, ("a", "1", 10))
    landed = land_shops(key, ("a", "1", 1))
    settle(landed)
    assert api.settle_batch(SYSTEM, landed=landed, replaces=True) == 0
    assert RowEnd.objects.filter(judgement__resource_code=key).count() == 1


def test_many_rows_are_waived_at_once_and_only_open_ones() -> None:
    key = draft_shops()
    verdict = judge(key, *((("a", str(n), 10)) for n in range(6)))
    api.waive_row(BUREAU, f"{verdict.batch_id}-2", reason="单独")
    rested = api.waive_rows(BUREAU, batch_id=verdict.batch_id, positions=[1, 2, 3], reason="一起")
    assert rested == 2
    assert states(key) == {"quarantined": 3, "waived": 3}
    assert api.waive_rows(BUREAU, batch_id=verdict.batch_id, positions=[99], reason="无") == 0


def test_pages_are_found_by_counters_across_batches() -> None:
    key = draft_shops()
    for batch in range(4):
        judge(key, *((f"c{batch}", str(n), 10) for n in range(3)), ("ok", str(batch), 1))
    found = [
        api.list_quarantined(SYSTEM, RowQuery(resource_code=key, limit=2, offset=offset))
        for offset in range(0, 13, 2)
    ]
    keys = [row.key for page in found for row in page.rows]
    assert keys == [f"c{batch} · {n}" for batch in (3, 2, 1, 0) for n in range(3)]
    assert {page.total for page in found} == {12}
    waiting = RowQuery(resource_code=key, state=RowState.QUARANTINED, limit=5, offset=10)
    assert len(api.list_quarantined(SYSTEM, waiting).rows) == 2


def test_causes_group_rows_that_fail_the_same_rules() -> None:
    key = draft_shops()
    one = judge(key, ("a", "1", 10), ("a", "2", 10), ("a", None, 10))
    two = judge(key, ("b", "1", 10))
    causes = api.list_causes(SYSTEM, RowQuery(resource_code=key, state=RowState.QUARANTINED))
    assert [(cause.rules, cause.rows) for cause in causes] == [
        (("range:n",), 3),
        (("required:code", "range:n"), 1),
    ]
    assert causes[0].batches == (one.batch_id, two.batch_id)
    assert causes[1].labels[0] == "“编号”不能为空"


def test_rows_that_only_warn_are_accepted_counted_and_listed() -> None:
    key = draft_shops()
    soft = RuleSpec("range", "n", {"maximum": 9, "severity": "warn"})
    rules.save_rules(BUREAU, key, [soft])
    verdict = judge(key, ("a", "1", 10), ("a", None, 10), ("a", "2", 1))
    assert (verdict.accepted, verdict.quarantined, verdict.warned) == (2, 1, 2)
    (warned,) = api.list_quarantined(SYSTEM, RowQuery(resource_code=key, warned=True)).rows
    assert (warned.position, [reason.rule for reason in warned.warnings]) == (0, ["range:n"])
    (refused,) = rows_of(verdict)
    assert [reason.rule for reason in refused.reasons] == ["required:code"]
    assert [reason.rule for reason in refused.warnings] == ["range:n"]
    assert api.get_quarantined(SYSTEM, f"{verdict.batch_id}-0").warnings


def test_a_rule_that_stops_is_named_by_the_verdict() -> None:
    key = draft_shops()
    rules.save_rules(BUREAU, key, [RuleSpec("range", "n", {"maximum": 9, "severity": "stop"})])
    assert not judge(key, ("a", "1", 1)).stopped_by
    (stop,) = judge(key, ("a", "1", 10)).stopped_by
    assert (stop.rule, stop.severity, stop.failed) == ("range:n", "stop", 1)


def test_followers_are_told_of_judgements_and_ends(listener: Listener) -> None:
    key = draft_shops()
    first = judge(key, ("a", "1", 10), ("a", "2", 10))
    judge(key, ("a", "1", 1))
    assert listener.verdicts[0].batch_id == first.batch_id
    assert listener.verdicts[0].new == 2
    assert listener.changes == [RowsEnded(first.batch_id, key, RowState.REPAIRED, 1, 1)]


def test_a_follower_that_fails_takes_the_judgement_back(listener: Listener) -> None:
    landed = land_shops(draft_shops(), ("a", "1", 10))
    listener.judged = lambda verdict: 1 / 0  # type: ignore[method-assign,assignment]  # a fault
    with pytest.raises(ZeroDivisionError):
        api.judge_batch(SYSTEM, landed=landed)
    assert not Judgement.objects.filter(batch_id=landed.batch_id).exists()


def test_marks_a_crash_left_behind_are_swept_and_kept_ones_stay() -> None:
    key = draft_shops()
    verdict = judge(key, ("a", "1", 10))
    folder = marks_folder(f"r_{key}")
    (kept,) = folder.glob("*.parquet")
    orphan, half = folder / "7-dead.parquet", folder / "7-dead.part"
    for path in (orphan, half):
        path.write_bytes(b"x")
    assert api.sweep_marks() == 0
    for path in (kept, orphan, half):
        os.utime(path, (time.time() - 90_000,) * 2)
    assert api.sweep_marks() == 2
    assert list(folder.iterdir()) == [kept]
    assert len(rows_of(verdict)) == 1


def test_values_of_a_landed_file_that_is_gone_are_not_shown_but_reasons_are() -> None:
    verdict = judge(draft_shops(), ("a", "1", 10))
    landed = lake.find_landed(resource_code=verdict.resource_code, batch_id=verdict.batch_id)
    assert landed is not None
    landed.paths[0].unlink()
    (row,) = rows_of(verdict)
    assert (dict(row.values), row.key) == ({}, "a · 1")
    assert [reason.rule for reason in row.reasons] == ["range:n"]


def test_counters_that_do_not_add_up_are_refused_by_the_database() -> None:
    verdict = judge(draft_shops(), ("a", "1", 10))
    chosen = Judgement.objects.filter(batch_id=verdict.batch_id)
    for wrong in ({"waiting": 0}, {"waiting": 2, "waived": -1}):
        with pytest.raises(IntegrityError), transaction.atomic():
            chosen.update(**wrong)
