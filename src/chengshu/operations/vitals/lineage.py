"""Lineage: the batches that lie below a snapshot."""

from chengshu.base.accounts.contracts import system_actor
from chengshu.data.ingest import api as ingest
from chengshu.data.ingest.contracts import BatchInfo
from chengshu.data.lake import api as lake
from chengshu.data.lake.contracts import PublishMode, SnapshotInfo

_READER = system_actor("vitals")
MOST_BATCHES = 200


def list_batches_of(snapshot: SnapshotInfo) -> tuple[BatchInfo, ...]:
    """Return the batches of a snapshot, newest first, back to the last full load."""
    found: list[BatchInfo] = []
    for one in lake.list_snapshots(snapshot.resource_code):
        if one.number > snapshot.number:
            continue
        found.append(ingest.get_batch(_READER, one.batch_id))
        if found[-1].mode == PublishMode.FULL or len(found) == MOST_BATCHES:
            break
    return tuple(found)
