import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from chengshu.base.accounts.contracts import Actor, system_actor
from chengshu.base.audit import api as audit
from chengshu.base.audit.contracts import EntryFilter
from chengshu.base.errors.api import NotAllowedError
from chengshu.data.catalog.errors import ResourceNotFoundError
from chengshu.data.lake.errors import InvalidExpressionError
from chengshu.exchange.sharing import api
from chengshu.exchange.sharing.contracts import Decision, NewRequest, OfferQuery, RequestState
from chengshu.exchange.sharing.errors import (
    ApplicationNotFoundError,
    ItemsWithheldError,
    RequestDecidedError,
    RequestIncompleteError,
    RequestNotFoundError,
    ResourceNotPublishedError,
    ResourceWithheldError,
    UnknownItemsError,
)
from tests.exchange.city import take_offline

pytestmark = pytest.mark.usefixtures("city")
SYSTEM = system_actor("tests")
YES = Decision(approve=True)

Freeze = Callable[[dt.datetime], None]


def streets(asked: NewRequest, **changes: object) -> NewRequest:
    changed = {"resource_code": "ca_street", "items": ("area_code", "contact"), **changes}
    return replace(asked, **changed)


def test_a_conditional_request_waits_ten_working_days_for_its_provider(
    housing: Actor, civil: Actor, asked: NewRequest, freeze: Freeze
) -> None:
    freeze(dt.datetime(2026, 9, 28, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai")))
    asked = replace(asked, valid_from=dt.date(2026, 9, 28), valid_until=dt.date(2026, 12, 1))
    request = api.request_share(housing, asked)
    assert request.state is RequestState.PENDING
    assert request.due_at.date() >= dt.date(2026, 10, 15)  # National Day is no working time
    assert request.light == "green"
    assert [card.url for card in api.list_share_tasks(civil)] == [
        f"/sharing/requests/{request.id}/"
    ]
    assert api.list_share_tasks(housing) == ()


def test_a_late_request_turns_red(
    housing: Actor, civil: Actor, asked: NewRequest, freeze: Freeze
) -> None:
    request = api.request_share(housing, asked)
    freeze(request.due_at + dt.timedelta(hours=1))
    assert api.list_waiting(civil)[0].light == "red"
    assert api.count_sharing().late == 1


def test_an_unconditional_request_is_granted_at_once_with_masks(
    housing: Actor, asked: NewRequest
) -> None:
    request = api.request_share(housing, streets(asked))
    assert request.state is RequestState.APPROVED
    assert request.decided_by == "system:sharing"
    grant = api.current_grant("housing_app", "ca_street")
    assert grant.number == request.grant_number
    assert grant.unmasked_items == ()


def test_unmasking_always_needs_a_person(housing: Actor, asked: NewRequest) -> None:
    new = streets(asked, unmasked_items=("contact",), justification="需要电话联系")
    assert api.request_share(housing, new).state is RequestState.PENDING


def test_unmasking_what_is_never_masked_changes_nothing(housing: Actor, asked: NewRequest) -> None:
    new = streets(asked, unmasked_items=("area_code",), justification="习惯")
    assert api.request_share(housing, new).state is RequestState.APPROVED


def test_a_withheld_resource_is_refused_with_its_clause(housing: Actor, asked: NewRequest) -> None:
    with pytest.raises(ResourceWithheldError) as refused:
        api.request_share(housing, replace(asked, resource_code="ca_secret"))
    assert "保守国家秘密法" in str(refused.value)


def test_withheld_items_cannot_be_asked_for(housing: Actor, asked: NewRequest) -> None:
    with pytest.raises(ItemsWithheldError, match="内部备注"):
        api.request_share(housing, replace(asked, items=("area_code", "remark")))


def test_the_same_request_twice_is_one(housing: Actor, asked: NewRequest) -> None:
    first, second = api.request_share(housing, asked), api.request_share(housing, asked)
    assert first.id == second.id
    granted = [api.request_share(housing, streets(asked)) for _ in range(2)]
    assert granted[0].grant_number == granted[1].grant_number


def test_after_a_revocation_the_same_may_be_asked_again(
    housing: Actor, civil: Actor, asked: NewRequest
) -> None:
    first = api.request_share(housing, streets(asked))
    api.revoke_grant(civil, first.grant_number, reason="项目结束")
    again = api.request_share(housing, streets(asked))
    assert again.grant_number != first.grant_number


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"items": ()}, RequestIncompleteError),
        ({"items": ("area_code", "no_such")}, UnknownItemsError),
        ({"purpose": "  "}, RequestIncompleteError),
        ({"basis": ""}, RequestIncompleteError),
        ({"daily_quota": 0}, RequestIncompleteError),
        ({"daily_quota": 1_000_001}, RequestIncompleteError),
        ({"valid_until": dt.date(2020, 1, 1)}, RequestIncompleteError),
        ({"valid_until": dt.date(2099, 1, 1)}, RequestIncompleteError),
        ({"unmasked_items": ("phone",), "justification": "x"}, RequestIncompleteError),
        ({"unmasked_items": ("full_name",)}, RequestIncompleteError),
        ({"row_filter": {"op": "=", "column": "nope", "value": 1}}, UnknownItemsError),
        ({"row_filter": {"op": "raw", "sql": "1=1; drop table x"}}, InvalidExpressionError),
        ({"application_code": "none"}, ApplicationNotFoundError),
    ],
)
def test_what_cannot_be_decided_is_refused(
    housing: Actor, asked: NewRequest, changes: dict[str, object], error: type[Exception]
) -> None:
    with pytest.raises(error):
        api.request_share(housing, replace(asked, **changes))
    assert api.list_requests(housing) == ()


