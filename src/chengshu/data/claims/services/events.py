"""The history of lines: events are only ever added."""

from collections.abc import Mapping

from chengshu.base.accounts.contracts import Actor
from chengshu.base.clock import api as clock
from chengshu.data.claims.contracts import EventKind
from chengshu.data.claims.models import Line, LineEvent


def add_event(
    actor: Actor,
    line: Line,
    kind: EventKind,
    *,
    reason: str = "",
    detail: Mapping[str, object] | None = None,
) -> None:
    """Add one step of `line` in the state it has now."""
    LineEvent.objects.create(**_values(actor, line, kind, reason=reason, detail=detail))


def add_issued(actor: Actor, lines: list[Line]) -> None:
    """Add the first step of many new lines at once."""
    LineEvent.objects.bulk_create(
        LineEvent(**_values(actor, line, EventKind.ISSUED)) for line in lines
    )


def _values(
    actor: Actor,
    line: Line,
    kind: EventKind,
    *,
    reason: str = "",
    detail: Mapping[str, object] | None = None,
) -> dict[str, object]:
    return {
        "line": line,
        "kind": kind,
        "state": line.state,
        "reason": reason,
        "detail": dict(detail or {}),
        "by": actor.username,
        "by_name": actor.name,
        "at": clock.now(),
    }
