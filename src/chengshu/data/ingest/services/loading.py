"""A load from end to end: open → landed → judged → published, resumable at each step."""

from django.db import transaction
from django.utils.translation import gettext as _

from chengshu.base.accounts.contracts import Actor
from chengshu.base.audit import api as audit
from chengshu.base.errors.api import ChengshuError, RefusedError
from chengshu.base.jobs.contracts import JobContext
from chengshu.base.jobs.errors import JobCancelledError, JobSupersededError
from chengshu.data.catalog.contracts import LoadMode, ResourceInfo
from chengshu.data.ingest.contracts import BatchState
from chengshu.data.ingest.errors import ExpectationError, NotAttachedError
from chengshu.data.ingest.load import Load
from chengshu.data.ingest.locks import only_one_load
from chengshu.data.ingest.models import Batch
from chengshu.data.ingest.services.batches import (
    MOST_ATTEMPTS,
    count_attempt,
    end_batch,
    find_under_way,
    give_up,
    keep,
    open_batch,
    to_counts,
)
from chengshu.data.ingest.services.landing import land_batch
from chengshu.data.ingest.wordings import STATES
from chengshu.data.lake import api as lake
from chengshu.data.lake.contracts import LandedFile, PublishMode
from chengshu.data.quality import api as quality
from chengshu.data.quality.contracts import Verdict


def load_resource(actor: Actor, resource: ResourceInfo, *, job: JobContext | None = None) -> Batch:
    """Run a load to its end, taking up the batch an interruption left behind.

    What the caller must change (mapping, expectation, rules) ends the batch as failed, with the
    sentence as its note; anything else is raised and leaves the batch to be taken up again.

    Raises:
        NotAttachedError: The resource has no source table.
        LoadRunningError: The same resource is being loaded.
    """
    if resource.attachment is None:
        raise NotAttachedError(resource=resource.title)
    with only_one_load(resource.key, resource.title):
        batch = find_under_way(resource.key)
        if batch is not None and batch.attempts >= MOST_ATTEMPTS:
            give_up(batch)
            batch = None
        batch = batch or open_batch(
            resource=resource, attachment=resource.attachment, by=actor.username
        )
        count_attempt(batch)
        run_load(Load(actor, resource, batch, job))
        return batch


def run_load(load: Load) -> None:
    """Bring a batch from the state it stands in to its end."""
    batch = load.batch
    try:
        while not BatchState(batch.state).is_final:
            _step(load)
            load.advance(batch.landed, batch.landed, str(STATES[BatchState(batch.state)].text))
    except JobCancelledError:
        _end(load, BatchState.CANCELLED)
        raise
    except JobSupersededError:
        raise
    except RefusedError as error:
        _end(load, BatchState.FAILED, str(error))
    except ChengshuError as error:
        keep(batch, note=str(error))
        raise


def _step(load: Load) -> None:
    """Bring the batch one state further; each step may be done again after a crash."""
    if load.batch.state == BatchState.OPEN:
        land_batch(load)
    elif load.batch.state == BatchState.LANDED:
        _judge(load)
    else:
        _publish(load)


def _judge(load: Load) -> None:
    batch = load.batch
    if not batch.landed and batch.cursor_from:
        _end(load, BatchState.UNCHANGED)
        return
    verdict = quality.judge_batch(load.program, landed=_landed(batch))
    keep(
        batch,
        state=BatchState.JUDGED,
        accepted=verdict.accepted,
        quarantined=verdict.quarantined,
        judged_at=verdict.judged_at,
    )
    if verdict.stopped_by:
        _end(load, BatchState.FAILED, _stop_note(verdict))


def _stop_note(verdict: Verdict) -> str:
    """Say which rules forbid the publishing of a batch; its provider reads it."""
    lines = [f"{count.expects}（{count.failed}）" for count in verdict.stopped_by]
    return _("整批未发布，以下规则要求全部合格才能发布：%(rules)s") % {"rules": "；".join(lines)}


def _publish(load: Load) -> None:
    batch = load.batch
    gate = quality.gate_of(quality.get_verdict(load.program, batch.pk))
    is_full = batch.mode == LoadMode.FULL
    snapshot = lake.publish_snapshot(
        load.program,
        landed=_landed(batch),
        gate=gate,
        mode=PublishMode.FULL if is_full else PublishMode.MERGE,
        key=() if is_full else load.resource.primary_key,
    )
    quality.settle_batch(load.program, landed=_landed(batch), replaces=is_full)
    with transaction.atomic():
        keep(batch, snapshot_id=snapshot.id)
        _end(load, BatchState.PUBLISHED)


def _landed(batch: Batch) -> LandedFile:
    landed = lake.find_landed(resource_code=batch.resource_code, batch_id=batch.pk)
    if landed is None or landed.digest != batch.digest:
        raise ExpectationError(reason=f"#{batch.pk}")
    return landed


def _end(load: Load, state: BatchState, note: str = "") -> None:
    batch = load.batch
    with transaction.atomic():
        end_batch(batch, state, note)
        outcome = "failed" if state is BatchState.FAILED else "done"
        subject = f"{batch.resource_code}#{batch.pk}"
        audit.record(
            load.actor, "ingest.load", subject=subject, outcome=outcome, detail=to_counts(batch)
        )
