import json
from dataclasses import asdict
from typing import Any

import pytest
from django.test import Client

from chengshu.base.accounts import api as accounts
from chengshu.base.accounts.contracts import Post, Role
from chengshu.base.accounts.models import Person
from chengshu.data.catalog import api as catalog
from chengshu.data.claims import api
from chengshu.data.claims.contracts import ClaimQuery, ClaimState, DisputeState
from tests.data.claims.city import (
    BUREAU,
    CIVIL,
    EXTENSION,
    HOLDING,
    LOCAL,
    NAME,
    POLICE,
    SEX,
    SYSTEM,
    bring,
    issue,
)

pytestmark = pytest.mark.usefixtures("city")
FORM = {
    "action": "claim",
    **{key: value for key, value in asdict(HOLDING).items() if value is not None},
}


def client_of(username: str, organisation: str, role: Role) -> Client:
    accounts.save_person(
        SYSTEM,
        username=username,
        name=username,
        password="Kx93-hwqz-71",
        posts=[Post(organisation, frozenset({role}))],
    )
    client = Client()
    client.force_login(
        Person.objects.get(username=username), "django.contrib.auth.backends.ModelBackend"
    )
    return client


@pytest.fixture
def bureau() -> Client:
    return client_of("guanli", "bureau", Role.BUREAU_ADMINISTRATOR)


@pytest.fixture
def police() -> Client:
    return client_of("gongan", "police", Role.DATA_OFFICER)


@pytest.fixture
def civil() -> Client:
    return client_of("minzheng", "civil", Role.DATA_OFFICER)


