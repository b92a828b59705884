"""JSON of standardisation at /api/v1/standardisation/."""

from typing import Annotated

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from chengshu.base.look import api as look
from chengshu.data.standardisation import api
from chengshu.data.standardisation.contracts import (
    PlanInfo,
    PlanPage,
    PlanQuery,
    ProposedStep,
    StepSpec,
    TriedCell,
)

router = Router(tags=["standardisation"])
Short = Annotated[str, Field(max_length=128, pattern=r"^[^\x00]*$")]
Text = Annotated[str, Field(max_length=2000, pattern=r"^[^\x00]*$")]


class PlanFilter(Schema):
    """Filters of plans."""

    text: Short = ""
    is_confirmed: bool | None = None
    limit: Annotated[int, Field(ge=1, le=1000)] = 50
    offset: Annotated[int, Field(ge=0, le=10_000_000)] = 0


class StepIn(Schema):
    """One step on one item."""

    column: Short
    step: Short
    parameters: dict[Short, bool | Short] = Field(default_factory=dict, max_length=20)
    into: dict[Short, Short] = Field(default_factory=dict, max_length=20)


class PlanIn(Schema):
    """The steps to confirm, and the version they change."""

    steps: Annotated[list[StepIn], Field(max_length=5000)]
    base: Annotated[int, Field(ge=0, le=2**31 - 1)]
    note: Annotated[str, Field(max_length=500, pattern=r"^[^\x00]*$")] = ""


class TrialIn(Schema):
    """Steps to try on values, by column."""

    steps: Annotated[list[StepIn], Field(max_length=5000)]
    samples: dict[Short, Annotated[list[Text | None], Field(max_length=200)]] = Field(
        max_length=200
    )


class StepOut(Schema):
    """A registered step."""

    key: str
    title: str
    explains: str
    parameters: list[str]
    parts: list[str]


@router.get("/steps", response=list[StepOut], summary="标准化步骤")
def list_steps(request: HttpRequest) -> list[StepOut]:
    """Return every registered step."""
    look.actor(request)
    return [
        StepOut(
            key=step.key,
            title=step.title,
            explains=step.explains,
            parameters=[one.name for one in step.parameters],
            parts=list(step.parts),
        )
        for step in api.list_steps()
    ]


@router.get("/plans", response=PlanPage, summary="标准化方案列表")
def list_plans(request: HttpRequest, chosen: Query[PlanFilter]) -> PlanPage:
    """Return attached resources with their plans."""
    return api.list_plans(look.actor(request), PlanQuery(**chosen.dict()))


@router.get("/plans/{key}", response=PlanInfo, summary="资源的标准化方案")
def get_plan(request: HttpRequest, key: Short) -> PlanInfo:
    """Return the steps in force for a resource."""
    return api.get_plan(look.actor(request), key)


@router.get("/plans/{key}/versions", response=list[PlanInfo], summary="标准化方案的版本")
def list_versions(request: HttpRequest, key: Short) -> list[PlanInfo]:
    """Return every confirmed version, the newest first."""
    return list(api.list_versions(look.actor(request), key))


@router.get("/plans/{key}/proposal", response=list[ProposedStep], summary="建议的标准化步骤")
def propose_steps(request: HttpRequest, key: Short) -> list[ProposedStep]:
    """Return the steps proposed by catalogue and data elements, without samples."""
    return list(api.propose_steps(look.actor(request), key))


@router.post("/plans/{key}/try", response=list[TriedCell], summary="试运行标准化步骤")
def try_steps(request: HttpRequest, key: Short, trial: TrialIn) -> list[TriedCell]:
    """Return what steps would make of values; nothing is kept."""
    specs = _specs(trial.steps)
    return list(api.try_steps(look.actor(request), key, specs, samples=trial.samples))


@router.put("/plans/{key}", response=PlanInfo, summary="确认标准化方案")
def save_plan(request: HttpRequest, key: Short, plan: PlanIn) -> PlanInfo:
    """Confirm steps as the next version."""
    actor = look.actor(request)
    return api.save_plan(actor, key, _specs(plan.steps), base=plan.base, note=plan.note)


def _specs(given: list[StepIn]) -> list[StepSpec]:
    return [StepSpec(one.column, one.step, one.parameters, one.into) for one in given]
