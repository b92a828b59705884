"""The negative list: entries and items that are withheld, and when to look at them again."""

import datetime as dt

from django.db.models import Q, QuerySet
from django.utils import timezone

from chengshu.base.access.api import Reach
from chengshu.base.clock import api as clock
from chengshu.data.catalog.contracts import (
    EventKind,
    ResourceDraft,
    ResourceState,
    ShareType,
    WithheldResource,
    WithheldStanding,
)
from chengshu.data.catalog.documents import from_document
from chengshu.data.catalog.models import Resource, ReviewEvent
from chengshu.data.catalog.standard import get_standard

_ITEM = Q(shown__document__items__contains=[{"share_type": ShareType.WITHHELD.value}])


def list_withheld(*, reach: Reach | None = None) -> tuple[WithheldResource, ...]:
    """Return the negative list, within `reach` where one is given: published, with its reviewer."""
    rows = _rows(reach).select_related("shown").order_by("provider_name", "title")
    events = ReviewEvent.objects.filter(resource__in=rows, kind=EventKind.PUBLISHED).order_by("id")
    published = {event.resource_id: event for event in events}
    return tuple(_line(row, published.get(row.pk)) for row in rows)


def _rows(reach: Reach | None) -> QuerySet[Resource]:
    whole = Q(share_type=ShareType.WITHHELD)
    rows = Resource.objects.filter(whole | _ITEM, state=ResourceState.PUBLISHED)
    if reach is not None and not reach.everything:
        rows = rows.filter(provider_code__in=list(reach.organisations))
    return rows.defer("search", "title_search", "item_search")


def _line(row: Resource, event: ReviewEvent | None) -> WithheldResource:
    draft = from_document(row.shown.document) if row.shown else ResourceDraft(row.key, "", "")
    review_on = _review_day(draft, event.at if event else None)
    return WithheldResource(
        key=row.key,
        title=row.title,
        provider_code=row.provider_code,
        provider_name=row.provider_name,
        national_code=row.national_code,
        items=_items(draft),
        basis=draft.no_share_basis,
        until=draft.no_share_until,
        review_on=review_on,
        standing=_stand(review_on),
        reviewer=event.by_name if event else "",
        reviewed_at=event.at if event else None,
    )


def _items(draft: ResourceDraft) -> tuple[str, ...]:
    if draft.share_type is ShareType.WITHHELD:
        return ()
    held = [item for item in draft.items if item.share_type is ShareType.WITHHELD]
    return tuple(item.name_zh or item.column for item in held)


def _review_day(draft: ResourceDraft, published_at: dt.datetime | None) -> dt.date | None:
    if draft.no_share_until is not None or published_at is None:
        return draft.no_share_until
    days = get_standard().withheld_review_days
    return timezone.localtime(published_at).date() + dt.timedelta(days=days)


def _stand(review_on: dt.date | None) -> WithheldStanding:
    if review_on is None:
        return WithheldStanding.VALID
    left = (review_on - clock.today()).days
    if left < 0:
        return WithheldStanding.OVERDUE
    is_near = left <= get_standard().withheld_remind_days
    return WithheldStanding.DUE if is_near else WithheldStanding.VALID
