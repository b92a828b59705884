"""What an application may call today, and the receipts of what it called."""

from django.utils.translation import gettext as _

from chengshu.base.clock import api as clock
from chengshu.data.catalog import api as catalog
from chengshu.data.catalog.contracts import ResourceInfo, ResourceState, ShareType
from chengshu.exchange.gateway.contracts import Receipt
from chengshu.exchange.gateway.desk.calls import Reply, Visit
from chengshu.exchange.gateway.desk.query import is_open, permit
from chengshu.exchange.gateway.desk.rows import GATEWAY
from chengshu.exchange.gateway.errors import ReceiptNotFoundError
from chengshu.exchange.gateway.receipts import is_intact
from chengshu.exchange.gateway.selectors import (
    check_receipt,
    count_used,
    describe_receipt,
    find_call_row,
)
from chengshu.exchange.sharing import api as sharing
from chengshu.exchange.sharing.contracts import GrantInfo

Opened = tuple[GrantInfo, ResourceInfo]


def list_opened(application_code: str) -> tuple[Opened, ...]:
    """Return the grants in force of an application with their published resources."""
    found = [
        (grant, catalog.find_resource(GATEWAY, grant.resource_code))
        for grant in sharing.list_grants_in_force(application_code)
    ]
    return tuple(
        (grant, resource) for grant, resource in found if resource and _is_open(grant, resource)
    )


def answer_resources(visit: Visit) -> Reply:
    """Return what the application may call today, with what is left of the quota."""
    today = clock.today()
    resources = []
    for grant, resource in list_opened(visit.caller.application_code):
        permitted = permit(grant, resource)
        used = count_used(grant_number=grant.number, day=today)
        resources.append({
            "resource": resource.key,
            "title": resource.title,
            "provider": resource.provider_name,
            "grant": {"number": grant.number, "version": grant.version},
            "valid_until": grant.valid_until.isoformat(),
            "daily_quota": grant.daily_quota,
            "left_today": max(grant.daily_quota - used, 0),
            "items": {item.column: item.name_zh for item in permitted.items},
            "masked": sorted(permitted.masks),
        })
    return Reply({"application": visit.caller.application_code, "resources": resources})


def answer_receipt(visit: Visit) -> Reply:
    """Return the facts of a receipt of this application, and whether it is genuine.

    With `time`, `digest` and `seal` as they came in the headers all three are compared; without
    them the record is only checked against its own seal.
    """
    row = find_call_row(receipt_id=visit.key)
    if row is None or row.application_code != visit.caller.application_code:
        raise ReceiptNotFoundError(kind=_("回执"), key=visit.key)
    given = dict(visit.pairs)
    if given.keys() & {"time", "digest", "seal"}:
        parts = {name: given.get(name, "") for name in ("time", "digest", "seal")}
        check = check_receipt(Receipt(id=visit.key, **parts))
    else:
        check = describe_receipt(row, genuine=is_intact(row))
    return Reply(vars(check))


def _is_open(grant: GrantInfo, resource: ResourceInfo) -> bool:
    published = resource.state is ResourceState.PUBLISHED
    shared = resource.share_type is not ShareType.WITHHELD
    return published and shared and any(is_open(item, grant) for item in resource.items)
