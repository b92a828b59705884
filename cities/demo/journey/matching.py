"""Demands for data nobody shares yet, each taken as far as the plan says."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import cast

from chengshu.base.accounts.contracts import Actor
from chengshu.base.clock import api as clock
from chengshu.exchange.matching import api as matching
from chengshu.exchange.matching.contracts import (
    DemandAction,
    DemandInfo,
    DemandState,
    Move,
    NewDemand,
)
from cities.demo import pack
from cities.demo.journey.walk import Walk
from cities.demo.report import Check, count, holds

Plan = Mapping[str, object]
_MOVES: Mapping[str, Callable[[Plan], Move]] = {
    "analyse": lambda _plan: Move(DemandAction.ANALYSE),
    "match": lambda plan: Move(DemandAction.MATCH, resource_key=str(plan["resource"])),
    "no_source": lambda plan: Move(DemandAction.NO_SOURCE, reason=str(plan["reason"])),
    "refuse": lambda plan: Move(DemandAction.REFUSE, reason=str(plan["refusal"])),
    "implement": lambda _plan: Move(DemandAction.IMPLEMENT),
    "confirm": lambda plan: Move(
        DemandAction.CONFIRM,
        promise=str(plan["promise"]),
        owner=str(plan["owner"]),
        due_on=clock.today() + dt.timedelta(days=int(str(plan["days"]))),
    ),
}
_BUREAU = {"analyse", "match", "no_source"}


def _submit(walk: Walk, plan: Plan) -> DemandInfo:
    organisation = str(plan["organisation"])
    new = NewDemand(
        title=str(plan["title"]),
        organisation_code=organisation,
        scenario=str(plan["scenario"]),
        basis=str(plan["basis"]),
        items=str(plan["items"]),
        frequency=str(plan["frequency"]),
        mode=str(plan["mode"]),
        wanted_on=clock.today() + dt.timedelta(days=int(str(plan["days"]))),
    )
    return matching.submit_demand(walk.officer(organisation), new)


def _who(walk: Walk, info: DemandInfo, step: str) -> Actor:
    return walk.person("guanli") if step in _BUREAU else walk.officer(info.provider_code)


def match_demands(walk: Walk) -> tuple[Check, ...]:
    """Submit every demand and take its steps; doing it again changes nothing."""
    plans = cast("list[Plan]", pack.read_yaml("demands.yaml")["demands"])
    found = []
    for plan in plans:
        info = _submit(walk, plan)
        if info.state is DemandState.SUBMITTED:
            for step in cast("list[str]", plan["steps"]):
                info = matching.act(_who(walk, info, step), info.id, _MOVES[step](plan))
        found.append(info)
    measures = matching.measure_board(walk.person("guanli"))
    kept = sum(info.state is not DemandState.SUBMITTED for info in found)
    moved = sum(bool(plan["steps"]) for plan in plans)
    return (
        count("数据需求", moved, kept),
        holds("不同意都有依据", ok=measures.unfounded == 0),
    )
