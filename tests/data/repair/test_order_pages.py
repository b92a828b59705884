"""Pages and JSON of repair, as people and programs meet them."""

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from chengshu.base.accounts import api as accounts
from chengshu.base.accounts.contracts import Post, Role
from tests.data.repair.shops import SYSTEM, draft_shops, judge, only_order

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"


def sign_in(role: Role, organisation: str = "police") -> Client:
    username = f"{role.value}.{organisation}"
    post = Post(organisation, frozenset({role}))
    accounts.save_person(
        SYSTEM, username=username, name="张三", password="Mao-Tai-1949!", posts=[post]
    )
    client = Client()
    client.force_login(get_user_model().objects.get(username=username), BACKEND)
    return client


@pytest.fixture
def number() -> str:
    key = draft_shops()
    judge(key, ("a", "甲", 1), ("=cmd()", "乙", 10), ("c", "丙", 11))
    return only_order(key).number


def test_a_provider_answers_and_the_bureau_closes(number: str) -> None:
    officer, bureau = sign_in(Role.DATA_OFFICER), sign_in(Role.BUREAU_ADMINISTRATOR)
    address = f"/repair/orders/{number}/"
    assert number in officer.get("/repair/orders/", {"state": "open"}).content.decode()
    page = officer.get(address).content.decode()
    assert "提交答复" in page
    assert "“数量”应在 不限 至 9 之间" in page
    assert "提交答复" not in bureau.get(address).content.decode()
    assert bureau.post(f"{address}close/").status_code == 409
    assert officer.post(address, {"answer": "已更正"}).status_code == 302
    assert "确认办结" in bureau.get(address).content.decode()
    assert bureau.post(f"{address}close/").status_code == 302
    assert "已办结" in officer.get(address).content.decode()
    assert "工单已办结，不能再答复" in officer.post(address, {"answer": "再"}).content.decode() or (
        officer.post(address, {"answer": "再"}).status_code == 200
    )


def test_the_list_filters_sorts_and_exports(number: str) -> None:
    bureau = sign_in(Role.BUREAU_ADMINISTRATOR)
    assert number not in bureau.get("/repair/orders/", {"late": "1"}).content.decode()
    asked = {"sort": "-rows", "q": number, "organisation": "police"}
    assert number in bureau.get("/repair/orders/", asked).content.decode()
    export = bureau.get("/repair/orders/", {"export": "csv"})
    assert number in b"".join(export).decode("utf-8-sig")


def test_orders_wait_on_the_start_page_of_who_has_to_act(number: str) -> None:
    officer, bureau = sign_in(Role.DATA_OFFICER), sign_in(Role.BUREAU_ADMINISTRATOR)
    assert number in officer.get("/").content.decode()
    assert number not in bureau.get("/").content.decode()
    officer.post(f"/repair/orders/{number}/", {"answer": "已更正"})
    assert number in bureau.get("/").content.decode()


def test_strangers_see_nothing(number: str) -> None:
    assert sign_in(Role.DEVELOPER).get(f"/repair/orders/{number}/").status_code == 403
    assert Client().get("/repair/orders/").status_code == 302


def test_old_addresses_lead_to_the_new_ones(number: str) -> None:
    old = sign_in(Role.DATA_OFFICER).get(f"/quality/orders/{number}/")
    assert (old.status_code, old["Location"]) == (302, f"/repair/orders/{number}/")


def test_programs_read_answer_and_close(number: str) -> None:
    officer, bureau = sign_in(Role.DATA_OFFICER), sign_in(Role.BUREAU_ADMINISTRATOR)
    address = f"/api/v1/repair/orders/{number}"
    assert bureau.get(address).json()["open_rows"] == 2
    assert bureau.get(f"{address}/rows", {"limit": 1}).json()["total"] == 2
    assert bureau.get("/api/v1/repair/orders", {"text": number}).json()["total"] == 1
    answer = officer.post(f"{address}/answer", {"answer": "好"}, content_type="application/json")
    assert answer.json()["state"] == "answered"
    assert bureau.post(f"{address}/close").json()["state"] == "closed"
    kinds = [step["kind"] for step in bureau.get(f"{address}/steps").json()]
    assert kinds == ["opened", "answered", "closed"]
