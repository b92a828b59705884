"""The door to entries: draft, review, publish, attach, find."""

from collections.abc import Collection, Mapping

from django.db import transaction

from chengshu.base.access import api as access
from chengshu.base.accounts import api as accounts
from chengshu.base.accounts.contracts import Actor, OrganisationInfo
from chengshu.base.audit import api as audit
from chengshu.data.catalog.checks import find_faults
from chengshu.data.catalog.contracts import (
    Attachment,
    DepartmentProgress,
    EventInfo,
    Fault,
    ResourceDraft,
    ResourceInfo,
    ResourceState,
    ReviewTask,
    Step,
    VersionInfo,
    WithheldResource,
)
from chengshu.data.catalog.errors import ResourceNotFoundError
from chengshu.data.catalog.selectors import history, resources
from chengshu.data.catalog.selectors.faults import list_outer_faults
from chengshu.data.catalog.services import attachments, drafts, reviews

_STEPS = {
    ResourceState.DEPARTMENT_REVIEW: "catalog.review_department",
    ResourceState.BUREAU_REVIEW: "catalog.review_bureau",
}


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


def submit_resource(actor: Actor, key: str) -> ResourceInfo:
    """Send the draft to department review; refuses with every fault named."""
    _check(actor, "catalog.submit", key)
    with transaction.atomic():
        reviews.submit(actor=actor, key=key)
        audit.record(actor, "catalog.submit", subject=key)
    return get_resource(actor, key, working=True)


def approve_resource(actor: Actor, key: str) -> ResourceInfo:
    """Pass the review step the entry stands at; after the bureau's step it is published."""
    _check(actor, _step(key), key)
    with transaction.atomic():
        state = reviews.approve(actor=actor, key=key)
        audit.record(actor, "catalog.approve", subject=key, detail={"state": state.value})
    return get_resource(actor, key, working=True)


def return_resource(actor: Actor, key: str, *, reason: str) -> ResourceInfo:
    """Give the entry back to its department to be mended."""
    _check(actor, _step(key), key)
    with transaction.atomic():
        reviews.return_to_draft(actor=actor, key=key, reason=reason)
        audit.record(actor, "catalog.return", subject=key, detail={"reason": reason})
    return get_resource(actor, key, working=True)


def withdraw_resource(actor: Actor, key: str, *, reason: str) -> ResourceInfo:
    """Take the entry out of the catalogue; its provider may do so while it is unpublished."""
    public = resources.is_public(key=key)
    _check(actor, "catalog.withdraw" if public else "catalog.draft", key)
    with transaction.atomic():
        reviews.withdraw(actor=actor, key=key, reason=reason)
        audit.record(actor, "catalog.withdraw", subject=key, detail={"reason": reason})
    return get_resource(actor, key)


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
    sees_drafts = access.reach(actor, "catalog.read_draft").covers(_provider(known))
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


def list_faults(actor: Actor, key: str) -> tuple[Fault, ...]:
    """Return what still keeps the draft from being submitted."""
    _check(actor, "catalog.read_draft", key)
    draft = resources.get_draft(key=key)
    return (*find_faults(draft), *list_outer_faults(draft))


def list_events(actor: Actor, key: str) -> tuple[EventInfo, ...]:
    """Return the history of an entry the actor may see, newest first."""
    return history.list_events(key=get_resource(actor, key).key)


def list_versions(actor: Actor, key: str) -> tuple[VersionInfo, ...]:
    """Return the versions of an entry with their differences, newest first."""
    _check(actor, "catalog.read_draft", key)
    return history.list_versions(key=key)


def list_review_tasks(actor: Actor) -> tuple[ReviewTask, ...]:
    """Return the entries that wait for a review step the actor may take."""
    return tuple(
        task
        for state, permission in _STEPS.items()
        for task in history.list_review_tasks(state=state, reach=access.reach(actor, permission))
    )


def list_drafts(actor: Actor) -> tuple[ReviewTask, ...]:
    """Return the drafts the actor may submit."""
    reach = access.reach(actor, "catalog.submit")
    return history.list_review_tasks(state=ResourceState.DRAFT, reach=reach)


def catalogue_progress(actor: Actor) -> tuple[DepartmentProgress, ...]:
    """Return counts per department."""
    access.check(actor, "catalog.read_progress")
    return history.list_progress(reach=access.reach(actor, "catalog.read_progress"))


def list_withheld(actor: Actor) -> tuple[WithheldResource, ...]:
    """Return the negative list: what is withheld, on which basis, and who confirmed it."""
    access.check(actor, "catalog.read")
    return history.list_withheld()


def list_steps(actor: Actor, key: str) -> frozenset[Step]:
    """Return what the actor may do with the entry as it stands, for showing buttons."""
    info = get_resource(actor, key, working=True)
    state = info.change_state or info.state
    wanted = {
        Step.EDIT: ("catalog.draft", state not in _STEPS),
        Step.SUBMIT: ("catalog.submit", state is ResourceState.DRAFT),
        Step.APPROVE: (_STEPS.get(state, ""), state in _STEPS),
        Step.RETURN: (_STEPS.get(state, ""), state in _STEPS),
        Step.ATTACH: ("catalog.attach", info.state is ResourceState.PUBLISHED),
        Step.WITHDRAW: (
            "catalog.withdraw" if info.state is ResourceState.PUBLISHED else "catalog.draft",
            info.state is not ResourceState.WITHDRAWN,
        ),
    }
    return frozenset(
        step
        for step, (permission, fits) in wanted.items()
        if fits and access.may(actor, permission, organisation=info.provider_code)
    )


def list_providers(actor: Actor) -> tuple[OrganisationInfo, ...]:
    """Return the organisations the actor may draft entries for."""
    reach = access.reach(actor, "catalog.draft")
    return tuple(each for each in accounts.list_organisations() if reach.covers(each.code))


def _provider(key: str) -> str:
    provider = resources.find_provider(key=key)
    if provider is None:
        raise ResourceNotFoundError(kind="", key=key)
    return provider


def _check(actor: Actor, permission: str, key: str) -> None:
    access.check(actor, permission, organisation=_provider(key))


def _step(key: str) -> str:
    found = resources.find_resource(key=key, working=True)
    state = (found.change_state or found.state) if found else None
    return _STEPS.get(state, "catalog.review_bureau") if state else "catalog.review_bureau"
