"""Bulk import: many drafts at once, to be confirmed by persons one by one."""

from collections.abc import Callable, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from chengshu.base.accounts.contracts import Actor
from chengshu.base.clock import api as clock
from chengshu.data.catalog.checks import find_key_faults
from chengshu.data.catalog.contracts import (
    EntryChangeKind,
    EventKind,
    ImportFault,
    ImportState,
    ResourceDraft,
    ResourceState,
)
from chengshu.data.catalog.documents import to_document
from chengshu.data.catalog.errors import ImportNotFoundError, ImportStateError
from chengshu.data.catalog.models import (
    ImportedRow,
    ImportRunRow,
    Resource,
    ReviewEvent,
    Version,
)
from chengshu.data.catalog.selectors.imports import Planned
from chengshu.data.catalog.services.drafts import save_draft
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


@transaction.atomic
def save_planned(
    *,
    actor: Actor,
    run: ImportRunRow,
    planned: Sequence[Planned],
    names: dict[str, str],
    stop: Callable[[], None],
) -> None:
    """Keep everything that is planned, or nothing: new drafts, changed ones, what the file said.

    Args:
        actor: Who imports.
        run: The import.
        planned: What is to be kept, in order.
        names: Organisation code to name.
        stop: Called now and then; raises when somebody cancelled.
    """
    fresh = [each.draft for each in planned if each.kind is EntryChangeKind.NEW]
    for start in range(0, len(fresh), _CHUNK):
        stop()
        _add(actor, fresh[start : start + _CHUNK], names)
    for each in planned:
        if each.kind is EntryChangeKind.CHANGED:
            stop()
            save_draft(actor=actor, draft=each.draft, kind=EventKind.IMPORTED)
    for start in range(0, len(planned), _CHUNK):
        stop()
        _remember(run, planned[start : start + _CHUNK])


def _remember(run: ImportRunRow, planned: Sequence[Planned]) -> None:
    """Keep what the file said as the base of the next comparison."""
    said = {
        each.draft.key: each.said for each in planned if each.kind is not EntryChangeKind.FAULTY
    }
    rows = Resource.objects.filter(key__in=said).only("pk", "key")
    kept = [ImportedRow(resource=row, document=dict(said[row.key]), run=run) for row in rows]
    ImportedRow.objects.bulk_create(
        kept, update_conflicts=True, unique_fields=["resource"], update_fields=["document", "run"]
    )


def create_run(*, actor: Actor, name: str, size: int, digest: str) -> ImportRunRow:
    """Register an import that begins; the caller adds how it is read."""
    return ImportRunRow.objects.create(
        name=name,
        size=size,
        digest=digest,
        state=ImportState.RECEIVED,
        by=actor.username,
        by_name=actor.name,
        created_at=clock.now(),
        proposal={},
        choice={},
        outcome={},
    )


def lock_run(*, number: int) -> ImportRunRow:
    """Return the row of an import, locked until the transaction ends.

    Raises:
        ImportNotFoundError: There is none.
    """
    row = ImportRunRow.objects.select_for_update().filter(pk=number).first()
    if row is None:
        raise ImportNotFoundError(key=number)
    return row


def demand_open(row: ImportRunRow) -> None:
    """Refuse what is over or being written.

    Raises:
        ImportStateError: It is.
    """
    reasons = {
        ImportState.WRITING.value: _("正在写入"),
        ImportState.DONE.value: _("已经导入"),
        ImportState.DISCARDED.value: _("已经放弃"),
    }
    if row.state in reasons:
        raise ImportStateError(name=row.name, reason=reasons[row.state])
