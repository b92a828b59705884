"""Writes of grants: open the first version, add the next; a row is never changed."""

from django.db import transaction

from chengshu.base.clock import api as clock
from chengshu.exchange.sharing.contracts import Decision, Filter, GrantInfo, GrantState
from chengshu.exchange.sharing.errors import GrantFinalError
from chengshu.exchange.sharing.models import Grant, ShareRequest
from chengshu.exchange.sharing.selectors import list_versions, to_grant

_ASKED = Decision(approve=True)
_CARRIED = (
    "number",
    "request_id",
    "application_code",
    "organisation_code",
    "resource_code",
    "resource_title",
    "provider_code",
    "purpose",
    "basis",
    "items",
    "unmasked_items",
    "row_filter",
    "valid_from",
    "valid_until",
    "daily_quota",
)


def open_grant(*, request: ShareRequest, by: str, decision: Decision = _ASKED) -> GrantInfo:
    """Write version 1 of the grant of an approved request, with the changes of the decision."""
    items = list(request.items if decision.items is None else decision.items)
    unmasked = decision.unmasked_items
    unmasked = request.unmasked_items if unmasked is None else unmasked
    row = Grant.objects.create(
        number=request.grant_number,
        version=1,
        state=GrantState.ACTIVE,
        request=request,
        application_code=request.application.code,
        organisation_code=request.organisation_code,
        resource_code=request.resource_code,
        resource_title=request.resource_title,
        provider_code=request.provider_code,
        purpose=request.purpose,
        basis=request.basis,
        items=items,
        unmasked_items=[column for column in unmasked if column in items],
        row_filter=_narrow(request.row_filter, decision.row_filter),
        valid_from=request.valid_from,
        valid_until=decision.valid_until or request.valid_until,
        daily_quota=decision.daily_quota or request.daily_quota,
        changed_by=by,
        changed_at=clock.now(),
        reason=request.reason,
    )
    return to_grant(row)


def change_grant(*, number: str, state: GrantState, by: str, reason: str) -> tuple[GrantInfo, bool]:
    """Add a version in another state and say whether there was anything to change.

    Raises:
        GrantFinalError: The grant was revoked; that cannot be undone.
    """
    with transaction.atomic():
        list(Grant.objects.select_for_update().filter(number=number, version=1))
        last = list_versions(number=number)[0]
        if last.state is state:
            return last, False
        if last.state is GrantState.REVOKED:
            raise GrantFinalError(number=number, reason=last.reason)
        carried = {name: getattr(last, name) for name in _CARRIED}
        row = Grant.objects.create(
            **carried,
            version=last.version + 1,
            state=state,
            changed_by=by,
            changed_at=clock.now(),
            reason=reason.strip(),
        )
    return to_grant(row), True


def _narrow(asked: Filter | None, added: Filter | None) -> Filter | None:
    if asked is None or added is None:
        return asked or added
    return {"op": "and", "args": [asked, added]}
