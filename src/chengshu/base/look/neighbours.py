"""What the shell needs of jobs, which it may not import; `config/wiring.py` hands it over."""

from collections.abc import Callable
from dataclasses import dataclass

from chengshu.base.accounts.contracts import Actor
from chengshu.base.errors.api import BrokenError
from chengshu.base.look.contracts import JobLine

GetJob = Callable[[Actor, int], JobLine]
ChangeJob = Callable[[Actor, int], object]


@dataclass(frozen=True)
class Jobs:
    """The door of base/jobs, as far as pages need it."""

    get: GetJob
    cancel: ChangeJob
    retry: ChangeJob


_jobs: list[Jobs] = []


def connect_jobs(jobs: Jobs) -> None:
    """Hand over the door of jobs; the last one counts."""
    _jobs[:] = [jobs]


def get_jobs() -> Jobs:
    """Return the door of jobs.

    Raises:
        BrokenError: Nobody connected it.
    """
    if not _jobs:
        raise BrokenError(missing="jobs")
    return _jobs[0]
