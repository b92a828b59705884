"""The door to lines: what a department was asked, what it answers."""

from django.db import transaction

from chengshu.base.access import api as access
from chengshu.base.accounts.contracts import Actor
from chengshu.base.clock import api as clock
from chengshu.data.claims import drafting
from chengshu.data.claims.actions import list_actions
from chengshu.data.claims.contracts import (
    ClaimInfo,
    ClaimPage,
    ClaimQuery,
    ClaimRole,
    ClaimState,
    EventInfo,
    Holding,
    Suggestion,
)
from chengshu.data.claims.models import Line
from chengshu.data.claims.recording import record_step
from chengshu.data.claims.selectors import lines as selectors
from chengshu.data.claims.selectors.suggestions import list_suggestions
from chengshu.data.claims.selectors.templates import to_template
from chengshu.data.claims.services import deciding, reviewing
from chengshu.data.elements import api as elements


def list_claims(actor: Actor, query: ClaimQuery | None = None) -> ClaimPage:
    """Return one page of the lines of departments the actor may see, the most urgent first."""
    access.check(actor, "claims.read_lines")
    reach = access.reach(actor, "claims.read_lines")
    found, total = selectors.list_lines(query=query or ClaimQuery(), reach=reach)
    now = clock.now()
    return ClaimPage(tuple(selectors.to_claim(line, now=now) for line in found), total)


def get_claim(actor: Actor, line_id: int) -> ClaimInfo:
    """Return one line with what the actor may do now.

    Raises:
        LineNotFoundError: There is none.
        NotAllowedError: It is another department's.
    """
    line = selectors.get_line(line_id=line_id)
    access.check(actor, "claims.read_lines", organisation=line.department_code)
    return selectors.to_claim(line, now=clock.now(), actions=list_actions(actor, line))


def list_events(actor: Actor, line_id: int) -> tuple[EventInfo, ...]:
    """Return the history of a line, newest first."""
    line = selectors.get_line(line_id=line_id)
    access.check(actor, "claims.read_lines", organisation=line.department_code)
    return selectors.list_events(line_id=line_id)


def find_next(actor: Actor, line_id: int) -> ClaimInfo | None:
    """Return the department's next line that waits for an answer, or None."""
    line = selectors.get_line(line_id=line_id)
    access.check(actor, "claims.read_lines", organisation=line.department_code)
    query = ClaimQuery(department=line.department_code, state=ClaimState.ISSUED, page_size=1)
    reach = access.reach(actor, "claims.read_lines")
    found, _total = selectors.list_lines(query=query, reach=reach)
    return selectors.to_claim(found[0], now=clock.now()) if found else None


def suggest_holdings(actor: Actor, line_id: int) -> tuple[Suggestion, ...]:
    """Return items the department has in the catalogue that are likely to hold the element."""
    line = selectors.get_line(line_id=line_id)
    access.check(actor, "claims.decide", organisation=line.department_code)
    return list_suggestions(actor, line)


def claim_element(actor: Actor, line_id: int, holding: Holding) -> ClaimInfo:
    """Claim an element and put it into a draft of the catalogue; see `services.deciding.claim`.

    While another department is the authority nothing is drafted: the claim is disputed.
    """
    access.check(actor, "claims.decide", organisation=_department(line_id))
    with transaction.atomic():
        before = selectors.lock_line(line_id=line_id)
        line = deciding.claim(actor=actor, line_id=line_id, holding=holding)
        if line.role == ClaimRole.AUTHORITY:
            write_item(actor, line, holding, before=before)
        place = f"{line.system}/{line.table}/{line.field}"
        _teach(actor, line)
        record_step(actor, "claims.claim", line, place=place)
    return get_claim(actor, line_id)


def decline_element(actor: Actor, line_id: int, *, reason: str, uses: bool = False) -> ClaimInfo:
    """Say that an element is not the department's; `uses`: it needs it from another one."""
    access.check(actor, "claims.decide", organisation=_department(line_id))
    with transaction.atomic():
        before = selectors.lock_line(line_id=line_id)
        line = deciding.decline(actor=actor, line_id=line_id, reason=reason, uses=uses)
        if before.column:
            place = (before.resource_key, before.column)
            drafting.drop_item(actor, place, template=to_template(line.template))
            reviewing.note_place(actor=actor, line_id=line_id, resource_key="", column="")
        record_step(actor, "claims.decline", line, reason=line.reason, uses=uses)
    return get_claim(actor, line_id)


def object_to_element(actor: Actor, line_id: int, *, reason: str) -> ClaimInfo:
    """Contest a template, or that this department should hold it; the bureau rules."""
    access.check(actor, "claims.decide", organisation=_department(line_id))
    with transaction.atomic():
        line = deciding.object_to(actor=actor, line_id=line_id, reason=reason)
        record_step(actor, "claims.object", line, reason=line.reason)
    return get_claim(actor, line_id)


def write_item(actor: Actor, line: Line, holding: Holding, *, before: Line) -> None:
    """Draft the catalogue's item of a claim; one it made elsewhere before is taken out."""
    template = to_template(line.template)
    place = drafting.draft_item(actor, line.department_code, template=template, holding=holding)
    old = (before.resource_key, before.column)
    if old != place:
        drafting.drop_item(actor, old, template=template)
    reviewing.note_place(actor=actor, line_id=line.pk, resource_key=place[0], column=place[1])


def _teach(actor: Actor, line: Line) -> None:
    """Let the next scan know what the department calls the element."""
    code = line.template.element_code
    if not code or elements.find_element(actor, code) is None:
        return
    elements.learn_alias(
        actor,
        organisation_code=line.department_code,
        column=line.field,
        comment=line.local_name,
        element_code=code,
        name_zh=line.template.name_zh,
    )


def _department(line_id: int) -> str:
    return selectors.get_line(line_id=line_id).department_code
