from http import HTTPStatus

import pytest
from axes.models import AccessAttempt
from django.test import Client

from chengshu.base.accounts import api as accounts
from chengshu.base.accounts.contracts import Actor, Role
from chengshu.base.accounts.errors import UnknownPersonError
from chengshu.base.accounts.models import Person
from chengshu.base.clock import api as clock
from tests.base.conftest import PASSWORD
from tests.base.console.conftest import Enter

pytestmark = pytest.mark.django_db
NEW = {
    "username": "zhao",
    "name": "赵敏",
    "phone": "0434-123",
    "password": "Xin-ren.2026",
    "posts-TOTAL_FORMS": "1",
    "posts-INITIAL_FORMS": "0",
    "posts-0-organisation_code": "tax",
    "posts-0-roles": ["data_officer", "developer"],
}


def body(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == HTTPStatus.OK
    return answer.content.decode()


def test_people_are_found_by_name_post_place_and_state(enter: Enter) -> None:
    enter("data_officer", at="tax", username="wang", name="王海")
    client = enter("operator")
    text = body(client, "/people/?q=王")
    assert "云枢市税务局 部门数据专员" in text
    assert "共 1 条" in text
    assert "王海" in body(client, "/people/?role=data_officer&organisation=tax&state=active")
    assert "没有符合条件" in body(client, "/people/?role=leader")
    assert "没有符合条件" in body(client, "/people/?state=inactive")
    rows = client.get("/people/?sort=-username").context["table"].rows
    assert [row[1].value for row in rows] == ["wang", "lin"]


def test_data_officers_see_only_their_own_people(enter: Enter) -> None:
    enter("data_officer", at="tax", username="wang", name="王海")
    client = enter("data_officer", at="health")
    assert "王海" not in body(client, "/people/")
    assert "新增人员" not in body(client, "/people/")
    assert client.get("/people/wang/").status_code == HTTPStatus.NOT_FOUND
    assert "林清晨" in body(client, "/people/lin/")
    assert client.get("/people/lin/edit/").status_code == HTTPStatus.FORBIDDEN
    assert client.get("/people/?organisation=tax").status_code == HTTPStatus.OK  # filter ignored


@pytest.mark.parametrize("role", ["developer", "leader", "grid_worker"])
def test_others_see_no_people(enter: Enter, role: str) -> None:
    client = enter(role)
    for address in ("/people/", "/people/lin/", "/people/new/"):
        answer = client.get(address)
        assert answer.status_code == HTTPStatus.FORBIDDEN
        assert "您没有“" in answer.content.decode()


def test_a_person_is_added_changed_and_switched_off(enter: Enter) -> None:
    client = enter("operator")
    assert "新增人员" in body(client, "/people/new/")
    assert client.post("/people/new/", NEW)["Location"] == "/people/zhao/"
    known = accounts.find_person("zhao")
    assert known is not None
    assert known.posts[0].roles == {Role.DATA_OFFICER, Role.DEVELOPER}
    assert Person.objects.get(username="zhao").check_password("Xin-ren.2026")
    assert "应用开发人员" in body(client, "/people/zhao/")
    form = body(client, "/people/zhao/edit/")
    assert "初始密码" not in form
    more = NEW | {
        "name": "赵敏敏",
        "posts-TOTAL_FORMS": "2",
        "posts-INITIAL_FORMS": "1",
        "posts-0-DELETE": "on",
        "posts-1-organisation_code": "health",
        "posts-1-roles": "leader",
    }
    client.post("/people/zhao/edit/", more)
    known = accounts.find_person("zhao")
    assert known is not None
    assert [(post.organisation_code, set(post.roles)) for post in known.posts] == [
        ("health", {Role.LEADER})
    ]
    client.post("/people/zhao/switch/", {"to": "inactive"})
    assert not Person.objects.get(username="zhao").is_active
    assert "启用账号" in body(client, "/people/zhao/")
    client.post("/people/zhao/switch/", {"to": "active"})
    assert Person.objects.get(username="zhao").is_active


def test_another_row_of_posts_appears_without_javascript(enter: Enter) -> None:
    client = enter("operator")
    text = client.post("/people/new/", NEW | {"more": "1"}).content.decode()
    assert "posts-1-organisation_code" in text
    assert accounts.find_person("zhao") is None


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"username": "lin"}, "已被使用"),
        ({"username": "a b/c"}, "只能用文字、数字"),
        ({"password": "kurz"}, "密码不符合要求"),
        ({"posts-0-roles": ["auditor", "operator"]}, "审计员不得兼任"),
        ({"posts-0-roles": []}, "请至少勾选一个岗位"),
        ({"posts-0-organisation_code": ""}, "请选择单位"),
        ({"posts-0-organisation_code": "nowhere"}, "nowhere"),
        ({"posts-0-roles": ["system"]}, "system"),
        ({"name": "x" * 65}, "64"),
    ],
)
def test_wrong_input_is_said_on_the_form(
    enter: Enter, change: dict[str, object], says: str
) -> None:
    answer = enter("operator").post("/people/new/", NEW | change)
    assert answer.status_code == HTTPStatus.OK
    assert says in answer.content.decode()
    assert accounts.find_person("zhao") is None


