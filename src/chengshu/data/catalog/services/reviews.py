"""The way of an entry: submit, department review, bureau review, publish, return, withdraw."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from chengshu.base.accounts import api as accounts
from chengshu.base.accounts.contracts import Actor
from chengshu.base.clock import api as clock
from chengshu.data.catalog.checks import find_faults
from chengshu.data.catalog.contracts import EventKind, ResourceDraft, ResourceState
from chengshu.data.catalog.documents import from_document, to_document, without_guesses
from chengshu.data.catalog.errors import (
    IncompleteResourceError,
    OwnWorkError,
    PersonNeededError,
    ReasonNeededError,
    TitleTakenError,
    WrongStateError,
)
from chengshu.data.catalog.labels import STATE_LABELS
from chengshu.data.catalog.models import Resource, Version
from chengshu.data.catalog.selectors.faults import find_title_owner, list_outer_faults
from chengshu.data.catalog.selectors.resources import lock_resource
from chengshu.data.catalog.services.classes import give_code
from chengshu.data.catalog.services.events import add_event
from chengshu.data.catalog.services.projection import index_items, project
from chengshu.data.catalog.standard import get_standard

_FOLLOWING = {
    ResourceState.DEPARTMENT_REVIEW: ResourceState.BUREAU_REVIEW,
    ResourceState.BUREAU_REVIEW: ResourceState.PUBLISHED,
}


@transaction.atomic
def submit(*, actor: Actor, key: str) -> None:
    """Send the working version to department review; its guesses count as confirmed.

    Raises:
        IncompleteResourceError: The guide's rules are broken; names every fault.
        TitleTakenError: The provider has another entry of this title.
        WrongStateError: Nothing is in draft.
    """
    resource = lock_resource(key=key)
    version = _expect(resource, {ResourceState.DRAFT}, _("提交审核"))
    draft = from_document(version.document)
    _demand_complete(resource, draft)
    version.document = to_document(without_guesses(draft))
    resource.has_guesses = False
    resource.return_reason = ""
    _move(resource, version, ResourceState.DEPARTMENT_REVIEW)
    confirmed = "；".join(f"{guess.field}：{guess.evidence}" for guess in draft.guesses)
    reason = _("确认系统建议：%(guesses)s") % {"guesses": confirmed} if confirmed else ""
    add_event(actor, version, EventKind.SUBMITTED, reason=reason)


def _demand_complete(resource: Resource, draft: ResourceDraft) -> None:
    faults = (*find_faults(draft), *list_outer_faults(draft))
    if faults:
        sentences = "；".join(f"{fault.field}：{fault.sentence}" for fault in faults)
        raise IncompleteResourceError(key=resource.key, faults=sentences)
    other = find_title_owner(draft=draft)
    if other:
        raise TitleTakenError(title=draft.title, other=other)


@transaction.atomic
def approve(*, actor: Actor, key: str) -> ResourceState:
    """Move the working version one review step on; the last step publishes it.

    Raises:
        PersonNeededError: The program itself may not confirm.
        OwnWorkError: The actor drafted this version and the step asks for another person.
        WrongStateError: Nothing is in review.
    """
    resource = lock_resource(key=key)
    version = _expect(resource, set(_FOLLOWING), _("审核通过"))
    if actor.is_system:
        raise PersonNeededError(key=key)
    if version.state in get_standard().four_eyes and version.drafted_by == actor.username:
        raise OwnWorkError(key=key)
    following = _FOLLOWING[ResourceState(version.state)]
    if following is ResourceState.PUBLISHED:
        _publish(actor, resource, version)
    else:
        _move(resource, version, following)
        add_event(actor, version, EventKind.APPROVED)
    return following


def _publish(actor: Actor, resource: Resource, version: Version) -> None:
    draft = from_document(version.document)
    give_code(actor, resource, version, class_path=draft.class_path)
    version.state = ResourceState.PUBLISHED
    version.state_since = clock.now()
    version.save()
    resource.working = None
    resource.change_state = ""
    resource.state = ResourceState.PUBLISHED
    resource.published_on = resource.published_on or clock.today()
    resource.changed_at = clock.now()
    provider = accounts.get_organisation(resource.provider_code)
    resource.shown = version
    project(resource, draft, provider_name=provider.name)
    save_titled(resource)
    index_items([(resource, draft)])
    add_event(actor, version, EventKind.PUBLISHED)


@transaction.atomic
def return_to_draft(*, actor: Actor, key: str, reason: str) -> None:
    """Give the version in review back to its department with a reason.

    Raises:
        ReasonNeededError: No reason is given.
        WrongStateError: Nothing is in review.
    """
    if not reason.strip():
        raise ReasonNeededError(field=_("退回原因"), reason=_("必须写明需要修改什么"))
    resource = lock_resource(key=key)
    version = _expect(resource, set(_FOLLOWING), _("退回"))
    resource.return_reason = reason.strip()
    _move(resource, version, ResourceState.DRAFT)
    add_event(actor, version, EventKind.RETURNED, reason=reason.strip())


@transaction.atomic
def withdraw(*, actor: Actor, key: str, reason: str) -> None:
    """Take the entry out of the catalogue; a change on its way ends with it.

    Raises:
        ReasonNeededError: No reason is given.
        WrongStateError: It is withdrawn already.
    """
    if not reason.strip():
        raise ReasonNeededError(field=_("撤销原因"), reason=_("必须写明为什么撤销"))
    resource = lock_resource(key=key)
    shown = resource.shown
    if resource.state == ResourceState.WITHDRAWN or shown is None:
        raise _wrong(resource, resource.state, _("撤销"))
    for version in (shown, resource.working):
        if version is not None:
            version.state = ResourceState.WITHDRAWN
            version.state_since = clock.now()
            version.save()
    shown.state = ResourceState.WITHDRAWN
    resource.working = None
    resource.change_state = ""
    resource.state = ResourceState.WITHDRAWN
    resource.changed_at = clock.now()
    resource.save()
    add_event(actor, shown, EventKind.WITHDRAWN, reason=reason.strip())


def _expect(resource: Resource, states: set[ResourceState], action: str) -> Version:
    version = resource.working
    if version is None or ResourceState(version.state) not in states:
        raise _wrong(resource, version.state if version else resource.state, action)
    return version


def _wrong(resource: Resource, state: str, action: str) -> WrongStateError:
    label = STATE_LABELS[ResourceState(state)]
    return WrongStateError(key=resource.key, state=label, action=action)


def _move(resource: Resource, version: Version, state: ResourceState) -> None:
    version.state = state
    version.state_since = clock.now()
    version.save()
    if resource.published_on is None:
        resource.state = state
    else:
        resource.change_state = state
    resource.changed_at = clock.now()
    save_titled(resource)


def save_titled(resource: Resource) -> None:
    """Save; the unique title is held by the database even against a parallel submission."""
    try:
        with transaction.atomic():
            resource.save()
    except IntegrityError as error:
        raise TitleTakenError(title=resource.title, other="—") from error
