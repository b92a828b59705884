"""Colours of words: states, roles, disputes, steps of a history."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from chengshu.base.accounts import api as accounts
from chengshu.base.look.contracts import Tag, TimelineItem
from chengshu.data.catalog.contracts import ShareType
from chengshu.data.claims.contracts import (
    ClaimInfo,
    ClaimRole,
    ClaimState,
    DisputeState,
    EventInfo,
    EventKind,
    RuleResult,
)
from chengshu.data.claims.labels import (
    DISPUTE_STATES,
    EVENT_LABELS,
    ROLE_LABELS,
    RULE_LABELS,
    SHARE_LABELS,
    STATE_LABELS,
    TYPE_LABELS,
)

_STATES = {
    ClaimState.ISSUED: "caution",
    ClaimState.NOT_APPLICABLE: "neutral",
    ClaimState.DISPUTED: "bad",
    ClaimState.RETURNED: "bad",
    ClaimState.APPROVED: "good",
    ClaimState.LISTED: "good",
}
_SHARES = {
    ShareType.UNCONDITIONAL: "good",
    ShareType.CONDITIONAL: "info",
    ShareType.WITHHELD: "bad",
}
_EVENTS = {
    EventKind.CLAIMED: "info",
    EventKind.APPROVED: "good",
    EventKind.LISTED: "good",
    EventKind.RULED_AUTHORITY: "good",
    EventKind.RIVALLED: "bad",
    EventKind.OBJECTED: "bad",
    EventKind.RETURNED: "caution",
}
_DISPUTES = {
    DisputeState.OPEN: "bad",
    DisputeState.SETTLED: "good",
    DisputeState.RULED: "good",
}


def state_tag(state: ClaimState) -> Tag:
    """Return a state as a coloured word."""
    return Tag(STATE_LABELS[state], _STATES.get(state, "info"))


def role_tag(role: ClaimRole) -> Tag | None:
    """Return what a department is for an element; None while it is nothing."""
    if role is ClaimRole.NONE:
        return None
    return Tag(ROLE_LABELS[role], "good" if role is ClaimRole.AUTHORITY else "neutral")


def share_tag(share_type: ShareType) -> Tag:
    """Return a share type as a coloured word."""
    return Tag(SHARE_LABELS[share_type], _SHARES[share_type])


def dispute_tag(state: DisputeState) -> Tag:
    """Return how a dispute stands as a coloured word."""
    return Tag(DISPUTE_STATES[state], _DISPUTES[state])


def say_type(data_type: str, length: int | None) -> str:
    """Return a type with its length, as people write it."""
    name = str(TYPE_LABELS.get(data_type, data_type))
    return _("%(type)s（%(length)s）") % {"type": name, "length": length} if length else name


def say_result(result: RuleResult) -> Mapping[str, object]:
    """Return what a rule found, types and share types in words."""
    words = {"type": _say_code_of_type, "share": _say_share}.get(result.rule, str)
    return {
        "label": RULE_LABELS.get(result.rule, result.rule),
        "result": result,
        "expected": words(result.expected),
        "found": words(result.found),
    }


def _say_code_of_type(text: str) -> str:
    """Return `C(18)` in words."""
    code, _open, length = text.rstrip(")").partition("(")
    return say_type(code, int(length) if length else None)


def _say_share(text: str) -> str:
    return str(SHARE_LABELS[ShareType(text)])


def event_line(event: EventInfo) -> TimelineItem:
    """Return a step as a line of the timeline."""
    place = " / ".join(
        str(event.detail[name]) for name in ("system", "table", "field") if name in event.detail
    )
    return TimelineItem(
        at=event.at,
        title=EVENT_LABELS[event.kind],
        by=event.by,
        note=event.reason or place,
        tone=_EVENTS.get(event.kind, "neutral"),
    )


class Names(dict[str, str]):
    """Names of organisations by code; an unknown code names itself."""

    def __missing__(self, code: str) -> str:
        """Return the code."""
        return code


def name_organisations() -> Mapping[str, str]:
    """Return the names of all organisations."""
    return Names({info.code: info.name for info in accounts.list_organisations()})


def name_areas() -> Mapping[str, str]:
    """Return the names of regions."""
    return Names(accounts.area_names())


def clock_of(claim: ClaimInfo) -> str:
    """Return the level of a clock for a list; nothing where none runs."""
    return claim.light if claim.due_at else ""
