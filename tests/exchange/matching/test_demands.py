import datetime as dt
from dataclasses import replace
from itertools import product

import pytest
from django.db import IntegrityError, transaction

from chengshu.base.access.errors import NotAllowedError
from chengshu.base.accounts.contracts import Actor, Role
from chengshu.base.clock import api as clock
from chengshu.base.clock.contracts import TimeUnit
from chengshu.data.catalog import api as catalog
from chengshu.data.catalog.contracts import Attachment
from chengshu.exchange.matching import api
from chengshu.exchange.matching.contracts import (
    DemandAction,
    DemandQuery,
    DemandState,
    Move,
)
from chengshu.exchange.matching.errors import (
    BadDemandError,
    DemandNotFoundError,
    NotGrantedError,
    WrongDemandStateError,
)
from chengshu.exchange.matching.models import Demand, DemandEvent
from tests.exchange.city import person
from tests.exchange.matching.city import (
    BUREAU,
    CIVIL,
    HOUSING,
    MOVES,
    a_demand,
    grant_subsidies,
    walk,
)

pytestmark = pytest.mark.usefixtures("city")


def submit() -> int:
    return api.submit_demand(HOUSING, a_demand()).id


def test_a_demand_goes_all_the_way_to_its_evaluation() -> None:
    demand = submit()
    assert api.get_demand(CIVIL_READER, demand).state is DemandState.SUBMITTED
    matched = walk(demand, "analyse", "match")
    assert (matched.provider_code, matched.resource_key) == ("civil", "ca_subsidy")
    walk(demand, "confirm", "implement")
    grant_subsidies()
    done = walk(demand, "deliver", "rework", "deliver", "accept", "evaluate")
    assert (done.state, done.score, done.due_at) == (DemandState.EVALUATED, 5, None)
    steps = [event.action for event in reversed(api.list_events(HOUSING, demand))]
    assert steps[0] is None
    assert len(steps) == 10
    measures = api.measure_board(BUREAU)
    assert (measures.submitted, measures.delivered, measures.satisfaction) == (1, 1, 1.0)
    assert (measures.answered, measures.on_time, measures.refused) == (1, 1.0, 0)


CIVIL_READER = person("auditor", "bureau", Role.AUDITOR)


def test_nothing_is_delivered_without_a_grant() -> None:
    demand = submit()
    walk(demand, "analyse", "match", "confirm")
    with pytest.raises(NotGrantedError, match="困难群众补助"):
        walk(demand, "deliver")
    assert api.get_demand(CIVIL, demand).state is DemandState.CONFIRMED
    grant_subsidies()
    assert walk(demand, "deliver").state is DemandState.DELIVERED


def test_asking_for_the_same_again_is_the_same_demand() -> None:
    first = submit()
    assert submit() == first
    assert api.list_demands(HOUSING).total == 1
    other = api.submit_demand(HOUSING, a_demand("残疾人补贴发放结果"))
    assert other.id != first


def test_a_demand_without_sense_is_refused() -> None:
    for change in (
        {"title": " "},
        {"scenario": ""},
        {"basis": "x" * 2001},
        {"items": "\x00"},
        {"frequency": "77"},
        {"mode": ""},
        {"wanted_on": dt.date(2020, 1, 1)},
    ):
        with pytest.raises(BadDemandError):
            api.submit_demand(HOUSING, a_demand(**change))
    assert api.list_demands(BUREAU).total == 0


def test_a_step_that_lacks_something_is_refused() -> None:
    demand = submit()
    for state, who, move in (
        ("submitted", BUREAU, Move(DemandAction.RETURN, reason=" ")),
        ("analysing", BUREAU, Move(DemandAction.MATCH)),
        ("analysing", BUREAU, Move(DemandAction.MATCH, resource_key="ca_secret")),
        ("analysing", BUREAU, Move(DemandAction.MATCH, resource_key="nothing")),
        ("analysing", BUREAU, Move(DemandAction.MATCH, provider_code="housing")),
        ("analysing", BUREAU, Move(DemandAction.NO_SOURCE)),
        ("matched", CIVIL, Move(DemandAction.REFUSE)),
        ("matched", CIVIL, Move(DemandAction.CONFIRM, promise="x", owner="y")),
        ("matched", CIVIL, replace(MOVES["confirm"], due_on=dt.date(2020, 1, 1))),
    ):
        Demand.objects.filter(pk=demand).update(state=state, provider_code="civil")
        with pytest.raises(BadDemandError):
            api.act(who, demand, move)
        assert api.get_demand(BUREAU, demand).state.value == state


