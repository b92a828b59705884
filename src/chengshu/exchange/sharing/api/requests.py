"""The door to requests: what can be asked for, asking, deciding."""

from django.db import transaction

from chengshu.base.access import api as access
from chengshu.base.accounts.contracts import Actor
from chengshu.base.audit import api as audit
from chengshu.base.clock import api as clock
from chengshu.base.look.contracts import TaskCard
from chengshu.data.catalog import api as catalog
from chengshu.data.catalog.contracts import ItemInfo, ResourceInfo
from chengshu.exchange.sharing import checks, offers, selectors
from chengshu.exchange.sharing.api.applications import get_application
from chengshu.exchange.sharing.cards import to_card
from chengshu.exchange.sharing.contracts import (
    Decision,
    NewRequest,
    Offer,
    OfferQuery,
    RequestInfo,
    RequestState,
    ShareCounts,
)
from chengshu.exchange.sharing.services import requests
from chengshu.exchange.sharing.sides import check_sides, reach
from chengshu.exchange.sharing.wordings import name_organisations


def list_offers(actor: Actor, query: OfferQuery) -> tuple[tuple[Offer, ...], int]:
    """Return one page of what can be asked for, and how many there are."""
    return offers.list_offers(actor, query)


def get_offer(actor: Actor, resource_code: str) -> Offer:
    """Return one resource as an applicant sees it."""
    return offers.to_offer(catalog.get_resource(actor, resource_code))


def is_masked_by_default(item: ItemInfo) -> bool:
    """Say whether an item leaves masked unless a grant says otherwise (law 10)."""
    return checks.is_masked_by_default(item)


def check_shareable(resource: ResourceInfo) -> None:
    """Refuse a resource the catalogue withholds.

    Raises:
        ResourceWithheldError: With the clause.
    """
    checks.check_shareable(resource)


def request_share(actor: Actor, new: NewRequest) -> RequestInfo:
    """Ask for items of a resource; what needs no decision is granted at once.

    Asking the same again returns the same request while it is pending or its grant is in force.
    """
    application = get_application(new.application_code)
    access.check(actor, "sharing.request_share", organisation=application.organisation_code)
    resource = catalog.get_resource(actor, new.resource_code)
    with transaction.atomic():
        info, made = requests.ask(new=new, resource=resource, by=actor.username)
        if made:
            detail = {"resource": info.asked.resource_code, "state": info.state.value}
            audit.record(actor, "sharing.request_share", subject=info.number, detail=detail)
    return info


def decide_request(actor: Actor, request_id: int, decision: Decision) -> RequestInfo:
    """Approve, with changes where needed, or refuse with a reason; for the provider."""
    row = selectors.get_request_row(request_id=request_id)
    access.check(actor, "sharing.decide_request", organisation=row.provider_code)
    resource = catalog.get_resource(actor, row.resource_code)
    with transaction.atomic():
        info = requests.decide(
            request_id=request_id, decision=decision, resource=resource, by=actor.username
        )
        detail = {"state": info.state.value, "reason": info.reason, "grant": info.grant_number}
        audit.record(actor, "sharing.decide_request", subject=info.number, detail=detail)
    return info


def withdraw_request(actor: Actor, request_id: int) -> RequestInfo:
    """Take a pending request back; for the applicant."""
    row = selectors.get_request_row(request_id=request_id)
    access.check(actor, "sharing.request_share", organisation=row.organisation_code)
    with transaction.atomic():
        info = requests.withdraw(request_id=request_id, by=actor.username)
        audit.record(actor, "sharing.withdraw_request", subject=info.number)
    return info


def get_request(actor: Actor, request_id: int) -> RequestInfo:
    """Return one request, for its applicant and its provider.

    Raises:
        RequestNotFoundError: There is none.
        NotAllowedError: Neither side is the actor's.
    """
    info = selectors.to_request(selectors.get_request_row(request_id=request_id), now=clock.now())
    check_sides(actor, "sharing.list_requests", info)
    return info


def list_requests(actor: Actor, *, state: RequestState | None = None) -> tuple[RequestInfo, ...]:
    """Return the requests by and to the organisations the actor reaches, newest first."""
    reached = reach(actor, "sharing.list_requests")
    return selectors.list_requests(organisations=reached, state=state)


def list_waiting(actor: Actor) -> tuple[RequestInfo, ...]:
    """Return the requests that wait for the actor's decision, the most urgent first."""
    if not access.may(actor, "sharing.decide_request"):
        return ()
    return selectors.list_waiting(providers=reach(actor, "sharing.decide_request"))


def list_share_tasks(actor: Actor) -> tuple[TaskCard, ...]:
    """Return the same requests as cards of the start page."""
    waiting = list_waiting(actor)
    names = name_organisations() if waiting else {}
    return tuple(to_card(request, names[request.organisation_code]) for request in waiting)


def count_sharing() -> ShareCounts:
    """Return how sharing stands, for screens."""
    return selectors.count_sharing(now=clock.now())
