from dataclasses import replace

import pytest

from chengshu.base.access.errors import NotAllowedError
from chengshu.base.accounts.contracts import Role
from chengshu.base.audit import api as audit
from chengshu.base.audit.contracts import EntryFilter
from chengshu.data.catalog.contracts import ShareType
from chengshu.data.claims import api, pack
from chengshu.data.claims.contracts import ClaimQuery, ClaimState, TemplateQuery
from chengshu.data.claims.errors import (
    BadIssueError,
    BadTemplateError,
    ClaimPersonNeededError,
    ClaimReasonNeededError,
    DecidedTemplateError,
    NationalTemplateError,
    RetiredTemplateError,
    TemplateNotFoundError,
)
from chengshu.data.elements import api as elements
from chengshu.data.elements.contracts import Level
from tests.data.claims.city import (
    BUREAU,
    CIVIL,
    EXTENSION,
    HOLDING,
    LOCAL,
    NAME,
    POLICE,
    SYSTEM,
    issue,
    person,
    states,
)

pytestmark = pytest.mark.usefixtures("city")


def test_the_pack_loads_once_and_names_its_standard_values() -> None:
    assert api.load_templates(SYSTEM) > 0
    assert api.load_templates(SYSTEM) == 0
    name = api.get_template(POLICE, NAME)
    assert (name.level, name.name_zh, name.length) == (Level.NATIONAL, "姓名", 50)
    assert name.share_type is ShareType.CONDITIONAL
    assert api.list_templates(POLICE, TemplateQuery(level=Level.NATIONAL)).total >= 50


def test_the_packs_templates_have_names_and_codes_of_their_own() -> None:
    templates = list(pack.list_templates())
    for key in ("code", "name_zh"):
        values = [getattr(template, key) for template in templates]
        assert [value for value in values if values.count(value) > 1] == []


def test_every_element_of_the_pack_is_a_data_element() -> None:
    known = {element.code for element in elements.pack_knowledge().elements}
    named = {template.element_code for template in pack.list_templates()} - {""}
    assert named - known == set()


def test_a_local_template_names_a_data_element_that_is_there() -> None:
    with pytest.raises(BadTemplateError, match="no_such_element"):
        api.save_template(BUREAU, replace(LOCAL, element_code="no_such_element"))


def test_a_city_cannot_change_a_national_element() -> None:
    national = api.get_template(BUREAU, NAME)
    with pytest.raises(NationalTemplateError):
        api.save_template(BUREAU, replace(national, definition="改写"))
    with pytest.raises(NationalTemplateError):
        api.save_template(BUREAU, replace(LOCAL, code=NAME))
    with pytest.raises(NationalTemplateError):
        api.save_template(BUREAU, replace(LOCAL, level=Level.NATIONAL))
    assert api.get_template(BUREAU, NAME) == national


@pytest.mark.parametrize(
    "change",
    [
        {"name_zh": "姓 名"},
        {"element_code": "person_name"},
        {"name_zh": " "},
        {"code": "一"},
        {"data_type": "X"},
        {"length": 0},
        {"organisation_code": "civil"},
        {"duty_line": ""},
    ],
)
def test_a_local_element_only_adds_and_is_well_formed(change: dict[str, object]) -> None:
    with pytest.raises(BadTemplateError):
        api.save_template(BUREAU, replace(LOCAL, **change))


def test_a_local_element_may_change_until_somebody_has_answered() -> None:
    assert api.save_template(BUREAU, LOCAL) == LOCAL
    lines = issue(LOCAL.code, "civil")
    changed = replace(LOCAL, definition="负责网格巡查和上报的人员姓名")
    assert api.save_template(BUREAU, changed).definition == changed.definition
    api.claim_element(CIVIL, lines["civil"], HOLDING_OF_LOCAL)
    assert api.get_claim(CIVIL, lines["civil"]).state is ClaimState.SUPPLEMENTED
    with pytest.raises(DecidedTemplateError):
        api.save_template(BUREAU, LOCAL)


HOLDING_OF_LOCAL = replace(
    HOLDING, local_name="网格员姓名", share_type=ShareType.UNCONDITIONAL, share_condition=""
)


def test_an_extension_belongs_to_its_department_and_is_issued_to_it_at_once() -> None:
    assert api.save_template(CIVIL, EXTENSION) == EXTENSION
    (line,) = api.list_claims(CIVIL, ClaimQuery(template=EXTENSION.code)).rows
    assert (line.department_code, line.state) == ("civil", ClaimState.ISSUED)
    report = api.issue_templates(BUREAU, codes=[EXTENSION.code], departments=["police", "civil"])
    assert (report.issued, report.unchanged, report.skipped) == (0, 1, 1)
    info = api.claim_element(CIVIL, line.id, replace(HOLDING_OF_LOCAL, local_name="殡葬服务预约号"))
    assert info.state is ClaimState.EXTENDED
    with pytest.raises(NotAllowedError):
        api.save_template(CIVIL, replace(EXTENSION, code="KZ-2", organisation_code="police"))
    with pytest.raises(NotAllowedError):
        api.save_template(CIVIL, LOCAL)


def test_another_department_may_extend_under_the_same_name_but_not_a_shared_one() -> None:
    api.save_template(CIVIL, EXTENSION)
    api.save_template(POLICE, replace(EXTENSION, code="KZ-P-1", organisation_code="police"))
    with pytest.raises(BadTemplateError, match="GJ-RK-002"):
        api.save_template(CIVIL, replace(EXTENSION, code="KZ-CIVIL-02", name_zh="姓名"))
    with pytest.raises(BadTemplateError, match="KZ-CIVIL-01"):
        api.save_template(POLICE, replace(EXTENSION, organisation_code="police"))


