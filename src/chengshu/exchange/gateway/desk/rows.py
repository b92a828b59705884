"""The rows of a resource under a grant: read from one snapshot, masked, ready for JSON."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

from django.utils.translation import gettext as _

from chengshu.base.accounts.contracts import system_actor
from chengshu.base.clock import api as clock
from chengshu.data.catalog import api as catalog
from chengshu.data.catalog.contracts import ResourceInfo, ResourceState
from chengshu.data.lake import api as lake
from chengshu.exchange.gateway.desk.calls import Reply, Visit
from chengshu.exchange.gateway.desk.query import Permitted, RowsQuery, permit, read_query
from chengshu.exchange.gateway.errors import ResourceUnavailableError
from chengshu.exchange.gateway.selectors import count_used
from chengshu.exchange.gateway.services.calls import quota_exceeded
from chengshu.exchange.sharing import api as sharing

GATEWAY = system_actor("gateway")

Cell = bool | int | float | str | None


def answer_rows(visit: Visit) -> Reply:
    """Return one page of rows, after the grant was checked for this very call."""
    trace = visit.trace
    trace.resource_code = visit.key
    trace.resource = resource = get_published(visit.key)
    sharing.check_shareable(resource)
    trace.grant = grant = sharing.current_grant(visit.caller.application_code, resource.key)
    now = clock.now()
    if count_used(grant_number=grant.number, day=now.date()) >= grant.daily_quota:
        raise quota_exceeded(grant, at=now)
    permitted = permit(grant, resource)
    query = read_query(visit.pairs, grant=grant, permitted=permitted)
    rows, total, snapshot = _read_page(resource, query, permitted)
    trace.rows, trace.unmasked, trace.counts = len(rows), permitted.unmasked, True
    document: dict[str, object] = {
        "resource": resource.key,
        "snapshot": snapshot,
        "grant": {"number": grant.number, "version": grant.version},
        "page": query.page,
        "size": query.size,
        "total": total,
        "items": {item.column: item.name_zh for item in permitted.items},
        "masked": sorted(permitted.masks),
        "rows": rows,
    }
    return Reply(document)


def get_published(code: str) -> ResourceInfo:
    """Return a resource of the catalogue that may be called.

    Raises:
        ResourceUnavailableError: It does not exist, or was never published, or was withdrawn.
    """
    resource = catalog.find_resource(GATEWAY, code)
    if resource is None or resource.state is not ResourceState.PUBLISHED:
        raise ResourceUnavailableError(kind=_("资源"), key=code)
    return resource


def to_cell(value: object) -> Cell:
    """Return a value as JSON: decimals, dates and times as text, so that nothing is rounded."""
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def mask_row(row: Mapping[str, object], masks: Mapping[str, str]) -> dict[str, Cell]:
    """Return a row as it may leave."""
    return {
        name: catalog.mask_value(masks[name], to_cell(value)) if name in masks else to_cell(value)
        for name, value in row.items()
    }


def _read_page(
    resource: ResourceInfo, query: RowsQuery, permitted: Permitted
) -> tuple[list[dict[str, Cell]], int, int | None]:
    """Return the rows of a page, how many match in all, and the snapshot's number."""
    snapshot = lake.latest_snapshot(resource.key)
    pinned = snapshot.id if snapshot else None
    total = lake.count_rows(
        GATEWAY, resource_code=resource.key, where=query.where, snapshot_id=pinned
    )
    table = lake.read_rows(
        GATEWAY,
        resource_code=resource.key,
        columns=permitted.columns,
        where=query.where,
        limit=query.size,
        offset=(query.page - 1) * query.size,
        snapshot_id=pinned,
    )
    rows = [mask_row(row, permitted.masks) for row in table.to_pylist()]
    return rows, total, snapshot.number if snapshot else None
