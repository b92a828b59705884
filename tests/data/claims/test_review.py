from dataclasses import replace

import pytest

from chengshu.base.accounts.contracts import Actor, Post, Role
from chengshu.data.catalog import api as catalog
from chengshu.data.catalog.contracts import CodeEntry, CodeTable, ShareType
from chengshu.data.claims import api
from chengshu.data.claims.contracts import ClaimState, EventKind, Holding, RuleResult
from chengshu.data.claims.errors import (
    ClaimPersonNeededError,
    ClaimReasonNeededError,
    NotConformingError,
    OwnClaimError,
)
from chengshu.data.claims.models import TemplateRow
from chengshu.data.elements import api as elements
from tests.data.claims.city import (
    BUREAU,
    CIVIL,
    HOLDING,
    OFFICERS,
    POLICE,
    SEX,
    SYSTEM,
    bring,
    issue,
)

pytestmark = pytest.mark.usefixtures("city")
RELAXED = replace(HOLDING, share_type=ShareType.UNCONDITIONAL)


def results_of(line: int, holding: Holding) -> dict[str, RuleResult]:
    api.claim_element(POLICE, line, holding)
    return {result.rule: result for result in api.submit_claim(POLICE, line).results}


def test_a_conforming_claim_passes_every_rule_and_reaches_the_list() -> None:
    line = issue()["police"]
    found = results_of(line, HOLDING)
    assert set(found) == {"name", "type", "code_set", "duplicate", "share", "catalogue"}
    assert all(result.passed for result in found.values())
    approved = api.approve_claim(BUREAU, line, comment="规范")
    assert (approved.state, approved.due_at) == (ClaimState.APPROVED, None)
    listed = api.list_claim(BUREAU, line)
    assert listed.state is ClaimState.LISTED
    (element,) = api.list_listed(CIVIL)
    assert (element.code, element.authority_code, element.column) == ("GJ-RK-002", "police", "xm")
    assert element.listed_at == listed.listed_at


@pytest.mark.parametrize(
    ("change", "rule", "expected", "found"),
    [
        ({"local_name": "人名"}, "name", "姓名", "人名"),
        ({"local_name": "姓　名"}, "", "", ""),
        ({"length": 60}, "type", "C(50)", "C(60)"),
        ({"data_type": "I", "length": None}, "type", "C(50)", "I"),
        ({"length": None}, "", "", ""),
    ],
)
def test_name_and_type_are_compared_with_the_template(
    change: dict[str, object], rule: str, expected: str, found: str
) -> None:
    results = results_of(issue()["police"], replace(HOLDING, **change))
    failed = [result for result in results.values() if not result.passed]
    assert [result.rule for result in failed] == ([rule] if rule else [])
    assert [(result.expected, result.found) for result in failed] == (
        [(expected, found)] if rule else []
    )


def test_a_name_the_element_is_known_by_passes_too() -> None:
    elements.load_elements(SYSTEM)
    assert results_of(issue()["police"], replace(HOLDING, local_name="真实姓名"))["name"].passed


@pytest.mark.parametrize(
    ("table", "passed"),
    [("gbt2261_1_sex", True), ("", False), ("yes_no", False), ("own_sex", True)],
)
def test_the_code_set_is_the_templates_or_within_it(table: str, passed: bool) -> None:  # noqa: FBT001
    own = CodeTable("own_sex", "本地性别代码", "本局", "1", None)
    catalog.save_code_table(SYSTEM, own, [CodeEntry("1", "男性"), CodeEntry("2", "女 性")])
    held = replace(RELAXED, field="XB", local_name="性别", length=1, code_table=table)
    assert results_of(issue(SEX)["police"], held)["code_set"].passed is passed


def test_one_field_claimed_for_two_elements_is_a_duplicate() -> None:
    api.claim_element(POLICE, issue()["police"], HOLDING)
    line = issue("GJ-RK-006")["police"]
    found = results_of(line, replace(HOLDING, local_name="户籍地址"))
    assert not found["duplicate"].passed
    assert found["duplicate"].found == "GJ-RK-002"


def test_an_item_that_left_the_catalogue_is_missed() -> None:
    line = issue()["police"]
    info = api.claim_element(POLICE, line, HOLDING)
    draft = catalog.get_draft(POLICE, info.resource_key)
    catalog.draft_resource(POLICE, replace(draft, items=()))
    results = {result.rule: result for result in api.submit_claim(POLICE, line).results}
    assert not results["catalogue"].passed


def test_a_template_made_stricter_by_a_new_edition_is_noticed() -> None:
    line = issue()["police"]
    api.claim_element(POLICE, line, HOLDING)
    TemplateRow.objects.filter(code="GJ-RK-002").update(share_type="1")
    results = {result.rule: result for result in api.submit_claim(POLICE, line).results}
    assert not results["share"].passed


