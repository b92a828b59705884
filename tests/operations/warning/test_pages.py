from collections.abc import Callable

from django.test import Client

from chengshu.base.accounts.contracts import Actor, Role
from chengshu.operations.warning import api as warning
from chengshu.operations.warning.contracts import AlertRuleSpec
from tests.operations.conftest import actor
from tests.operations.warning.conftest import Feed

Browser = Callable[[Actor], Client]
FORM = {
    "code": "calls_late",
    "name": "超时",
    "indicator_code": "heat_minutes",
    "operator": ">",
    "red": "300",
    "margin": "5",
    "areas": "219901 219902",
    "case_level": "red",
    "case_class": "test-2026|9999",
    "lead_unit": "water",
    "auto_case": "on",
    "is_active": "on",
}


def test_an_alert_is_seen_acknowledged_and_turned_into_a_case(
    rule: AlertRuleSpec, feed: Feed, system: Actor, officer: Actor, browser: Browser
) -> None:
    feed(10, a01=120)
    (alert,) = warning.evaluate(system)
    client = browser(officer)

    assert alert.title in client.get("/warning/").content.decode()
    for query in ("q=报修", "level=yellow", "state=raised", "area=219901", "sort=-level"):
        assert alert.title in client.get(f"/warning/?{query}").content.decode(), query
    page = client.get(f"/warning/alerts/{alert.id}/").content.decode()
    assert f"/vitals/readings/{alert.reading_id}/" in page
    assert 'value="case"' in page
    act = f"/warning/alerts/{alert.id}/act/"
    assert client.post(act, {"action": "acknowledge", "note": "知悉"}).status_code == 302
    assert client.post(act, {"action": "case", "note": "x" * 2000}).status_code == 302
    case_no = warning.get_alert(officer, alert.id).alert.case_no
    page = client.get(f"/warning/alerts/{alert.id}/").content.decode()
    assert f"/dispatch/cases/{case_no}/" in page
    assert 'value="case"' not in page


def test_a_leader_reads_only(
    rule: AlertRuleSpec, feed: Feed, system: Actor, browser: Browser
) -> None:
    feed(10, a01=120)
    (alert,) = warning.evaluate(system)
    client = browser(actor(Role.LEADER, "city"))

    assert 'name="action"' not in client.get(f"/warning/alerts/{alert.id}/").content.decode()
    assert client.post(f"/warning/alerts/{alert.id}/act/", {}).status_code == 403


def test_waiting_alerts_are_tasks(
    rule: AlertRuleSpec, feed: Feed, system: Actor, officer: Actor, worker: Actor, browser: Browser
) -> None:
    feed(10, a01=120, a02=500)
    warning.evaluate(system)

    assert [card.kind for card in warning.list_alert_tasks(officer)] == ["红色", "黄色"]
    assert warning.list_alert_tasks(worker) == ()
    assert "黄色预警" in browser(officer).get("/").content.decode()


def test_rules_are_listed_made_and_changed(
    rule: AlertRuleSpec, officer: Actor, browser: Browser
) -> None:
    client = browser(officer)

    assert rule.name in client.get("/warning/rules/?q=供热").content.decode()
    assert client.get("/warning/rules/new/").status_code == 200
    assert client.post("/warning/rules/new/", FORM).status_code == 302
    made = next(one for one in warning.list_rules(officer) if one.code == "calls_late")
    assert (made.areas, made.case_class, made.auto_case) == (("219901", "219902"), "9999", True)
    assert "219901 219902" in client.get("/warning/rules/calls_late/").content.decode()
    assert client.post("/warning/rules/calls_late/", FORM | {"name": "更名"}).status_code == 302
    refused = client.post("/warning/rules/calls_late/", FORM | {"case_class": ""})
    assert refused.status_code == 422
    assert "须设置案件类别" in refused.content.decode()
    assert client.get("/warning/rules/none/").status_code == 404


def test_the_json_api(rule: AlertRuleSpec, feed: Feed, officer: Actor, browser: Browser) -> None:
    feed(10, a01=120)
    client, base = browser(officer), "/api/v1/warning"

    def post(path: str) -> dict[str, object]:
        return client.post(base + path, {}, content_type="application/json").json()

    alert = client.post(f"{base}/evaluate").json()[0]
    assert client.get(f"{base}/alerts?level=yellow&state=raised").json()["total"] == 1
    assert post(f"/alerts/{alert['id']}/acknowledge")["state"] == "acknowledged"
    assert post(f"/alerts/{alert['id']}/case")["case_no"] != ""
    assert len(client.get(f"{base}/alerts/{alert['id']}").json()["steps"]) == 3
    assert client.get(f"{base}/rules").json()[0]["code"] == "heat_late"
    assert client.get(f"{base}/alerts/77").status_code == 404
