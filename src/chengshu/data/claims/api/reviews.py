"""The door to the conformity review and the city's list."""

from django.db import transaction

from chengshu.base.access import api as access
from chengshu.base.accounts.contracts import Actor
from chengshu.data.claims.api.lines import get_claim, write_item
from chengshu.data.claims.conformity import examine
from chengshu.data.claims.contracts import ClaimInfo
from chengshu.data.claims.recording import record_step
from chengshu.data.claims.selectors import lines as selectors
from chengshu.data.claims.services import reviewing


def submit_claim(actor: Actor, line_id: int) -> ClaimInfo:
    """Send a claimed element to the conformity review; the rules look at it first.

    A claim that won by ruling has no item in the catalogue yet: it is drafted now.
    """
    _check(actor, "claims.decide", line_id)
    with transaction.atomic():
        line = selectors.lock_line(line_id=line_id)
        reviewing.check_submittable(line)
        holding = selectors.to_holding(line)
        if holding is not None and not line.column:
            write_item(actor, line, holding, before=line)
            line = selectors.lock_line(line_id=line_id)
        results = examine(actor, line)
        line = reviewing.submit(actor=actor, line_id=line_id, results=results)
        failed = [result.rule for result in results if not result.passed]
        record_step(actor, "claims.submit", line, failed=failed)
    return get_claim(actor, line_id)


def approve_claim(actor: Actor, line_id: int, *, comment: str = "") -> ClaimInfo:
    """Pass the conformity review."""
    _check(actor, "claims.review", line_id)
    with transaction.atomic():
        line = reviewing.approve(actor=actor, line_id=line_id, comment=comment)
        record_step(actor, "claims.approve", line, comment=comment)
    return get_claim(actor, line_id)


def return_claim(actor: Actor, line_id: int, *, reason: str) -> ClaimInfo:
    """Give a line back to its department to be mended, with comments."""
    _check(actor, "claims.review", line_id)
    with transaction.atomic():
        line = reviewing.return_line(actor=actor, line_id=line_id, reason=reason)
        record_step(actor, "claims.return", line, reason=line.reason)
    return get_claim(actor, line_id)


def list_claim(actor: Actor, line_id: int) -> ClaimInfo:
    """Put an approved element on the city's list."""
    _check(actor, "claims.review", line_id)
    with transaction.atomic():
        line = reviewing.put_on_list(actor=actor, line_id=line_id)
        record_step(actor, "claims.list", line)
    return get_claim(actor, line_id)


def _check(actor: Actor, permission: str, line_id: int) -> None:
    line = selectors.get_line(line_id=line_id)
    access.check(actor, permission, organisation=line.department_code)