def test_a_failed_required_rule_stops_the_approval_and_advice_does_not() -> None:
    line, other = issue()["police"], issue("GJ-RK-006")["police"]
    results_of(line, replace(HOLDING, length=60, local_name="人名"))
    with pytest.raises(NotConformingError, match="数据类型"):
        api.approve_claim(BUREAU, line)
    assert api.get_claim(BUREAU, line).state is ClaimState.FORMAT_REVIEW
    results_of(other, replace(HOLDING, field="DZ", local_name="家庭住址", length=200))
    assert api.approve_claim(BUREAU, other).state is ClaimState.APPROVED


def test_a_returned_claim_is_mended_with_a_clock_and_comes_back() -> None:
    line = issue()["police"]
    results_of(line, replace(HOLDING, length=60))
    with pytest.raises(ClaimReasonNeededError):
        api.return_claim(BUREAU, line, reason="")
    returned = api.return_claim(BUREAU, line, reason="长度超过模板")
    assert (returned.state, returned.reason) == (ClaimState.RETURNED, "长度超过模板")
    assert returned.due_at is not None
    assert results_of(line, HOLDING)["type"].passed
    assert api.approve_claim(BUREAU, line).state is ClaimState.APPROVED
    kinds = [event.kind for event in reversed(api.list_events(POLICE, line))]
    assert kinds == [
        EventKind.ISSUED,
        EventKind.CLAIMED,
        EventKind.DRAFTED,
        EventKind.SUBMITTED,
        EventKind.RETURNED,
        EventKind.AMENDED,
        EventKind.SUBMITTED,
        EventKind.APPROVED,
    ]


def test_a_listed_element_may_be_taken_off_the_list_again() -> None:
    line = issue()["police"]
    bring(line, POLICE, "listed")
    returned = api.return_claim(BUREAU, line, reason="系统已更换，请更新字段")
    assert (returned.state, returned.listed_at) == (ClaimState.RETURNED, None)
    assert api.list_listed(BUREAU) == ()


def test_nobody_reviews_the_own_claim_and_no_program_does() -> None:
    both = Actor(
        "both",
        "both",
        (
            Post("police", frozenset({Role.DATA_OFFICER})),
            Post("bureau", frozenset({Role.BUREAU_ADMINISTRATOR})),
        ),
    )
    line = issue()["police"]
    api.claim_element(both, line, HOLDING)
    api.submit_claim(both, line)
    with pytest.raises(OwnClaimError):
        api.approve_claim(both, line)
    with pytest.raises(ClaimPersonNeededError):
        api.approve_claim(SYSTEM, line)


def test_the_list_names_the_departments_that_use_an_element() -> None:
    lines = issue()
    api.decline_element(CIVIL, lines["civil"], reason="使用公安数据", uses=True)
    api.decline_element(OFFICERS["health"], lines["health"], reason="不涉及")
    bring(lines["police"], POLICE, "listed")
    (element,) = api.list_listed(BUREAU)
    assert element.users == ("civil",)


def test_progress_counts_every_state_once() -> None:
    assert api.claim_progress(BUREAU) == ()
    for code in ("GJ-RK-001", "GJ-RK-002", "GJ-RK-004", "GJ-RK-005", "GJ-RK-006", "GJ-RK-008"):
        issue(code, "police", "civil")
    lines = {row.template.code: row.id for row in api.list_claims(POLICE).rows}
    bring(lines["GJ-RK-001"], POLICE, "listed", replace(HOLDING, field="SFZH", length=18))
    bring(lines["GJ-RK-002"], POLICE, "format_review")
    api.claim_element(POLICE, lines["GJ-RK-004"], replace(HOLDING, field="CSRQ"))
    api.decline_element(POLICE, lines["GJ-RK-005"], reason="由民族部门维护", uses=True)
    api.object_to_element(POLICE, lines["GJ-RK-006"], reason="定义不清")
    civil, police = api.claim_progress(BUREAU)
    assert (civil.department_code, civil.issued, civil.waiting, civil.claimed) == ("civil", 6, 6, 0)
    assert (police.issued, police.waiting, police.claimed, police.not_applicable) == (6, 1, 3, 1)
    assert (police.used, police.disputed, police.in_review) == (1, 1, 1)
    assert (police.reviewed, police.listed, police.overdue, police.days) == (1, 1, 0, 0)
    assert (police.claimed_share, police.decided_share) == (0.5, pytest.approx(5 / 6))
    seen = {row.department_code: row.may_open for row in api.claim_progress(CIVIL)}
    assert seen == {"civil": True, "police": False}
