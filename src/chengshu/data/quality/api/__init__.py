"""The door of quality: verdicts, refused rows and their end states, repair orders."""

import pyarrow as pa
from django.db import transaction

from chengshu.base.access import api as access
from chengshu.base.accounts.contracts import Actor, system_actor
from chengshu.base.audit import api as audit
from chengshu.base.look.contracts import TaskCard
from chengshu.data.catalog import api as catalog
from chengshu.data.catalog.contracts import ResourceInfo
from chengshu.data.lake import api as lake
from chengshu.data.lake.contracts import Gate, LandedFile
from chengshu.data.quality import tasks
from chengshu.data.quality.api.rows import (
    count_rows,
    get_quarantined,
    list_causes,
    list_quarantined,
    state_words,
    waive_row,
    waive_rows,
)
from chengshu.data.quality.contracts import (
    Follower,
    OrderPage,
    OrderQuery,
    RepairOrderInfo,
    Verdict,
)
from chengshu.data.quality.ends import marks_of
from chengshu.data.quality.following import followers
from chengshu.data.quality.selectors import orders as order_selectors
from chengshu.data.quality.selectors import verdicts
from chengshu.data.quality.services import judging, orders, settling

__all__ = [
    "answer_repair_order",
    "close_repair_order",
    "count_rows",
    "gate_of",
    "get_quarantined",
    "get_repair_order",
    "get_verdict",
    "judge_batch",
    "list_causes",
    "list_quarantined",
    "list_repair_orders",
    "list_repair_tasks",
    "refused_positions",
    "register_follower",
    "settle_batch",
    "state_words",
    "sweep_marks",
    "waive_row",
    "waive_rows",
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
    found = judging.find_failures(actor=actor, landed=landed, resource=resource)
    with transaction.atomic():
        judgement, is_new = judging.keep_judgement(found)
        if is_new:
            detail = {"landed": judgement.landed, "quarantined": judgement.quarantined}
            audit.record(
                actor, "quality.judge", subject=f"{resource.key}#{landed.batch_id}", detail=detail
            )
    return verdicts.to_verdict(judgement)


def settle_batch(actor: Actor, *, landed: LandedFile, replaces: bool) -> int:
    """Bring open rows of earlier batches to the end a published batch brings them; idempotent.

    Rows whose key was accepted and not refused again are repaired; where the batch `replaces`
    everything, rows that no longer come are withdrawn. Returns how many rows ended.

    Raises:
        VerdictNotFoundError: The batch has not been judged.
    """
    judgement = verdicts.get_judgement(batch_id=landed.batch_id)
    access.check(actor, "quality.judge", organisation=judgement.organisation_code)
    with transaction.atomic():
        ended = settling.settle_batch(judgement=judgement, landed=landed, replaces=replaces)
        if ended:
            subject = f"{judgement.resource_code}#{judgement.batch_id}"
            audit.record(actor, "quality.settle", subject=subject, detail={"rows": ended})
    return ended


def gate_of(verdict: Verdict) -> Gate:
    """Return what the lake needs to publish the batch of a verdict."""
    marks = marks_of(verdicts.get_judgement(batch_id=verdict.batch_id))
    return Gate(verdict.batch_id, verdict.landed, verdict.accepted, marks=marks)


def refused_positions(verdict: Verdict) -> pa.Array:
    """Return the positions of the refused rows of a batch, ascending (int64)."""
    return lake.refused_positions(marks_of(verdicts.get_judgement(batch_id=verdict.batch_id)))


def get_verdict(actor: Actor, batch_id: int) -> Verdict:
    """Return the verdict over a batch.

    Raises:
        VerdictNotFoundError: The batch has not been judged.
    """
    judgement = verdicts.get_judgement(batch_id=batch_id)
    access.check(actor, "quality.read", organisation=judgement.organisation_code)
    return verdicts.to_verdict(judgement)


def register_follower(name: str, follower: Follower) -> None:
    """Let a room above take note of judgements and ends, in the transaction that keeps them."""
    followers.register(name, follower)


def sweep_marks() -> int:
    """Drop marks files that no judgement names and that are older than a day; return how many."""
    return judging.sweep_marks()


def get_repair_order(actor: Actor, number: str) -> RepairOrderInfo:
    """Return one repair order.

    Raises:
        RepairOrderNotFoundError: There is no such order.
    """
    order = order_selectors.get_order(number=number)
    access.check(actor, "quality.read", organisation=order.organisation_code)
    return order


def list_repair_orders(actor: Actor, query: OrderQuery = _EVERY_ORDER) -> OrderPage:
    """Return one page of repair orders, those due first at the top."""
    access.check(actor, "quality.read")
    return order_selectors.list_orders(query=query, reach=access.reach(actor, "quality.read"))


def list_repair_tasks(actor: Actor) -> tuple[TaskCard, ...]:
    """Return the orders that wait for the actor: to be answered, or to be closed."""
    answers = access.reach(actor, "quality.answer")
    closes = access.reach(actor, "quality.close")
    waiting = order_selectors.list_waiting(answers=answers, closes=closes)
    return tuple(tasks.card_of(order) for order in waiting)


def answer_repair_order(actor: Actor, number: str, *, answer: str) -> RepairOrderInfo:
    """Answer a repair order for the provider.

    Raises:
        RepairOrderNotFoundError: There is no such order.
        OrderStateError: The order is closed.
    """
    order = order_selectors.get_order(number=number)
    access.check(actor, "quality.answer", organisation=order.organisation_code)
    with transaction.atomic():
        orders.answer_order(number=number, answer=answer, by=actor.username)
        audit.record(actor, "quality.answer", subject=number, detail={"answer": answer})
    return order_selectors.get_order(number=number)


def close_repair_order(actor: Actor, number: str) -> RepairOrderInfo:
    """Close an answered repair order.

    Raises:
        RepairOrderNotFoundError: There is no such order.
        OrderStateError: The provider has not answered yet.
    """
    order = order_selectors.get_order(number=number)
    access.check(actor, "quality.close", organisation=order.organisation_code)
    with transaction.atomic():
        orders.close_order(number=number, by=actor.username)
        audit.record(actor, "quality.close", subject=number)
    return order_selectors.get_order(number=number)


def _resource(resource_code: str) -> ResourceInfo:
    return catalog.get_resource(system_actor("quality"), resource_code)
