"""Setting a table aside and taking it back."""

from django.db import transaction
from django.utils.translation import gettext as _

from chengshu.base.accounts.contracts import Actor
from chengshu.data.survey.contracts import DraftState, StepKind
from chengshu.data.survey.errors import LineRefusedError
from chengshu.data.survey.models import DraftedTable
from chengshu.data.survey.services.steps import add_step, lock, save, wrong_state

ASIDE_FROM = frozenset({DraftState.WAITING, DraftState.GONE})


@transaction.atomic
def set_aside(*, actor: Actor, draft: int, reason: str) -> None:
    """Keep a table out of the catalogue, with a reason.

    Raises:
        LineRefusedError: No reason is given.
        DraftStateError: It is aside already, or an entry stands on it and the source has it.
    """
    row = lock(actor=actor, draft=draft)
    if row.state not in ASIDE_FROM:
        raise wrong_state(row)
    _say(actor, row, reason=_demand(reason), kind=StepKind.SET_ASIDE)


@transaction.atomic
def take_back(*, actor: Actor, draft: int, reason: str) -> None:
    """Let a table that was set aside wait for confirmation again, with a reason."""
    row = lock(actor=actor, draft=draft)
    if row.state != DraftState.ASIDE:
        raise wrong_state(row)
    _say(actor, row, reason=_demand(reason), kind=StepKind.TAKEN_BACK)


def _demand(reason: str) -> str:
    if not reason.strip():
        raise LineRefusedError(field=_("理由"), reason=_("必须写明理由"))
    return reason.strip()


def _say(actor: Actor, row: DraftedTable, *, reason: str, kind: StepKind) -> None:
    is_aside = kind is StepKind.SET_ASIDE
    row.state = DraftState.ASIDE if is_aside else _returning(row)
    row.aside_by = actor.username
    row.aside_reason = reason if is_aside else ""
    add_step(actor, row, kind, reason=reason)
    save(row)


def _returning(row: DraftedTable) -> DraftState:
    """Return the state of a table that is no longer aside: as its last scan and entry leave it."""
    if row.base is None:
        return DraftState.WAITING
    return DraftState.DRIFTED if row.drift else DraftState.CONFIRMED
