from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction

from chengshu.base.access.errors import NotAllowedError
from chengshu.base.clock import api as clock
from chengshu.base.clock.contracts import TimeUnit
from chengshu.data.catalog import api as catalog
from chengshu.data.claims import api
from chengshu.data.claims.contracts import (
    ClaimAction,
    ClaimRole,
    ClaimState,
    DisputeInfo,
    DisputeKind,
    DisputeState,
    EventKind,
)
from chengshu.data.claims.errors import (
    BadRulingError,
    ClaimPersonNeededError,
    ClaimReasonNeededError,
    DisputeNotFoundError,
    DisputeOpenError,
    NotAuthorityError,
    RuledError,
    WrongClaimStateError,
)
from chengshu.data.claims.models import Line
from tests.data.claims.city import (
    BUREAU,
    CIVIL,
    HEALTH,
    HOLDING,
    NAME,
    OFFICERS,
    POLICE,
    SYSTEM,
    bring,
    issue,
    states,
)

REASON = "三定规定明确由该单位登记"


def rivals(*departments: str) -> dict[str, int]:
    lines = issue(NAME, "police", "civil", "health")
    for code in departments:
        api.claim_element(OFFICERS[code], lines[code], HOLDING)
    return lines


def the_dispute() -> DisputeInfo:
    (dispute,) = api.list_disputes(BUREAU)
    return dispute


@pytest.mark.usefixtures("city")
def test_a_second_claim_opens_a_dispute_with_a_deadline() -> None:
    lines = rivals("police", "civil", "health")
    assert states(lines) == {
        "police": ("claimed", "authority"),
        "civil": ("disputed", ""),
        "health": ("disputed", ""),
    }
    dispute = the_dispute()
    assert (dispute.kind, dispute.state) == (DisputeKind.RIVAL, DisputeState.OPEN)
    assert dispute.due_at == clock.deadline(dispute.opened_at, 10, TimeUnit.WORKING_DAY)
    assert dispute.number.startswith("ZY")
    parties = [party.department_code for party in dispute.parties]
    assert parties == ["police", "civil", "health"]
    assert api.get_claim(CIVIL, lines["civil"]).due_at == dispute.due_at


@pytest.mark.usefixtures("city")
def test_a_rival_drafts_nothing_before_the_ruling() -> None:
    lines = rivals("police", "civil")
    assert api.get_claim(CIVIL, lines["civil"]).resource_key == ""
    assert catalog.search_resources(CIVIL).total == 0


@pytest.mark.usefixtures("city")
def test_nothing_goes_to_review_while_it_is_disputed() -> None:
    lines = rivals("police")
    api.submit_claim(POLICE, lines["police"])
    api.claim_element(CIVIL, lines["civil"], HOLDING)
    with pytest.raises(DisputeOpenError, match="ZY"):
        api.approve_claim(BUREAU, lines["police"])
    api.return_claim(BUREAU, lines["police"], reason="等待裁定")
    with pytest.raises(DisputeOpenError):
        api.submit_claim(POLICE, lines["police"])
    assert ClaimAction.SUBMIT not in api.get_claim(POLICE, lines["police"]).actions


@pytest.mark.usefixtures("city")
def test_the_bureau_rules_and_the_others_become_users() -> None:
    lines = rivals("police", "civil", "health")
    ruled = api.rule_dispute(BUREAU, the_dispute().id, authority="civil", reason=REASON)
    assert (ruled.state, ruled.authority_code, ruled.ruling) == (
        DisputeState.RULED,
        "civil",
        REASON,
    )
    assert ruled.light == ""
    assert states(lines) == {
        "police": ("not_applicable", "user"),
        "civil": ("claimed", "authority"),
        "health": ("not_applicable", "user"),
    }
    assert api.list_events(CIVIL, lines["civil"])[0].kind is EventKind.RULED_AUTHORITY
    assert api.list_events(POLICE, lines["police"])[0].reason == REASON
    submitted = api.submit_claim(CIVIL, lines["civil"])
    assert submitted.state is ClaimState.FORMAT_REVIEW
    assert catalog.get_resource(CIVIL, submitted.resource_key, working=True).items


