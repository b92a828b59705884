"""The door of standardisation: steps, proposals, try-outs, confirmed plans, runners for loads."""

from collections.abc import Sequence

from django.db import transaction

from chengshu.base.access import api as access
from chengshu.base.accounts.contracts import Actor, system_actor
from chengshu.base.audit import api as audit
from chengshu.data.catalog import api as catalog
from chengshu.data.catalog.contracts import ResourceInfo
from chengshu.data.standardisation import (
    binding,
    listing,
    pack,
    proposing,
    selectors,
    services,
    trying,
)
from chengshu.data.standardisation.contracts import (
    PlanInfo,
    PlanPage,
    PlanQuery,
    ProposedStep,
    Runner,
    Samples,
    StepInfo,
    StepSpec,
    TriedCell,
)
from chengshu.data.standardisation.steps import steps

__all__ = [
    "default_null_words",
    "get_plan",
    "list_plans",
    "list_steps",
    "list_versions",
    "propose_steps",
    "read_samples",
    "runner_of",
    "save_plan",
    "step_titles",
    "steps",
    "try_steps",
]

_EVERY_PLAN = PlanQuery()


def list_steps() -> tuple[StepInfo, ...]:
    """Return every registered step in the order in which proposals run them."""
    return tuple(
        StepInfo(key, str(step.title), str(step.explains), step.parameters, step.parts)
        for key, step in steps
    )


def default_null_words() -> tuple[str, ...]:
    """Return the words that stand for an empty cell where a resource names none of its own."""
    return pack.words().null_words


def step_titles() -> dict[str, str]:
    """Return what the steps are called, by key."""
    return {key: str(step.title) for key, step in steps}


def get_plan(actor: Actor, key: str) -> PlanInfo:
    """Return the steps in force for a resource; version 0 where nobody confirmed any."""
    resource = _resource(key)
    access.check(actor, "standardisation.read", organisation=resource.provider_code)
    return selectors.get_plan(resource)


def list_versions(actor: Actor, key: str) -> tuple[PlanInfo, ...]:
    """Return every confirmed version of a resource's plan, the newest first."""
    access.check(actor, "standardisation.read", organisation=_resource(key).provider_code)
    return selectors.list_versions(key)


def list_plans(actor: Actor, query: PlanQuery = _EVERY_PLAN) -> PlanPage:
    """Return one page of the attached resources with their plans, by title."""
    access.check(actor, "standardisation.read")
    return listing.list_plans(query=query, reach=access.reach(actor, "standardisation.read"))


def read_samples(actor: Actor, key: str) -> Samples:
    """Return some values of the source by column; none where the actor may not see samples."""
    resource = _resource(key)
    access.check(actor, "standardisation.read", organisation=resource.provider_code)
    return trying.read_samples(actor, resource)


def propose_steps(
    actor: Actor, key: str, samples: Samples | None = None
) -> tuple[ProposedStep, ...]:
    """Return the steps that item, data element and samples speak for, each with its reason."""
    resource = _resource(key)
    access.check(actor, "standardisation.read", organisation=resource.provider_code)
    return tuple(proposing.propose(resource, samples or {}))


def try_steps(
    actor: Actor, key: str, specs: Sequence[StepSpec], *, samples: Samples
) -> tuple[TriedCell, ...]:
    """Return what steps would make of sample values; nothing is kept.

    Raises:
        BadStepError: A step cannot work as set.
    """
    resource = _resource(key)
    access.check(actor, "standardisation.read", organisation=resource.provider_code)
    return trying.try_steps(resource, specs, samples)


def save_plan(
    actor: Actor, key: str, specs: Sequence[StepSpec], *, base: int, note: str = ""
) -> PlanInfo:
    """Confirm steps as the next version of a resource's plan; loads that begin later use it.

    Raises:
        BadStepError: A step cannot work as set.
        PlanChangedError: Someone saved another version than `base` meanwhile.
    """
    resource = _resource(key)
    access.check(actor, "standardisation.save", organisation=resource.provider_code)
    binding.bind(resource, specs, binding.read_knowledge(()))
    with transaction.atomic():
        plan = services.save_plan(
            resource=resource, specs=specs, base=base, by=actor.username, note=note
        )
        detail = {"version": plan.version, "steps": len(plan.steps), "note": note}
        audit.record(actor, "standardisation.save", subject=key, detail=detail)
    return plan


def runner_of(key: str, *, null_words: Sequence[str]) -> tuple[Runner, int]:
    """Return the steps in force for a resource ready to run, and their version.

    Raises:
        BadStepError: A step cannot work any more, such as one whose code table is gone.
    """
    resource = _resource(key)
    plan = selectors.get_plan(resource)
    return binding.bind(resource, plan.steps, binding.read_knowledge(null_words)), plan.version


def _resource(key: str) -> ResourceInfo:
    return catalog.get_resource(system_actor("standardisation"), key)
