import datetime as dt
from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction

from chengshu.base.audit import api as audit
from chengshu.base.audit.contracts import EntryFilter
from chengshu.base.clock import api as clock
from chengshu.base.clock.contracts import TimeUnit
from chengshu.data.catalog import api as catalog
from chengshu.data.catalog.contracts import ShareType
from chengshu.data.catalog.errors import CodeTableNotFoundError
from chengshu.data.claims import api
from chengshu.data.claims.contracts import (
    ClaimQuery,
    ClaimRole,
    ClaimState,
    DisputeState,
    EventKind,
    Stage,
)
from chengshu.data.claims.errors import (
    BadHoldingError,
    ClaimPersonNeededError,
    ClaimReasonNeededError,
    LineNotFoundError,
    TightenedShareError,
)
from chengshu.data.claims.models import Line, LineEvent
from chengshu.data.elements import api as elements
from tests.data.claims.city import BUREAU, CIVIL, HOLDING, OFFICERS, POLICE, SEX, SYSTEM, issue

pytestmark = pytest.mark.usefixtures("city")


def test_the_clock_of_an_issue_runs_in_working_days() -> None:
    api.issue_templates(BUREAU, codes=[SEX], departments=["police"], days=3)
    (line,) = api.list_claims(POLICE).rows
    assert line.state is ClaimState.ISSUED
    assert line.due_at == clock.deadline(line.issued_at, 3, TimeUnit.WORKING_DAY)
    assert line.light == "green"


def test_the_first_claim_makes_the_authority_and_drafts_an_item() -> None:
    line = issue()["police"]
    info = api.claim_element(POLICE, line, HOLDING)
    assert (info.state, info.role) == (ClaimState.CLAIMED, ClaimRole.AUTHORITY)
    assert info.due_at is None
    entry = catalog.get_resource(POLICE, info.resource_key, working=True)
    item = entry.find_item(info.column)
    assert entry.provider_code == "police"
    assert item is not None
    assert (item.name_zh, item.source_column, item.data_type) == ("姓名", "XM", "C")
    assert entry.share_type is ShareType.CONDITIONAL
    assert entry.share_condition == HOLDING.share_condition
    kinds = [event.kind for event in api.list_events(POLICE, line)]
    assert kinds == [EventKind.DRAFTED, EventKind.CLAIMED, EventKind.ISSUED]


def test_claims_on_one_table_share_one_draft() -> None:
    name, sex = issue()["police"], issue(SEX)["police"]
    first = api.claim_element(POLICE, name, HOLDING)
    second = api.claim_element(
        POLICE,
        sex,
        replace(HOLDING, field="XB", local_name="性别", share_type=ShareType.UNCONDITIONAL),
    )
    assert first.resource_key == second.resource_key
    entry = catalog.get_resource(POLICE, first.resource_key, working=True)
    assert [item.column for item in entry.items] == ["xm", "xb"]
    assert entry.share_type is ShareType.CONDITIONAL  # its items differ


def test_claiming_the_same_again_changes_nothing_in_the_catalogue() -> None:
    line = issue()["police"]
    info = api.claim_element(POLICE, line, HOLDING)
    versions = catalog.list_versions(POLICE, info.resource_key)
    again = api.claim_element(POLICE, line, HOLDING)
    assert (again.resource_key, again.column) == (info.resource_key, info.column)
    assert catalog.list_versions(POLICE, info.resource_key) == versions
    assert api.list_events(POLICE, line)[0].kind is EventKind.AMENDED


def test_an_amended_claim_moves_its_item_to_the_other_table() -> None:
    line = issue()["police"]
    before = api.claim_element(POLICE, line, HOLDING)
    after = api.claim_element(POLICE, line, replace(HOLDING, table="RK_NEW"))
    assert after.resource_key != before.resource_key
    assert catalog.get_resource(POLICE, before.resource_key, working=True).items == ()
    assert [i.column for i in catalog.get_resource(POLICE, after.resource_key).items] == ["xm"]


def test_a_claim_finds_the_item_an_entry_lists_already() -> None:
    first = api.claim_element(POLICE, issue()["police"], HOLDING)
    line = issue("GJ-RK-001")["police"]
    versions = catalog.list_versions(POLICE, first.resource_key)
    found = api.claim_element(
        POLICE, line, replace(HOLDING, field="XM", resource_key=first.resource_key)
    )
    assert (found.resource_key, found.column) == (first.resource_key, "xm")
    assert catalog.list_versions(POLICE, first.resource_key) == versions


def test_a_claim_cannot_name_another_departments_entry() -> None:
    theirs = api.claim_element(POLICE, issue()["police"], HOLDING).resource_key
    line = issue("GJ-RK-004")["civil"]
    with pytest.raises(BadHoldingError, match="不是本单位的目录"):
        api.claim_element(CIVIL, line, replace(HOLDING, resource_key=theirs))
    assert api.get_claim(CIVIL, line).state is ClaimState.ISSUED


def test_a_claim_teaches_what_the_department_calls_the_element() -> None:
    elements.load_elements(SYSTEM)
    line = issue()["police"]
    info = api.claim_element(POLICE, line, replace(HOLDING, field="RYMC", local_name="人员名"))
    (learned,) = elements.list_learned(POLICE, "person_name")
    assert (learned.alias.column, learned.alias.organisation_code) == ("rymc", "police")
    item = catalog.get_resource(POLICE, info.resource_key, working=True).find_item(info.column)
    assert item is not None
    assert item.element == "person_name"


