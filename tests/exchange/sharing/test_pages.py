import datetime as dt

import pytest
from django.test import Client

from chengshu.base.accounts.contracts import Role
from chengshu.base.clock import api as clock
from chengshu.exchange.sharing import api
from chengshu.exchange.sharing.contracts import RequestState
from tests.exchange.city import SYSTEM
from tests.exchange.people import signed_in

pytestmark = pytest.mark.usefixtures("city")


@pytest.fixture
def applicant() -> Client:
    return signed_in("zhufang", "housing", Role.DEVELOPER)


@pytest.fixture
def provider() -> Client:
    return signed_in("minzheng", "civil", Role.DATA_OFFICER)


def asking(**changes: object) -> dict[str, object]:
    today = clock.today()
    return {
        "application_code": "housing_app",
        "purpose": "保障房资格核对",
        "basis": "《社会救助暂行办法》",
        "items": ["full_name", "area_code", "amount"],
        "unmasked_items": ["full_name"],
        "justification": "需核对姓名",
        "row1_item": "area_code",
        "row1_op": "in",
        "row1_value": "219901, 219902",
        "row2_item": "amount",
        "row2_op": ">",
        "row2_value": "0",
        "row3_item": "",
        "valid_from": today.isoformat(),
        "valid_until": (today + dt.timedelta(days=30)).isoformat(),
        "daily_quota": "50",
        **changes,
    }


def test_offers_are_listed_searched_and_exported(applicant: Client) -> None:
    page = applicant.get("/sharing/").content.decode()
    assert "困难群众补助" in page
    assert "街道名录" in page
    narrowed = applicant.get("/sharing/?share_type=1").content.decode()
    assert "街道名录" in narrowed
    assert "困难群众补助" not in narrowed
    assert applicant.get("/sharing/?export=csv").status_code == 200


def test_the_form_shows_items_masks_and_what_is_withheld(applicant: Client) -> None:
    page = applicant.get("/sharing/resources/ca_subsidy/ask/").content.decode()
    assert "默认脱敏" in page
    assert 'value="remark"' not in page.split("<tbody>")[1].split("</tbody>")[0]
    assert "10 个工作日" in page


def test_a_withheld_resource_shows_its_clause_and_no_form(applicant: Client) -> None:
    page = applicant.get("/sharing/resources/ca_secret/ask/").content.decode()
    assert "保守国家秘密法" in page
    assert "提交申请" not in page


def test_without_an_application_the_page_says_to_register(provider: Client) -> None:
    page = provider.get("/sharing/resources/ca_subsidy/ask/").content.decode()
    assert "请先在“我的应用”中登记" in page


def test_the_request_is_read_as_it_was_built(applicant: Client) -> None:
    answer = applicant.post("/sharing/resources/ca_subsidy/ask/", asking())
    (request,) = api.list_requests(SYSTEM)
    assert answer["Location"] == f"/sharing/requests/{request.id}/"
    assert request.asked.row_filter == {
        "op": "and",
        "args": [
            {"op": "in", "column": "area_code", "values": ["219901", "219902"]},
            {"op": ">", "column": "amount", "value": "0"},
        ],
    }
    mine = applicant.get(answer["Location"]).content.decode()
    assert "撤回申请" in mine
    assert "同意共享" not in mine


def test_the_provider_decides_item_by_item(applicant: Client, provider: Client) -> None:
    url = applicant.post("/sharing/resources/ca_subsidy/ask/", asking())["Location"]
    page = provider.get(url).content.decode()
    assert "同意共享" in page
    assert "行政区划代码 属于 219901、219902 且 补助金额 大于 0" in page
    unfounded = provider.post(url, {"verdict": "refuse", "reason": ""})
    assert unfounded.status_code == 422
    assert "不同意共享须写明理由" in unfounded.content.decode()
    decision = {"verdict": "approve", "items": ["full_name", "area_code"], "reason": "最小必要"}
    assert provider.post(url, decision).status_code == 302
    (grant,) = api.list_grants(SYSTEM)
    assert (grant.items, grant.unmasked_items) == (("full_name", "area_code"), ())
    assert "已同意" in applicant.get("/sharing/requests/").content.decode()


def test_the_provider_changes_the_grant(applicant: Client, provider: Client) -> None:
    url = applicant.post("/sharing/resources/ca_subsidy/ask/", asking())["Location"]
    provider.post(url, {"verdict": "approve", "items": ["area_code"]})
    (grant,) = api.list_grants(SYSTEM)
    url = f"/sharing/grants/{grant.number}/"
    assert "变更授权" not in applicant.get(url).content.decode()
    assert "变更授权" in provider.get(url).content.decode()
    assert provider.post(url, {"change": "revoke", "reason": ""}).status_code == 422
    assert provider.post(url, {"change": "suspend", "reason": "核查"}).status_code == 302
    assert "恢复授权" in provider.get(url).content.decode()
    assert provider.post(url, {"change": "resume", "reason": ""}).status_code == 302
    assert provider.post(url, {"change": "revoke", "reason": "结束"}).status_code == 302
    assert "已撤销" in provider.get("/sharing/grants/?state=grant_revoked").content.decode()
    assert applicant.post(url, {"change": "resume", "reason": ""}).status_code == 422


def test_what_was_typed_comes_back_with_the_reason(applicant: Client) -> None:
    answer = applicant.post("/sharing/resources/ca_subsidy/ask/", asking(justification=""))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "申请明文须说明必要性" in page
    assert "保障房资格核对" in page


def test_withdrawing_is_for_the_applicant(applicant: Client, provider: Client) -> None:
    applicant.post("/sharing/resources/ca_subsidy/ask/", asking())
    (request,) = api.list_requests(SYSTEM)
    url = f"/sharing/requests/{request.id}/withdraw/"
    assert provider.post(url).status_code == 403
    assert applicant.get(url).status_code == 405
    assert applicant.post(url).status_code == 302
    assert api.list_requests(SYSTEM)[0].state is RequestState.WITHDRAWN


def test_a_stranger_sees_a_refusal(applicant: Client) -> None:
    applicant.post("/sharing/resources/ca_subsidy/ask/", asking())
    (request,) = api.list_requests(SYSTEM)
    citizen = signed_in("shimin", "housing", Role.CITIZEN)
    assert citizen.get(f"/sharing/requests/{request.id}/").status_code == 403
    assert Client().get("/sharing/").status_code == 302


def test_filters_of_every_kind_are_said_in_words(applicant: Client) -> None:
    rows = {"row2_item": "amount", "row2_op": "is_null", "row2_value": ""}
    applicant.post("/sharing/resources/ca_subsidy/ask/", asking(**rows))
    (request,) = api.list_requests(SYSTEM)
    page = applicant.get(f"/sharing/requests/{request.id}/").content.decode()
    assert "补助金额 为空" in page
