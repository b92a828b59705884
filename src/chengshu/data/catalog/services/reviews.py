"""The way of an entry through review: submit, approve, return, publish."""

from collections.abc import Mapping

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from chengshu.base.accounts import api as accounts
from chengshu.base.accounts.contracts import Actor
from chengshu.base.clock import api as clock
from chengshu.data.catalog.checks import find_faults
from chengshu.data.catalog.contracts import EventKind, Purpose, ResourceDraft, ResourceState
from chengshu.data.catalog.documents import from_document, to_document, without_guesses
from chengshu.data.catalog.errors import (
    BadDraftError,
    IncompleteResourceError,
    OwnWorkError,
    PersonNeededError,
    ReasonNeededError,
    TitleTakenError,
    WrongStateError,
)
from chengshu.data.catalog.labels import FIELD_LABELS, STATE_LABELS
from chengshu.data.catalog.models import Resource, Version
from chengshu.data.catalog.selectors.faults import find_title_owner, list_outer_faults
from chengshu.data.catalog.selectors.resources import lock_resource
from chengshu.data.catalog.services.classes import give_code
from chengshu.data.catalog.services.events import add_event
from chengshu.data.catalog.services.measuring import judge_standing
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
    version = expect(resource, {ResourceState.DRAFT}, _("提交审核"))
    draft = from_document(version.document)
    _demand_complete(resource, draft)
    version.document = to_document(without_guesses(draft))
    version.comments = {}
    resource.has_guesses = False
    resource.return_reason = ""
    move(resource, version, ResourceState.DEPARTMENT_REVIEW)
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
def approve(*, actor: Actor, key: str, on_behalf: str = "") -> ResourceState:
    """Move the working version one review step on; the last step publishes or ends the entry.

    Args:
        actor: Who reviews.
        key: Which entry.
        on_behalf: Whose review it is, where the actor acts by delegation.

    Raises:
        PersonNeededError: The program itself may not confirm.
        OwnWorkError: The actor, or whom he acts for, drafted this version and the step asks for
            another person.
        WrongStateError: Nothing is in review.
    """
    resource = lock_resource(key=key)
    version = expect(resource, set(_FOLLOWING), _("审核通过"))
    if actor.is_system:
        raise PersonNeededError(key=key)
    if version.state in get_standard().four_eyes and version.drafted_by in {
        actor.username,
        on_behalf,
    }:
        raise OwnWorkError(key=key)
    following = _FOLLOWING[ResourceState(version.state)]
    if following is not ResourceState.PUBLISHED:
        move(resource, version, following)
        add_event(actor, version, EventKind.APPROVED, reason=_behalf(on_behalf))
        return following
    if version.purpose == Purpose.OFFLINE:
        _take_offline(actor, resource, version, reason=version.reason)
        return ResourceState.WITHDRAWN
    _publish(actor, resource, version, reason=_behalf(on_behalf))
    return following


def _behalf(username: str) -> str:
    return _("受“%(username)s”委托") % {"username": username} if username else ""


def _publish(actor: Actor, resource: Resource, version: Version, *, reason: str) -> None:
    draft = from_document(version.document)
    give_code(actor, resource, version, class_path=draft.class_path)
    version.state = ResourceState.PUBLISHED
    version.state_since = clock.now()
    version.save()
    end_change(resource)
    resource.state = ResourceState.PUBLISHED
    resource.published_on = resource.published_on or clock.today()
    provider = accounts.get_organisation(resource.provider_code)
    resource.shown = version
    project(resource, draft, provider_name=provider.name)
    save_titled(resource)
    index_items([(resource, draft)])
    judge_standing()
    add_event(actor, version, EventKind.PUBLISHED, reason=reason)


def _take_offline(actor: Actor, resource: Resource, version: Version, *, reason: str) -> None:
    for each in (version, resource.shown):
        if each is not None:
            close_version(each)
    end_change(resource)
    resource.state = ResourceState.WITHDRAWN
    resource.save()
    judge_standing()
    add_event(actor, version, EventKind.WITHDRAWN, reason=reason)


def end_change(resource: Resource) -> None:
    """Let go of the working version; the caller saves."""
    resource.working = None
    resource.change_state = resource.change_purpose = resource.return_reason = ""
    resource.changed_at = clock.now()


def close_version(version: Version) -> None:
    """Mark a version as withdrawn."""
    version.state = ResourceState.WITHDRAWN
    version.state_since = clock.now()
    version.save()


@transaction.atomic
def return_to_draft(
    *, actor: Actor, key: str, reason: str, comments: Mapping[str, str] | None = None
) -> None:
    """Give the version in review back to its department with a reason and comments per field.

    A returned request to go offline ends there: the entry stays published.

    Raises:
        ReasonNeededError: No reason is given.
        BadDraftError: A comment is about a field the version does not have.
        WrongStateError: Nothing is in review.
    """
    if not reason.strip():
        raise ReasonNeededError(field=_("退回原因"), reason=_("必须写明需要修改什么"))
    resource = lock_resource(key=key)
    version = expect(resource, set(_FOLLOWING), _("退回"))
    kept = _clean(comments or {}, version)
    if version.purpose == Purpose.OFFLINE:
        close_version(version)
        end_change(resource)
        resource.save()
    else:
        resource.return_reason = reason.strip()
        version.comments = kept
        move(resource, version, ResourceState.DRAFT)
    add_event(actor, version, EventKind.RETURNED, reason=reason.strip(), comments=kept)


def _clean(comments: Mapping[str, str], version: Version) -> dict[str, str]:
    items = {f"items.{item['column']}" for item in version.document.get("items", [])}
    kept = {name: text.strip() for name, text in comments.items() if text.strip()}
    for name in kept:
        if name not in FIELD_LABELS and name not in items:
            raise BadDraftError(field=name, reason=_("目录中没有这个字段，无法附意见"))
    return kept


def expect(resource: Resource, states: set[ResourceState], action: str) -> Version:
    """Return the working version if it stands in one of `states`.

    Raises:
        WrongStateError: There is none, or it stands elsewhere.
    """
    version = resource.working
    if version is None or ResourceState(version.state) not in states:
        raise wrong(resource, version.state if version else resource.state, action)
    return version


def wrong(resource: Resource, state: str, action: str) -> WrongStateError:
    """Return the refusal of `action` in `state`."""
    label = STATE_LABELS[ResourceState(state)]
    return WrongStateError(key=resource.key, state=label, action=action)


def move(resource: Resource, version: Version, state: ResourceState) -> None:
    """Bring the working version to `state` and let the entry show it."""
    version.state = state
    version.state_since = clock.now()
    version.save()
    if resource.published_on is None:
        resource.state = state
    else:
        resource.change_state = state
        resource.change_purpose = version.purpose
    resource.changed_at = clock.now()
    save_titled(resource)


def save_titled(resource: Resource) -> None:
    """Save; the unique title is held by the database even against a parallel submission."""
    try:
        with transaction.atomic():
            resource.save()
    except IntegrityError as error:
        raise TitleTakenError(title=resource.title, other="—") from error
