"""Drafting: a new entry, a changed draft, a change of a published entry."""

from django.db import transaction
from django.utils.translation import gettext as _

from chengshu.base.accounts import api as accounts
from chengshu.base.accounts.contracts import Actor
from chengshu.base.clock import api as clock
from chengshu.data.catalog.checks import find_key_faults
from chengshu.data.catalog.contracts import EventKind, Purpose, ResourceDraft, ResourceState
from chengshu.data.catalog.documents import to_document
from chengshu.data.catalog.errors import BadDraftError, WrongStateError
from chengshu.data.catalog.labels import STATE_LABELS
from chengshu.data.catalog.models import Resource, Version
from chengshu.data.catalog.services.events import add_event
from chengshu.data.catalog.services.projection import index_items, project


@transaction.atomic
def save_draft(*, actor: Actor, draft: ResourceDraft, kind: EventKind = EventKind.DRAFTED) -> bool:
    """Keep a draft; return whether anything changed.

    The same draft again changes nothing, whatever state the entry has reached. A draft that
    differs from a published entry opens a change; the published version stays in force.

    Raises:
        BadDraftError: Key, title or a column cannot be kept, or the provider differs.
        WrongStateError: The entry is in review.
    """
    for fault in find_key_faults(draft):
        raise BadDraftError(field=fault.field, reason=fault.sentence)
    provider_name = accounts.get_organisation(draft.provider_code).name
    resource = Resource.objects.select_for_update().filter(key=draft.key).first()
    if resource is None:
        _create(actor, draft, provider_name=provider_name, kind=kind)
        return True
    if resource.provider_code != draft.provider_code:
        raise BadDraftError(
            field=_("信息资源提供方"),
            reason=_("编号“%(key)s”属于“%(name)s”，不能改归其他单位")
            % {"key": draft.key, "name": resource.provider_name},
        )
    return _change(actor, draft, resource, provider_name=provider_name)


def _create(actor: Actor, draft: ResourceDraft, *, provider_name: str, kind: EventKind) -> None:
    resource = Resource.objects.create(
        key=draft.key,
        provider_code=draft.provider_code,
        provider_name=provider_name,
        title=draft.title,
        state=ResourceState.DRAFT,
        changed_at=clock.now(),
    )
    version = _add_version(actor, resource, draft, number=1)
    resource.working = resource.shown = version
    project(resource, draft, provider_name=provider_name)
    resource.save()
    index_items([(resource, draft)])
    add_event(actor, version, kind)


def _add_version(actor: Actor, resource: Resource, draft: ResourceDraft, *, number: int) -> Version:
    return Version.objects.create(
        resource=resource,
        number=number,
        state=ResourceState.DRAFT,
        document=to_document(draft),
        drafted_by=actor.username,
        drafted_by_name=actor.name,
        drafted_at=clock.now(),
        state_since=clock.now(),
    )


def _change(actor: Actor, draft: ResourceDraft, resource: Resource, *, provider_name: str) -> bool:
    current = resource.working or resource.shown
    if current is not None and _same(current, draft):
        return False
    if resource.working is None:
        version = _open_change(actor, draft, resource)
    else:
        version = _rewrite(actor, draft, resource.working)
    if resource.published_on is None:
        resource.shown = version
        project(resource, draft, provider_name=provider_name)
        index_items([(resource, draft)])
    resource.changed_at = clock.now()
    resource.save()
    return True


def _open_change(actor: Actor, draft: ResourceDraft, resource: Resource) -> Version:
    version = _add_version(actor, resource, draft, number=resource.versions.count() + 1)
    resource.working = version
    if resource.published_on is None:
        resource.state = ResourceState.DRAFT
    else:
        is_shown = resource.state == ResourceState.PUBLISHED
        version.purpose = Purpose.CHANGE if is_shown else Purpose.PUBLISH
        version.save(update_fields=["purpose"])
        resource.change_state = ResourceState.DRAFT
        resource.change_purpose = version.purpose
    add_event(actor, version, EventKind.CHANGED)
    return version


def _rewrite(actor: Actor, draft: ResourceDraft, version: Version) -> Version:
    state = ResourceState(version.state)
    if state is not ResourceState.DRAFT:
        raise WrongStateError(key=draft.key, state=STATE_LABELS[state], action=_("修改"))
    version.document = to_document(draft)
    version.drafted_by = actor.username
    version.drafted_by_name = actor.name
    version.drafted_at = clock.now()
    version.save()
    add_event(actor, version, EventKind.DRAFTED)
    return version


def _same(version: Version, draft: ResourceDraft) -> bool:
    """Tell whether a version says what the draft says; guesses do not count."""
    kept = {**version.document, "guesses": None}
    return bool(kept == {**to_document(draft), "guesses": None})
