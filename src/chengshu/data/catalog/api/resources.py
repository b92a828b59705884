"""The door to entries: draft, attach, read; their reviews are beside it."""

from collections.abc import Collection, Mapping

from django.db import transaction

from chengshu.base.access import api as access
from chengshu.base.accounts import api as accounts
from chengshu.base.accounts.contracts import Actor, OrganisationInfo
from chengshu.base.audit import api as audit
from chengshu.data.catalog.api.acting import may_see_draft, provider_of
from chengshu.data.catalog.contracts import (
    Attachment,
    DepartmentProgress,
    EventInfo,
    ResourceDraft,
    ResourceInfo,
    ResourceState,
    VersionInfo,
    WithheldResource,
    WithheldStanding,
)
from chengshu.data.catalog.errors import ResourceNotFoundError
from chengshu.data.catalog.selectors import history, resources, withheld
from chengshu.data.catalog.services import attachments, drafts
from chengshu.data.sources import api as sources


def draft_resource(actor: Actor, draft: ResourceDraft) -> ResourceInfo:
    """Keep a draft, or open a change of a published entry; the same draft again does nothing.

    Returns:
        The version being worked on.
    """
    access.check(actor, "catalog.draft", organisation=draft.provider_code)
    with transaction.atomic():
        if drafts.save_draft(actor=actor, draft=draft):
            audit.record(actor, "catalog.draft", subject=draft.key, detail={"title": draft.title})
    return get_resource(actor, draft.key, working=True)


def attach_source(actor: Actor, key: str, attachment: Attachment) -> ResourceInfo:
    """Bind a published entry to the source table it is loaded from."""
    _check(actor, "catalog.attach", key)
    with transaction.atomic():
        if attachments.attach(actor=actor, key=key, attachment=attachment):
            detail = {"source": attachment.source_code, "table": attachment.table}
            audit.record(actor, "catalog.attach", subject=key, detail=detail)
    return get_resource(actor, key)


def get_resource(actor: Actor, key: str, *, working: bool = False) -> ResourceInfo:
    """Return an entry by its key or national code (former ones too).

    `working` asks for the version being worked on, where there is one.

    Raises:
        ResourceNotFoundError: There is none, or it is unpublished and the actor may not see it.
    """
    found = find_resource(actor, key, working=working)
    if found is None:
        raise ResourceNotFoundError(kind="", key=key)
    return found


def find_resource(actor: Actor, key: str, *, working: bool = False) -> ResourceInfo | None:
    """Return an entry like `get_resource`, or None."""
    access.check(actor, "catalog.read")
    known = resources.find_key(code=key)
    if known is None:
        return None
    sees_drafts = may_see_draft(actor, provider_of(known))
    if not sees_drafts and not resources.is_public(key=known):
        return None
    return resources.find_resource(key=known, working=working and sees_drafts)


def read_resources(actor: Actor, keys: Collection[str]) -> Mapping[str, ResourceInfo]:
    """Return many entries by key at once; those unknown or hidden from the actor are left out."""
    access.check(actor, "catalog.read")
    reach = access.reach(actor, "catalog.read_draft")
    return {
        key: info
        for key, info in resources.list_by_key(keys=keys).items()
        if info.state is ResourceState.PUBLISHED or reach.covers(info.provider_code)
    }


def get_draft(actor: Actor, key: str) -> ResourceDraft:
    """Return the content to edit."""
    _check(actor, "catalog.draft", key)
    return resources.get_draft(key=key)


def list_events(actor: Actor, key: str) -> tuple[EventInfo, ...]:
    """Return the history of an entry the actor may see, newest first."""
    return history.list_events(key=get_resource(actor, key).key)


def list_versions(actor: Actor, key: str) -> tuple[VersionInfo, ...]:
    """Return the versions of an entry with their differences, newest first."""
    if not may_see_draft(actor, provider_of(key)):
        _check(actor, "catalog.read_draft", key)
    return history.list_versions(key=key)


def catalogue_progress(actor: Actor) -> tuple[DepartmentProgress, ...]:
    """Return counts per department."""
    access.check(actor, "catalog.read_progress")
    return history.list_progress(reach=access.reach(actor, "catalog.read_progress"))


def list_withheld(actor: Actor) -> tuple[WithheldResource, ...]:
    """Return the negative list: what is withheld, on which basis, and who confirmed it."""
    access.check(actor, "catalog.read")
    return withheld.list_withheld()


def list_withheld_due(actor: Actor) -> tuple[WithheldResource, ...]:
    """Return the lines of the negative list that the actor's departments are to look at again."""
    if not access.may(actor, "catalog.submit"):
        return ()
    lines = withheld.list_withheld(reach=access.reach(actor, "catalog.submit"))
    return tuple(line for line in lines if line.standing is not WithheldStanding.VALID)


def name_system(code: str) -> str:
    """Return the name of the business system of a code; unknown words stay as they are."""
    return sources.name_systems([code]).get(code, code)


def list_providers(actor: Actor) -> tuple[OrganisationInfo, ...]:
    """Return the organisations the actor may draft entries for."""
    reach = access.reach(actor, "catalog.draft")
    return tuple(each for each in accounts.list_organisations() if reach.covers(each.code))


def _check(actor: Actor, permission: str, key: str) -> None:
    access.check(actor, permission, organisation=provider_of(key))
