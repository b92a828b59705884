"""The end of an entry: a draft is dropped, a published entry asks to go offline."""

from django.db import transaction
from django.utils.translation import gettext as _

from chengshu.base.accounts.contracts import Actor
from chengshu.base.clock import api as clock
from chengshu.data.catalog.contracts import EventKind, Purpose, ResourceState
from chengshu.data.catalog.errors import ChangeUnderWayError, ReasonNeededError
from chengshu.data.catalog.models import Resource, Version
from chengshu.data.catalog.selectors.resources import lock_resource
from chengshu.data.catalog.services.events import add_event
from chengshu.data.catalog.services.reviews import close_version, end_change, move, wrong


@transaction.atomic
def withdraw(*, actor: Actor, key: str, reason: str) -> None:
    """Drop an entry nobody has seen; for a published one, ask for the review that ends it.

    A draft of a change goes with it; a change in review must be decided first.

    Raises:
        ReasonNeededError: No reason is given.
        WrongStateError: It is withdrawn already, or waits to be.
        ChangeUnderWayError: A change of it is in review.
    """
    if not reason.strip():
        raise ReasonNeededError(field=_("撤销原因"), reason=_("必须写明为什么撤销"))
    resource = lock_resource(key=key)
    shown = resource.shown
    if resource.state == ResourceState.WITHDRAWN or shown is None:
        raise wrong(resource, resource.state, _("撤销"))
    if resource.state == ResourceState.PUBLISHED:
        _ask_offline(actor, resource, shown, reason=reason.strip())
    else:
        _drop(actor, resource, shown, reason=reason.strip())


def _drop(actor: Actor, resource: Resource, shown: Version, *, reason: str) -> None:
    for version in (shown, resource.working):
        if version is not None:
            close_version(version)
    end_change(resource)
    shown.state = resource.state = ResourceState.WITHDRAWN
    resource.save()
    add_event(actor, shown, EventKind.WITHDRAWN, reason=reason)


def _ask_offline(actor: Actor, resource: Resource, shown: Version, *, reason: str) -> None:
    _clear_way(resource)
    version = Version.objects.create(
        resource=resource,
        number=resource.versions.count() + 1,
        state=ResourceState.DRAFT,
        purpose=Purpose.OFFLINE,
        reason=reason,
        document=shown.document,
        drafted_by=actor.username,
        drafted_by_name=actor.name,
        drafted_at=clock.now(),
        state_since=clock.now(),
    )
    resource.working = version
    move(resource, version, ResourceState.DEPARTMENT_REVIEW)
    add_event(actor, version, EventKind.OFFLINE_ASKED, reason=reason)


def _clear_way(resource: Resource) -> None:
    """Let a draft of a change go; refuse while something is in review."""
    working = resource.working
    if working is None:
        return
    if working.purpose == Purpose.OFFLINE:
        raise wrong(resource, working.state, _("再次申请下线"))
    if working.state != ResourceState.DRAFT:
        raise ChangeUnderWayError(key=resource.key)
    close_version(working)
    end_change(resource)
