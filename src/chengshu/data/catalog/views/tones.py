"""Colours of words: states, share types, steps of a history."""

from chengshu.base.look.contracts import Tag, TimelineItem
from chengshu.data.catalog.contracts import (
    EventInfo,
    EventKind,
    Freshness,
    ResourceState,
    ShareType,
    WithheldStanding,
)
from chengshu.data.catalog.labels import (
    EVENT_LABELS,
    FRESHNESS_LABELS,
    STATE_LABELS,
    WITHHELD_LABELS,
)
from chengshu.data.catalog.standard import get_standard
from chengshu.data.catalog.views.comments import name_comments

_STATES = {
    ResourceState.DRAFT: "neutral",
    ResourceState.DEPARTMENT_REVIEW: "caution",
    ResourceState.BUREAU_REVIEW: "caution",
    ResourceState.PUBLISHED: "good",
    ResourceState.WITHDRAWN: "bad",
}
_SHARES = {
    ShareType.UNCONDITIONAL: "good",
    ShareType.CONDITIONAL: "info",
    ShareType.WITHHELD: "bad",
}
_FRESHNESS = {
    Freshness.FRESH: "good",
    Freshness.LATE: "caution",
    Freshness.UNKNOWN: "neutral",
}
_WITHHELD = {
    WithheldStanding.VALID: "neutral",
    WithheldStanding.DUE: "caution",
    WithheldStanding.OVERDUE: "bad",
}
_EVENTS = {
    EventKind.APPROVED: "info",
    EventKind.PUBLISHED: "good",
    EventKind.ATTACHED: "good",
    EventKind.RETURNED: "caution",
    EventKind.OFFLINE_ASKED: "caution",
    EventKind.WITHDRAWN: "bad",
}


def state_tag(state: ResourceState) -> Tag:
    """Return a state as a coloured word."""
    return Tag(STATE_LABELS[state], _STATES[state])


def share_tag(share_type: ShareType | None) -> Tag | None:
    """Return a share type as a coloured word; None while it is not decided."""
    if share_type is None:
        return None
    return Tag(get_standard().share_types[share_type], _SHARES[share_type])


def freshness_tag(freshness: Freshness) -> Tag:
    """Return how fresh the data are as a coloured word."""
    return Tag(FRESHNESS_LABELS[freshness], _FRESHNESS[freshness])


def withheld_tag(standing: WithheldStanding) -> Tag:
    """Return how a line of the negative list stands as a coloured word."""
    return Tag(WITHHELD_LABELS[standing], _WITHHELD[standing])


def event_line(event: EventInfo) -> TimelineItem:
    """Return an event as a line of the timeline."""
    return TimelineItem(
        at=event.at,
        title=EVENT_LABELS[event.kind],
        by=event.by,
        note=_note(event),
        tone=_EVENTS.get(event.kind, "neutral"),
    )


def _note(event: EventInfo) -> str:
    """Return reason and comments of an event as one text."""
    comments = [f"{label}：{text}" for label, text in name_comments(event.comments, ())]
    return "；".join(filter(None, (event.reason, *comments)))
