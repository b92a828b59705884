"""Which work there is: filled by the rooms' `jobs.py`, which every process imports at start."""

from dataclasses import dataclass

from django.utils.functional import Promise

from chengshu.base.jobs.contracts import JobFunction
from chengshu.base.registry.api import Registry


@dataclass(frozen=True)
class Definition:
    """One kind of work; `retries` bounds the second chances after an error that may pass."""

    name: str
    function: JobFunction
    retries: int
    title: str | Promise


definitions: Registry[Definition] = Registry("jobs")
timers: Registry[int] = Registry("timers")  # name of the work -> minutes between two runs


def title_of(name: str) -> str:
    """Return what people read for a kind of work, or its name when it is not known any more."""
    known = definitions.find(name)
    return str(known.title) if known and known.title else name
