"""What crosses the door of errors: natures and the problem+json record."""

from dataclasses import dataclass
from enum import StrEnum


class Nature(StrEnum):
    """What the caller can do about an error."""

    REFUSED = "refused"  # the caller must change something
    RETRY = "retry"  # the same call may go through later
    BROKEN = "broken"  # a fault of ours


@dataclass(frozen=True)
class Problem:
    """An error as RFC 9457 problem details; `detail` is the sentence in the caller's language."""

    type: str
    title: str
    status: int
    detail: str
    nature: Nature
    data: dict[str, object]
