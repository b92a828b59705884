"""Which resources are due, and which departments keep up with their update cycles."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from chengshu.base.accounts.contracts import Actor
from chengshu.base.clock import api as clock
from chengshu.data.catalog import api as catalog
from chengshu.data.catalog.contracts import Measure, ResourceQuery, ResourceRow, ResourceState
from chengshu.data.ingest import city, selectors
from chengshu.data.ingest.contracts import Timeliness
from chengshu.data.lake import api as lake

_PAGE = 200


def list_attached(actor: Actor) -> Iterator[ResourceRow]:
    """Walk over the published resources that have a source table."""
    page = 1
    while True:
        query = ResourceQuery(
            state=ResourceState.PUBLISHED, is_attached=True, page=page, page_size=_PAGE
        )
        found = catalog.search_resources(actor, query)
        yield from found.rows
        if page * _PAGE >= found.total or not found.rows:
            return
        page += 1


def list_due(actor: Actor) -> tuple[str, ...]:
    """Return the attached, scheduled resources whose update cycle has passed."""
    attached = tuple(list_attached(actor))
    last = selectors.last_loaded(row.key for row in attached)
    off, hours = selectors.unscheduled(), city.habits().cycle_hours
    return tuple(
        row.key
        for row in attached
        if row.key not in off and _is_over(row.update_cycle, last.get(row.key), hours)
    )


def is_late(update_cycle: str, last: dt.datetime | None) -> bool:
    """Tell whether a resource last loaded at `last` is later than its cycle and a margin allow."""
    return _is_over(update_cycle, last, city.habits().late_hours)


def list_timeliness(actor: Actor) -> tuple[Timeliness, ...]:
    """Return, per department, how many of its attached resources are on time and late."""
    attached = tuple(list_attached(actor))
    last = selectors.last_loaded(row.key for row in attached)
    by_department: defaultdict[str, list[ResourceRow]] = defaultdict(list)
    for row in attached:
        by_department[row.provider_code].append(row)
    return tuple(_timeliness(code, rows, last) for code, rows in sorted(by_department.items()))


def list_measures(actor: Actor) -> Iterator[Measure]:
    """Yield what each newest snapshot holds, when it was loaded, and when it becomes late."""
    snapshots = lake.list_published(actor)
    last = selectors.last_loaded(each.resource_code for each in snapshots)
    cycles = {row.key: row.update_cycle for row in list_attached(actor)}
    hours = city.habits().late_hours
    for each in snapshots:
        at = last.get(each.resource_code, each.published_at)
        allowed = hours.get(cycles.get(each.resource_code, ""))
        late_at = at + dt.timedelta(hours=allowed) if allowed is not None else None
        yield Measure(each.resource_code, each.rows, at, late_at)


def _timeliness(
    code: str, rows: Sequence[ResourceRow], last: Mapping[str, dt.datetime]
) -> Timeliness:
    late = sum(is_late(row.update_cycle, last.get(row.key)) for row in rows)
    moments = [last[row.key] for row in rows if row.key in last]
    return Timeliness(
        organisation_code=code,
        resources=len(rows),
        on_time=len(rows) - late,
        late=late,
        last_loaded_at=max(moments, default=None),
    )


def _is_over(update_cycle: str, last: dt.datetime | None, hours: Mapping[str, float]) -> bool:
    """Tell whether more time has passed than allowed; loads on demand are never over."""
    allowed = hours.get(update_cycle)
    if allowed is None:
        return False
    return last is None or clock.now() - last >= dt.timedelta(hours=allowed)
