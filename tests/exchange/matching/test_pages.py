import json

import pytest
from django.test import Client

from chengshu.base.accounts.contracts import Role
from chengshu.base.clock import api as clock
from chengshu.exchange.matching import api
from chengshu.exchange.matching.contracts import DemandState
from tests.exchange.matching.city import BUREAU, HOUSING, a_demand, grant_subsidies, walk
from tests.exchange.people import signed_in

pytestmark = pytest.mark.usefixtures("city")


@pytest.fixture
def bureau() -> Client:
    return signed_in("guanli", "bureau", Role.BUREAU_ADMINISTRATOR)


@pytest.fixture
def housing() -> Client:
    return signed_in("zhujian", "housing", Role.DATA_OFFICER)


@pytest.fixture
def civil() -> Client:
    return signed_in("minzheng", "civil", Role.DATA_OFFICER)


def text_of(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, response.content.decode()[:500]
    return b"".join(response).decode()


def send(client: Client, address: str, status: int = 302, **words: object) -> str:
    response = client.post(address, words)
    assert response.status_code == status, response.content.decode()[:2000]
    return response.headers.get("Location", "") or response.content.decode()


def asked() -> dict[str, object]:
    words = {**vars(a_demand()), "urgency": "normal"}
    return words | {"wanted_on": words["wanted_on"].isoformat()}


def test_a_demand_is_asked_matched_and_confirmed_by_form(
    bureau: Client, housing: Client, civil: Client
) -> None:
    assert "还没有数据需求" in text_of(housing, "/matching/")
    assert "必填" in send(housing, "/matching/new/", 422, **{**asked(), "items": ""})
    early = {**asked(), "wanted_on": "2020-01-01"}
    assert "不能早于今天" in send(housing, "/matching/new/", 422, **early)
    address = send(housing, "/matching/new/", **asked())
    assert "公租房资格核对" in text_of(bureau, address)
    assert "低保家庭认定结果" in text_of(bureau, "/")  # a card with its clock
    text_of(civil, address, 403)
    send(bureau, address, action="analyse")
    assert "请选择目录" in send(bureau, address, 422, action="match")
    send(bureau, address, action="match", resource_key="ca_subsidy")
    assert "低保家庭认定结果" in text_of(civil, "/")
    promise = {"promise": "完整", "owner": "何素梅", "due_on": clock.today().isoformat()}
    send(civil, address, action="confirm", **promise)
    assert "何素梅" in text_of(civil, "/matching/duties/?q=何素梅&sort=-due_on")
    assert "尚未" not in text_of(bureau, "/matching/duties/?export=csv")
    assert "还没有" in send(civil, address, 422, action="deliver", resource_key="ca_subsidy")
    assert api.list_demands(BUREAU).rows[0].state is DemandState.CONFIRMED


def test_a_demand_is_revised_and_withdrawn_by_form(
    bureau: Client, housing: Client, civil: Client
) -> None:
    address = send(housing, "/matching/new/", **asked())
    assert f"{address}revise/" in text_of(housing, address)
    assert "身份证号、姓名、行政区划" in text_of(housing, f"{address}revise/")
    assert "必填" in send(housing, f"{address}revise/", 422, **{**asked(), "items": ""})
    send(housing, f"{address}revise/", **{**asked(), "items": "仅姓名"})
    assert "所需数据项原为" in text_of(bureau, address)
    for stranger, status in ((bureau, 302), (civil, 403)):
        send(stranger, f"{address}revise/", status, **{**asked(), "items": "别的"})
    assert "必须写明" in send(housing, address, 422, action="withdraw")
    send(housing, address, action="withdraw", reason="不再需要")
    assert "不再需要" in text_of(housing, address)
    assert api.list_demands(BUREAU).rows[0].state is DemandState.WITHDRAWN


def test_the_board_shows_measures_filters_and_exports(bureau: Client) -> None:
    demand = api.submit_demand(HOUSING, a_demand()).id
    walk(demand, "analyse", "match", "confirm")
    grant_subsidies()
    walk(demand, "deliver")
    page = text_of(bureau, "/matching/?q=低保&state=delivered&sort=-due_at")
    assert "100.0%" in page
    assert "低保家庭认定结果" in page
    assert "低保家庭认定结果" not in text_of(bureau, "/matching/?late=1")
    assert "需求编号" in text_of(bureau, "/matching/?export=csv")
    bureau.cookies["django_language"] = "en"
    assert "Demands met" in text_of(bureau, "/matching/")
    assert "What is needed" in text_of(bureau, f"/matching/demands/{demand}/")


def test_the_api_walks_the_same_way(bureau: Client, housing: Client) -> None:
    def call(client: Client, path: str, status: int = 200, body: object = None) -> object:
        address = f"/api/v1/matching/{path}"
        response = (
            client.post(address, json.dumps(body), content_type="application/json")
            if body
            else client.get(address)
        )
        assert response.status_code == status, response.content.decode()
        return response.json()

    made = call(housing, "demands", body=asked())
    assert isinstance(made, dict)
    path = f"demands/{made['id']}"
    call(housing, f"{path}/steps", 403, {"action": "analyse"})
    call(housing, f"{path}/steps", 422, {"action": "revise"})
    call(housing, f"{path}/steps", body={"action": "revise", "asked": {**asked(), "mode": "1"}})
    stepped = call(bureau, f"{path}/steps", body={"action": "analyse"})
    assert stepped == call(bureau, path)
    call(bureau, f"{path}/steps", 409, {"action": "analyse"})
    call(housing, f"{path}/steps", 409, {"action": "revise", "asked": asked()})
    events = call(housing, f"{path}/events")
    assert isinstance(events, list)
    assert [event["action"] for event in events] == ["analyse", "revise", None]
    assert call(housing, "duties") == []
    page = call(housing, "demands?q=低保&is_open=true")
    assert isinstance(page, dict)
    assert page["total"] == 1
    measures = call(bureau, "measures")
    assert isinstance(measures, dict)
    assert measures["submitted"] == 1
