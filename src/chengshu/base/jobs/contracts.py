"""What crosses the door of jobs: states, what a job shows, and what a running one may do."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, TypeAlias

from chengshu.base.accounts.contracts import Actor

JSON: TypeAlias = "str | int | float | bool | Mapping[str, JSON] | Sequence[JSON] | None"


class JobState(StrEnum):
    """Where a job is; the last three are final."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class JobInfo:
    """One piece of work: what, for whom, how far, and why it failed if it did."""

    id: int
    name: str
    title: str
    subject: str
    state: JobState
    done: int
    total: int
    note: str
    attempts: int
    error: str
    by: str
    organisation_code: str
    queued_at: dt.datetime
    started_at: dt.datetime | None = None
    ended_at: dt.datetime | None = None

    @property
    def is_pending(self) -> bool:
        """Whether it still waits or runs."""
        return self.state in {JobState.QUEUED, JobState.RUNNING}

    @property
    def percent(self) -> int | None:
        """How far it is, 0 to 100; None while the total is unknown."""
        if self.state is JobState.DONE:
            return 100
        return min(100, self.done * 100 // self.total) if self.total else None


@dataclass(frozen=True)
class JobFilter:
    """Which jobs to list, and from which end; empty fields do not restrict."""

    state: JobState | None = None
    subject: str = ""
    oldest_first: bool = False


@dataclass(frozen=True)
class JobPage:
    """One page of jobs, newest first, and how many there are in all."""

    jobs: tuple[JobInfo, ...]
    total: int


class JobContext(Protocol):
    """What a running job may ask and say."""

    @property
    def id(self) -> int:
        """The job's number."""
        ...

    @property
    def actor(self) -> Actor:
        """Who ordered it, with the posts held today."""
        ...

    def advance(self, done: int, total: int, note: str = "") -> None:
        """Say how far the work is."""
        ...

    def stop_if_cancelled(self) -> None:
        """Raise and end the job if somebody cancelled it: call where stopping does no harm."""
        ...


class JobFunction(Protocol):
    """The work itself: idempotent, because it starts again after a crash."""

    def __call__(self, context: JobContext, **arguments: object) -> None:
        """Do the work."""
        ...
