"""A load under way: who loads which resource into which batch, and whom to tell how far it is."""

from dataclasses import dataclass

from chengshu.base.accounts.contracts import Actor, system_actor
from chengshu.base.jobs.contracts import JobContext
from chengshu.data.catalog.contracts import ResourceInfo
from chengshu.data.ingest.models import Batch


@dataclass(frozen=True)
class Load:
    """One run of a load; the batch may have been opened by an earlier run."""

    actor: Actor
    resource: ResourceInfo
    batch: Batch
    job: JobContext | None = None

    @property
    def program(self) -> Actor:
        """Who touches source and lake: the program; the person asked for the load only."""
        return system_actor("ingest")

    def advance(self, done: int, total: int | None, note: str = "") -> None:
        """Note that `done` rows of `total` were read; raises when the job was cancelled."""
        if self.job is not None:
            self.job.stop_if_cancelled()
            self.job.advance(done, max(done, total or 0), note)
