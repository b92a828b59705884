"""Pages and JSON of data elements, as people meet them."""

import json
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from chengshu.base.accounts import api as accounts
from chengshu.base.accounts.contracts import Actor, Post, Role, system_actor
from chengshu.base.accounts.models import Person
from chengshu.data.elements import api
from chengshu.data.elements.contracts import ElementDraft
from chengshu.data.elements.models import DataElementRow

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]

SYSTEM = system_actor("tests")
BACKEND = "django.contrib.auth.backends.ModelBackend"
FORM = {
    "organisation_code": "market",
    "domain": "general",
    "name_zh": "抽检批次号",
    "definition": "一次抽检的编号",
    "aliases": "批次编号，SAMPLE_BATCH",
    "data_type": "C",
    "length": "20",
    "grade": "1",
}


@pytest.fixture
def sign_in() -> Callable[[str, Role], Client]:
    def enter(organisation: str, role: Role) -> Client:
        name = f"{organisation}-{role}"
        posts = [Post(organisation, frozenset({role}))]
        accounts.save_person(
            SYSTEM, username=name, name="林清晨", password="Qing-chen-2026", posts=posts
        )
        client = Client()
        client.force_login(Person.objects.get(username=name), backend=BACKEND)
        return client

    return enter


@pytest.fixture
def market(sign_in: Callable[[str, Role], Client]) -> Client:
    return sign_in("market", Role.DATA_OFFICER)


@pytest.fixture
def health(sign_in: Callable[[str, Role], Client]) -> Client:
    return sign_in("health", Role.DATA_OFFICER)


@pytest.fixture
def administrator(sign_in: Callable[[str, Role], Client]) -> Client:
    return sign_in("bureau", Role.BUREAU_ADMINISTRATOR)


def text_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, response.content.decode()[:500]
    return b"".join(response).decode()


def test_the_list_is_searched_filtered_and_exported(market: Client) -> None:
    address = reverse("elements:list")
    assert "公民身份号码" in text_of(market, f"{address}?q=gmsfhm")
    narrowed = text_of(market, f"{address}?domain=population&grade=4&personal=any")
    assert "指纹" in narrowed
    assert "公民身份号码" not in narrowed
    exported = text_of(market, f"{address}?domain=population&export=csv")
    assert exported.splitlines()[0].lstrip("\ufeff").startswith("名称,英文名称,编号,领域")
    assert "citizen_id" in exported
    assert "没有符合条件的记录" in text_of(market, f"{address}?q=不会有的名字")


def test_an_element_shows_its_names_by_writing(market: Client) -> None:
    page = text_of(market, reverse("elements:element", args=["citizen_id"]))
    for word in ("身份证号码", "id_card", "gmsfhm", "三级", "GB 11643-1999", "全拼"):
        assert word in page
    assert "维护别名" not in page  # names of elements of the state are the bureau's


def test_an_english_reader_meets_english_words(market: Client) -> None:
    market.cookies["django_language"] = "en"
    page = text_of(market, reverse("elements:element", args=["citizen_id"]))
    for word in ("Population", "Grade 3", "Identity", "Initials", "Grade and protection"):
        assert word in page


def test_an_officer_adds_changes_and_ends_an_extension(market: Client, health: Client) -> None:
    response = market.post(reverse("elements:new"), FORM)
    address = reverse("elements:element", args=["market-0001"])
    assert response.headers["Location"] == address
    edit = reverse("elements:edit", args=["market-0001"])
    assert "sample_batch，" in text_of(market, edit).replace("批次编号", "sample_batch")
    market.post(edit, {**FORM, "definition": "改过的定义"})
    assert "改过的定义" in text_of(market, address)
    assert health.post(edit, {**FORM, "definition": "别人的"}).status_code == 422
    assert health.post(reverse("elements:end", args=["market-0001"])).status_code == 302
    assert not api.get_element(SYSTEM, "market-0001").is_ended
    market.post(reverse("elements:end", args=["market-0001"]))
    assert "已停用" in text_of(market, address)
    market.post(reverse("elements:end", args=["market-0001"]), {"undo": "1"})
    assert not api.get_element(SYSTEM, "market-0001").is_ended


