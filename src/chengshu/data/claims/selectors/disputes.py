"""Reads of disputes."""

import datetime as dt

from django.db.models import QuerySet

from chengshu.base.access.api import Reach
from chengshu.data.claims.contracts import (
    ClaimRole,
    ClaimState,
    DisputeInfo,
    DisputeKind,
    DisputeState,
    Party,
)
from chengshu.data.claims.errors import DisputeNotFoundError
from chengshu.data.claims.models import Dispute, Line
from chengshu.data.claims.selectors.lines import light_of, to_holding
from chengshu.data.claims.selectors.templates import to_template


def get_dispute(*, dispute_id: int) -> Dispute:
    """Return one dispute.

    Raises:
        DisputeNotFoundError: There is none.
    """
    rows = Dispute.objects.select_related("template")
    found = rows.filter(pk=min(dispute_id, 2**63 - 1)).first()
    if found is None:
        raise DisputeNotFoundError(kind="", key=dispute_id)
    return found


def list_disputes(*, reach: Reach, state: DisputeState | None = None) -> tuple[Dispute, ...]:
    """Return disputes with a party within `reach`, open ones by deadline first."""
    rows = Dispute.objects.select_related("template")
    if not reach.everything:
        own = Line.objects.filter(department_code__in=list(reach.organisations))
        rows = rows.filter(
            pk__in=own.filter(dispute__isnull=False).values("dispute_id")
        ) | rows.filter(pk__in=_of_authorities(own))
    if state is not None:
        rows = rows.filter(state=state)
    return tuple(sorted(rows, key=lambda row: (row.state != DisputeState.OPEN, row.due_at)))


def _of_authorities(lines: QuerySet[Line]) -> list[int]:
    """Return the disputes over elements that one of the lines is the authority of."""
    held = set(lines.filter(role=ClaimRole.AUTHORITY).values_list("template_id", "area_code"))
    rows = Dispute.objects.filter(template_id__in={template for template, _area in held})
    found = rows.values_list("pk", "template_id", "area_code")
    return [pk for pk, template, area in found if (template, area) in held]


def list_party_lines(dispute: Dispute) -> tuple[Line, ...]:
    """Return the lines of a dispute: the authority's first, then in order of their decision."""
    rows = Line.objects.filter(template_id=dispute.template_id, area_code=dispute.area_code)
    in_it = rows.filter(dispute=dispute) | rows.filter(role=ClaimRole.AUTHORITY)
    return tuple(
        sorted(
            in_it.distinct(),
            key=lambda line: (line.role != ClaimRole.AUTHORITY, line.decided_at or line.issued_at),
        )
    )


def to_dispute(
    dispute: Dispute, *, now: dt.datetime, sees: Reach, may_rule: bool = False
) -> DisputeInfo:
    """Return a dispute; what departments hold is shown only within `sees`."""
    is_open = dispute.state == DisputeState.OPEN
    return DisputeInfo(
        id=dispute.pk,
        number=dispute.number,
        template=to_template(dispute.template),
        area_code=dispute.area_code,
        kind=DisputeKind(dispute.kind),
        state=DisputeState(dispute.state),
        opened_by=dispute.opened_by,
        opened_at=dispute.opened_at,
        due_at=dispute.due_at,
        light=light_of(dispute.opened_at, dispute.due_at, now) if is_open else "",
        parties=tuple(_party(line, sees) for line in list_party_lines(dispute)),
        authority_code=dispute.authority_code,
        ruling=dispute.ruling,
        ruled_by=dispute.ruled_by_name or dispute.ruled_by,
        ruled_at=dispute.ruled_at,
        may_rule=may_rule,
    )


def _party(line: Line, sees: Reach) -> Party:
    return Party(
        claim_id=line.pk,
        department_code=line.department_code,
        state=ClaimState(line.state),
        role=ClaimRole(line.role),
        statement=line.reason,
        coverage=line.coverage,
        holding=to_holding(line) if sees.covers(line.department_code) else None,
    )
