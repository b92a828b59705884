from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from chengshu.base.accounts.contracts import Actor, Role
from chengshu.operations.dispatch import api as dispatch
from chengshu.operations.dispatch.contracts import CaseAction, Move
from chengshu.operations.dispatch.models import Case
from tests.operations.conftest import actor
from tests.operations.dispatch.conftest import CODES, Reporter

Browser = Callable[[Actor], Client]
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 32


def send(officer: Actor, no: str) -> None:
    for action in (CaseAction.ACCEPT, CaseAction.DISPATCH):
        dispatch.act(officer, no, Move(action))


def test_the_list_shows_filters_and_exports(
    browser: Browser, report: Reporter, officer: Actor
) -> None:
    report(title="甲案")
    report(title="=乙案")
    client = browser(officer)

    page = client.get("/dispatch/")
    assert page.status_code == 200
    assert "甲案" in page.content.decode()
    assert "乙案" not in client.get("/dispatch/?q=甲").content.decode()
    for query in ("state=reported", "light=red", "area=219901", "source=phone", "since=2026-01-01"):
        assert client.get(f"/dispatch/?{query}").status_code == 200
    csv = b"".join(client.get("/dispatch/?export=csv")).decode("utf-8-sig")
    assert "甲案" in csv
    assert "\n=乙案" not in csv


def test_the_case_page_offers_only_permitted_buttons(
    browser: Browser, report: Reporter, officer: Actor, worker: Actor
) -> None:
    case = report()
    send(officer, case.no)

    page = browser(worker).get(f"/dispatch/cases/{case.no}/").content.decode()
    assert 'value="receive"' in page
    assert 'value="return"' in page
    assert 'value="accept"' not in page
    assert 'value="close"' not in page
    seen = browser(actor(Role.LEADER, "city")).get(f"/dispatch/cases/{case.no}/").content.decode()
    assert 'name="action"' not in seen


def test_a_case_walks_through_the_pages(
    browser: Browser, report: Reporter, officer: Actor, worker: Actor
) -> None:
    case = report()
    desk, phone = browser(officer), browser(worker)

    def press(client: Client, base: str, action: str, **more: object) -> int:
        version = Case.objects.get(no=case.no).version
        data = {"action": action, "version": version, **more}
        return client.post(f"{base}{case.no}/act/", data).status_code

    assert press(desk, "/dispatch/cases/", "accept") == 302
    assert press(desk, "/dispatch/cases/", "dispatch", unit="water") == 302
    assert case.title in phone.get("/m/cases/").content.decode()
    assert press(phone, "/m/cases/", "receive") == 302
    assert press(phone, "/m/cases/", "handle") == 422  # the note is missing
    photo = SimpleUploadedFile("现场.png", PNG, "image/png")
    assert press(phone, "/m/cases/", "handle", note="已更换", photos=photo) == 302
    page = phone.get(f"/m/cases/{case.no}/").content.decode()
    assert "已更换" in page
    file = dispatch.get_case(officer, case.no).files[0]
    answer = desk.get(f"/dispatch/cases/{case.no}/files/{file.id}/")
    assert (answer.content, answer["Content-Type"]) == (PNG, "image/png")
    assert press(desk, "/dispatch/cases/", "close") == 422  # not verified yet


def test_a_refusal_keeps_what_was_typed(browser: Browser, report: Reporter, officer: Actor) -> None:
    case = report()
    data = {"action": "accept", "version": 7, "note": "写了很久的说明"}

    page = browser(officer).post(f"/dispatch/cases/{case.no}/act/", data)
    assert page.status_code == 422
    assert "写了很久的说明" in page.content.decode()
    assert "已被他人处理" in page.content.decode()


