"""What every step of a line shares: whether it may go, and how it moves."""

from chengshu.base.accounts.contracts import Actor
from chengshu.base.clock import api as clock
from chengshu.data.claims.contracts import ClaimAction, ClaimState, DisputeState
from chengshu.data.claims.errors import (
    ClaimPersonNeededError,
    DisputeOpenError,
    WrongClaimStateError,
)
from chengshu.data.claims.labels import ACTION_LABELS, STATE_LABELS
from chengshu.data.claims.models import Dispute, Line
from chengshu.data.claims.rulebook import Term
from chengshu.data.claims.states import ORIGINS


def demand_person(actor: Actor) -> None:
    """Refuse the program itself: nothing is decided that no person confirmed (law 1).

    Raises:
        ClaimPersonNeededError: The program acts.
    """
    if actor.is_system:
        raise ClaimPersonNeededError


def expect(line: Line, action: ClaimAction) -> None:
    """Refuse a step that does not fit the line's state.

    Raises:
        WrongClaimStateError: It does not.
    """
    state = ClaimState(line.state)
    if state not in ORIGINS[action]:
        raise WrongClaimStateError(state=STATE_LABELS[state], action=ACTION_LABELS[action])


def refuse_disputed(line: Line, action: ClaimAction) -> None:
    """Refuse a step while the element is disputed in the region.

    Raises:
        DisputeOpenError: It is.
    """
    dispute = find_dispute(line, DisputeState.OPEN)
    if dispute is not None:
        raise DisputeOpenError(number=dispute.number, action=ACTION_LABELS[action])


def find_dispute(line: Line, state: DisputeState) -> Dispute | None:
    """Return the latest dispute over the line's element and region in a state, or None."""
    rows = Dispute.objects.filter(template_id=line.template_id, area_code=line.area_code)
    return rows.filter(state=state).order_by("-id").first()


def move(line: Line, state: ClaimState, term: Term | None = None) -> None:
    """Put a line into a state and start its clock, or stop it where no term is given."""
    line.state = state
    line.started_at = clock.now()
    line.due_at = clock.deadline(line.started_at, term.amount, term.unit) if term else None
