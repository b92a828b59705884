"""Orders follow judgements: rows of a new cause open one, more of it join, settled ones close it.

Called inside the transaction that keeps the judgement or the ends, so that orders never disagree
with quarantine.
"""

from collections import Counter
from collections.abc import Mapping

from django.db.models import QuerySet

from chengshu.base.accounts.contracts import system_actor
from chengshu.base.clock import api as clock
from chengshu.data.quality import api as quality
from chengshu.data.quality.contracts import RowQuery, RowsEnded, RowState, RuleCount, Verdict
from chengshu.data.repair.contracts import OrderState, StepKind
from chengshu.data.repair.models import OrderBatch, RepairOrder
from chengshu.data.repair.services.steps import SYSTEM, close_order, note_step, start_clock

_PROGRAM = system_actor("repair")


class OrderFollower:
    """Keeps the orders of every resource in step with its quarantined rows."""

    def judged(self, verdict: Verdict) -> None:
        """Put newly refused rows into orders; note where known ones came again."""
        if verdict.states[RowState.QUARANTINED]:
            take_rows(verdict)
        if verdict.states[RowState.REPEATED]:
            note_again(verdict)

    def ended(self, change: RowsEnded) -> None:
        """Count again what is open in the orders that hold rows of the batch."""
        recount(change)


def take_rows(verdict: Verdict) -> None:
    """Put the newly refused rows of a batch into one order for each rule they fail first."""
    by_rule = {count.rule: count for count in verdict.by_rule}
    found = _count_by_rule(verdict.batch_id, RowState.QUARANTINED)
    for place, (rule, rows) in enumerate(sorted(found.items()), start=1):
        order = _running(verdict.resource_code, rule)
        if order is None:
            order = _open(verdict, by_rule[rule], place)
            note_step(order, StepKind.OPENED, batch_id=verdict.batch_id, rows=rows)
        else:
            _grow(order, verdict, rows)
        OrderBatch.objects.create(order=order, batch_id=verdict.batch_id, rows=rows, open_rows=rows)
        order.rows, order.open_rows = order.rows + rows, order.open_rows + rows
        order.save()


def note_again(verdict: Verdict) -> None:
    """Note in each order that its rows came again; one closed with open rows runs anew."""
    for rule, rows in sorted(_count_by_rule(verdict.batch_id, RowState.REPEATED).items()):
        order = _running(verdict.resource_code, rule)
        if order is not None:
            note_step(order, StepKind.CAME_AGAIN, batch_id=verdict.batch_id, rows=rows)
            continue
        closed = _orders(verdict.resource_code, rule).filter(open_rows__gt=0).first()
        if closed is not None:
            _reopen(closed, verdict.batch_id, rows)


def recount(change: RowsEnded) -> None:
    """Bring the counts of the orders that hold open rows of a batch up to date."""
    held = list(
        OrderBatch.objects
        .filter(batch_id=change.batch_id, open_rows__gt=0)
        .select_related("order")
        .order_by("order_id")
    )
    left = _open_rows(held, change)
    for part in held:
        order = RepairOrder.objects.select_for_update().get(pk=part.order_id)
        now_open = min(left.get(order.rule, 0), part.open_rows)
        if now_open == part.open_rows:
            continue
        order.open_rows -= part.open_rows - now_open
        order.save(update_fields=["open_rows"])
        part.open_rows = now_open
        part.save(update_fields=["open_rows"])
        if not order.open_rows and order.state != OrderState.CLOSED:
            close_order(order, by=SYSTEM)


def _open_rows(held: list[OrderBatch], change: RowsEnded) -> Mapping[str, int]:
    if len(held) == 1:  # the usual case costs no look into the marks
        return {held[0].order.rule: change.still_open}
    return _count_by_rule(change.batch_id, RowState.QUARANTINED) if change.still_open else {}


def _count_by_rule(batch_id: int, state: RowState) -> Counter[str]:
    """Return how many rows of a batch stand in a state, by the rule they fail first."""
    found: Counter[str] = Counter()
    for cause in quality.list_causes(_PROGRAM, RowQuery(batch_id=batch_id, state=state)):
        found[cause.rules[0]] += cause.rows
    return found


def _orders(resource_code: str, rule: str) -> QuerySet[RepairOrder]:
    return RepairOrder.objects.select_for_update().filter(resource_code=resource_code, rule=rule)


def _running(resource_code: str, rule: str) -> RepairOrder | None:
    return _orders(resource_code, rule).exclude(state=OrderState.CLOSED).first()


def _open(verdict: Verdict, count: RuleCount, place: int) -> RepairOrder:
    now = clock.now()
    order = RepairOrder(
        number=f"ZG{now:%Y%m%d}-{verdict.batch_id:06d}-{place:02d}",
        resource_code=verdict.resource_code,
        resource_title=verdict.resource_title,
        organisation_code=verdict.organisation_code,
        rule=count.rule,
        kind=count.kind,
        label=count.label,
        opened_at=now,
    )
    start_clock(order)
    order.save()
    return order


def _grow(order: RepairOrder, verdict: Verdict, rows: int) -> None:
    """More rows of a running order: an open one keeps its clock, an answered one runs anew."""
    note_step(order, StepKind.GREW, batch_id=verdict.batch_id, rows=rows)
    if order.state == OrderState.ANSWERED:
        start_clock(order)


def _reopen(order: RepairOrder, batch_id: int, rows: int) -> None:
    start_clock(order)
    order.closed_by, order.closed_at = "", None
    order.save()
    note_step(order, StepKind.REOPENED, batch_id=batch_id, rows=rows)
