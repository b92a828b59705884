"""The ways a line may go: which action leads from which states, and what a claim makes of it."""

from chengshu.data.claims.contracts import ClaimAction, ClaimState
from chengshu.data.elements.contracts import Level

CLAIMED_STATES = {
    Level.NATIONAL: ClaimState.CLAIMED,
    Level.LOCAL: ClaimState.SUPPLEMENTED,
    Level.EXTENSION: ClaimState.EXTENDED,
}
_HELD = frozenset(CLAIMED_STATES.values())
ORIGINS = {
    ClaimAction.CLAIM: _HELD | {ClaimState.ISSUED, ClaimState.NOT_APPLICABLE, ClaimState.RETURNED},
    ClaimAction.DECLINE: _HELD | {ClaimState.ISSUED, ClaimState.DISPUTED, ClaimState.RETURNED},
    ClaimAction.OBJECT: frozenset({ClaimState.ISSUED}),
    ClaimAction.SUBMIT: _HELD | {ClaimState.RETURNED},
    ClaimAction.APPROVE: frozenset({ClaimState.FORMAT_REVIEW}),
    ClaimAction.RETURN: frozenset({
        ClaimState.FORMAT_REVIEW,
        ClaimState.APPROVED,
        ClaimState.LISTED,
    }),
    ClaimAction.LIST: frozenset({ClaimState.APPROVED}),
}
PERMISSIONS = {
    ClaimAction.CLAIM: "claims.decide",
    ClaimAction.DECLINE: "claims.decide",
    ClaimAction.OBJECT: "claims.decide",
    ClaimAction.SUBMIT: "claims.decide",
    ClaimAction.APPROVE: "claims.review",
    ClaimAction.RETURN: "claims.review",
    ClaimAction.LIST: "claims.review",
}
