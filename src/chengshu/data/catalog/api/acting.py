"""Who may take a review step: by his own post, as chief data officer, or in another's place."""

from collections.abc import Iterator

from chengshu.base.access import api as access
from chengshu.base.accounts.contracts import Actor
from chengshu.data.catalog.contracts import ResourceState
from chengshu.data.catalog.errors import NotChiefError, ResourceNotFoundError
from chengshu.data.catalog.selectors import resources, reviewers

STEPS = {
    ResourceState.DEPARTMENT_REVIEW: "catalog.review_department",
    ResourceState.BUREAU_REVIEW: "catalog.review_bureau",
}
_DEPARTMENT = STEPS[ResourceState.DEPARTMENT_REVIEW]


def provider_of(key: str) -> str:
    """Return the organisation that provides the entry.

    Raises:
        ResourceNotFoundError: There is no such entry.
    """
    provider = resources.find_provider(key=key)
    if provider is None:
        raise ResourceNotFoundError(kind="", key=key)
    return provider


def may_see_draft(actor: Actor, provider: str) -> bool:
    """Tell whether the actor, or somebody in whose place he acts, may see drafts of `provider`."""
    return any(
        access.may(each, "catalog.read_draft", organisation=provider) for each in _selves(actor)
    )


def find_reviewer(actor: Actor, permission: str, provider: str) -> str | None:
    """Return in whose place the actor may take a step: "" in his own, None if he may not."""
    chief = reviewers.find_chief(organisation=provider) if permission == _DEPARTMENT else None
    for each in _selves(actor):
        is_chief = chief is None or chief.username == each.username
        if is_chief and access.may(each, permission, organisation=provider):
            return "" if each is actor else each.username
    return None


def check_review(actor: Actor, key: str) -> str:
    """Return in whose place the actor reviews the entry as it stands ("" in his own).

    Raises:
        NotAllowedError: Neither he nor anybody in whose place he acts may; recorded.
        NotChiefError: The department's chief data officer reviews, and he is not.
    """
    provider, state = provider_of(key), resources.find_step(key=key)
    permission = (
        STEPS.get(state, STEPS[ResourceState.BUREAU_REVIEW])
        if state
        else STEPS[ResourceState.BUREAU_REVIEW]
    )
    found = find_reviewer(actor, permission, provider)
    if found is not None:
        return found
    access.check(actor, permission, organisation=provider)
    chief = reviewers.find_chief(organisation=provider)
    raise NotChiefError(key=key, chief=chief.name if chief else "")


def list_selves(actor: Actor) -> tuple[Actor, ...]:
    """Return the actor and everybody in whose place he acts."""
    return tuple(_selves(actor))


def _selves(actor: Actor) -> Iterator[Actor]:
    yield actor
    yield from reviewers.list_principals(actor)
