"""Work that waits, with its deadline on the working clock."""

import datetime as dt
from dataclasses import replace

from chengshu.base.access.api import Reach
from chengshu.base.clock import api as clock
from chengshu.data.catalog.contracts import Purpose, ResourceState, ReviewTask
from chengshu.data.catalog.models import Resource, Version
from chengshu.data.catalog.standard import get_standard


def list_review_tasks(
    *, state: ResourceState, reach: Reach, on_behalf: str = ""
) -> tuple[ReviewTask, ...]:
    """Return what stands at `state` within `reach`, longest waiting first."""
    rows = Resource.objects.select_related("working").filter(working__state=state)
    if not reach.everything:
        rows = rows.filter(provider_code__in=list(reach.organisations))
    rows = rows.defer("search", "title_search", "item_search")
    return tuple(
        replace(_task(row, row.working, state), on_behalf=on_behalf)
        for row in rows.order_by("working__state_since", "key")
        if row.working is not None
    )


def _task(row: Resource, version: Version, state: ResourceState) -> ReviewTask:
    is_returned = bool(row.return_reason)
    is_timed = state is not ResourceState.DRAFT or is_returned
    due_at, light = _clock(version.state_since, state) if is_timed else (None, "")
    return ReviewTask(
        key=row.key,
        title=version.document["title"],
        provider_code=row.provider_code,
        provider_name=row.provider_name,
        state=state,
        since=version.state_since,
        is_change=row.published_on is not None,
        is_returned=is_returned,
        purpose=Purpose(version.purpose),
        due_at=due_at,
        light=light,
    )


def _clock(since: dt.datetime, state: ResourceState) -> tuple[dt.datetime | None, str]:
    """Return when a step is due that began at `since`, and how that stands."""
    allowed = get_standard().deadlines.get(state)
    if allowed is None:
        return None, ""
    due_at = clock.deadline(since, allowed.amount, allowed.unit)
    return due_at, clock.light(since, due_at, clock.now(), unit=allowed.unit).value
