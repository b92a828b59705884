"""The room of repair takes over the orders quality kept, rows, clocks and answers and all."""

from importlib import import_module

import pytest
from django.db import connection

from chengshu.base.clock import api as clock
from chengshu.data.repair import api
from chengshu.data.repair.contracts import OrderState, StepKind
from chengshu.data.repair.models import OrderBatch, OrderStep, RepairOrder
from tests.data.repair.shops import SYSTEM, draft_shops, judge

pytestmark = pytest.mark.django_db
MOVE = import_module("chengshu.data.repair.migrations.0002_orders_of_quality")
OLD_TABLE = """
CREATE TABLE quality_repairorder (
    id bigserial PRIMARY KEY, number varchar(32), organisation_code varchar(64),
    state varchar(16), opened_at timestamptz, due_at timestamptz, unit varchar(16), answer text,
    answered_by varchar(150), answered_at timestamptz, closed_by varchar(150),
    closed_at timestamptz, judgement_id bigint REFERENCES quality_judgement (id)
)
"""
OLD_ORDER = """
INSERT INTO quality_repairorder (number, organisation_code, state, opened_at, due_at, unit, answer,
    answered_by, answered_at, closed_by, judgement_id)
SELECT 'ZG20261101-000001', organisation_code, 'answered', %(at)s, %(at)s, 'working_day', '改好了',
    'li', %(at)s, '', id FROM quality_judgement WHERE batch_id = %(batch)s
"""


def test_orders_of_the_old_form_move_with_all_they_hold() -> None:
    key = draft_shops()
    verdict = judge(key, ("1", "甲", 10), ("2", None, 1), ("3", "丙", 3))
    for table in (OrderStep, OrderBatch, RepairOrder):
        table.objects.all().delete()
    at = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(OLD_TABLE)
        cursor.execute(OLD_ORDER, {"at": at, "batch": verdict.batch_id})
        for statement in MOVE.Migration.operations[0].sql:
            cursor.execute(statement)
    order = api.get_order(SYSTEM, "ZG20261101-000001")
    assert (order.rows, order.open_rows, order.batches) == (2, 2, (verdict.batch_id,))
    assert (order.state, order.answer, order.due_at) == (OrderState.ANSWERED, "改好了", at)
    assert [step.kind for step in api.list_steps(SYSTEM, order.number)] == [
        StepKind.OPENED,
        StepKind.ANSWERED,
    ]
    assert api.list_order_rows(SYSTEM, order.number).total == 2


def test_an_order_of_the_old_form_closes_with_its_batch() -> None:
    key = draft_shops()
    verdict = judge(key, ("1", "甲", 10), ("2", "乙", 11))
    RepairOrder.objects.update(rule="", kind="", label="")
    judge(key, ("1", "甲", 1))
    (order,) = api.list_orders(SYSTEM).rows
    assert (order.open_rows, order.batches) == (1, (verdict.batch_id,))
    judge(key, ("2", "乙", 1))
    assert api.get_order(SYSTEM, order.number).state is OrderState.CLOSED