def test_every_kind_of_filter_is_read(housing: Actor, asked: NewRequest) -> None:
    row_filter = {
        "op": "and",
        "args": [
            {"op": "in", "column": "area_code", "values": ["219901", "219902"]},
            {"op": "not", "arg": {"op": "is_null", "column": "amount"}},
            {"op": "or", "args": [{"op": "between", "column": "persons", "low": 1, "high": 9}]},
            {"op": "!=", "column": "full_name", "other": "phone"},
        ],
    }
    request = api.request_share(housing, replace(asked, row_filter=row_filter))
    assert request.asked.row_filter == row_filter


def test_a_withdrawn_resource_cannot_be_asked_for(housing: Actor, asked: NewRequest) -> None:
    take_offline("ca_subsidy")
    with pytest.raises(ResourceNotFoundError):
        api.request_share(housing, asked)
    with pytest.raises(ResourceNotPublishedError):
        api.request_share(SYSTEM, asked)


def test_nobody_asks_for_anothers_application(stranger: Actor, asked: NewRequest) -> None:
    with pytest.raises(NotAllowedError):
        api.request_share(stranger, asked)


def test_the_provider_approves_less_than_asked(
    housing: Actor, civil: Actor, asked: NewRequest
) -> None:
    asked = replace(
        asked,
        unmasked_items=("full_name", "citizen_id"),
        justification="核对姓名",
        row_filter={"op": "=", "column": "area_code", "value": "219901"},
    )
    request = api.request_share(housing, asked)
    until = asked.valid_until - dt.timedelta(days=30)
    decision = Decision(
        approve=True,
        reason="按最小必要原则",
        items=("full_name", "area_code"),
        unmasked_items=("full_name",),
        row_filter={"op": ">", "column": "amount", "value": 0},
        daily_quota=10,
        valid_until=until,
    )
    decided = api.decide_request(civil, request.id, decision)
    assert decided.state is RequestState.APPROVED
    grant = api.current_grant("housing_app", "ca_subsidy")
    assert grant.items == ("full_name", "area_code")
    assert grant.unmasked_items == ("full_name",)
    assert grant.row_filter == {"op": "and", "args": [asked.row_filter, decision.row_filter]}
    assert (grant.daily_quota, grant.valid_until) == (10, until)


