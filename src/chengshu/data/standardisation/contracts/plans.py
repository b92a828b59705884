"""Which steps run on which item of a resource: proposed, confirmed, kept by version."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from chengshu.data.standardisation.contracts.steps import Parameter, StepSpec


@dataclass(frozen=True)
class StepInfo:
    """A registered step as people see it."""

    key: str
    title: str
    explains: str
    parameters: tuple[Parameter, ...]
    parts: tuple[str, ...]


@dataclass(frozen=True)
class ProposedStep:
    """A step the catalogue and the samples speak for, and why."""

    spec: StepSpec
    reason: str


@dataclass(frozen=True)
class PlanInfo:
    """The steps of a resource in one version; version 0 was confirmed by nobody.

    Then only blanks at the edges and words for an empty cell are dealt with.
    """

    resource_code: str
    version: int
    steps: tuple[StepSpec, ...]
    saved_by: str = ""
    saved_at: dt.datetime | None = None
    note: str = ""

    @property
    def is_confirmed(self) -> bool:
        """Whether a person confirmed it."""
        return self.version > 0

    def of(self, column: str) -> tuple[StepSpec, ...]:
        """Return the steps of one item in order."""
        return tuple(spec for spec in self.steps if spec.column == column)


@dataclass(frozen=True)
class TriedCell:
    """One value of a try-out: before, after, and the steps that changed it, in order."""

    column: str
    before: str | None
    after: str | None
    steps: tuple[str, ...]


@dataclass(frozen=True)
class PlannedResource:
    """A resource in the list of plans."""

    key: str
    title: str
    organisation_code: str
    items: int
    version: int
    steps: int
    saved_by: str
    saved_at: dt.datetime | None


@dataclass(frozen=True)
class PlanQuery:
    """Which resources to list; empty fields do not narrow."""

    text: str = ""
    is_confirmed: bool | None = None
    limit: int = 50
    offset: int = 0


@dataclass(frozen=True)
class PlanPage:
    """One page of resources with their plans; `total` counts all that match."""

    rows: tuple[PlannedResource, ...]
    total: int


Samples = Mapping[str, Sequence[str | None]]
