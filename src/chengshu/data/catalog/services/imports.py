"""Bulk import: many drafts at once, to be confirmed by persons one by one."""

from collections.abc import Sequence

from django.db import transaction

from chengshu.base.accounts.contracts import Actor
from chengshu.base.clock import api as clock
from chengshu.data.catalog.checks import find_key_faults
from chengshu.data.catalog.contracts import (
    EventKind,
    ImportFault,
    ResourceDraft,
    ResourceState,
)
from chengshu.data.catalog.documents import to_document
from chengshu.data.catalog.models import Resource, ReviewEvent, Version
from chengshu.data.catalog.services.projection import index_items, project

_CHUNK = 500


def save_imported(
    *, actor: Actor, drafts: Sequence[ResourceDraft], names: dict[str, str]
) -> tuple[int, tuple[ImportFault, ...]]:
    """Add drafts whose key is new; entries already known are left to their people.

    Args:
        actor: Who imports.
        drafts: What to add.
        names: Organisation code to name.

    Returns:
        The number added, and what could not be kept.
    """
    known = set(Resource.objects.values_list("key", flat=True))
    faults: list[ImportFault] = []
    fresh: dict[str, ResourceDraft] = {}
    for draft in drafts:
        if draft.key in known:
            continue
        fault = next(iter(find_key_faults(draft)), None)
        if fault is None:
            fresh[draft.key] = draft
        else:
            faults.append(ImportFault(draft.title, f"{fault.field}：{fault.sentence}"))
    wanted = list(fresh.values())
    for start in range(0, len(wanted), _CHUNK):
        _add(actor, wanted[start : start + _CHUNK], names)
    return len(wanted), tuple(faults)


@transaction.atomic
def _add(actor: Actor, drafts: Sequence[ResourceDraft], names: dict[str, str]) -> None:
    resources = [_resource(draft, names[draft.provider_code]) for draft in drafts]
    Resource.objects.bulk_create(resources)
    versions = [
        Version(
            resource=resource,
            number=1,
            state=ResourceState.DRAFT,
            document=to_document(draft),
            drafted_by=actor.username,
            drafted_by_name=actor.name,
            drafted_at=clock.now(),
            state_since=clock.now(),
        )
        for resource, draft in zip(resources, drafts, strict=True)
    ]
    Version.objects.bulk_create(versions)
    for resource, version in zip(resources, versions, strict=True):
        resource.shown = resource.working = version
    Resource.objects.bulk_update(resources, ["shown", "working"])
    index_items(zip(resources, drafts, strict=True))
    ReviewEvent.objects.bulk_create(_event(actor, version) for version in versions)


def _resource(draft: ResourceDraft, provider_name: str) -> Resource:
    resource = Resource(
        key=draft.key,
        provider_code=draft.provider_code,
        state=ResourceState.DRAFT,
        changed_at=clock.now(),
    )
    project(resource, draft, provider_name=provider_name)
    return resource


def _event(actor: Actor, version: Version) -> ReviewEvent:
    return ReviewEvent(
        resource=version.resource,
        kind=EventKind.IMPORTED,
        state=version.state,
        version=version.number,
        by=actor.username,
        by_name=actor.name,
        at=clock.now(),
    )