def test_dropping_an_item_drops_its_unmasking(
    housing: Actor, civil: Actor, asked: NewRequest
) -> None:
    asked = replace(asked, unmasked_items=("full_name",), justification="核对姓名")
    request = api.request_share(housing, asked)
    api.decide_request(civil, request.id, Decision(approve=True, items=("area_code",)))
    assert api.current_grant("housing_app", "ca_subsidy").unmasked_items == ()


def test_a_refusal_carries_its_reason(housing: Actor, civil: Actor, asked: NewRequest) -> None:
    request = api.request_share(housing, asked)
    with pytest.raises(RequestIncompleteError):
        api.decide_request(civil, request.id, Decision(approve=False, reason=" "))
    refused = api.decide_request(civil, request.id, Decision(approve=False, reason="用途不明"))
    assert (refused.state, refused.reason) == (RequestState.REFUSED, "用途不明")
    assert api.get_request(housing, request.id).reason == "用途不明"


@pytest.mark.parametrize(
    "decision",
    [
        Decision(approve=True, items=()),
        Decision(approve=True, items=("phone",)),
        Decision(approve=True, unmasked_items=("full_name",)),
        Decision(approve=True, daily_quota=0),
        Decision(approve=True, valid_until=dt.date(2099, 1, 1)),
        Decision(approve=True, row_filter={"op": "=", "column": "x", "value": 1}),
    ],
)
def test_a_decision_never_gives_more_than_asked(
    housing: Actor, civil: Actor, asked: NewRequest, decision: Decision
) -> None:
    request = api.request_share(housing, asked)
    with pytest.raises((RequestIncompleteError, UnknownItemsError)):
        api.decide_request(civil, request.id, decision)
    assert api.get_request(civil, request.id).state is RequestState.PENDING


def test_a_request_is_decided_once(housing: Actor, civil: Actor, asked: NewRequest) -> None:
    request = api.request_share(housing, asked)
    api.decide_request(civil, request.id, YES)
    with pytest.raises(RequestDecidedError):
        api.decide_request(civil, request.id, YES)
    with pytest.raises(RequestDecidedError):
        api.withdraw_request(housing, request.id)


def test_only_the_provider_decides(housing: Actor, asked: NewRequest) -> None:
    request = api.request_share(housing, asked)
    with pytest.raises(NotAllowedError):
        api.decide_request(housing, request.id, YES)


def test_the_applicant_may_withdraw(housing: Actor, asked: NewRequest) -> None:
    request = api.request_share(housing, asked)
    assert api.withdraw_request(housing, request.id).state is RequestState.WITHDRAWN
    assert api.request_share(housing, asked).id != request.id


def test_strangers_see_neither_list_nor_page(
    housing: Actor, stranger: Actor, auditor: Actor, asked: NewRequest
) -> None:
    request = api.request_share(housing, asked)
    assert api.list_requests(stranger) == ()
    with pytest.raises(NotAllowedError):
        api.get_request(stranger, request.id)
    assert [found.id for found in api.list_requests(auditor)] == [request.id]
    assert api.list_requests(auditor, state=RequestState.REFUSED) == ()
    with pytest.raises(RequestNotFoundError):
        api.get_request(auditor, 0)


def test_each_step_is_audited(
    housing: Actor, civil: Actor, auditor: Actor, asked: NewRequest
) -> None:
    request = api.request_share(housing, asked)
    api.decide_request(civil, request.id, YES)
    page = audit.list_entries(auditor, EntryFilter(subject=request.number))
    actions = [(entry.username, entry.action) for entry in page.entries]
    assert actions == [
        ("civil_officer", "sharing.decide_request"),
        ("housing_developer", "sharing.request_share"),
    ]
    assert audit.verify().holds


def test_offers_say_how_long_an_answer_takes(housing: Actor) -> None:
    offers, total = api.list_offers(housing, OfferQuery())
    assert total == 3
    assert {offer.resource_code: offer.days for offer in offers} == {
        "ca_subsidy": 10,
        "ca_street": 1,
        "ca_secret": 0,
    }
    assert len(api.get_offer(housing, "ca_subsidy").items) == 8
