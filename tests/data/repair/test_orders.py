"""Repair orders follow what is quarantined: one per rule, continued, settled, escalated."""

import datetime as dt

import pytest

from chengshu.base.audit import api as audit
from chengshu.base.audit.contracts import EntryFilter
from chengshu.base.clock import api as clock
from chengshu.base.clock.contracts import Light, TimeUnit
from chengshu.base.errors.api import NotAllowedError
from chengshu.data.quality import api as quality
from chengshu.data.quality.contracts import RowQuery, RowState
from chengshu.data.repair import api
from chengshu.data.repair.contracts import OrderQuery, OrderSort, OrderState, StepKind
from chengshu.data.repair.errors import RepairOrderNotFoundError, RepairStateError
from chengshu.data.repair.models import RepairOrder
from tests.data.repair.shops import (
    BUREAU,
    OFFICER,
    OTHER,
    SYSTEM,
    draft_shops,
    judge,
    only_order,
    orders_of,
)

pytestmark = pytest.mark.django_db


def kinds(number: str) -> list[StepKind]:
    return [step.kind for step in api.list_steps(SYSTEM, number)]


def make_late(number: str) -> None:
    start = clock.now() - dt.timedelta(days=60)
    due = start + dt.timedelta(days=7)
    RepairOrder.objects.filter(number=number).update(opened_at=start, due_at=due)


def test_rows_of_one_rule_form_one_order_to_their_provider() -> None:
    key = draft_shops()
    judge(key, ("1", "甲", 10), ("2", "乙", 11), ("3", "丙", 1))
    order = only_order(key)
    assert (order.rows, order.open_rows, order.state) == (2, 2, OrderState.OPEN)
    assert (order.organisation_code, order.light) == ("police", Light.GREEN)
    assert "数量" in order.cause
    assert order.due_at == clock.deadline(order.opened_at, 5, TimeUnit.WORKING_DAY)


def test_each_rule_has_its_order_and_each_row_is_in_one() -> None:
    key = draft_shops()
    judge(key, ("1", "甲", 10), ("2", None, 1), ("3", None, 12))
    orders = orders_of(key)
    assert len(orders) == 2
    assert sum(order.rows for order in orders) == 3
    rows = [row.id for order in orders for row in api.list_order_rows(SYSTEM, order.number).rows]
    assert len(rows) == len(set(rows)) == 3


def test_the_same_bad_rows_continue_the_order_and_its_clock() -> None:
    key = draft_shops()
    judge(key, ("1", "甲", 10))
    before = only_order(key)
    judge(key, ("1", "甲", 10))
    after = only_order(key)
    assert (after.number, after.due_at, after.rows) == (before.number, before.due_at, 1)
    assert kinds(after.number) == [StepKind.OPENED, StepKind.CAME_AGAIN]


def test_more_rows_of_the_rule_join_the_open_order() -> None:
    key = draft_shops()
    first = judge(key, ("1", "甲", 10))
    due = only_order(key).due_at
    second = judge(key, ("2", "乙", 11))
    order = only_order(key)
    assert (order.rows, order.open_rows, order.due_at) == (2, 2, due)
    assert order.batches == (first.batch_id, second.batch_id)
    assert api.list_order_rows(OFFICER, order.number).total == 2


def test_new_rows_after_an_answer_need_a_new_answer() -> None:
    key = draft_shops()
    judge(key, ("1", "甲", 10))
    api.answer_order(OFFICER, only_order(key).number, answer="已更正")
    judge(key, ("2", "乙", 11))
    order = only_order(key)
    assert (order.state, order.answer) == (OrderState.OPEN, "已更正")
    assert kinds(order.number) == [StepKind.OPENED, StepKind.ANSWERED, StepKind.GREW]


def test_an_order_closes_with_its_last_row() -> None:
    key = draft_shops()
    judge(key, ("1", "甲", 10), ("2", "乙", 11), ("3", None, 1))
    judge(key, ("1", "甲", 1))
    assert sorted(order.open_rows for order in orders_of(key)) == [1, 1]
    judge(key, ("2", "乙", 2))
    by_state = {order.state: order for order in orders_of(key)}
    assert by_state[OrderState.CLOSED].closed_by == "system"
    assert by_state[OrderState.OPEN].open_rows == 1


def test_waived_rows_count_as_settled() -> None:
    key = draft_shops()
    judge(key, ("1", "甲", 10))
    (row,) = quality.list_quarantined(SYSTEM, RowQuery(resource_code=key)).rows
    quality.waive_row(BUREAU, row.id, reason="历史数据，无法更正")
    assert only_order(key).state is OrderState.CLOSED
    waived = api.list_order_rows(SYSTEM, only_order(key).number, state=RowState.WAIVED)
    assert waived.total == 1


def test_a_settled_cause_that_comes_back_opens_a_new_order() -> None:
    key = draft_shops()
    judge(key, ("1", "甲", 10))
    judge(key, ("1", "甲", 1))
    judge(key, ("1", "甲", 12))
    assert [order.state for order in orders_of(key)] == [OrderState.CLOSED, OrderState.OPEN]


