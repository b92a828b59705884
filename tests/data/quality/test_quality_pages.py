"""Pages and JSON of quality, as people and programs meet them."""

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from chengshu.base.accounts import api as accounts
from chengshu.base.accounts.contracts import Post, Role
from chengshu.data.catalog.contracts import ItemDraft
from chengshu.data.quality import api
from chengshu.data.quality.contracts import RowQuery
from tests.data.quality.people import SYSTEM, draft_people, land

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
def key() -> str:
    key = draft_people(
        ItemDraft("code", "编号", "C", is_primary_key=True), ItemDraft("n", "数量", "I", maximum=9)
    )
    rows = [{"code": "a", "n": 1}, {"code": "=cmd()", "n": 10}, {"code": "c", "n": 11}]
    api.judge_batch(SYSTEM, landed=land(key, rows))
    return key


def test_rows_are_listed_filtered_and_exported_without_formulas(key: str) -> None:
    officer = sign_in(Role.DATA_OFFICER)
    page = officer.get("/quality/rows/", {"resource": key})
    assert page.status_code == 200
    assert "“数量”应在 不限 至 9 之间" in page.content.decode()
    export = officer.get("/quality/rows/", {"resource": key, "export": "csv"})
    text = (
        b"".join(export).decode("utf-8-sig")
        if export.streaming
        else export.content.decode("utf-8-sig")
    )
    assert "数量：10" in text
    assert "\n=cmd" not in text
    assert ",=cmd" not in text
    assert (
        officer.get("/quality/rows/", {"batch": "no number", "state": "waived"}).status_code == 200
    )


def test_one_row_tells_its_reasons_and_may_be_waived_by_the_bureau(key: str) -> None:
    row = api.list_quarantined(SYSTEM, RowQuery(resource_code=key)).rows[0]
    address = f"/quality/rows/{row.id}/"
    assert "豁免该行" not in sign_in(Role.DATA_OFFICER).get(address).content.decode()
    bureau = sign_in(Role.BUREAU_ADMINISTRATOR)
    assert "豁免该行" in bureau.get(address).content.decode()
    assert "豁免理由" in bureau.post(address, {"reason": ""}).content.decode()
    assert bureau.post(address, {"reason": "历史数据"}).status_code == 302
    assert "历史数据" in bureau.get(address).content.decode()


def test_strangers_see_nothing(key: str) -> None:
    other = sign_in(Role.DATA_OFFICER, "police")
    accounts.save_person(
        SYSTEM, username=f"{Role.DATA_OFFICER.value}.police", name="李四",
        posts=[Post("police", frozenset({Role.DEVELOPER}))],
    )  # fmt: skip
    assert other.get("/quality/rows/").status_code == 403
    assert Client().get("/quality/rows/").status_code == 302


def test_programs_read_verdicts_and_rows(key: str) -> None:
    client = sign_in(Role.BUREAU_ADMINISTRATOR)
    rows = client.get("/api/v1/quality/rows", {"resource_code": key, "limit": 1}).json()
    assert rows["total"] == 2
    row, batch = rows["rows"][0]["id"], rows["rows"][0]["batch_id"]
    verdict = client.get(f"/api/v1/quality/verdicts/{batch}").json()
    assert (verdict["landed"], verdict["accepted"]) == (3, 1)
    assert client.get(f"/api/v1/quality/rows/{row}").json()["state"] == "quarantined"
    waived = client.post(
        f"/api/v1/quality/rows/{row}/waive", {"reason": "旧"}, content_type="application/json"
    )
    assert waived.json()["state"] == "waived"
    assert client.get("/api/v1/quality/verdicts/1").status_code == 404
