"""The history of entries: lines are only ever added."""

from collections.abc import Mapping

from chengshu.base.accounts.contracts import Actor
from chengshu.base.clock import api as clock
from chengshu.data.catalog.contracts import EventKind
from chengshu.data.catalog.models import ReviewEvent, Version


def add_event(
    actor: Actor,
    version: Version,
    kind: EventKind,
    *,
    reason: str = "",
    comments: Mapping[str, str] | None = None,
) -> None:
    """Add one line about `version` in the state it has now."""
    ReviewEvent.objects.create(
        resource=version.resource,
        kind=kind,
        state=version.state,
        version=version.number,
        reason=reason,
        comments=dict(comments or {}),
        by=actor.username,
        by_name=actor.name,
        at=clock.now(),
    )
