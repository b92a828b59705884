"""Disputes: opened by a second claim or an objection, settled by the departments or ruled."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from chengshu.base.accounts.contracts import Actor
from chengshu.base.clock import api as clock
from chengshu.data.claims.checks import check_reason
from chengshu.data.claims.contracts import (
    ClaimRole,
    ClaimState,
    DisputeKind,
    DisputeState,
    EventKind,
)
from chengshu.data.claims.errors import BadRulingError, DisputeNotFoundError
from chengshu.data.claims.models import Dispute, Line, TemplateRow
from chengshu.data.claims.rulebook import read_rules
from chengshu.data.claims.services.events import add_event
from chengshu.data.claims.services.steps import demand_person, find_dispute, move
from chengshu.data.claims.states import CLAIMED_STATES
from chengshu.data.elements.contracts import Level


def join_dispute(line: Line, kind: DisputeKind) -> None:
    """Put a line into the open dispute of its element and region, opening one where none is."""
    dispute = find_dispute(line, DisputeState.OPEN) or _open(line, kind)
    if kind is DisputeKind.RIVAL and dispute.kind != kind:
        dispute.kind = kind
        dispute.save(update_fields=["kind"])
    line.dispute = dispute
    line.state = ClaimState.DISPUTED
    line.started_at, line.due_at = dispute.opened_at, dispute.due_at
    line.save()


def _open(line: Line, kind: DisputeKind) -> Dispute:
    now, term = clock.now(), read_rules().dispute
    return Dispute.objects.create(
        template_id=line.template_id,
        area_code=line.area_code,
        kind=kind,
        state=DisputeState.OPEN,
        opened_by=line.department_code,
        opened_at=now,
        due_at=clock.deadline(now, term.amount, term.unit),
    )


def settle(actor: Actor, dispute: Dispute | None) -> None:
    """Close a dispute that the departments ended by themselves.

    With nobody left in it there is nothing to rule; a single rival, where no authority stands
    any more, becomes the authority.
    """
    if dispute is None or dispute.state != DisputeState.OPEN:
        return
    left = list(Line.objects.select_related("template").filter(dispute=dispute))
    has_authority = _lines_of(dispute).filter(role=ClaimRole.AUTHORITY).exists()
    if left and (has_authority or len(left) > 1 or not left[0].field):
        return
    dispute.state = DisputeState.SETTLED
    dispute.save(update_fields=["state"])
    for line in left:
        line.role = ClaimRole.AUTHORITY
        move(line, CLAIMED_STATES[Level(line.template.level)])
        line.dispute = None
        line.save()
        add_event(actor, line, EventKind.SETTLED, detail={"dispute": dispute.number})


@transaction.atomic
def rule(*, actor: Actor, dispute_id: int, authority: str, reason: str) -> Dispute:
    """Name the authority; the others of the dispute become users.

    A ruled dispute may be ruled again when duties move. A department that has not claimed yet
    may be named: its line is open again and waits for its claim. An objection is upheld by
    naming nobody: the element is not that department's, and others may claim it.

    Raises:
        ClaimReasonNeededError: No reason is given.
        BadRulingError: The department has no line for this element in the region.
        DisputeNotFoundError: The departments settled it before.
    """
    demand_person(actor)
    text = check_reason(reason, _("裁定理由"))
    dispute = _lock_dispute(dispute_id)
    lines = list(_lines_of(dispute).select_related("template").select_for_update(of=("self",)))
    winner = _find_winner(dispute, lines, authority)
    dispute.state, dispute.authority_code, dispute.ruling = DisputeState.RULED, authority, text
    dispute.ruled_by, dispute.ruled_by_name = actor.username, actor.name
    dispute.ruled_at = clock.now()
    dispute.save()
    for line in lines:
        if line is not winner and _stands_in(line, winner):
            _make_user(actor, line, dispute)
    if winner is not None:
        _make_authority(actor, winner, dispute)
    return dispute


def _find_winner(dispute: Dispute, lines: list[Line], authority: str) -> Line | None:
    if not authority and dispute.kind == DisputeKind.OBJECTION:
        return None
    winner = next((line for line in lines if line.department_code == authority), None)
    if winner is None:
        raise BadRulingError(
            field=_("数源单位"), reason=_("该单位没有收到这一要素，请先下发再裁定")
        )
    return winner


def _lock_dispute(dispute_id: int) -> Dispute:
    dispute = Dispute.objects.filter(pk=min(dispute_id, 2**63 - 1)).first()
    if dispute is not None:
        TemplateRow.objects.select_for_update().get(pk=dispute.template_id)
        dispute = Dispute.objects.select_for_update().get(pk=dispute.pk)
    if dispute is None or dispute.state == DisputeState.SETTLED:
        raise DisputeNotFoundError(kind="", key=dispute_id)
    return dispute


def _stands_in(line: Line, winner: Line | None) -> bool:
    """Tell whether a ruling takes the element from a line: a claimant's, an old authority's."""
    is_replaced = winner is not None and line.role == ClaimRole.AUTHORITY
    return is_replaced or line.state == ClaimState.DISPUTED


def _make_user(actor: Actor, line: Line, dispute: Dispute) -> None:
    line.role = ClaimRole.USER if dispute.authority_code else ClaimRole.NONE
    line.dispute = dispute
    line.reason = dispute.ruling
    line.listed_at = None
    move(line, ClaimState.NOT_APPLICABLE)
    line.save()
    add_event(actor, line, EventKind.RULED_USER, reason=dispute.ruling)


def _make_authority(actor: Actor, line: Line, dispute: Dispute) -> None:
    """Make a line the authority's; one without a claim waits for it, the others keep their way."""
    line.role = ClaimRole.AUTHORITY
    line.dispute = dispute
    state = ClaimState(line.state)
    if not line.field:
        move(line, ClaimState.ISSUED, read_rules().claim)
    elif state in {ClaimState.DISPUTED, ClaimState.NOT_APPLICABLE}:
        move(line, CLAIMED_STATES[Level(line.template.level)])
    line.save()
    add_event(actor, line, EventKind.RULED_AUTHORITY, reason=dispute.ruling)


def _lines_of(dispute: Dispute) -> QuerySet[Line]:
    return Line.objects.filter(template_id=dispute.template_id, area_code=dispute.area_code)