@pytest.mark.usefixtures("city")
def test_a_ruling_binds_the_departments() -> None:
    lines = rivals("police", "civil")
    api.rule_dispute(BUREAU, the_dispute().id, authority="civil", reason=REASON)
    with pytest.raises(RuledError, match="民政局"):
        api.claim_element(POLICE, lines["police"], HOLDING)
    with pytest.raises(RuledError):
        api.claim_element(HEALTH, lines["health"], HOLDING)
    with pytest.raises(RuledError):
        api.decline_element(CIVIL, lines["civil"], reason="不想管")
    with pytest.raises(RuledError):
        api.object_to_element(HEALTH, lines["health"], reason="不同意")
    api.decline_element(HEALTH, lines["health"], reason="本单位使用", uses=True)
    api.claim_element(CIVIL, lines["civil"], replace(HOLDING, table="MZ_NEW"))
    assert states(lines)["civil"] == ("claimed", "authority")


@pytest.mark.usefixtures("city")
def test_a_ruling_may_be_given_again_when_duties_move() -> None:
    lines = rivals("police", "civil")
    dispute = the_dispute().id
    api.rule_dispute(BUREAU, dispute, authority="civil", reason=REASON)
    bring(lines["civil"], CIVIL, "listed")
    api.rule_dispute(BUREAU, dispute, authority="police", reason="机构改革后职责调整")
    assert states(lines)["civil"] == ("not_applicable", "user")
    assert states(lines)["police"] == ("claimed", "authority")
    assert api.list_listed(BUREAU) == ()


@pytest.mark.usefixtures("city")
def test_a_department_that_has_not_claimed_may_be_named_and_must_claim() -> None:
    lines = rivals("police", "civil")
    api.rule_dispute(BUREAU, the_dispute().id, authority="health", reason=REASON)
    assert states(lines)["health"] == ("issued", "authority")
    assert api.get_claim(HEALTH, lines["health"]).due_at is not None
    assert api.get_claim(HEALTH, lines["health"]).actions == (ClaimAction.CLAIM,)
    info = api.claim_element(HEALTH, lines["health"], HOLDING)
    assert (info.state, info.role) == (ClaimState.CLAIMED, ClaimRole.AUTHORITY)


@pytest.mark.usefixtures("city")
def test_a_ruling_needs_a_reason_a_department_of_the_element_and_a_person() -> None:
    rivals("police", "civil")
    dispute = the_dispute().id
    with pytest.raises(ClaimReasonNeededError):
        api.rule_dispute(BUREAU, dispute, authority="civil", reason="")
    for authority in ("east_civil", "", "nobody"):
        with pytest.raises(BadRulingError):
            api.rule_dispute(BUREAU, dispute, authority=authority, reason=REASON)
    with pytest.raises(ClaimPersonNeededError):
        api.rule_dispute(SYSTEM, dispute, authority="civil", reason=REASON)
    with pytest.raises(NotAllowedError):
        api.rule_dispute(CIVIL, dispute, authority="civil", reason=REASON)
    with pytest.raises(DisputeNotFoundError):
        api.rule_dispute(BUREAU, 2**70, authority="civil", reason=REASON)
    assert the_dispute().state is DisputeState.OPEN


@pytest.mark.usefixtures("city")
def test_departments_may_settle_it_by_themselves() -> None:
    lines = rivals("police", "civil")
    api.decline_element(POLICE, lines["police"], reason="协商后由民政局维护", uses=True)
    assert states(lines)["civil"] == ("claimed", "authority")
    assert the_dispute().state is DisputeState.SETTLED
    assert api.list_events(CIVIL, lines["civil"])[0].kind is EventKind.SETTLED
    with pytest.raises(DisputeNotFoundError):
        api.rule_dispute(BUREAU, the_dispute().id, authority="police", reason=REASON)
    api.claim_element(POLICE, lines["police"], HOLDING)  # a new dispute, not the settled one
    assert [d.state for d in api.list_disputes(BUREAU)] == [
        DisputeState.OPEN,
        DisputeState.SETTLED,
    ]


