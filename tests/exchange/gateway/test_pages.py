import pytest
from django.test import Client as Browser

from chengshu.base.accounts.contracts import Role
from chengshu.base.jobs import api as jobs
from chengshu.exchange.gateway import api
from chengshu.exchange.gateway.contracts import Receipt
from chengshu.exchange.gateway.jobs import run_forget_nonces
from chengshu.exchange.gateway.models import ApplicationKey, Call, GrantDay, UsedNonce
from chengshu.exchange.sharing.contracts import GrantInfo
from tests.exchange.city import SYSTEM
from tests.exchange.gateway.subsidies import Client, code
from tests.exchange.people import signed_in

LIST = f"{api.PREFIX}/resources"


@pytest.fixture
def developer(city: None) -> Browser:
    return signed_in("zhufang", "housing", Role.DEVELOPER)


def test_an_application_is_registered_and_its_secret_shown_once(developer: Browser) -> None:
    page = developer.get("/calls/applications/new/").content.decode()
    assert "住房保障局" in page
    assert "民政局" not in page
    form = {"code": "rent_app", "name": "公租房系统", "organisation_code": "housing"}
    answer = developer.post("/calls/applications/new/", form).content.decode()
    key = ApplicationKey.objects.get(application_code="rent_app")
    assert key.key_id in answer
    secret = answer.split("<dt>密钥</dt><dd><code>")[1].split("<")[0]
    assert len(secret) == 43
    page = developer.get("/calls/applications/rent_app/").content.decode()
    assert key.key_id in page
    assert secret not in page
    assert "rent_app" in developer.get("/calls/applications/?q=RENT").content.decode()
    assert "rent_app" not in developer.get("/calls/applications/?q=none").content.decode()


def test_a_code_that_is_taken_or_misshapen_is_refused(developer: Browser) -> None:
    form = {"code": "Bad Code", "name": "x", "organisation_code": "housing"}
    assert "小写字母开头" in developer.post("/calls/applications/new/", form).content.decode()
    officer = signed_in("minzheng", "civil", Role.DATA_OFFICER)
    form = {"code": "housing_app", "name": "抢注", "organisation_code": "civil"}
    assert "已被其他单位使用" in officer.post("/calls/applications/new/", form).content.decode()


def test_keys_are_made_rotated_and_disabled(developer: Browser) -> None:
    developer.post("/calls/applications/housing_app/keys/")
    (first,) = api.list_keys(SYSTEM, "housing_app")
    assert developer.get(f"/calls/keys/{first.key_id}/rotate/").status_code == 405
    assert "只显示这一次" in developer.post(f"/calls/keys/{first.key_id}/rotate/").content.decode()
    assert developer.post(f"/calls/keys/{first.key_id}/rotate/").status_code == 401
    second, old = api.list_keys(SYSTEM, "housing_app")
    assert old.valid_until is not None
    assert "即将失效" in developer.get("/calls/applications/housing_app/").content.decode()
    assert developer.post(f"/calls/keys/{second.key_id}/disable/").status_code == 302
    assert not api.list_keys(SYSTEM, "housing_app")[0].active
    assert developer.post("/calls/keys/none/disable/").status_code == 404
    stranger = signed_in("shuiwu", "civil", Role.DEVELOPER)
    assert stranger.post(f"/calls/keys/{second.key_id}/disable/").status_code == 403


def test_an_application_is_switched_off_and_on(developer: Browser, key: object) -> None:
    url = "/calls/applications/housing_app/switch/"
    developer.post(url, {"active": "0"})
    assert "启用应用" in developer.get("/calls/applications/housing_app/").content.decode()
    developer.post(url, {"active": "1"})
    assert "停用应用" in developer.get("/calls/applications/housing_app/").content.decode()


def test_calls_are_listed_filtered_and_exported(
    developer: Browser, client: Client, grant: GrantInfo
) -> None:
    client.get(query={"area_code": "=cmd|' /C calc'!A0"})
    client.get(query={"phone": "1"})
    page = developer.get("/calls/").content.decode()
    assert "item_not_granted" in page
    assert grant.number in page
    only = developer.get(
        "/calls/?outcome=answered&from=2020-01-01&until=2020-13-45"
    ).content.decode()
    assert "item_not_granted" not in only
    export = developer.get("/calls/?export=csv")
    assert export.status_code == 200
    text = b"".join(export.streaming_content).decode("utf-8-sig")
    assert "area_code==cmd" in text


def test_the_use_of_a_grant_is_drawn_by_day(
    developer: Browser, client: Client, grant: GrantInfo
) -> None:
    url = f"/calls/grants/{grant.number}/"
    assert "还没有被调用" in developer.get(url).content.decode()
    client.get()
    page = developer.get(url).content.decode()
    assert "<td" in page
    assert "1.0%" in page
    assert Browser().get(url).status_code == 302


def test_the_same_by_json(developer: Browser, client: Client, grant: GrantInfo) -> None:
    answer = client.get()
    calls = developer.get("/api/v1/gateway/calls?outcome=answered").json()
    assert calls["total"] == 1
    assert developer.get("/api/v1/gateway/applications/housing_app/keys").json()[0]["active"]
    usage = developer.get(f"/api/v1/gateway/grants/{grant.number}/usage").json()
    assert (usage[0]["calls"], usage[0]["quota"]) == (1, 100)
    names = {"id": "", "time": "-Time", "digest": "-Digest", "seal": "-Seal"}
    receipt = {key: answer.headers[f"Chengshu-Receipt{name}"] for key, name in names.items()}
    assert api.verify_receipt(Receipt(**receipt)).genuine
    path = "/api/v1/gateway/receipts/verify"
    assert developer.post(path, receipt, content_type="application/json").json()["genuine"]


def test_the_job_forgets_nonces(client: Client) -> None:
    assert code(client.get(LIST)) == "200"
    UsedNonce.objects.update(at="2026-01-01T00:00:00+08:00")
    run_forget_nonces(context=None)
    assert UsedNonce.objects.count() == 0
    job = jobs.enqueue(SYSTEM, "gateway.forget_nonces", subject="gateway", arguments={})
    assert job.name == "gateway.forget_nonces"


def test_rows_name_themselves(client: Client, grant: GrantInfo) -> None:
    client.get()
    assert str(ApplicationKey.objects.get()) == client.key.key_id
    assert str(UsedNonce.objects.get()).startswith(client.key.key_id)
    assert str(GrantDay.objects.get()).startswith(grant.number)
    assert str(Call.objects.get()).endswith(" 200")
