"""The door to the life of entries: submit, review, return, take offline, what waits."""

from collections.abc import Iterator, Mapping

from django.db import transaction

from chengshu.base.access import api as access
from chengshu.base.accounts.contracts import Actor
from chengshu.base.audit import api as audit
from chengshu.data.catalog.api.acting import (
    STEPS,
    check_review,
    find_reviewer,
    list_selves,
    may_see_draft,
    provider_of,
)
from chengshu.data.catalog.api.resources import get_resource
from chengshu.data.catalog.checks import find_faults
from chengshu.data.catalog.contracts import (
    CheckInfo,
    Fault,
    Purpose,
    ResourceInfo,
    ResourceState,
    ReviewTask,
    Step,
)
from chengshu.data.catalog.errors import ResourceNotFoundError
from chengshu.data.catalog.selectors import findings, resources, reviewers, tasks
from chengshu.data.catalog.selectors.faults import list_outer_faults
from chengshu.data.catalog.services import offline, reviews


def submit_resource(actor: Actor, key: str) -> ResourceInfo:
    """Send the draft to department review; refuses with every fault named."""
    _check(actor, "catalog.submit", key)
    with transaction.atomic():
        reviews.submit(actor=actor, key=key)
        audit.record(actor, "catalog.submit", subject=key)
    return get_resource(actor, key, working=True)


def approve_resource(actor: Actor, key: str) -> ResourceInfo:
    """Pass the review step the entry stands at; the bureau's step publishes it, or ends it."""
    on_behalf = check_review(actor, key)
    with transaction.atomic():
        state = reviews.approve(actor=actor, key=key, on_behalf=on_behalf)
        detail = {"state": state.value} | _behalf(on_behalf)
        audit.record(actor, "catalog.approve", subject=key, detail=detail)
    return get_resource(actor, key, working=True)


def return_resource(
    actor: Actor, key: str, *, reason: str, comments: Mapping[str, str] | None = None
) -> ResourceInfo:
    """Give the entry back to its department to be mended, with comments by field.

    An item's field is `items.<column>`. A request to go offline ends with it.
    """
    on_behalf = check_review(actor, key)
    with transaction.atomic():
        reviews.return_to_draft(actor=actor, key=key, reason=reason, comments=comments)
        detail = {"reason": reason, "comments": dict(comments or {})} | _behalf(on_behalf)
        audit.record(actor, "catalog.return", subject=key, detail=detail)
    return get_resource(actor, key, working=True)


def withdraw_resource(actor: Actor, key: str, *, reason: str) -> ResourceInfo:
    """Drop an unpublished entry at once; ask for the review that takes a published one offline."""
    public = resources.is_public(key=key)
    permission = "catalog.withdraw" if public else "catalog.draft"
    _check(actor, permission, key)
    with transaction.atomic():
        offline.withdraw(actor=actor, key=key, reason=reason)
        action = "catalog.ask_offline" if public else "catalog.drop"
        audit.record(actor, action, subject=key, detail={"reason": reason})
    return get_resource(actor, key)


def list_faults(actor: Actor, key: str) -> tuple[Fault, ...]:
    """Return what still keeps the draft from being submitted."""
    _check(actor, "catalog.read_draft", key)
    draft = resources.get_draft(key=key)
    return (*find_faults(draft), *list_outer_faults(draft))


def list_checks(actor: Actor, key: str) -> tuple[CheckInfo, ...]:
    """Return what the automatic checks found in the version being worked on."""
    if not may_see_draft(actor, provider_of(key)):
        raise ResourceNotFoundError(kind="", key=key)
    return findings.list_checks(key=key)


def list_review_tasks(actor: Actor) -> tuple[ReviewTask, ...]:
    """Return the entries that wait for a review step the actor may take, longest waiting first.

    Those he may take in another's place say whose.
    """
    found: dict[str, ReviewTask] = {}
    for task in _waiting(actor):
        found.setdefault(task.key, task)
    return tuple(found.values())


def _waiting(actor: Actor) -> Iterator[ReviewTask]:
    chiefs = reviewers.map_chiefs()
    department = STEPS[ResourceState.DEPARTMENT_REVIEW]
    selves = list_selves(actor)
    for each in selves:
        for task in tasks.list_review_tasks(
            state=ResourceState.DEPARTMENT_REVIEW,
            reach=access.reach(each, department),
            on_behalf=_name(actor, each),
        ):
            if chiefs.get(task.provider_code, each.username) == each.username:
                yield task
    for each in selves:
        reach = access.reach(each, STEPS[ResourceState.BUREAU_REVIEW])
        yield from tasks.list_review_tasks(
            state=ResourceState.BUREAU_REVIEW, reach=reach, on_behalf=_name(actor, each)
        )


def _name(actor: Actor, each: Actor) -> str:
    """Return in whose place the actor is, in words; "" where it is his own."""
    return "" if each is actor else each.name


def list_drafts(actor: Actor) -> tuple[ReviewTask, ...]:
    """Return the drafts the actor may submit."""
    reach = access.reach(actor, "catalog.submit")
    return tasks.list_review_tasks(state=ResourceState.DRAFT, reach=reach)


def list_steps(actor: Actor, key: str) -> frozenset[Step]:
    """Return what the actor may do with the entry as it stands, for showing buttons."""
    info = get_resource(actor, key, working=True)
    state = info.change_state or info.state
    may_review = (
        state in STEPS and find_reviewer(actor, STEPS[state], info.provider_code) is not None
    )
    steps = {step for step in (Step.APPROVE, Step.RETURN) if may_review}
    for step, (permission, fits) in _own_steps(info, state).items():
        if fits and access.may(actor, permission, organisation=info.provider_code):
            steps.add(step)
    return frozenset(steps)


def _own_steps(info: ResourceInfo, state: ResourceState) -> dict[Step, tuple[str, bool]]:
    is_published = info.state is ResourceState.PUBLISHED
    ends = info.change_purpose is Purpose.OFFLINE or (is_published and state in STEPS)
    return {
        Step.EDIT: ("catalog.draft", state not in STEPS),
        Step.SUBMIT: ("catalog.submit", state is ResourceState.DRAFT),
        Step.ATTACH: ("catalog.attach", is_published),
        Step.WITHDRAW: (
            "catalog.withdraw" if is_published else "catalog.draft",
            info.state is not ResourceState.WITHDRAWN and not ends,
        ),
    }


def _behalf(username: str) -> dict[str, str]:
    return {"on_behalf": username} if username else {}


def _check(actor: Actor, permission: str, key: str) -> None:
    access.check(actor, permission, organisation=provider_of(key))