def test_a_refusal_stands_on_the_form(market: Client) -> None:
    taken = {**FORM, "domain": "population", "name_zh": "性别"}
    response = market.post(reverse("elements:new"), taken)
    assert response.status_code == 422
    assert "同一领域已有数据元“性别”" in response.content.decode()


def test_the_bureau_edits_names_of_the_city(administrator: Client) -> None:
    address = reverse("elements:aliases", args=["sex"])
    assert administrator.post(address, {"names": "男女，nnbj\n雌雄"}).status_code == 302
    page = text_of(administrator, reverse("elements:element", args=["sex"]))
    assert "男女，nnbj，雌雄" in page
    refused = administrator.post(address, {"names": "长" * 61})
    assert refused.status_code == 422
    assert "每个不超过 60 字" in refused.content.decode()


def test_a_habit_is_taught_removed_and_restored(market: Client, officer: Actor) -> None:
    page = reverse("elements:element", args=["sex"])
    words = {"organisation_code": "market", "column": "XB_MC", "comment": "男女"}
    market.post(reverse("elements:teach", args=["sex"]), words)
    assert "xbmc" in text_of(market, page)
    (info,) = api.list_learned(officer, "sex")
    forget = reverse("elements:forget", args=["sex", info.key])
    market.post(forget)
    assert "已移除 1 个" in text_of(market, page)
    market.post(forget, {"undo": "1"})
    assert "已移除 1 个" not in text_of(market, page)
    foreign = {**words, "organisation_code": "health"}
    assert market.post(reverse("elements:teach", args=["sex"]), foreign).status_code == 422


def test_the_json_api_searches_adds_and_teaches(market: Client, health: Client) -> None:
    found = market.get("/api/v1/elements/?q=gmsfhm").json()
    assert found["rows"][0]["code"] == "citizen_id"
    words = market.get("/api/v1/elements/vocabulary").json()
    assert words["domains"]["population"]["name_zh"] == "人口"
    body = json.dumps({**FORM, "length": 20, "grade": 1, "aliases": ["批次编号"]})
    made = market.post("/api/v1/elements/", body, content_type="application/json")
    assert (made.status_code, made.json()["code"]) == (200, "market-0001")
    refused = health.put("/api/v1/elements/market-0001", body, content_type="application/json")
    assert refused.status_code == 403
    habit = json.dumps({"organisation_code": "market", "column": "CJPC"})
    address = "/api/v1/elements/market-0001/habits"
    learned = market.post(address, habit, content_type="application/json").json()
    assert learned["alias"]["column"] == "cjpc"
    assert len(market.get(address).json()) == 1
    assert health.delete(f"{address}/{learned['key']}").status_code == 403
    assert market.delete(f"{address}/{learned['key']}").json()["is_forgotten"]
    for way in ("end", "reopen"):
        answer = market.post(f"/api/v1/elements/market-0001/{way}").json()
        assert answer["is_ended"] is (way == "end")
    names = market.put(
        "/api/v1/elements/market-0001/aliases", '["抽检编号"]', content_type="application/json"
    )
    assert "抽检编号" in names.json()["aliases"]
    assert market.get("/api/v1/elements/nothing").status_code == 404


def test_the_bureau_loads_the_pack(administrator: Client, market: Client) -> None:
    DataElementRow.objects.filter(code="sex").delete()
    response = administrator.post(reverse("elements:load"), follow=True)
    assert "变动 1 个" in response.content.decode()
    assert market.post(reverse("elements:load")).status_code == 403


def test_what_is_no_personal_data_can_be_listed(market: Client) -> None:
    api.save_element(SYSTEM, ElementDraft("云枢通编号", "contact", "C", "市民卡的编号"))
    page = text_of(market, f"{reverse('elements:list')}?personal=no&level=local")
    assert "云枢通编号" in page
    assert "姓名" not in page.split("<tbody")[1]
