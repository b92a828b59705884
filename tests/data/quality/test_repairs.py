"""After the verdict: rows are repaired or waived, orders answered and closed."""

import datetime as dt

import pytest

from chengshu.base.accounts.contracts import Role
from chengshu.base.clock import api as clock
from chengshu.base.clock.contracts import Light, TimeUnit
from chengshu.base.errors.api import NotAllowedError
from chengshu.data.catalog.contracts import ItemDraft
from chengshu.data.quality import api
from chengshu.data.quality.contracts import (
    OrderQuery,
    OrderState,
    RepairOrderInfo,
    RowQuery,
    RowState,
    Verdict,
)
from chengshu.data.quality.errors import (
    OrderStateError,
    RepairOrderNotFoundError,
    RowNotFoundError,
)
from chengshu.data.quality.models import RepairOrder
from tests.data.quality.people import SYSTEM, draft_people, land, person
from tests.data.quality.shops import draft_shops, judge, settle, states

pytestmark = pytest.mark.django_db
OFFICER, OTHER = person(Role.DATA_OFFICER), person(Role.DATA_OFFICER, "housing")
BUREAU = person(Role.BUREAU_ADMINISTRATOR, "bureau")


def order_of(verdict: Verdict) -> RepairOrderInfo:
    orders = api.list_repair_orders(SYSTEM, OrderQuery(resource_code=verdict.resource_code)).rows
    return next(order for order in orders if order.batch_id == verdict.batch_id)


def test_refused_rows_form_one_order_to_their_provider() -> None:
    verdict = judge(draft_shops(), ("a", "1", 10), ("a", "2", 11), ("a", "3", 1))
    order = order_of(verdict)
    assert (order.rows, order.open_rows, order.state) == (2, 2, OrderState.OPEN)
    assert order.organisation_code == "police"
    assert order.light is Light.GREEN
    assert order.due_at == clock.deadline(order.opened_at, 5, TimeUnit.WORKING_DAY)


def test_a_later_accepted_row_repairs_the_one_with_the_same_key() -> None:
    key = draft_shops()
    first = judge(key, ("a", "1", 10), ("a", "2", 11))
    second = judge(key, ("b", "1", 1), ("a", "1", 1))
    repaired, waiting = api.list_quarantined(SYSTEM, RowQuery(batch_id=first.batch_id)).rows
    assert repaired.state is RowState.REPAIRED
    assert (repaired.repaired_batch, repaired.repaired_position) == (second.batch_id, 1)
    assert repaired.key == "a · 1"
    assert waiting.state is RowState.QUARANTINED
    assert order_of(first).state is OrderState.OPEN
    judge(key, ("a", "2", 2))
    assert order_of(first).state is OrderState.CLOSED
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
    verdict = judge(key, ("a", "1", 10))
    (row,) = api.list_quarantined(SYSTEM, RowQuery(resource_code=key)).rows
    with pytest.raises(NotAllowedError):
        api.waive_row(OFFICER, row.id, reason="不想改")
    api.waive_row(BUREAU, row.id, reason="历史数据，无法更正")
    api.waive_row(BUREAU, row.id, reason="再次")
    (row,) = api.list_quarantined(SYSTEM, RowQuery(resource_code=key)).rows
    assert (row.state, row.waived_by) == (RowState.WAIVED, BUREAU.username)
    assert row.waived_reason == "历史数据，无法更正"
    assert order_of(verdict).state is OrderState.CLOSED


def test_repaired_rows_cannot_be_waived_nor_unknown_ones() -> None:
    key = draft_shops()
    judge(key, ("a", "1", 10))
    judge(key, ("a", "1", 1))
    (row,) = api.list_quarantined(SYSTEM, RowQuery(resource_code=key)).rows
    with pytest.raises(OrderStateError):
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
    with pytest.raises(OrderStateError):
        api.waive_row(BUREAU, row.id, reason="  ")


def test_the_provider_answers_and_the_bureau_closes() -> None:
    order = order_of(judge(draft_shops(), ("a", "1", 10)))
    with pytest.raises(OrderStateError):
        api.close_repair_order(BUREAU, order.number)
    answered = api.answer_repair_order(OFFICER, order.number, answer="已在业务系统更正")
    assert (answered.state, answered.answered_by) == (OrderState.ANSWERED, OFFICER.username)
    with pytest.raises(NotAllowedError):
        api.close_repair_order(OFFICER, order.number)
    closed = api.close_repair_order(BUREAU, order.number)
    assert (closed.state, closed.closed_by) == (OrderState.CLOSED, BUREAU.username)
    assert api.close_repair_order(BUREAU, order.number) == closed
    with pytest.raises(OrderStateError):
        api.answer_repair_order(OFFICER, order.number, answer="再答")


def test_an_answer_needs_words() -> None:
    order = order_of(judge(draft_shops(), ("a", "1", 10)))
    with pytest.raises(OrderStateError):
        api.answer_repair_order(OFFICER, order.number, answer=" ")


def test_orders_past_their_deadline_are_red() -> None:
    order = order_of(judge(draft_shops(), ("a", "1", 10)))
    start = clock.now() - dt.timedelta(days=60)
    due = start + dt.timedelta(days=7)
    RepairOrder.objects.filter(number=order.number).update(opened_at=start, due_at=due)
    assert api.get_repair_order(OFFICER, order.number).light is Light.RED


def test_other_departments_see_neither_rows_nor_orders() -> None:
    key = draft_shops()
    order = order_of(judge(key, ("a", "1", 10)))
    assert api.list_quarantined(OTHER, RowQuery(resource_code=key)).total == 0
    assert api.list_repair_orders(OTHER).total == 0
    for refused in (
        api.get_repair_order,
        lambda actor, number: api.get_verdict(actor, order.batch_id),
    ):
        with pytest.raises(NotAllowedError):
            refused(OTHER, order.number)
    assert api.list_quarantined(OFFICER, RowQuery(resource_code=key)).total == 1
    assert api.list_repair_orders(OFFICER, OrderQuery(state=OrderState.OPEN)).total == 1


def test_orders_are_found_by_words_and_number() -> None:
    order = order_of(judge(draft_shops(), ("a", "1", 10)))
    for query in (
        OrderQuery(text="人口"),
        OrderQuery(text=order.number),
        OrderQuery(organisation_code="police"),
    ):
        assert order in api.list_repair_orders(SYSTEM, query).rows
    with pytest.raises(RepairOrderNotFoundError):
        api.get_repair_order(SYSTEM, "ZG0")
