"""The life of an entry: events, versions with their differences, work that waits."""

from collections.abc import Mapping

from django.db.models import Count, Q, Sum

from chengshu.base.access.api import Reach
from chengshu.data.catalog.contracts import (
    DepartmentProgress,
    EventInfo,
    EventKind,
    FieldChange,
    ResourceState,
    VersionInfo,
)
from chengshu.data.catalog.labels import FIELD_LABELS
from chengshu.data.catalog.models import Resource, ReviewEvent, Version
from chengshu.data.catalog.wordings import word_field

_IN_REVIEW = [ResourceState.DEPARTMENT_REVIEW, ResourceState.BUREAU_REVIEW]


def list_events(*, key: str) -> tuple[EventInfo, ...]:
    """Return the events of an entry, newest first."""
    rows = ReviewEvent.objects.filter(resource__key=key).order_by("-id")
    return tuple(
        EventInfo(
            kind=EventKind(row.kind),
            state=ResourceState(row.state),
            version=row.version,
            reason=row.reason,
            by=row.by_name or row.by,
            at=row.at,
            comments=row.comments,
        )
        for row in rows
    )


def list_versions(*, key: str) -> tuple[VersionInfo, ...]:
    """Return the versions of an entry, newest first, each with what it changed."""
    before: Mapping[str, object] = {}
    versions = []
    for row in Version.objects.filter(resource__key=key).order_by("number"):
        versions.append(
            VersionInfo(
                number=row.number,
                state=ResourceState(row.state),
                by=row.drafted_by_name or row.drafted_by,
                at=row.drafted_at,
                changes=find_changes(before, row.document) if before else (),
            )
        )
        before = row.document
    return tuple(reversed(versions))


def find_changes(
    before: Mapping[str, object], after: Mapping[str, object]
) -> tuple[FieldChange, ...]:
    """Return the fields that differ between two documents, items one by one."""
    changes = [
        FieldChange(name, str(label), word_field(name, old), word_field(name, new))
        for name, label in FIELD_LABELS.items()
        if name != "items" and (old := before.get(name)) != (new := after.get(name))
    ]
    return (*changes, *_item_changes(before, after))


def _by_column(document: Mapping[str, object]) -> dict[str, dict[str, object]]:
    items = document.get("items")
    return {str(item["column"]): item for item in items} if isinstance(items, list) else {}


def _item_changes(
    before: Mapping[str, object], after: Mapping[str, object]
) -> tuple[FieldChange, ...]:
    old, new = _by_column(before), _by_column(after)
    return tuple(
        FieldChange(
            f"items.{column}",
            f"{FIELD_LABELS['items']} {column}",
            word_field("item", old.get(column)),
            word_field("item", new.get(column)),
        )
        for column in dict.fromkeys((*old, *new))
        if old.get(column) != new.get(column)
    )


def list_progress(*, reach: Reach) -> tuple[DepartmentProgress, ...]:
    """Return counts per department within `reach`, most entries first."""
    rows = Resource.objects.all()
    if not reach.everything:
        rows = rows.filter(provider_code__in=list(reach.organisations))
    counted = rows.values("provider_code", "provider_name").annotate(
        total=Count("id"),
        draft=Count("id", filter=Q(state=ResourceState.DRAFT)),
        in_review=Count("id", filter=Q(state__in=_IN_REVIEW)),
        published=Count("id", filter=Q(state=ResourceState.PUBLISHED)),
        attached=Count("id", filter=Q(state=ResourceState.PUBLISHED, is_attached=True)),
        withdrawn=Count("id", filter=Q(state=ResourceState.WITHDRAWN)),
        items=Sum("item_count", default=0),
    )
    return tuple(DepartmentProgress(**row) for row in counted.order_by("-total", "provider_code"))