def text_of(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, response.content.decode()[:500]
    return b"".join(response).decode()


def send(client: Client, address: str, status: int = 302, **words: object) -> str:
    response = client.post(address, words)
    assert response.status_code == status, response.content.decode()[:2000]
    return response.headers.get("Location", "") or response.content.decode()


def test_claiming_leads_from_one_waiting_element_to_the_next(police: Client) -> None:
    first, second = issue()["police"], issue(SEX)["police"]
    page = text_of(police, f"/claims/lines/{first}/")
    assert "自然人在户籍或证件上登记的姓名" in page
    assert "提出异议" in page
    following = send(police, f"/claims/lines/{first}/", **FORM)
    assert following == f"/claims/lines/{second}/?after={first}"
    page = text_of(police, following)
    assert 'value="户籍系统"' in page  # taken over from the claim just made
    assert 'value="RK_JBXX"' in page
    assert api.get_claim(POLICE, first).state is ClaimState.CLAIMED


def test_a_form_says_what_is_wrong_beside_the_field(police: Client) -> None:
    line = issue()["police"]
    page = send(police, f"/claims/lines/{line}/", 422, **{**FORM, "table": "", "share_type": "3"})
    assert "这个字段是必填项" in page
    assert "3 不在可用的选项中" in page or "选择一个有效的选项" in page
    page = send(police, f"/claims/lines/{line}/", 422, **{**FORM, "share_condition": ""})
    assert "有条件共享必须写明共享条件" in page
    page = send(police, f"/claims/lines/{line}/", 422, action="decline")
    assert "这个字段是必填项" in page
    assert send(police, f"/claims/lines/{line}/", 422, action="submit").count("不能提交规范性审核")
    assert text_of(police, f"/claims/lines/{line}/?use=7&after=x")


def test_an_item_of_the_catalogue_fills_the_form(police: Client) -> None:
    first = issue()["police"]
    api.claim_element(POLICE, first, HOLDING)
    key = api.get_claim(POLICE, first).resource_key
    draft = catalog.get_draft(POLICE, key)
    api.decline_element(POLICE, first, reason="重来")
    catalog.draft_resource(POLICE, draft)
    page = text_of(police, f"/claims/lines/{first}/?use=0")
    assert "用它认领" in page
    assert f'value="{key}" selected' in page
    assert 'value="XM"' in page


def test_an_officer_sees_only_the_own_lines(police: Client, civil: Client) -> None:
    lines = issue()
    assert "民政局" not in text_of(police, "/claims/")
    text_of(police, f"/claims/lines/{lines['civil']}/", 403)
    send(police, f"/claims/lines/{lines['civil']}/", 403, **FORM)
    assert api.get_claim(CIVIL, lines["civil"]).state is ClaimState.ISSUED
    assert text_of(civil, f"/claims/lines/{lines['civil']}/")


def test_the_bureau_reviews_returns_and_lists(bureau: Client, police: Client) -> None:
    line = issue()["police"]
    send(police, f"/claims/lines/{line}/", **FORM)
    send(police, f"/claims/lines/{line}/", action="submit")
    page = text_of(bureau, f"/claims/lines/{line}/")
    assert "规范性检查" in page
    assert "字符型（50）" in page
    send(bureau, f"/claims/lines/{line}/", **{"action": "return", "back-reason": "补充覆盖范围"})
    assert "补充覆盖范围" in text_of(police, f"/claims/lines/{line}/")
    send(police, f"/claims/lines/{line}/", action="submit")
    send(bureau, f"/claims/lines/{line}/", action="approve")
    send(bureau, f"/claims/lines/{line}/", action="list")
    listed = text_of(police, "/claims/listed/")
    assert "公安局" in listed
    assert api.get_claim(POLICE, line).resource_key in listed


def test_a_dispute_is_shown_and_ruled(bureau: Client, police: Client, civil: Client) -> None:
    lines = issue()
    assert "“姓名”的争议" not in text_of(bureau, "/claims/disputes/")
    send(police, f"/claims/lines/{lines['police']}/", **FORM)
    send(civil, f"/claims/lines/{lines['civil']}/", **FORM)
    (dispute,) = api.list_disputes(BUREAU)
    address = f"/claims/disputes/{dispute.id}/"
    assert "等待数据局裁定" in text_of(civil, address)
    assert "裁定数源单位" not in text_of(civil, address)
    assert dispute.number in text_of(bureau, "/claims/disputes/?q=姓名&sort=-due_at")
    assert "必填" in send(bureau, address, 422, authority="civil")
    assert "没有收到这一要素" in send(bureau, address, 422, authority="", reason="x")
    send(bureau, address, authority="civil", reason="三定规定")
    assert "三定规定" in text_of(police, address)
    assert "重新裁定" in text_of(bureau, address)
    assert api.get_dispute(BUREAU, dispute.id).state is DisputeState.RULED


def test_an_objection_goes_to_the_bureau(bureau: Client, civil: Client) -> None:
    line = issue()["civil"]
    send(civil, f"/claims/lines/{line}/", **{"action": "object", "object-reason": "不归我管"})
    (dispute,) = api.list_disputes(BUREAU)
    page = text_of(bureau, f"/claims/disputes/{dispute.id}/")
    assert "不归我管" in page
    assert "采纳异议" in page


def test_elements_are_drawn_up_and_issued_by_form(bureau: Client, civil: Client) -> None:
    form = {**asdict(LOCAL), "level": "local"}
    form = {key: value for key, value in form.items() if value is not None}
    assert send(bureau, "/claims/templates/new/", **form) == "/claims/templates/DF-001/"
    changed = {**form, "definition": "改写后的定义"}
    send(bureau, "/claims/templates/DF-001/edit/", **changed)
    assert "改写后的定义" in text_of(civil, "/claims/templates/DF-001/")
    assert "重名" in send(bureau, "/claims/templates/new/", 422, **{**form, "code": "DF-002"})
    extension = {**form, **{key: v for key, v in asdict(EXTENSION).items() if v}}
    assert "只能" in send(
        civil, "/claims/templates/new/", 422, **{**extension, "organisation_code": ""}
    )
    send(civil, "/claims/templates/new/", **extension)
    page = text_of(bureau, "/claims/issue/?duty_line=基层治理&all_codes=1&all_departments=1")
    assert page.count("checked") >= 6
    answer = {"codes": ["DF-001"], "departments": ["civil", "police"], "days": 5}
    assert send(bureau, "/claims/issue/", **answer) == "/claims/progress/"
    assert api.list_claims(BUREAU, ClaimQuery(template="DF-001")).total == 2
    assert "必填" in send(bureau, "/claims/issue/", 422, days=5)
    text_of(civil, "/claims/issue/", 403)
    text_of(bureau, "/claims/templates/NO-1/", 404)


def test_an_element_is_retired_by_form(bureau: Client, civil: Client) -> None:
    api.save_template(BUREAU, LOCAL)
    page, act = "/claims/templates/DF-001/", "/claims/templates/DF-001/retire/"
    assert "停用此要素" in text_of(bureau, page)
    assert "停用此要素" not in text_of(civil, page)
    assert "停用此要素" not in text_of(bureau, f"/claims/templates/{NAME}/")
    send(civil, act, 403, **{"retire-reason": "不用了"})
    assert send(bureau, act, **{"retire-reason": " "}) == page
    assert "必须写明原因" in text_of(bureau, page)
    assert send(bureau, act, **{"retire-reason": "与新要素重复"}) == page
    told = text_of(bureau, page)
    assert "与新要素重复" in told
    assert "停用此要素" not in told
    assert "DF-001" not in text_of(bureau, "/claims/issue/")
    assert "DF-001" in text_of(bureau, "/claims/templates/?standing=retired")


def test_every_number_of_the_board_opens_its_list(bureau: Client, civil: Client) -> None:
    assert "还没有下发要素" in text_of(bureau, "/claims/progress/")
    lines = issue()
    bring(lines["police"], POLICE, "listed")
    page = text_of(bureau, "/claims/progress/?sort=-rate")
    address = "/claims/?department=police&amp;stage=listed"
    assert address in page
    assert "共 1 条" in text_of(bureau, address.replace("&amp;", "&"))
    seen = text_of(civil, "/claims/progress/")
    assert "department=civil" in seen
    assert "department=police" not in seen
    table = text_of(bureau, "/claims/progress/?export=csv")
    assert table.splitlines()[0].lstrip("\ufeff").startswith("单位,下发,已认领,认领率")


@pytest.mark.parametrize(
    "address",
    ["/claims/", "/claims/templates/", "/claims/disputes/", "/claims/listed/", "/claims/progress/"],
)
def test_lists_filter_sort_page_and_export(bureau: Client, address: str) -> None:
    lines = issue()
    bring(lines["police"], POLICE, "listed")
    api.claim_element(CIVIL, lines["civil"], HOLDING)
    words = "?q=姓名&sort=-name&page=9&state=issued&stage=waiting&level=national&duty_line=x"
    text_of(bureau, address + words)
    assert text_of(bureau, f"{address}?export=csv")
    assert text_of(bureau, f"{address}?q=没有这样的要素")


def test_cards_of_the_start_page_lead_to_the_work(bureau: Client, police: Client) -> None:
    lines = issue()
    assert "1 项数据要素待认领" in text_of(police, "/")
    send(police, f"/claims/lines/{lines['police']}/", **FORM)
    api.claim_element(CIVIL, lines["civil"], HOLDING)
    assert "裁定“姓名”的数源单位" in text_of(bureau, "/")
    api.decline_element(CIVIL, lines["civil"], reason="撤回")
    send(police, f"/claims/lines/{lines['police']}/", action="submit")
    page = text_of(bureau, "/")
    assert "1 项数据要素待审核" in page
    assert "/claims/?state=format_review" in page
    api.return_claim(BUREAU, lines["police"], reason="补充")
    assert "修改“姓名”的认领内容" in text_of(police, "/")


def test_pages_are_in_english_too(bureau: Client) -> None:
    lines = issue()
    api.claim_element(POLICE, lines["police"], HOLDING)
    api.claim_element(CIVIL, lines["civil"], HOLDING)
    bureau.cookies["django_language"] = "en"
    assert "Claim progress" in text_of(bureau, "/claims/progress/")
    assert "What the parties say" in text_of(
        bureau, f"/claims/disputes/{api.list_disputes(BUREAU)[0].id}/"
    )


def call(client: Client, path: str, status: int = 200, **body: object) -> Any:  # noqa: ANN401 - JSON of any shape
    """Ask the API; a body, or a step's path, makes it a POST."""
    address = f"/api/v1/claims/{path}"
    is_step = path.endswith(("submit", "approve", "list"))
    response = (
        client.post(address, json.dumps(body), content_type="application/json")
        if body or is_step
        else client.get(address)
    )
    assert response.status_code == status, response.content.decode()
    return response.json()


def test_the_api_claims_reviews_and_lists(bureau: Client, police: Client) -> None:
    issued = call(bureau, "issues", codes=[NAME], departments=["police"], days=5)
    assert issued == {"issued": 1, "unchanged": 0, "skipped": 0}
    page = call(police, "lines?stage=waiting")
    assert page["total"] == 1
    line = page["rows"][0]["id"]
    body = {key: value for key, value in FORM.items() if key != "action"}
    assert call(police, f"lines/{line}/claim", **body)["role"] == "authority"
    call(police, f"lines/{line}/claim", 422, **{**body, "share_type": "9"})
    assert call(police, f"lines/{line}")["actions"] == ["claim", "decline", "submit"]
    assert call(police, f"lines/{line}/submit")["state"] == "format_review"
    assert call(bureau, f"lines/{line}/approve")["state"] == "approved"
    assert call(bureau, f"lines/{line}/list")["state"] == "listed"
    assert call(police, "listed")[0]["authority_code"] == "police"
    assert call(bureau, f"lines/{line}/return", reason="更新")["state"] == "returned"


def test_the_api_declines_objects_and_rules(bureau: Client, civil: Client) -> None:
    lines = issue()
    call(civil, f"lines/{lines['police']}", 403)
    call(civil, f"lines/{lines['police']}/decline", 403, reason="x")
    objected = call(civil, f"lines/{lines['civil']}/object", reason="不归我管")
    assert objected["state"] == "disputed"
    (dispute,) = call(bureau, "disputes?state=open")
    ruled = call(bureau, f"disputes/{dispute['id']}/rule", authority="", reason="属实")
    assert ruled["state"] == "ruled"
    assert call(civil, f"disputes/{dispute['id']}")["ruling"] == "属实"
    assert call(bureau, f"templates/{NAME}")["name_zh"] == "姓名"
    assert call(bureau, "templates?q=GJ-RK-002")["total"] == 1
    assert call(bureau, "templates", **asdict(LOCAL))["code"] == "DF-001"
    assert len(call(bureau, "progress")) == 3
