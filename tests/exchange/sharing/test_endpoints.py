import datetime as dt

import pytest
from django.test import Client

from chengshu.base.accounts.contracts import Role
from chengshu.base.clock import api as clock
from tests.exchange.people import signed_in

pytestmark = pytest.mark.usefixtures("city")
API = "/api/v1/sharing"


@pytest.fixture
def applicant() -> Client:
    return signed_in("zhufang", "housing", Role.DEVELOPER)


@pytest.fixture
def provider() -> Client:
    return signed_in("minzheng", "civil", Role.DATA_OFFICER)


def asking(**changes: object) -> dict[str, object]:
    today = clock.today()
    return {
        "resource_code": "ca_subsidy",
        "application_code": "housing_app",
        "purpose": "保障房资格核对",
        "basis": "《社会救助暂行办法》",
        "items": ["full_name", "area_code"],
        "row_filter": {"op": "=", "column": "area_code", "value": "219901"},
        "valid_from": today.isoformat(),
        "valid_until": (today + dt.timedelta(days=30)).isoformat(),
        "daily_quota": 50,
        **changes,
    }


def post(client: Client, path: str, body: dict[str, object]) -> tuple[int, dict[str, object]]:
    answer = client.post(f"{API}{path}", body, content_type="application/json")
    return answer.status_code, answer.json()


def test_the_whole_way_by_json(applicant: Client, provider: Client) -> None:
    assert applicant.get(f"{API}/offers?share_type=2").json()["total"] == 1
    assert len(applicant.get(f"{API}/offers/ca_subsidy").json()["items"]) == 8
    status, request = post(applicant, "/requests", asking())
    assert (status, request["state"]) == (200, "pending")
    path = f"/requests/{request['id']}"
    assert applicant.get(f"{API}{path}").json()["asked"]["items"] == ["full_name", "area_code"]
    status, decided = post(provider, f"{path}/decide", {"approve": True, "items": ["area_code"]})
    assert (status, decided["state"]) == (200, "approved")
    assert [grant["items"] for grant in applicant.get(f"{API}/grants").json()] == [["area_code"]]
    changes = f"/grants/{decided['grant_number']}/changes"
    assert post(applicant, changes, {"change": "revoke", "reason": "x"})[0] == 403
    assert post(provider, changes, {"change": "suspend", "reason": "核查"})[1]["version"] == 2
    versions = provider.get(f"{API}/grants/{decided['grant_number']}").json()
    assert [version["state"] for version in versions] == ["suspended", "active"]


def test_a_pending_request_is_listed_and_withdrawn(applicant: Client) -> None:
    _status, request = post(applicant, "/requests", asking())
    assert len(applicant.get(f"{API}/requests?state=pending").json()) == 1
    assert post(applicant, f"/requests/{request['id']}/withdraw", {})[1]["state"] == "withdrawn"
    assert applicant.get(f"{API}/requests?state=pending").json() == []


@pytest.mark.parametrize(
    "value", ["\ud800", "a\x00b", float("nan"), {"deep": float("inf")}], ids=repr
)
def test_what_no_database_keeps_is_refused(applicant: Client, value: object) -> None:
    row_filter = {"op": "=", "column": "area_code", "value": value}
    status, problem = post(applicant, "/requests", asking(row_filter=row_filter))
    assert status in {400, 422}, problem
    status, problem = post(applicant, "/requests", asking(purpose=str(value)[:1] + "\ud800"))
    assert status == 422


def test_a_refusal_is_a_problem_document(applicant: Client) -> None:
    status, problem = post(applicant, "/requests", asking(resource_code="ca_secret"))
    assert (status, problem["type"]) == (403, "urn:chengshu:error:resource_withheld")
