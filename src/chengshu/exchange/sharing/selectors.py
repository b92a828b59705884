"""Reads of sharing."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from chengshu.base.clock import api as clock
from chengshu.exchange.sharing.contracts import (
    ApplicationInfo,
    GrantInfo,
    GrantState,
    NewRequest,
    RequestInfo,
    RequestState,
    ShareCounts,
)
from chengshu.exchange.sharing.errors import (
    ApplicationDisabledError,
    ApplicationNotFoundError,
    GrantError,
    GrantExpiredError,
    GrantMissingError,
    GrantNotFoundError,
    GrantNotStartedError,
    GrantRevokedError,
    GrantSuspendedError,
    RequestNotFoundError,
)
from chengshu.exchange.sharing.models import Application, Grant, ShareRequest
from chengshu.exchange.sharing.rules import read_rules


def get_application_row(*, code: str, lock: bool = False) -> Application:
    """Return the row of an application, locked when it will be changed."""
    rows = Application.objects.select_for_update() if lock else Application.objects.all()
    row = rows.filter(code=code).first()
    if row is None:
        raise ApplicationNotFoundError(kind=_("应用"), key=code)
    return row


def list_applications(*, organisations: frozenset[str] | None) -> tuple[ApplicationInfo, ...]:
    """Return applications by code, of all organisations when None."""
    rows = Application.objects.all()
    if organisations is not None:
        rows = rows.filter(organisation_code__in=organisations)
    return tuple(to_application(row) for row in rows)


def get_request_row(*, request_id: int, lock: bool = False) -> ShareRequest:
    """Return the row of a request, locked when it will be decided."""
    rows = ShareRequest.objects.select_related("application")
    rows = rows.select_for_update(of=("self",)) if lock else rows
    row = rows.filter(pk=request_id).first()
    if row is None:
        raise RequestNotFoundError(kind=_("共享申请"), key=request_id)
    return row


def list_requests(
    *, organisations: frozenset[str] | None, state: RequestState | None = None
) -> tuple[RequestInfo, ...]:
    """Return requests newest first, asked by or asked of `organisations` (None: all)."""
    rows = ShareRequest.objects.select_related("application")
    if organisations is not None:
        rows = rows.filter(_concerns(organisations))
    if state is not None:
        rows = rows.filter(state=state)
    now = clock.now()
    return tuple(to_request(row, now=now) for row in rows)


def list_waiting(*, providers: frozenset[str] | None) -> tuple[RequestInfo, ...]:
    """Return pending requests for data of `providers` (None: all), the most urgent first."""
    rows = ShareRequest.objects.select_related("application").filter(state=RequestState.PENDING)
    if providers is not None:
        rows = rows.filter(provider_code__in=providers)
    now = clock.now()
    return tuple(to_request(row, now=now) for row in rows.order_by("due_at", "id"))


def count_sharing(*, now: dt.datetime) -> ShareCounts:
    """Return requests by state, grants in force and requests past their deadline."""
    counted = ShareRequest.objects.order_by().values_list("state").annotate(found=Count("id"))
    found = dict(counted)
    late = ShareRequest.objects.filter(state=RequestState.PENDING, due_at__lt=now).count()
    grants = _last_versions(Grant.objects.all())
    in_force = sum(1 for grant in grants if find_fault(grant, today=now.date()) is None)
    return ShareCounts(
        requests={state.value: found.get(state.value, 0) for state in RequestState},
        grants_in_force=in_force,
        late=late,
    )


def list_grants(*, organisations: frozenset[str] | None) -> tuple[GrantInfo, ...]:
    """Return the last version of each grant by or to `organisations` (None: all), newest first."""
    rows = Grant.objects.all()
    if organisations is not None:
        rows = rows.filter(_concerns(organisations))
    return tuple(sorted(_last_versions(rows), key=lambda grant: -grant.request_id))


def list_versions(*, number: str) -> tuple[GrantInfo, ...]:
    """Return all versions of a grant, newest first.

    Raises:
        GrantNotFoundError: There is no such grant.
    """
    versions = tuple(to_grant(row) for row in Grant.objects.filter(number=number))
    if not versions:
        raise GrantNotFoundError(kind=_("授权"), key=number)
    return versions


def get_current_grant(*, application_code: str, resource_code: str, today: dt.date) -> GrantInfo:
    """Return the newest grant in force on `today`.

    Raises:
        GrantError: None is; the kind and the sentence are those of the newest one.
    """
    application = Application.objects.filter(code=application_code).first()
    if application is not None and not application.active:
        raise ApplicationDisabledError(application=application_code)
    rows = Grant.objects.filter(application_code=application_code, resource_code=resource_code)
    grants = sorted(_last_versions(rows), key=lambda grant: -grant.request_id)
    faults = [find_fault(grant, today=today) for grant in grants]
    for grant, fault in zip(grants, faults, strict=True):
        if fault is None:
            return grant
    missing = GrantMissingError(application=application_code, resource=resource_code)
    raise next((fault for fault in faults if fault), missing)


def list_in_force(*, application_code: str, today: dt.date) -> tuple[GrantInfo, ...]:
    """Return the grants an application may use on `today`, one per resource, the newest."""
    rows = Grant.objects.filter(application_code=application_code)
    newest: dict[str, GrantInfo] = {}
    for grant in sorted(_last_versions(rows), key=lambda grant: grant.request_id):
        if find_fault(grant, today=today) is None:
            newest[grant.resource_code] = grant
    return tuple(newest[code] for code in sorted(newest))


def find_fault(grant: GrantInfo, *, today: dt.date) -> GrantError | None:
    """Return why a version is not in force on `today`, or None."""
    facts = {
        "application": grant.application_code,
        "resource": grant.resource_code,
        "number": grant.number,
        "reason": grant.reason,
    }
    if grant.state is GrantState.REVOKED:
        return GrantRevokedError(**facts)
    if grant.state is GrantState.SUSPENDED:
        return GrantSuspendedError(**facts)
    if today < grant.valid_from:
        return GrantNotStartedError(**facts, start=grant.valid_from.isoformat())
    if today > grant.valid_until:
        return GrantExpiredError(**facts, end=grant.valid_until.isoformat())
    return None


def to_application(row: Application) -> ApplicationInfo:
    """Return what crosses the door of an application."""
    return ApplicationInfo(
        code=row.code,
        name=row.name,
        organisation_code=row.organisation_code,
        active=row.active,
        created_at=row.created_at,
    )


def to_asked(row: ShareRequest) -> NewRequest:
    """Return what the applicant wrote down."""
    return NewRequest(
        resource_code=row.resource_code,
        application_code=row.application.code,
        purpose=row.purpose,
        basis=row.basis,
        items=tuple(row.items),
        row_filter=row.row_filter,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        daily_quota=row.daily_quota,
        unmasked_items=tuple(row.unmasked_items),
        justification=row.justification,
    )


def to_request(row: ShareRequest, *, now: dt.datetime) -> RequestInfo:
    """Return what crosses the door of a request, with its light at `now`."""
    unit = read_rules().conditional.unit
    pending = row.state == RequestState.PENDING
    approved = row.state == RequestState.APPROVED
    return RequestInfo(
        id=row.pk,
        number=row.number,
        asked=to_asked(row),
        organisation_code=row.organisation_code,
        resource_title=row.resource_title,
        provider_code=row.provider_code,
        share_type=row.share_type,
        state=RequestState(row.state),
        asked_by=row.asked_by,
        asked_at=row.asked_at,
        due_at=row.due_at,
        light=str(clock.light(row.asked_at, row.due_at, now, unit=unit)) if pending else "",
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        reason=row.reason,
        grant_number=row.grant_number if approved else "",
    )


def to_grant(row: Grant) -> GrantInfo:
    """Return what crosses the door of one version of a grant."""
    return GrantInfo(
        number=row.number,
        version=row.version,
        state=GrantState(row.state),
        request_id=row.request_id,
        application_code=row.application_code,
        organisation_code=row.organisation_code,
        resource_code=row.resource_code,
        resource_title=row.resource_title,
        provider_code=row.provider_code,
        purpose=row.purpose,
        basis=row.basis,
        items=tuple(row.items),
        unmasked_items=tuple(row.unmasked_items),
        row_filter=row.row_filter,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        daily_quota=row.daily_quota,
        changed_by=row.changed_by,
        changed_at=row.changed_at,
        reason=row.reason,
    )


def _concerns(organisations: frozenset[str]) -> Q:
    return Q(organisation_code__in=organisations) | Q(provider_code__in=organisations)


def _last_versions(rows: QuerySet[Grant]) -> Iterable[GrantInfo]:
    return [to_grant(row) for row in rows.order_by("number", "-version").distinct("number")]
