"""Rules change by versions: proposed by one person, confirmed by another, never rewritten."""

import json

import pytest

from chengshu.base.accounts.contracts import Role
from chengshu.base.errors.api import NotAllowedError
from chengshu.data.catalog.contracts import ItemDraft
from chengshu.data.quality import api as quality
from chengshu.data.rules import api
from chengshu.data.rules.contracts import RuleSpec, Severity
from chengshu.data.rules.errors import (
    ChangeNotFoundError,
    NoReasonError,
    OwnProposalError,
    RulesChangedError,
)
from chengshu.data.rules.models import RuleVersion
from tests.data.quality.people import SYSTEM, draft_people, good, land, person
from tests.data.quality.test_quality_pages import sign_in

pytestmark = pytest.mark.django_db
OFFICER = person(Role.DATA_OFFICER)
BUREAU = person(Role.BUREAU_ADMINISTRATOR, "bureau")
YOUNG = RuleSpec("range", "age", {"minimum": 0, "maximum": 60})
WHY = "本系统只登记劳动年龄人口"


def second_officer() -> object:
    return type(OFFICER)("second@police", "王五", OFFICER.posts)


def codes(key: str) -> set[str]:
    return {rule.spec.code for rule in api.list_rules(SYSTEM, key)}


def test_a_second_person_puts_a_proposal_in_force_and_judgements_name_the_version() -> None:
    key = draft_people()
    before = quality.judge_batch(SYSTEM, landed=land(key, [good(0, age=70)]))
    change = api.propose_change(OFFICER, key, YOUNG, reason=WHY)
    waiting = quality.judge_batch(SYSTEM, landed=land(key, [good(0, age=70)]))
    with pytest.raises(OwnProposalError):
        api.confirm_changes(OFFICER, key, [change.id])
    assert api.confirm_changes(second_officer(), key, [change.id]) == 1
    after = quality.judge_batch(SYSTEM, landed=land(key, [good(1, age=70)]))
    found = [(one.rules_version, one.quarantined) for one in (before, waiting, after)]
    assert found == [(0, 0), (0, 0), (1, 1)]
    (version,) = api.list_versions(OFFICER, key)
    assert (version.reason, version.proposed_by) == (WHY, OFFICER.username)
    assert version.confirmed_by == "second@police"
    assert len(version.differences) == 1
    assert "150" in version.differences[0]
    assert "60" in version.differences[0]
    assert api.list_changes(OFFICER, key) == ()


def test_the_bureau_may_confirm_what_it_proposed_and_a_strange_department_may_nothing() -> None:
    key = draft_people()
    change = api.propose_change(BUREAU, key, YOUNG, reason=WHY)
    stranger = person(Role.DATA_OFFICER, "housing")
    with pytest.raises(NotAllowedError):
        api.confirm_changes(stranger, key, [change.id])
    with pytest.raises(NotAllowedError):
        api.propose_change(stranger, key, YOUNG, reason=WHY)
    assert api.confirm_changes(BUREAU, key, [change.id]) == 1
    with pytest.raises(ChangeNotFoundError):
        api.confirm_changes(BUREAU, key, [change.id])


def test_switching_off_needs_a_reason_and_is_told_in_words() -> None:
    key = draft_people()
    off = RuleSpec("range", "age", {"off": True})
    with pytest.raises(NoReasonError):
        api.propose_change(OFFICER, key, off, reason=" ")
    with pytest.raises(NoReasonError):
        api.save_rules(BUREAU, key, [off])
    change = api.propose_change(OFFICER, key, off, reason="年龄不再采集")
    assert change.is_off
    api.confirm_changes(BUREAU, key, [change.id])
    assert "range:age" not in codes(key)
    assert api.list_versions(OFFICER, key)[0].differences[0].startswith("停用：")


def test_a_rule_changed_meanwhile_must_be_proposed_again() -> None:
    key = draft_people()
    change = api.propose_change(OFFICER, key, YOUNG, reason=WHY)
    api.save_rules(BUREAU, key, [RuleSpec("range", "age", {"maximum": 99})])
    with pytest.raises(RulesChangedError):
        api.confirm_changes(BUREAU, key, [change.id])
    again = api.propose_change(OFFICER, key, YOUNG, reason=WHY)
    assert [one.id for one in api.list_changes(OFFICER, key)] == [again.id]
    assert api.confirm_changes(BUREAU, key, [again.id]) == 2


def test_the_same_rules_again_make_no_version() -> None:
    key = draft_people()
    for _time in range(2):
        api.save_rules(BUREAU, key, [YOUNG])
    assert RuleVersion.objects.filter(resource_code=key).count() == 1


def test_the_entry_proposes_with_reasons_and_nothing_holds_before_it_is_confirmed() -> None:
    key = draft_people(
        ItemDraft("id", "身份证号", "C", identifier="citizen_id", is_primary_key=True),
        ItemDraft("born", "出生日期", "D"),
        ItemDraft("tel", "联系电话", "C"),
        ItemDraft("begins", "施工开始日期", "D"),
        ItemDraft("ends", "施工结束日期", "D"),
        ItemDraft("halts", "停工结束日期", "D"),
    )
    proposed = {one.rule.spec.code: one for one in api.list_proposals(OFFICER, key)}
    assert set(proposed) == {
        "citizen_agreement:id", "not_future:born", "phone:tel", "date_order:begins"
    }  # fmt: skip
    assert "联系电话" in proposed["phone:tel"].reason
    agreement = proposed["citizen_agreement:id"].rule
    assert agreement.spec.parameters == {"severity": "warn", "birth": "born"}
    assert agreement.severity is Severity.WARN
    assert proposed["date_order:begins"].rule.spec.parameters == {"until": "ends"}
    assert not codes(key) & set(proposed)
    assert api.adopt_proposals(OFFICER, key, ["phone:tel", "not_future:born"]) == 1
    api.decline_proposals(OFFICER, key, ["date_order:begins"], note="两期工程")
    assert codes(key) >= {"phone:tel", "not_future:born"}
    assert [one.rule.spec.code for one in api.list_proposals(OFFICER, key)] == [
        "citizen_agreement:id"
    ]
    with pytest.raises(ChangeNotFoundError):
        api.adopt_proposals(OFFICER, key, ["phone:tel"])


def test_the_life_of_a_rule_over_the_net() -> None:
    key = draft_people()
    officer, bureau = sign_in(Role.DATA_OFFICER), sign_in(Role.BUREAU_ADMINISTRATOR)
    root = f"/api/v1/rules/{key}"

    def post(client: object, path: str, body: object) -> object:
        answer = client.post(f"{root}/{path}", json.dumps(body), content_type="application/json")
        return answer.status_code, answer.json()

    body = {"kind": "range", "item": "age", "parameters": {"maximum": 60}, "reason": WHY}
    status, change = post(officer, "changes", body)
    assert status == 200
    assert officer.get(f"{root}/changes").json()[0]["id"] == change["id"]
    assert post(officer, "changes/decision", {"ids": [change["id"]]})[0] == 403
    assert post(bureau, "changes/decision", {"ids": [change["id"]]}) == (200, {"version": 1})
    assert officer.get(f"{root}/versions").json()[0]["reason"] == WHY
    codes = [one["code"] for one in officer.get(f"{root}/proposals").json()]
    assert "phone:phone" in codes
    answer = post(officer, "proposals/decision", {"codes": ["phone:phone"]})
    assert answer == (200, {"version": 2})
    assert officer.put(root, "[]", content_type="application/json").status_code == 403
