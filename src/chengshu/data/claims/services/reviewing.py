"""The conformity review of claimed elements, and the city's list."""

from collections.abc import Sequence
from dataclasses import asdict

from django.db import transaction
from django.utils.translation import gettext as _

from chengshu.base.accounts.contracts import Actor
from chengshu.base.clock import api as clock
from chengshu.data.claims.checks import check_reason
from chengshu.data.claims.contracts import (
    ClaimAction,
    ClaimRole,
    ClaimState,
    EventKind,
    RuleResult,
)
from chengshu.data.claims.errors import NotAuthorityError, NotConformingError, OwnClaimError
from chengshu.data.claims.labels import RULE_LABELS
from chengshu.data.claims.models import Line
from chengshu.data.claims.rulebook import read_rules
from chengshu.data.claims.selectors.lines import lock_line
from chengshu.data.claims.services.events import add_event
from chengshu.data.claims.services.steps import demand_person, expect, move, refuse_disputed


def check_submittable(line: Line) -> None:
    """Refuse what cannot go to review.

    Raises:
        NotAuthorityError: The department is no authority of the element.
        DisputeOpenError: A dispute waits for its ruling.
        WrongClaimStateError: Nothing is claimed.
    """
    expect(line, ClaimAction.SUBMIT)
    if line.role != ClaimRole.AUTHORITY:
        raise NotAuthorityError
    refuse_disputed(line, ClaimAction.SUBMIT)


@transaction.atomic
def submit(*, actor: Actor, line_id: int, results: Sequence[RuleResult]) -> Line:
    """Send a claimed line to the conformity review with what the rules found."""
    demand_person(actor)
    line = lock_line(line_id=line_id)
    check_submittable(line)
    line.results = [asdict(result) for result in results]
    line.reason = ""
    move(line, ClaimState.FORMAT_REVIEW, read_rules().review)
    line.save()
    add_event(actor, line, EventKind.SUBMITTED, detail={"results": line.results})
    return line


@transaction.atomic
def approve(*, actor: Actor, line_id: int, comment: str = "") -> Line:
    """Pass the conformity review.

    Raises:
        OwnClaimError: The reviewer made the claim.
        NotConformingError: A required rule failed at submission.
        DisputeOpenError: Somebody disputes the element meanwhile.
    """
    demand_person(actor)
    line = lock_line(line_id=line_id)
    expect(line, ClaimAction.APPROVE)
    refuse_disputed(line, ClaimAction.APPROVE)
    if line.decided_by == actor.username:
        raise OwnClaimError
    failed = [each["rule"] for each in line.results if each["is_required"] and not each["passed"]]
    if failed:
        raise NotConformingError(rules="、".join(str(RULE_LABELS[rule]) for rule in failed))
    move(line, ClaimState.APPROVED)
    line.save()
    add_event(actor, line, EventKind.APPROVED, reason=comment.strip())
    return line


@transaction.atomic
def return_line(*, actor: Actor, line_id: int, reason: str) -> Line:
    """Give a line back to its department, from review or after it; the clock runs for repair.

    Raises:
        ClaimReasonNeededError: No comment is given.
    """
    demand_person(actor)
    text = check_reason(reason, _("退回意见"))
    line = lock_line(line_id=line_id)
    expect(line, ClaimAction.RETURN)
    line.reason = text
    line.listed_at = None
    move(line, ClaimState.RETURNED, read_rules().repair)
    line.save()
    add_event(actor, line, EventKind.RETURNED, reason=text)
    return line


@transaction.atomic
def put_on_list(*, actor: Actor, line_id: int) -> Line:
    """Put an approved line on the city's list.

    Raises:
        DisputeOpenError: Somebody disputes the element.
    """
    demand_person(actor)
    line = lock_line(line_id=line_id)
    expect(line, ClaimAction.LIST)
    refuse_disputed(line, ClaimAction.LIST)
    line.listed_at = clock.now()
    move(line, ClaimState.LISTED)
    line.save()
    add_event(actor, line, EventKind.LISTED)
    return line


def note_place(*, actor: Actor, line_id: int, resource_key: str, column: str) -> None:
    """Remember where in the catalogue a line's item stands."""
    line = lock_line(line_id=line_id)
    if (line.resource_key, line.column) == (resource_key, column):
        return
    line.resource_key, line.column = resource_key, column
    line.save(update_fields=["resource_key", "column"])
    if resource_key:
        detail = {"resource": resource_key, "column": column}
        add_event(actor, line, EventKind.DRAFTED, detail=detail)
