"""Colours of states, and names of organisations."""

from collections.abc import Mapping

from chengshu.base.accounts import api as accounts
from chengshu.base.look.contracts import Tag
from chengshu.exchange.matching.contracts import DemandState
from chengshu.exchange.matching.labels import STATE_LABELS

_TONES = {
    DemandState.SUBMITTED: "caution",
    DemandState.MATCHED: "caution",
    DemandState.RETURNED: "caution",
    DemandState.NO_SOURCE: "bad",
    DemandState.REFUSED: "bad",
    DemandState.DELIVERED: "good",
    DemandState.ACCEPTED: "good",
    DemandState.EVALUATED: "good",
}


def state_tag(state: DemandState) -> Tag:
    """Return a state as a coloured word."""
    return Tag(STATE_LABELS[state], _TONES.get(state, "info"))


class Names(dict[str, str]):
    """Names by code; an unknown code names itself."""

    def __missing__(self, code: str) -> str:
        """Return the code."""
        return code


def name_organisations() -> Mapping[str, str]:
    """Return the names of all organisations."""
    return Names({info.code: info.name for info in accounts.list_organisations()})
