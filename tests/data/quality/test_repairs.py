"""After the verdict: rows are repaired or waived."""

import pytest

from chengshu.base.accounts.contracts import Role
from chengshu.base.errors.api import NotAllowedError
from chengshu.data.catalog.contracts import ItemDraft
from chengshu.data.quality import api
from chengshu.data.quality.contracts import (
    RowQuery,
    RowState,
)
from chengshu.data.quality.errors import (
    RowNotFoundError,
    RowStateError,
)
from tests.data.quality.people import SYSTEM, draft_people, land, person
from tests.data.quality.shops import draft_shops, judge, settle, states

pytestmark = pytest.mark.django_db
OFFICER, OTHER = person(Role.DATA_OFFICER), person(Role.DATA_OFFICER, "housing")
BUREAU = person(Role.BUREAU_ADMINISTRATOR, "bureau")


def test_a_later_accepted_row_repairs_the_one_with_the_same_key() -> None:
    key = draft_shops()
    first = judge(key, ("a", "1", 10), ("a", "2", 11))
    second = judge(key, ("b", "1", 1), ("a", "1", 1))
    repaired, waiting = api.list_quarantined(SYSTEM, RowQuery(batch_id=first.batch_id)).rows
    assert repaired.state is RowState.REPAIRED
    assert (repaired.repaired_batch, repaired.repaired_position) == (second.batch_id, 1)
    assert repaired.key == "a · 1"
    assert waiting.state is RowState.QUARANTINED
    judge(key, ("a", "2", 2))
    assert states(key) == {"repaired": 2}


def test_a_key_refused_again_repairs_nothing() -> None:
    key = draft_shops()
    judge(key, ("a", "1", 1), ("a", "1", 1))
    judge(key, ("a", "1", 1), ("a", "1", 1))
    assert states(key) == {"quarantined": 1, "repeated": 1}


def test_rows_without_a_full_key_wait_for_a_person() -> None:
    key = draft_shops()
    judge(key, ("a", None, 1))
    judge(key, ("a", "1", 1))
    assert states(key) == {"quarantined": 1}


def test_resources_without_a_key_repair_nothing() -> None:
    key = draft_people(ItemDraft("n", "数量", "I", maximum=9))
    settle(land(key, [{"n": 10}]))
    settle(land(key, [{"n": 1}]))
    assert states(key) == {"quarantined": 1}


def test_waiving_says_by_whom_and_why_and_settles_the_order() -> None:
    key = draft_shops()
    judge(key, ("a", "1", 10))
    (row,) = api.list_quarantined(SYSTEM, RowQuery(resource_code=key)).rows
    with pytest.raises(NotAllowedError):
        api.waive_row(OFFICER, row.id, reason="不想改")
    api.waive_row(BUREAU, row.id, reason="历史数据，无法更正")
    api.waive_row(BUREAU, row.id, reason="再次")
    (row,) = api.list_quarantined(SYSTEM, RowQuery(resource_code=key)).rows
    assert (row.state, row.waived_by) == (RowState.WAIVED, BUREAU.username)
    assert row.waived_reason == "历史数据，无法更正"


def test_repaired_rows_cannot_be_waived_nor_unknown_ones() -> None:
    key = draft_shops()
    judge(key, ("a", "1", 10))
    judge(key, ("a", "1", 1))
    (row,) = api.list_quarantined(SYSTEM, RowQuery(resource_code=key)).rows
    with pytest.raises(RowStateError):
        api.waive_row(BUREAU, row.id, reason="晚了")
    with pytest.raises(RowNotFoundError):
        api.waive_row(BUREAU, row.id.replace("-0", "-1"), reason="没有")
    for strange in ("0-0", "nothing", "1", "1-²", "9" * 19 + "-1"):
        with pytest.raises(RowNotFoundError):
            api.waive_row(BUREAU, strange, reason="没有")


def test_a_waiver_needs_a_reason() -> None:
    key = draft_shops()
    judge(key, ("a", "1", 10))
    (row,) = api.list_quarantined(SYSTEM, RowQuery(resource_code=key)).rows
    with pytest.raises(RowStateError):
        api.waive_row(BUREAU, row.id, reason="  ")


def test_other_departments_see_no_rows() -> None:
    key = draft_shops()
    verdict = judge(key, ("a", "1", 10))
    assert api.list_quarantined(OTHER, RowQuery(resource_code=key)).total == 0
    with pytest.raises(NotAllowedError):
        api.get_verdict(OTHER, verdict.batch_id)
    assert api.list_quarantined(OFFICER, RowQuery(resource_code=key)).total == 1