def test_items_of_the_catalogue_are_suggested() -> None:
    api.claim_element(POLICE, issue()["police"], HOLDING)
    line = issue("GJ-RK-006")["police"]  # 户籍地址
    assert api.suggest_holdings(POLICE, line) == ()
    line = Line.objects.get(template__code="GJ-RK-002", department_code="police").pk
    (found,) = api.suggest_holdings(POLICE, line)
    assert (found.field, found.local_name, found.system) == ("XM", "姓名", "户籍系统")


@pytest.mark.parametrize(
    "change",
    [
        {"system": ""},
        {"table": " "},
        {"field": "x" * 129},
        {"local_name": "\x00"},
        {"coverage": ""},
        {"data_type": "?"},
        {"length": 0},
        {"share_condition": ""},
    ],
)
def test_a_claim_without_its_particulars_is_refused(change: dict[str, object]) -> None:
    line = issue()["police"]
    with pytest.raises(BadHoldingError):
        api.claim_element(POLICE, line, replace(HOLDING, **change))
    assert api.get_claim(POLICE, line).state is ClaimState.ISSUED


def test_a_claim_names_a_code_table_of_the_catalogue() -> None:
    line = issue()["police"]
    with pytest.raises(CodeTableNotFoundError, match="no_such_table"):
        api.claim_element(POLICE, line, replace(HOLDING, code_table="no_such_table"))


def test_a_share_type_may_be_relaxed_but_not_tightened() -> None:
    name, sex = issue()["police"], issue(SEX)["police"]
    with pytest.raises(TightenedShareError, match=r"无条件共享.*有条件共享"):
        api.claim_element(POLICE, sex, HOLDING)
    withheld = replace(HOLDING, share_type=ShareType.WITHHELD, no_share_basis="《某法》第一条")
    with pytest.raises(TightenedShareError):
        api.claim_element(POLICE, name, withheld)
    relaxed = replace(HOLDING, share_type=ShareType.UNCONDITIONAL)
    assert api.claim_element(POLICE, name, relaxed).state is ClaimState.CLAIMED


def test_declining_needs_a_reason_and_gives_the_claim_up() -> None:
    line = issue()["police"]
    info = api.claim_element(POLICE, line, HOLDING)
    with pytest.raises(ClaimReasonNeededError):
        api.decline_element(POLICE, line, reason=" ")
    declined = api.decline_element(POLICE, line, reason="由民政部门维护", uses=True)
    assert (declined.state, declined.role) == (ClaimState.NOT_APPLICABLE, ClaimRole.USER)
    assert (declined.resource_key, declined.reason) == ("", "由民政部门维护")
    assert catalog.get_resource(POLICE, info.resource_key, working=True).items == ()
    again = api.claim_element(POLICE, line, HOLDING)
    assert again.role is ClaimRole.AUTHORITY


def test_regions_have_authorities_of_their_own() -> None:
    lines = issue(SEX, "civil", "east_civil")
    relaxed = replace(HOLDING, share_type=ShareType.UNCONDITIONAL)
    roles = [api.claim_element(OFFICERS[code], line, relaxed).role for code, line in lines.items()]
    assert roles == [ClaimRole.AUTHORITY] * 2
    assert api.list_disputes(BUREAU) == ()


def test_the_program_decides_nothing() -> None:
    line = issue()["police"]
    for step in (
        lambda: api.claim_element(SYSTEM, line, HOLDING),
        lambda: api.decline_element(SYSTEM, line, reason="x"),
        lambda: api.object_to_element(SYSTEM, line, reason="x"),
    ):
        with pytest.raises(ClaimPersonNeededError):
            step()


def test_lines_are_found_by_stage_state_level_and_text() -> None:
    line = issue()["police"]
    issue(SEX)
    api.claim_element(POLICE, line, HOLDING)
    api.object_to_element(CIVIL, issue()["civil"], reason="本单位无此数据")

    def count(**words: object) -> int:
        return api.list_claims(BUREAU, ClaimQuery(**words)).total

    assert count() == 6
    assert count(stage=Stage.CLAIMED) == count(state=ClaimState.CLAIMED) == 1
    assert count(stage=Stage.WAITING, department="civil") == 1
    assert count(text="RK_JBXX") == 1
    assert count(text="性别") == 3
    Line.objects.filter(pk=line).update(due_at=clock.now() - dt.timedelta(days=1))
    assert count(stage=Stage.OVERDUE) == 1
    orders = ("code", "-due_at", "department", "nonsense")
    assert all(count(order=order) == 6 for order in orders)


def test_the_next_waiting_line_follows() -> None:
    first = issue()["police"]
    second = issue(SEX)["police"]
    api.claim_element(POLICE, first, HOLDING)
    following = api.find_next(POLICE, first)
    assert following is not None
    assert following.id == second
    api.decline_element(POLICE, second, reason="不掌握")
    assert api.find_next(POLICE, first) is None


def test_the_history_cannot_be_rewritten() -> None:
    line = issue()["police"]
    for write in (
        lambda: LineEvent.objects.filter(line_id=line).update(reason="改写"),
        lambda: LineEvent.objects.filter(line_id=line).delete(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            write()


def test_every_step_leaves_an_audit_line() -> None:
    lines = issue()
    api.claim_element(POLICE, lines["police"], HOLDING)
    api.decline_element(CIVIL, lines["civil"], reason="不掌握")
    found = audit.list_entries(SYSTEM, EntryFilter(), page_size=50).entries
    actions = {entry.action for entry in found if entry.action.startswith("claims.")}
    assert actions == {"claims.issue", "claims.claim", "claims.decline"}


def test_an_unknown_line_is_named() -> None:
    for number in (0, 10**6, 2**70):
        with pytest.raises(LineNotFoundError):
            api.get_claim(POLICE, number)
    assert api.list_disputes(BUREAU, state=DisputeState.OPEN) == ()