def test_a_form_without_its_counters_is_refused(enter: Enter) -> None:
    assert enter("operator").post("/people/new/", {"more": "1"}).status_code == HTTPStatus.OK


def test_bureau_administrators_give_no_administration(enter: Enter) -> None:
    enter("operator", username="ops", name="运维")
    client = enter("bureau_administrator")
    assert 'value="operator"' not in body(client, "/people/new/").split("posts-0-roles", 1)[1]
    answer = client.post("/people/new/", NEW | {"posts-0-roles": ["operator"]})
    assert accounts.find_person("zhao") is None
    assert answer.status_code == HTTPStatus.OK
    assert "重置密码" not in body(client, "/people/ops/")
    again = {"password": "Xin-ren.2026", "again": "Xin-ren.2026"}
    answer = client.post("/people/ops/password/", again)
    assert "授予管理、运维和审计岗位" in answer.content.decode()
    assert Person.objects.get(username="ops").check_password(PASSWORD)


def test_a_password_is_reset_and_the_old_session_ends(enter: Enter) -> None:
    wang = enter("data_officer", at="tax", username="wang", name="王海")
    client = enter("operator")
    assert (
        "两次输入不一致"
        in client.post(
            "/people/wang/password/", {"password": "Xin-ren.2026", "again": "x"}
        ).content.decode()
    )
    weak = {"password": "aaaaaaaaaa", "again": "aaaaaaaaaa"}
    assert "密码不符合要求" in client.post("/people/wang/password/", weak).content.decode()
    good = {"password": "Xin-ren.2026", "again": "Xin-ren.2026"}
    assert client.post("/people/wang/password/", good)["Location"] == "/people/wang/"
    assert wang.get("/me/").status_code == HTTPStatus.FOUND


def test_a_lockout_is_shown_and_lifted(enter: Enter) -> None:
    enter("data_officer", at="tax", username="wang", name="王海")
    AccessAttempt.objects.create(
        username="wang", ip_address="10.0.0.1", failures_since_start=5, attempt_time=clock.now()
    )
    client = enter("operator")
    assert "登录已锁定" in body(client, "/people/wang/")
    client.post("/people/wang/unlock/")
    assert "登录已锁定" not in body(client, "/people/wang/")
    assert not AccessAttempt.objects.exists()


def test_nobody_switches_off_the_own_account(enter: Enter) -> None:
    client = enter("operator")
    answer = client.post("/people/lin/switch/", {"to": "inactive"})
    assert answer.status_code == HTTPStatus.CONFLICT
    assert "不能停用自己的账号" in answer.content.decode()


def test_unknown_people_are_said_to_be_unknown(enter: Enter, city: Actor) -> None:
    client = enter("operator")
    for address in ("/people/nobody/", "/people/nobody/edit/", "/people/nobody/password/"):
        assert client.get(address).status_code == HTTPStatus.NOT_FOUND
    assert client.post("/people/nobody/unlock/").status_code == HTTPStatus.NOT_FOUND
    with pytest.raises(UnknownPersonError):
        accounts.reset_password(city, username="nobody", password=PASSWORD)


def test_my_account_shows_posts_rights_and_sign_ins(enter: Enter) -> None:
    enter("data_officer", at="tax", username="wang", name="王海")
    client = Client()
    client.post("/accounts/login/", {"login": "wang", "password": PASSWORD})
    text = body(client, "/me/")
    assert "云枢市税务局" in text
    assert "编制目录" in text
    assert "登录" in text
    assert "127.0.0.1" in text
    assert "还没有岗位" in body(enter(username="nobody", name="无岗"), "/me/")