def test_an_order_closed_with_open_rows_runs_again_when_they_come_again() -> None:
    key = draft_shops()
    judge(key, ("1", "甲", 10))
    number = only_order(key).number
    api.answer_order(OFFICER, number, answer="下月更正")
    api.close_order(BUREAU, number)
    judge(key, ("1", "甲", 10))
    order = only_order(key)
    assert (order.number, order.state, order.closed_at) == (number, OrderState.OPEN, None)
    assert kinds(number)[-1] is StepKind.REOPENED


def test_the_provider_answers_and_the_bureau_closes() -> None:
    key = draft_shops()
    judge(key, ("1", "甲", 10))
    number = only_order(key).number
    with pytest.raises(RepairStateError):
        api.close_order(BUREAU, number)
    with pytest.raises(RepairStateError):
        api.answer_order(OFFICER, number, answer=" ")
    answered = api.answer_order(OFFICER, number, answer="已在业务系统更正")
    assert (answered.state, answered.answered_by) == (OrderState.ANSWERED, OFFICER.username)
    closed = api.close_order(BUREAU, number)
    assert (closed.state, closed.closed_by) == (OrderState.CLOSED, BUREAU.username)
    assert api.close_order(BUREAU, number) == closed
    with pytest.raises(RepairStateError):
        api.answer_order(OFFICER, number, answer="再答")


def test_only_the_provider_answers_and_only_the_bureau_closes() -> None:
    key = draft_shops()
    judge(key, ("1", "甲", 10))
    number = only_order(key).number
    for stranger in (OTHER, BUREAU):
        with pytest.raises(NotAllowedError):
            api.answer_order(stranger, number, answer="好")
    with pytest.raises(NotAllowedError):
        api.close_order(OFFICER, number)
    with pytest.raises(NotAllowedError):
        api.escalate_overdue(OFFICER)


def test_other_departments_see_no_orders() -> None:
    key = draft_shops()
    judge(key, ("1", "甲", 10))
    number = only_order(key).number
    assert api.list_orders(OTHER).total == 0
    for door in (api.get_order, api.list_steps, api.list_order_rows):
        with pytest.raises(NotAllowedError):
            door(OTHER, number)
    assert api.list_orders(OFFICER, OrderQuery(state=OrderState.OPEN)).total == 1
    with pytest.raises(RepairOrderNotFoundError):
        api.get_order(SYSTEM, "ZG0")


def test_an_overdue_order_is_escalated_once() -> None:
    key = draft_shops()
    judge(key, ("1", "甲", 10))
    number = only_order(key).number
    assert api.escalate_overdue(SYSTEM) == 0
    make_late(number)
    assert api.escalate_overdue(SYSTEM) == 1
    assert api.escalate_overdue(SYSTEM) == 0
    order = only_order(key)
    assert (order.light, order.is_escalated) == (Light.RED, True)
    assert kinds(number) == [StepKind.OPENED, StepKind.ESCALATED]
    lines = audit.list_entries(SYSTEM, EntryFilter(action="repair.escalate")).entries
    assert [line.subject for line in lines] == [number]


def test_answered_orders_are_not_escalated() -> None:
    key = draft_shops()
    judge(key, ("1", "甲", 10))
    number = only_order(key).number
    api.answer_order(OFFICER, number, answer="已更正")
    make_late(number)
    assert api.escalate_overdue(SYSTEM) == 0


def test_tasks_wait_for_whoever_has_to_act() -> None:
    key = draft_shops()
    judge(key, ("1", "甲", 10))
    number = only_order(key).number
    assert len(api.list_repair_tasks(OFFICER)) == 1
    assert api.list_repair_tasks(BUREAU) == ()
    make_late(number)
    api.escalate_overdue(SYSTEM)
    assert "超期" in str(api.list_repair_tasks(BUREAU)[0].title)
    api.answer_order(OFFICER, number, answer="已更正")
    assert api.list_repair_tasks(OFFICER) == ()
    assert "待确认" in str(api.list_repair_tasks(BUREAU)[0].title)


def test_orders_are_found_and_sorted() -> None:
    key = draft_shops()
    judge(key, ("1", "甲", 10), ("2", "乙", 11), ("3", None, 1))
    many, few = sorted(orders_of(key), key=lambda order: -order.rows)
    for query in (
        OrderQuery(text="人口"),
        OrderQuery(text="数量"),
        OrderQuery(text=many.number),
        OrderQuery(organisation_code="police"),
        OrderQuery(rule=many.rule),
    ):
        assert many in api.list_orders(SYSTEM, query).rows
    by_rows = OrderQuery(resource_code=key, sort=OrderSort.ROWS)
    assert api.list_orders(SYSTEM, by_rows).rows == (few, many)
    make_late(few.number)
    late = api.list_orders(SYSTEM, OrderQuery(resource_code=key, is_overdue=True)).rows
    assert [order.number for order in late] == [few.number]