def test_an_undecided_demand_is_said_anew_and_its_history_keeps_the_old_words() -> None:
    demand = submit()
    due = api.get_demand(HOUSING, demand).due_at
    revised = walk(demand, "revise")
    assert (revised.asked.items, revised.due_at) == ("身份证号、姓名", due)
    newest = api.list_events(HOUSING, demand)[0]
    assert newest.action is DemandAction.REVISE
    assert newest.reason == "所需数据项原为：身份证号、姓名、行政区划"
    walk(demand, "revise")  # the same words again change nothing
    assert len(api.list_events(HOUSING, demand)) == 2
    assert walk(demand, "return", "revise").reason == MOVES["return"].reason


def test_a_revision_makes_sense_and_doubles_no_other_demand() -> None:
    demand = submit()
    api.submit_demand(HOUSING, a_demand("残疾人补贴发放结果"))
    for asked in (None, a_demand(items=" "), a_demand("残疾人补贴发放结果")):
        with pytest.raises(BadDemandError):
            api.act(HOUSING, demand, Move(DemandAction.REVISE, asked=asked))
    foreign = a_demand(organisation_code="tax", items="姓名")
    kept = api.act(HOUSING, demand, Move(DemandAction.REVISE, asked=foreign))
    assert kept.asked.organisation_code == "housing"


def test_a_withdrawn_demand_counts_no_more_and_may_be_asked_anew() -> None:
    demand = submit()
    with pytest.raises(BadDemandError):
        api.act(HOUSING, demand, Move(DemandAction.WITHDRAW, reason=" "))
    done = walk(demand, "analyse", "match", "withdraw")
    assert (done.state, done.due_at) == (DemandState.WITHDRAWN, None)
    assert api.measure_board(BUREAU).submitted == 0
    assert api.list_tasks(CIVIL) == ()
    assert submit() != demand


def test_a_score_lies_between_one_and_five() -> None:
    demand = submit()
    Demand.objects.filter(pk=demand).update(state="accepted", provider_code="civil")
    for score in (None, 0, 6):
        with pytest.raises(BadDemandError):
            api.act(HOUSING, demand, Move(DemandAction.EVALUATE, score=score))


def test_a_refusal_names_its_basis_and_may_be_coordinated_again() -> None:
    demand = submit()
    refused = walk(demand, "analyse", "match", "refuse")
    assert (refused.state, refused.reason) == (DemandState.REFUSED, MOVES["refuse"].reason)
    measures = api.measure_board(BUREAU)
    assert (measures.refused, measures.unfounded, measures.on_time) == (1, 0, 1.0)
    assert walk(demand, "analyse", "match", "confirm").state is DemandState.CONFIRMED


def test_data_without_an_entry_is_matched_to_a_department_and_named_at_delivery() -> None:
    demand = submit()
    walk(demand, "analyse")
    api.act(BUREAU, demand, Move(DemandAction.MATCH, provider_code="civil"))
    walk(demand, "confirm")
    with pytest.raises(BadDemandError):
        walk(demand, "deliver")
    grant_subsidies()
    done = api.act(CIVIL, demand, Move(DemandAction.DELIVER, resource_key="ca_subsidy"))
    assert done.resource_key == "ca_subsidy"


def test_a_confirmed_demand_is_a_duty_until_it_is_delivered() -> None:
    demand = submit()
    walk(demand, "analyse", "match", "confirm")
    (duty,) = api.list_duties(CIVIL)
    assert (duty.provider_code, duty.owner, duty.is_met, duty.is_late) == (
        "civil",
        "何素梅",
        False,
        False,
    )
    assert api.list_duties(person("tax", "tax", Role.DATA_OFFICER)) == ()
    grant_subsidies()
    walk(demand, "deliver")
    assert api.list_duties(CIVIL)[0].is_met


def test_every_term_runs_in_working_days_and_lateness_is_counted() -> None:
    demand = submit()
    info = walk(demand, "analyse")
    row = Demand.objects.get(pk=demand)
    assert info.due_at == clock.deadline(row.started_at, 5, TimeUnit.WORKING_DAY)
    walk(demand, "match")
    past = clock.now() - dt.timedelta(days=1)
    Demand.objects.filter(pk=demand).update(due_at=past, answer_due_at=past)
    assert api.measure_board(BUREAU).late == 1
    assert api.list_demands(BUREAU, DemandQuery(is_late=True)).total == 1
    walk(demand, "confirm")
    assert api.measure_board(BUREAU).on_time == 0.0