@pytest.mark.parametrize("path", ["/dispatch/report/", "/m/report/"])
def test_reporting_twice_with_one_form_opens_one_case(
    path: str, browser: Browser, classes: None, grid: Actor
) -> None:
    client = browser(grid)
    form = client.get(path)
    data = {
        "source_key": form.context["form"]["source_key"].value(),
        "title": "路灯不亮",
        "class_code": f"{CODES}|0610",
        "area_code": "219901",
        "source": "grid",
        "longitude": "124.0",
        "latitude": "41.3",
        "coordinate_system": "GCJ-02",
        "photos": [SimpleUploadedFile("a.png", PNG), SimpleUploadedFile("b.png", PNG + b"1")],
    }

    assert form.status_code == 200
    assert client.post(path, data).status_code == 302
    data["photos"] = []
    assert client.post(path, data).status_code == 302
    case = Case.objects.get()
    assert (case.title, case.coordinate_system, case.files.count()) == ("路灯不亮", "GCJ-02", 2)


@pytest.mark.parametrize("path", ["/dispatch/report/", "/m/report/"])
def test_a_bad_report_names_the_field(
    path: str, browser: Browser, classes: None, grid: Actor
) -> None:
    client = browser(grid)
    data = {
        "source_key": "k",
        "title": "路灯不亮",
        "class_code": f"{CODES}|0610",
        "area_code": "219901",
        "source": "grid",
        "photos": SimpleUploadedFile("virus.exe", b"MZ"),
    }

    assert client.post(path, {}).status_code == 422
    refused = client.post(path, data)
    assert refused.status_code == 422
    assert "不是可接受的类型" in refused.content.decode()
    assert Case.objects.count() == 0


def test_foreign_cases_are_not_found(
    browser: Browser, report: Reporter, worker: Actor, officer: Actor
) -> None:
    case = report(class_code="0610", area_code="219902")

    assert browser(worker).get(f"/dispatch/cases/{case.no}/").status_code == 404
    assert Client().get("/dispatch/").status_code == 302


def test_the_start_page_lists_my_cases(browser: Browser, report: Reporter, officer: Actor) -> None:
    report(title="待受理的案件")

    cards = dispatch.list_case_tasks(officer)
    assert [(card.title, card.kind) for card in cards] == [("待受理的案件", "待受理")]
    assert dispatch.list_case_tasks(actor(Role.CITIZEN, "city")) == ()
    assert "待受理的案件" in browser(officer).get("/").content.decode()


def test_the_json_api_walks_a_case(browser: Browser, classes: None, officer: Actor) -> None:
    client, base = browser(officer), "/api/v1/dispatch"
    new = {
        "title": "井盖",
        "class_code": "0102",
        "code_system": CODES,
        "area_code": "219901",
        "source": "phone",
        "source_key": "1",
    }

    def post(path: str, body: object) -> tuple[int, dict[str, object]]:
        answer = client.post(base + path, body, content_type="application/json")
        return answer.status_code, answer.json()

    status, case = post("/cases", new)
    assert status == 200
    no = case["no"]
    assert post(f"/cases/{no}/actions", {"action": "accept", "version": 1})[1]["version"] == 2
    status, problem = post(f"/cases/{no}/actions", {"action": "accept", "version": 1})
    assert (status, problem["type"]) == (409, "urn:chengshu:error:case_stale")
    assert post("/cases", new | {"title": "a\x00b"})[0] == 422
    assert client.get(f"{base}/cases/{no}").json()["flow"][1]["action"] == "accept"
    assert client.get(f"{base}/cases?text=井&state=accepted").json()["total"] == 1
    assert client.get(f"{base}/cases?page=0").status_code == 422
    assert client.get(f"{base}/cases/219901202611200000zz").status_code == 422
    assert client.get(f"{base}/cases/{'9' * 20}").status_code == 404
    assert [one["no"] for one in client.get(f"{base}/mine").json()] == [no]
    assert client.get(f"{base}/counts").json()["total"] == 1
    assert len(client.get(f"{base}/classes?code_system={CODES}").json()) == 3
