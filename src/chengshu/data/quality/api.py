"""The door of quality: verdicts, refused rows and their end states, repair orders."""

from collections.abc import Mapping

from django.db import transaction

from chengshu.base.access import api as access
from chengshu.base.accounts.contracts import Actor, system_actor
from chengshu.base.audit import api as audit
from chengshu.base.look.contracts import TaskCard
from chengshu.data.catalog import api as catalog
from chengshu.data.catalog.contracts import ResourceInfo
from chengshu.data.lake.contracts import Gate, LandedFile
from chengshu.data.quality import selectors, tasks
from chengshu.data.quality.contracts import (
    OrderPage,
    OrderQuery,
    QuarantinedRow,
    RepairOrderInfo,
    RowPage,
    RowQuery,
    RowState,
    Verdict,
)
from chengshu.data.quality.services import judging, orders, rows

__all__ = [
    "answer_repair_order",
    "close_repair_order",
    "count_rows",
    "gate_of",
    "get_quarantined",
    "get_repair_order",
    "get_verdict",
    "judge_batch",
    "list_quarantined",
    "list_repair_orders",
    "list_repair_tasks",
    "waive_row",
]

_EVERY_ORDER = OrderQuery()


def judge_batch(actor: Actor, *, landed: LandedFile) -> Verdict:
    """Judge every row of a landed batch and keep the verdict; idempotent by batch.

    Raises:
        RuleMappingError: A rule does not fit the landed columns: our fault, nothing is kept.
        UnbalancedVerdictError: Landed is not accepted plus quarantined.
    """
    resource = _resource(landed.resource_code)
    access.check(actor, "quality.judge", organisation=resource.provider_code)
    with transaction.atomic():
        judgement, is_new = judging.judge_batch(landed=landed, resource=resource)
        if is_new:
            detail = {"landed": judgement.landed, "quarantined": judgement.quarantined}
            audit.record(
                actor, "quality.judge", subject=f"{resource.key}#{landed.batch_id}", detail=detail
            )
    return selectors.to_verdict(judgement)


def gate_of(verdict: Verdict) -> Gate:
    """Return what the lake needs to publish the batch of a verdict."""
    return Gate(
        batch_id=verdict.batch_id,
        landed=verdict.landed,
        accepted=verdict.accepted,
        refused_positions=verdict.refused_positions,
    )


def get_verdict(actor: Actor, batch_id: int) -> Verdict:
    """Return the verdict over a batch.

    Raises:
        VerdictNotFoundError: The batch has not been judged.
    """
    judgement = selectors.get_judgement(batch_id=batch_id)
    access.check(actor, "quality.read", organisation=judgement.organisation_code)
    return selectors.to_verdict(judgement)


def list_quarantined(actor: Actor, query: RowQuery) -> RowPage:
    """Return one page of refused rows with all their reasons, sensitive values masked."""
    access.check(actor, "quality.read")
    return selectors.list_rows(query=query, reach=access.reach(actor, "quality.read"))


def get_quarantined(actor: Actor, row_id: int) -> QuarantinedRow:
    """Return one refused row, sensitive values masked.

    Raises:
        RowNotFoundError: There is no such row.
    """
    row = selectors.get_row(row_id=row_id)
    access.check(actor, "quality.read", organisation=row.judgement.organisation_code)
    return selectors.to_row(row)


def count_rows(actor: Actor, resource_code: str) -> Mapping[RowState, int]:
    """Return how many refused rows of a resource stand in each end state."""
    access.check(actor, "quality.read")
    return selectors.count_states(resource_code=resource_code)


def waive_row(actor: Actor, row_id: int, *, reason: str) -> None:
    """Let a refused row rest unrepaired; the reason is kept.

    Raises:
        RowNotFoundError: There is no such row.
        OrderStateError: The row is repaired already.
    """
    row = selectors.get_row(row_id=row_id)
    access.check(actor, "quality.waive", organisation=row.judgement.organisation_code)
    with transaction.atomic():
        rows.waive_row(row_id=row_id, by=actor.username, reason=reason)
        orders.close_settled_orders(resource_code=row.resource_code)
        subject = f"{row.resource_code}#{row.judgement.batch_id}@{row.position}"
        audit.record(actor, "quality.waive", subject=subject, detail={"reason": reason})


def get_repair_order(actor: Actor, number: str) -> RepairOrderInfo:
    """Return one repair order.

    Raises:
        RepairOrderNotFoundError: There is no such order.
    """
    order = selectors.get_order(number=number)
    access.check(actor, "quality.read", organisation=order.organisation_code)
    return order


def list_repair_orders(actor: Actor, query: OrderQuery = _EVERY_ORDER) -> OrderPage:
    """Return one page of repair orders, those due first at the top."""
    access.check(actor, "quality.read")
    return selectors.list_orders(query=query, reach=access.reach(actor, "quality.read"))


def list_repair_tasks(actor: Actor) -> tuple[TaskCard, ...]:
    """Return the orders that wait for the actor: to be answered, or to be closed."""
    answers = access.reach(actor, "quality.answer")
    closes = access.reach(actor, "quality.close")
    waiting = selectors.list_waiting(answers=answers, closes=closes)
    return tuple(tasks.card_of(order) for order in waiting)


def answer_repair_order(actor: Actor, number: str, *, answer: str) -> RepairOrderInfo:
    """Answer a repair order for the provider.

    Raises:
        RepairOrderNotFoundError: There is no such order.
        OrderStateError: The order is closed.
    """
    order = selectors.get_order(number=number)
    access.check(actor, "quality.answer", organisation=order.organisation_code)
    with transaction.atomic():
        orders.answer_order(number=number, answer=answer, by=actor.username)
        audit.record(actor, "quality.answer", subject=number, detail={"answer": answer})
    return selectors.get_order(number=number)


def close_repair_order(actor: Actor, number: str) -> RepairOrderInfo:
    """Close an answered repair order.

    Raises:
        RepairOrderNotFoundError: There is no such order.
        OrderStateError: The provider has not answered yet.
    """
    order = selectors.get_order(number=number)
    access.check(actor, "quality.close", organisation=order.organisation_code)
    with transaction.atomic():
        orders.close_order(number=number, by=actor.username)
        audit.record(actor, "quality.close", subject=number)
    return selectors.get_order(number=number)


def _resource(resource_code: str) -> ResourceInfo:
    return catalog.get_resource(system_actor("quality"), resource_code)
