"""The door of quality: verdicts, refused rows and their end states."""

import pyarrow as pa
from django.db import transaction

from chengshu.base.access import api as access
from chengshu.base.accounts.contracts import Actor, system_actor
from chengshu.base.audit import api as audit
from chengshu.data.catalog import api as catalog
from chengshu.data.catalog.contracts import ResourceInfo
from chengshu.data.lake import api as lake
from chengshu.data.lake.contracts import Gate, LandedFile
from chengshu.data.quality.api.again import RESTORE_JOB, judge_again, show_restored
from chengshu.data.quality.api.rows import (
    count_rows,
    get_quarantined,
    list_causes,
    list_own_rows,
    list_quarantined,
    state_words,
    waive_row,
    waive_rows,
)
from chengshu.data.quality.contracts import Follower, Verdict
from chengshu.data.quality.ends import marks_of
from chengshu.data.quality.following import followers
from chengshu.data.quality.selectors import verdicts
from chengshu.data.quality.services import judging, settling

__all__ = [
    "RESTORE_JOB",
    "count_rows",
    "gate_of",
    "get_quarantined",
    "get_verdict",
    "judge_again",
    "judge_batch",
    "list_causes",
    "list_own_rows",
    "list_quarantined",
    "refused_positions",
    "register_follower",
    "settle_batch",
    "show_restored",
    "state_words",
    "sweep_marks",
    "waive_row",
    "waive_rows",
]


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


def _resource(resource_code: str) -> ResourceInfo:
    return catalog.get_resource(system_actor("quality"), resource_code)
