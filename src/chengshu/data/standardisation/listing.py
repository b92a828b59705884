"""The list of plans: attached resources within reach, with the version in force."""

from collections.abc import Iterator

from chengshu.base.access.contracts import Reach
from chengshu.base.accounts.contracts import system_actor
from chengshu.data.catalog import api as catalog
from chengshu.data.catalog.contracts import (
    ResourceInfo,
    ResourceQuery,
    ResourceRow,
    ResourceState,
)
from chengshu.data.standardisation import selectors
from chengshu.data.standardisation.contracts import (
    PlanInfo,
    PlannedResource,
    PlanPage,
    PlanQuery,
)

_PROGRAM = system_actor("standardisation")
_PAGE = 200


def list_plans(*, query: PlanQuery, reach: Reach) -> PlanPage:
    """Return one page of the attached resources within reach, by title."""
    rows = [row for row in _attached() if reach.covers(row.provider_code)]
    rows = [row for row in rows if query.text in row.title]
    plans = selectors.newest(row.key for row in rows)
    if query.is_confirmed is not None:
        rows = [row for row in rows if (row.key in plans) is query.is_confirmed]
    rows.sort(key=lambda row: (row.title, row.key))
    page = rows[query.offset : query.offset + query.limit]
    resources = catalog.read_resources(_PROGRAM, [row.key for row in page])
    return PlanPage(
        tuple(_describe(resources[row.key], plans.get(row.key)) for row in page), len(rows)
    )


def _attached() -> Iterator[ResourceRow]:
    page = 1
    while True:
        query = ResourceQuery(
            state=ResourceState.PUBLISHED, is_attached=True, page=page, page_size=_PAGE
        )
        found = catalog.search_resources(_PROGRAM, query)
        yield from found.rows
        if page * _PAGE >= found.total or not found.rows:
            return
        page += 1


def _describe(resource: ResourceInfo, plan: PlanInfo | None) -> PlannedResource:
    return PlannedResource(
        key=resource.key,
        title=resource.title,
        organisation_code=resource.provider_code,
        items=len(resource.items),
        version=plan.version if plan else 0,
        steps=len(plan.steps) if plan else 0,
        saved_by=plan.saved_by if plan else "",
        saved_at=plan.saved_at if plan else None,
    )
