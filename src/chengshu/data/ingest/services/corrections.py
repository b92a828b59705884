"""Corrections: rows a provider mended by hand, landed beside the source and judged like any."""

import pyarrow as pa
from django.db import transaction

from chengshu.base.accounts.contracts import Actor
from chengshu.base.clock import api as clock
from chengshu.data.catalog.contracts import ResourceInfo
from chengshu.data.ingest.contracts import CORRECTION, BatchState
from chengshu.data.ingest.errors import LoadRunningError
from chengshu.data.ingest.load import Load
from chengshu.data.ingest.locks import only_one_load
from chengshu.data.ingest.mapping import Mapping
from chengshu.data.ingest.models import Batch
from chengshu.data.ingest.selectors import null_words_of
from chengshu.data.ingest.services.batches import count_attempt, find_under_way, keep
from chengshu.data.ingest.services.landing import change_counts
from chengshu.data.ingest.services.loading import run_load
from chengshu.data.ingest.standardise import Standard
from chengshu.data.lake import api as lake
from chengshu.data.standardisation import api as standardisation


def load_corrections(actor: Actor, resource: ResourceInfo, *, rows: pa.Table, origin: str) -> Batch:
    """Land text rows, named by the items' columns, as a batch of their own and run it to its end.

    The batch is there only once its rows have landed, so that what a crash leaves behind never
    needs the file again: the next load takes it up and judges it.

    Raises:
        LoadRunningError: The resource is being loaded, or a load was left behind.
    """
    with only_one_load(resource.key, resource.title):
        if find_under_way(resource.key) is not None:
            raise LoadRunningError(resource=resource.title)
        with transaction.atomic():
            load = _land(actor, resource, rows=rows, origin=origin)
        count_attempt(load.batch)
        run_load(load)
        return load.batch


def _land(actor: Actor, resource: ResourceInfo, *, rows: pa.Table, origin: str) -> Load:
    batch = Batch.objects.create(
        resource_code=resource.key,
        resource_title=resource.title,
        organisation_code=resource.provider_code,
        source_code=CORRECTION,
        table=origin,
        mode=CORRECTION,
        by=actor.username,
        started_at=clock.now(),
    )
    load = Load(actor, resource, batch)
    key = resource.key
    runner, version = standardisation.runner_of(key, null_words=null_words_of(key))
    same = Mapping(tuple((name, name) for name in rows.column_names))
    standard = Standard(same, lake.table_schema(key), runner)
    landed = lake.land(
        load.program,
        resource_code=key,
        batch_id=batch.pk,
        batches=(standard.standardise(part) for part in rows.combine_chunks().to_batches()),
    )
    keep(
        batch,
        state=BatchState.LANDED,
        source_count=rows.num_rows,
        landed=landed.rows,
        digest=landed.digest,
        landed_at=clock.now(),
        plan_version=version,
        change_counts=change_counts(landed),
    )
    return load