def test_issuing_again_adds_only_what_is_new_and_keeps_the_clock() -> None:
    first = api.issue_templates(BUREAU, codes=[NAME], departments=["police"], days=5)
    due = api.list_claims(POLICE).rows[0].due_at
    again = api.issue_templates(BUREAU, codes=[NAME], departments=["police", "civil"], days=9)
    assert (first.issued, again.issued, again.unchanged) == (1, 1, 1)
    assert api.list_claims(POLICE).rows[0].due_at == due


@pytest.mark.parametrize(
    ("codes", "departments", "days"),
    [([], ["police"], 5), ([NAME], [], 5), (["NO-1"], ["police"], 5), ([NAME], ["police"], 0)],
)
def test_an_issue_without_sense_is_refused(
    codes: list[str], departments: list[str], days: int
) -> None:
    with pytest.raises(BadIssueError):
        api.issue_templates(BUREAU, codes=codes, departments=departments, days=days)


def test_an_unknown_template_is_named() -> None:
    with pytest.raises(TemplateNotFoundError, match="NO-1"):
        api.get_template(POLICE, "NO-1")


def test_templates_are_found_by_text_duty_line_and_order() -> None:
    found = api.list_templates(POLICE, TemplateQuery(text="身份号码"))
    assert [row.template.code for row in found.rows] == ["GJ-RK-001"]
    duty = api.list_templates(POLICE, TemplateQuery(duty_line="婚姻登记", order="-code"))
    assert [row.template.code for row in duty.rows] == ["GJ-RK-009", "GJ-RK-008"]
    assert "婚姻登记" in api.list_duty_lines(POLICE)


def test_a_citizen_reads_nothing() -> None:
    with pytest.raises(NotAllowedError):
        api.list_templates(person("wang", "police", Role.CITIZEN))


def test_a_retired_element_keeps_its_claims_and_is_asked_no_more() -> None:
    api.save_template(BUREAU, LOCAL)
    lines = issue(LOCAL.code)
    api.claim_element(POLICE, lines["police"], replace(HOLDING, share_type=ShareType.UNCONDITIONAL))
    api.retire_template(BUREAU, LOCAL.code, reason=" 与新要素重复 ")
    retired = api.find_retirement(POLICE, LOCAL.code)
    assert retired is not None
    assert (retired.reason, retired.by_name) == ("与新要素重复", BUREAU.name)
    assert states(lines) == {
        "police": ("supplemented", "authority"),
        "civil": ("not_applicable", ""),
        "health": ("not_applicable", ""),
    }
    assert api.get_claim(CIVIL, lines["civil"]).actions == ()
    assert api.submit_claim(POLICE, lines["police"]).state is ClaimState.FORMAT_REVIEW
    for attempt in (
        lambda: api.claim_element(CIVIL, lines["civil"], HOLDING),
        lambda: api.save_template(BUREAU, replace(LOCAL, definition="改")),
        lambda: issue(LOCAL.code, "east_civil"),
        lambda: api.retire_template(BUREAU, LOCAL.code, reason="再次"),
    ):
        with pytest.raises(RetiredTemplateError, match=LOCAL.code):
            attempt()
    listed = api.list_templates(BUREAU, TemplateQuery(is_retired=True)).rows
    assert [(row.template.code, row.is_retired) for row in listed] == [(LOCAL.code, True)]
    kept = audit.list_entries(SYSTEM, EntryFilter(), page_size=50).entries
    found = [entry for entry in kept if entry.action == "claims.retire_template"]
    assert [(entry.subject, entry.detail["closed"]) for entry in found] == [(LOCAL.code, 2)]


def test_a_retired_element_leaves_its_name_to_a_new_one() -> None:
    api.save_template(BUREAU, LOCAL)
    new = replace(LOCAL, code="DF-002")
    with pytest.raises(BadTemplateError, match="重名"):
        api.save_template(BUREAU, new)
    api.retire_template(BUREAU, LOCAL.code, reason="定义有误")
    assert api.save_template(BUREAU, new) == new


def test_only_who_draws_up_an_element_retires_it_and_never_a_national_one() -> None:
    api.save_template(BUREAU, LOCAL)
    api.save_template(CIVIL, EXTENSION)
    for actor, code in ((CIVIL, LOCAL.code), (POLICE, EXTENSION.code)):
        with pytest.raises(NotAllowedError):
            api.retire_template(actor, code, reason="不用了")
    with pytest.raises(NationalTemplateError):
        api.retire_template(BUREAU, NAME, reason="不用了")
    with pytest.raises(ClaimReasonNeededError):
        api.retire_template(BUREAU, LOCAL.code, reason=" ")
    with pytest.raises(ClaimPersonNeededError):
        api.retire_template(SYSTEM, LOCAL.code, reason="不用了")
    with pytest.raises(TemplateNotFoundError):
        api.retire_template(BUREAU, "NONE-1", reason="不用了")
    assert api.find_retirement(BUREAU, LOCAL.code) is None
    api.retire_template(CIVIL, EXTENSION.code, reason="业务取消")
    assert api.find_retirement(CIVIL, EXTENSION.code) is not None