def test_demands_are_found_by_text_side_state_and_order() -> None:
    demand = submit()
    api.submit_demand(HOUSING, a_demand("残疾人补贴发放结果"))
    walk(demand, "analyse", "match")

    def count(**words: object) -> int:
        return api.list_demands(BUREAU, DemandQuery(**words)).total  # type: ignore[arg-type]

    assert count(text="低保") == count(provider="civil") == count(state=DemandState.MATCHED) == 1
    assert count(organisation="housing", is_open=True) == 2
    assert count(is_open=False) == 0
    assert api.list_demands(CIVIL).total == 1
    titles = [row.asked.title for row in api.list_demands(BUREAU, DemandQuery(order="-title")).rows]
    assert titles == sorted(titles, reverse=True)


def test_the_attach_rate_leaves_withheld_entries_out() -> None:
    assert api.measure_board(BUREAU).attach_rate == 0.0  # two shared entries, one withheld
    for key in ("ca_subsidy", "ca_secret"):
        catalog.attach_source(CIVIL, key, Attachment("source", key))
    assert api.measure_board(BUREAU).attach_rate == 0.5


def test_a_stranger_reads_neither_side() -> None:
    demand = submit()
    stranger = person("tax", "tax", Role.DATA_OFFICER)
    for read in (api.get_demand, api.list_events):
        with pytest.raises(NotAllowedError):
            read(stranger, demand)
    assert api.list_demands(stranger).total == 0
    with pytest.raises(NotAllowedError):
        api.submit_demand(stranger, a_demand())
    with pytest.raises(DemandNotFoundError):
        api.get_demand(BUREAU, 2**70)


def test_the_history_cannot_be_rewritten() -> None:
    demand = submit()
    with pytest.raises(IntegrityError), transaction.atomic():
        DemandEvent.objects.filter(demand_id=demand).update(reason="改写")


ALLOWED = {
    # action: (from, to, who)
    "analyse": ({"submitted", "no_source", "refused"}, "analysing", "bureau"),
    "match": ({"analysing"}, "matched", "bureau"),
    "no_source": ({"analysing"}, "no_source", "bureau"),
    "return": ({"submitted", "analysing"}, "returned", "bureau"),
    "resubmit": ({"returned"}, "submitted", "demander"),
    "confirm": ({"matched"}, "confirmed_by_provider", "provider"),
    "refuse": ({"matched"}, "refused", "provider"),
    "implement": ({"confirmed_by_provider"}, "implementing", "provider"),
    "deliver": ({"confirmed_by_provider", "implementing"}, "delivered", "provider"),
    "rework": ({"delivered"}, "implementing", "demander"),
    "accept": ({"delivered"}, "accepted", "demander"),
    "evaluate": ({"accepted"}, "evaluated", "demander"),
    "revise": ({"submitted", "returned"}, None, "demander"),
    "withdraw": ({"submitted", "analysing", "matched", "returned"}, "withdrawn", "demander"),
}
PEOPLE = {
    "bureau": BUREAU,
    "demander": HOUSING,
    "provider": CIVIL,
    "stranger": person("tax", "tax", Role.DATA_OFFICER),
    "auditor": person("auditor", "bureau", Role.AUDITOR),
    "leader": person("leader", "civil", Role.LEADER),
    "provider's developer": person("dev", "civil", Role.DEVELOPER),
}


def test_the_enum_and_the_table_name_the_same_actions() -> None:
    assert {action.value for action in DemandAction} == set(ALLOWED) == set(MOVES)


def test_every_state_and_role_does_only_what_the_table_says() -> None:
    grant_subsidies()
    demand = submit()
    wrong = []
    for action, state, name in product(ALLOWED, DemandState, PEOPLE):
        Demand.objects.filter(pk=demand).update(
            state=state, provider_code="civil", resource_key="ca_subsidy"
        )
        origins, target, side = ALLOWED[action]
        good = (target or state.value) if state in origins else WrongDemandStateError.__name__
        outcome = attempt(PEOPLE[name], demand, action)
        if outcome != (good if name == side else "refused"):
            wrong.append((action, state.value, name, outcome))
    assert wrong == []


def attempt(who: Actor, demand: int, action: str) -> str:
    try:
        return api.act(who, demand, MOVES[action]).state.value
    except NotAllowedError:
        return "refused"
    except Exception as error:  # noqa: BLE001 - the name of whatever came is the result
        return type(error).__name__