@pytest.mark.usefixtures("city")
def test_with_two_rivals_left_the_bureau_still_rules() -> None:
    lines = rivals("police", "civil", "health")
    api.decline_element(POLICE, lines["police"], reason="不再维护")
    assert the_dispute().state is DisputeState.OPEN
    api.decline_element(HEALTH, lines["health"], reason="撤回认领")
    assert states(lines)["civil"] == ("claimed", "authority")


@pytest.mark.usefixtures("city")
def test_a_rival_may_take_its_claim_back() -> None:
    lines = rivals("police", "civil")
    api.decline_element(CIVIL, lines["civil"], reason="撤回认领", uses=True)
    assert the_dispute().state is DisputeState.SETTLED
    assert states(lines)["police"] == ("claimed", "authority")
    assert api.submit_claim(POLICE, lines["police"]).state is ClaimState.FORMAT_REVIEW


@pytest.mark.usefixtures("city")
def test_an_objection_is_upheld_by_naming_nobody() -> None:
    lines = issue()
    api.object_to_element(CIVIL, lines["civil"], reason="本单位没有此项职责")
    dispute = the_dispute()
    assert dispute.kind is DisputeKind.OBJECTION
    assert dispute.parties[0].statement == "本单位没有此项职责"
    api.rule_dispute(BUREAU, dispute.id, authority="", reason="情况属实")
    assert states(lines)["civil"] == ("not_applicable", "")
    assert api.claim_element(POLICE, lines["police"], HOLDING).role is ClaimRole.AUTHORITY


@pytest.mark.usefixtures("city")
def test_an_objection_is_dismissed_by_naming_the_department() -> None:
    lines = issue()
    api.object_to_element(CIVIL, lines["civil"], reason="不归我管")
    api.rule_dispute(BUREAU, the_dispute().id, authority="civil", reason=REASON)
    assert states(lines)["civil"] == ("issued", "authority")
    with pytest.raises(RuledError):
        api.decline_element(CIVIL, lines["civil"], reason="还是不归我管")


@pytest.mark.usefixtures("city")
def test_an_objection_does_not_stop_another_departments_claim() -> None:
    lines = issue()
    api.object_to_element(CIVIL, lines["civil"], reason="不归我管")
    assert api.claim_element(POLICE, lines["police"], HOLDING).state is ClaimState.CLAIMED
    api.claim_element(HEALTH, lines["health"], HOLDING)
    dispute = the_dispute()
    assert (dispute.kind, len(dispute.parties)) == (DisputeKind.RIVAL, 3)


@pytest.mark.usefixtures("city")
def test_a_party_sees_who_claims_but_not_from_which_table() -> None:
    rivals("police", "civil")
    (seen,) = api.list_disputes(CIVIL)
    holdings = {party.department_code: party.holding for party in seen.parties}
    assert holdings["police"] is None
    assert holdings["civil"] is not None
    assert not seen.may_rule
    assert api.get_dispute(POLICE, seen.id).parties[0].department_code == "police"
    assert all(party.holding for party in api.get_dispute(BUREAU, seen.id).parties)
    with pytest.raises(DisputeNotFoundError):
        api.get_dispute(HEALTH, seen.id)
    assert api.list_disputes(HEALTH) == ()


@pytest.mark.usefixtures("city")
def test_only_the_authority_submits() -> None:
    lines = rivals("police", "civil")
    with pytest.raises(WrongClaimStateError, match="有争议"):
        api.submit_claim(CIVIL, lines["civil"])
    Line.objects.filter(pk=lines["civil"]).update(state="claimed")
    with pytest.raises(NotAuthorityError):
        api.submit_claim(CIVIL, lines["civil"])


@pytest.mark.usefixtures("city")
def test_the_database_itself_holds_one_authority_per_element_and_region() -> None:
    lines = rivals("police", "civil")
    with pytest.raises(IntegrityError), transaction.atomic():
        Line.objects.filter(pk=lines["civil"]).update(role="authority")
