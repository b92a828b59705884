"""A demand of housing for data of civil affairs, for the tests of matching."""

import datetime as dt

from chengshu.base.accounts.contracts import Actor, Role
from chengshu.base.clock import api as clock
from chengshu.exchange.matching import api
from chengshu.exchange.matching.contracts import DemandAction, DemandInfo, Move, NewDemand
from chengshu.exchange.sharing import api as sharing
from chengshu.exchange.sharing.contracts import Decision
from tests.exchange.city import ask_for, person

HOUSING = person("housing_officer", "housing", Role.DATA_OFFICER)
CIVIL = person("civil_officer", "civil", Role.DATA_OFFICER)
BUREAU = person("bureau_admin", "bureau", Role.BUREAU_ADMINISTRATOR)


def a_demand(title: str = "低保家庭认定结果", **changes: object) -> NewDemand:
    words: dict[str, object] = {
        "title": title,
        "organisation_code": "housing",
        "scenario": "公租房资格核对",
        "basis": "《公共租赁住房管理办法》第九条",
        "items": "身份证号、姓名、行政区划",
        "frequency": "2",
        "mode": "3",
        "wanted_on": clock.today() + dt.timedelta(days=60),
    }
    return NewDemand(**{**words, **changes})  # type: ignore[arg-type]


def grant_subsidies() -> None:
    """Let housing have the subsidies of civil affairs."""
    asked = ask_for("ca_subsidy", "citizen_id", "area_code")
    request = sharing.request_share(person("dev", "housing", Role.DEVELOPER), asked)
    sharing.decide_request(CIVIL, request.id, Decision(approve=True))


MOVES = {
    "analyse": Move(DemandAction.ANALYSE),
    "match": Move(DemandAction.MATCH, resource_key="ca_subsidy"),
    "no_source": Move(DemandAction.NO_SOURCE, reason="全市无此数据"),
    "return": Move(DemandAction.RETURN, reason="请逐项列明"),
    "resubmit": Move(DemandAction.RESUBMIT),
    "confirm": Move(
        DemandAction.CONFIRM,
        promise="完整率 99% 以上",
        owner="何素梅",
        due_on=clock.today() + dt.timedelta(days=30),
    ),
    "refuse": Move(DemandAction.REFUSE, reason="《社会救助暂行办法》第六十一条"),
    "implement": Move(DemandAction.IMPLEMENT),
    "deliver": Move(DemandAction.DELIVER),
    "rework": Move(DemandAction.REWORK, reason="缺少行政区划"),
    "accept": Move(DemandAction.ACCEPT),
    "evaluate": Move(DemandAction.EVALUATE, score=5),
    "revise": Move(DemandAction.REVISE, asked=a_demand(items="身份证号、姓名")),
    "withdraw": Move(DemandAction.WITHDRAW, reason="已改用其他办法核对"),
}
WHOSE: dict[str, Actor] = {
    **dict.fromkeys(("analyse", "match", "no_source", "return"), BUREAU),
    **dict.fromkeys(("confirm", "refuse", "implement", "deliver"), CIVIL),
    **dict.fromkeys(("resubmit", "rework", "accept", "evaluate", "revise", "withdraw"), HOUSING),
}


def walk(demand: int, *steps: str) -> DemandInfo:
    info = api.get_demand(BUREAU, demand)
    for step in steps:
        info = api.act(WHOSE[step], demand, MOVES[step])
    return info
