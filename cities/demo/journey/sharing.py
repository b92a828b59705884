"""Step five: applications ask for data; grants are given at once, decided, refused, revoked."""

import datetime as dt
from collections.abc import Mapping
from typing import cast

from chengshu.base.accounts.contracts import Actor
from chengshu.base.clock import api as clock
from chengshu.data.catalog import api as catalog
from chengshu.exchange.sharing import api as sharing
from chengshu.exchange.sharing.contracts import (
    Decision,
    GrantInfo,
    GrantState,
    NewRequest,
    RequestInfo,
    RequestState,
)
from cities.demo import pack
from cities.demo.journey.walk import Walk
from cities.demo.report import Check, holds

Entry = Mapping[str, object]
_TITLES = {
    "none": "无条件共享即时授权",
    "approve": "有条件共享批准",
    "refuse": "有条件共享驳回",
    "revoke": "授权已撤销",
}
_QUOTA = 10_000


def _entries(name: str) -> list[Entry]:
    return cast("list[Entry]", pack.read_yaml("share_requests.yaml")[name])


def get_request_entry(name: str) -> Entry:
    """Return one request of share_requests.yaml by its name."""
    return next(entry for entry in _entries("requests") if entry["name"] == name)


def developer_of(walk: Walk, application: object) -> Actor:
    """Return who develops an application."""
    entry = next(entry for entry in _entries("applications") if entry["code"] == application)
    return walk.person(str(entry["developer"]))


def find_request(walk: Walk, entry: Entry) -> RequestInfo | None:
    """Return the newest request made for an entry of share_requests.yaml."""
    found = [
        request
        for request in sharing.list_requests(walk.actor)
        if request.asked.application_code == entry["application"]
        and request.asked.resource_code == entry["resource"]
        and request.state is not RequestState.WITHDRAWN
    ]
    return max(found, key=lambda request: request.id, default=None)


def find_grant(walk: Walk, request: RequestInfo) -> GrantInfo | None:
    """Return the grant that a request led to."""
    grants = sharing.list_grants(walk.actor)
    return next((grant for grant in grants if grant.request_id == request.id), None)


def _ask(walk: Walk, entry: Entry) -> RequestInfo:
    today = clock.today()
    new = NewRequest(
        resource_code=str(entry["resource"]),
        application_code=str(entry["application"]),
        purpose=str(entry["purpose"]),
        basis=str(entry["basis"]),
        items=tuple(cast("list[str]", entry["items"])),
        row_filter=cast("Mapping[str, object] | None", entry.get("filter")),
        valid_from=today,
        valid_until=today + dt.timedelta(days=365),
        daily_quota=_QUOTA,
    )
    return sharing.request_share(developer_of(walk, entry["application"]), new)


def _settle(walk: Walk, entry: Entry) -> Check:
    """Bring one request to the end its entry names, from wherever it stands."""
    decision = str(entry["decision"])
    request = find_request(walk, entry) or _ask(walk, entry)
    provider = catalog.get_resource(walk.actor, str(entry["resource"])).provider_code
    officer = walk.officer(provider)
    reason = str(entry.get("reason", ""))
    if request.state is RequestState.PENDING:
        approve = decision != "refuse"
        answer = Decision(approve=approve, reason="" if approve else reason)
        request = sharing.decide_request(officer, request.id, answer)
    grant = find_grant(walk, request)
    if decision == "revoke" and grant and grant.state is not GrantState.REVOKED:
        grant = sharing.revoke_grant(officer, grant.number, reason=reason)
    return _check(entry, request, grant)


def _check(entry: Entry, request: RequestInfo, grant: GrantInfo | None) -> Check:
    decision = str(entry["decision"])
    if decision == "refuse":
        ok = request.state is RequestState.REFUSED and grant is None
    else:
        wanted = GrantState.REVOKED if decision == "revoke" else GrantState.ACTIVE
        ok = grant is not None and grant.state is wanted
    found = f"{request.number} {grant.number if grant else '无授权'}"
    return holds(_TITLES[decision], ok=ok, found=found)


def share_data(walk: Walk) -> tuple[Check, ...]:
    """Register the applications and bring every request to its end."""
    known = {info.code for info in sharing.list_applications(walk.actor)}
    for entry in _entries("applications"):
        if entry["code"] not in known:
            sharing.save_application(
                walk.person(str(entry["developer"])),
                code=str(entry["code"]),
                name=str(entry["name"]),
                organisation_code=str(entry["organisation"]),
            )
    return tuple(_settle(walk, entry) for entry in _entries("requests"))
