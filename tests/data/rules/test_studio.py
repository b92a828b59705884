"""The rule studio: try, propose, confirm and switch off by forms alone, without JavaScript."""

import pytest

from chengshu.base.accounts.contracts import Role
from chengshu.data.rules import api
from tests.data.quality.people import SYSTEM, draft_people, good
from tests.data.quality.test_quality_pages import sign_in
from tests.data.rules.test_trying import publish

pytestmark = pytest.mark.django_db
CONDITION = {
    "condition-text": "年龄 < 60",
    "condition-name": "young",
    "condition-severity": "warn",
    "condition-reason": "只登记劳动年龄人口",
}


@pytest.fixture
def key() -> str:
    return draft_people()


def test_a_condition_is_tried_on_masked_rows_and_keeps_nothing(key: str) -> None:
    publish(key, good(0, age=70), good(1, age=20))
    officer = sign_in(Role.DATA_OFFICER)
    page = officer.post(f"/rules/{key}/", CONDITION | {"step": "try"}).content.decode()
    assert "本应拒收 1 行" in page
    assert good(0)["id"] not in page
    assert api.list_changes(SYSTEM, key) == ()


def test_a_condition_that_cannot_be_read_is_told_with_its_remedy(key: str) -> None:
    body = CONDITION | {"step": "read", "condition-text": "年令 < 60"}
    page = sign_in(Role.DATA_OFFICER).post(f"/rules/{key}/", body).content.decode()
    assert "年龄" in page
    assert "理解为" not in page


def test_officer_proposes_and_bureau_confirms_and_the_history_tells(key: str) -> None:
    officer, bureau = sign_in(Role.DATA_OFFICER), sign_in(Role.BUREAU_ADMINISTRATOR)
    address = f"/rules/{key}/"
    assert officer.post(address, CONDITION | {"step": "propose"}).status_code == 302
    (change,) = api.list_changes(SYSTEM, key)
    assert f'value="{change.id}"' not in officer.get(address).content.decode()
    assert f'value="{change.id}"' in bureau.get(address).content.decode()
    bureau.post(address, {"step": "decide", "decision": "confirm", "change": change.id})
    page = officer.get(address).content.decode()
    assert "第 1 版" in page
    assert "只登记劳动年龄人口" in page
    off = {"step": "off", "off-code": "expression#young", "off-reason": "误报过多"}
    assert officer.post(address, off).status_code == 302
    (change,) = api.list_changes(SYSTEM, key)
    assert change.is_off
    refusal = {"step": "decide", "decision": "decline", "change": change.id, "note": "仍需要"}
    bureau.post(address, refusal)
    assert any(rule.spec.code == "expression#young" for rule in api.list_rules(SYSTEM, key))


def test_what_the_catalogue_proposes_is_adopted_by_choice(key: str) -> None:
    officer = sign_in(Role.DATA_OFFICER)
    page = officer.get(f"/rules/{key}/").content.decode()
    assert "名称为“电话”" in page
    officer.post(
        f"/rules/{key}/", {"step": "adopt", "decision": "confirm", "code": ["phone:phone"]}
    )
    assert any(rule.spec.code == "phone:phone" for rule in api.list_rules(SYSTEM, key))
