"""The door of ingest: load a resource, watch batches, set how and when it is loaded."""

from collections.abc import Iterator
from typing import BinaryIO

import pyarrow as pa
from django.db import transaction

from chengshu.base.access import api as access
from chengshu.base.accounts.contracts import Actor, system_actor
from chengshu.base.audit import api as audit
from chengshu.base.jobs import api as jobs
from chengshu.base.jobs.contracts import JobContext, JobInfo
from chengshu.data.catalog import api as catalog
from chengshu.data.catalog.contracts import Measure, ResourceInfo
from chengshu.data.ingest import loadable, selectors, timing
from chengshu.data.ingest.changes import list_changes
from chengshu.data.ingest.contracts import (
    BatchInfo,
    BatchPage,
    BatchQuery,
    LoadablePage,
    LoadableResource,
    LoadOptions,
    LoadQuery,
    Timeliness,
)
from chengshu.data.ingest.errors import NoKeyError, NotAttachedError
from chengshu.data.ingest.panel import show_lineage
from chengshu.data.ingest.services import corrections, loading
from chengshu.data.ingest.services import options as option_services
from chengshu.data.sources import api as sources

__all__ = [
    "LOAD_JOB",
    "enqueue_due",
    "enqueue_load",
    "find_load_job",
    "get_batch",
    "get_loadable",
    "get_options",
    "list_batches",
    "list_changes",
    "list_loadable",
    "list_measures",
    "list_timeliness",
    "load_corrections",
    "load_resource",
    "save_options",
    "show_lineage",
    "upload_file",
]

LOAD_JOB = "ingest.load"
_EVERY_BATCH = BatchQuery()
_EVERY_RESOURCE = LoadQuery()


def load_resource(actor: Actor, key: str, *, job: JobContext | None = None) -> BatchInfo:
    """Load a resource now: open → land → judge → publish; takes up what a crash left behind.

    A load that is not as expected ends with state `failed` and says why in `note`.

    Raises:
        NotAttachedError: The resource has no source table.
        LoadRunningError: The same resource is being loaded.
    """
    resource = _resource(key)
    access.check(actor, "ingest.load", organisation=resource.provider_code)
    batch = loading.load_resource(actor, resource, job=job)
    return selectors.to_info(batch)


def load_corrections(actor: Actor, key: str, *, rows: pa.Table, origin: str) -> BatchInfo:
    """Load rows a provider mended by hand, text by column, through the ordinary gate.

    They are merged by key; `origin` says where they come from. Loads from the source go on
    where they were.

    Raises:
        LoadRunningError: The resource is being loaded.
        NoKeyError: Without a key of its rows a resource takes no corrections.
    """
    resource = _resource(key)
    access.check(actor, "ingest.load", organisation=resource.provider_code)
    if not resource.primary_key:
        raise NoKeyError(resource=resource.title)
    batch = corrections.load_corrections(actor, resource, rows=rows, origin=origin)
    return selectors.to_info(batch)


def enqueue_load(actor: Actor, key: str) -> JobInfo:
    """Queue a load; while one is pending, that one is returned.

    Raises:
        NotAttachedError: The resource has no source table.
    """
    resource = _resource(key)
    access.check(actor, "ingest.load", organisation=resource.provider_code)
    if resource.attachment is None:
        raise NotAttachedError(resource=resource.title)
    with transaction.atomic():
        job = jobs.enqueue(
            actor,
            LOAD_JOB,
            subject=key,
            arguments={"resource_code": key},
            key=f"{LOAD_JOB}:{key}",
        )
        audit.record(actor, "ingest.enqueue", subject=key, detail={"job": job.id})
    return job


def enqueue_due(actor: Actor) -> tuple[JobInfo, ...]:
    """Queue a load of every scheduled resource whose update cycle has passed."""
    access.check(actor, "ingest.load")
    return tuple(enqueue_load(actor, key) for key in timing.list_due(actor))


def find_load_job(actor: Actor, key: str) -> JobInfo | None:
    """Return the newest load job of a resource, or None."""
    access.check(actor, "ingest.read")
    return jobs.find_latest(actor, name=LOAD_JOB, subject=key)


def upload_file(actor: Actor, key: str, *, name: str, stream: BinaryIO) -> JobInfo:
    """Put a file into the file source of a resource and queue its load.

    Raises:
        NotAttachedError: The resource has no source table.
    """
    resource = _resource(key)
    access.check(actor, "ingest.load", organisation=resource.provider_code)
    if resource.attachment is None:
        raise NotAttachedError(resource=resource.title)
    sources.receive_file(actor, resource.attachment.source_code, name=name, stream=stream)
    return enqueue_load(actor, key)


def get_batch(actor: Actor, batch_id: int) -> BatchInfo:
    """Return one batch.

    Raises:
        BatchNotFoundError: There is no such batch.
    """
    batch = selectors.get_batch(batch_id=batch_id)
    access.check(actor, "ingest.read", organisation=batch.organisation_code)
    return batch


def list_batches(actor: Actor, query: BatchQuery = _EVERY_BATCH) -> BatchPage:
    """Return one page of batches, the latest first."""
    access.check(actor, "ingest.read")
    return selectors.list_batches(query=query, reach=access.reach(actor, "ingest.read"))


def list_loadable(actor: Actor, query: LoadQuery = _EVERY_RESOURCE) -> LoadablePage:
    """Return one page of the attached resources the actor may load."""
    access.check(actor, "ingest.load")
    return loadable.list_loadable(query=query, reach=access.reach(actor, "ingest.load"))


def get_loadable(actor: Actor, key: str) -> LoadableResource:
    """Return one resource as the person who loads it sees it.

    Raises:
        NotAttachedError: The resource has no source table.
    """
    resource = _resource(key)
    access.check(actor, "ingest.load", organisation=resource.provider_code)
    return loadable.get_loadable(resource)


def get_options(actor: Actor, key: str) -> LoadOptions:
    """Return how a resource is loaded."""
    access.check(actor, "ingest.read", organisation=_resource(key).provider_code)
    return selectors.get_options(resource_code=key)


def save_options(actor: Actor, options: LoadOptions) -> LoadOptions:
    """Keep how a resource is loaded: its null words, whether the schedule loads it."""
    resource = _resource(options.resource_code)
    access.check(actor, "ingest.save_options", organisation=resource.provider_code)
    with transaction.atomic():
        option_services.save_options(options=options)
        detail = {"null_words": options.null_words, "is_scheduled": options.is_scheduled}
        audit.record(actor, "ingest.save_options", subject=resource.key, detail=detail)
    return options


def list_timeliness(actor: Actor) -> tuple[Timeliness, ...]:
    """Return, per department, how its loads keep up with their update cycles."""
    access.check(actor, "ingest.read")
    return timing.list_timeliness(system_actor("ingest"))


def list_measures(actor: Actor) -> Iterator[Measure]:
    """Yield rows and times of every published snapshot, for the catalogue to show and count.

    The data are late when their update cycle and a margin have passed since they were loaded.
    """
    access.check(actor, "ingest.read")
    yield from timing.list_measures(actor)


def _resource(key: str) -> ResourceInfo:
    return catalog.get_resource(system_actor("ingest"), key)
