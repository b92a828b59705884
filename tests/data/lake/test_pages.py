"""Pages and JSON of lake: snapshots listed, rows masked, nothing exported."""

import json
from collections.abc import Callable

import pytest
from django.test import Client

from chengshu.base.accounts import api as accounts
from chengshu.base.accounts.contracts import Post, Role
from chengshu.base.accounts.models import Person
from chengshu.base.audit.models import Entry
from tests.data.lake.shops import ACTOR, land, make_rows, publish

pytestmark = pytest.mark.usefixtures("shop")


@pytest.fixture
def sign_in() -> Callable[..., Client]:
    def enter(organisation: str, role: Role) -> Client:
        name = f"{organisation}-{role}"
        posts = [Post(organisation, frozenset({role}))]
        accounts.save_person(
            ACTOR, username=name, name="林", password="Qing-chen-2026", posts=posts
        )
        client = Client()
        backend = "django.contrib.auth.backends.ModelBackend"
        client.force_login(Person.objects.get(username=name), backend=backend)
        return client

    return enter


def test_a_person_browses_masked_rows_and_leaves_a_trace(sign_in: Callable[..., Client]) -> None:
    publish(land(make_rows(0, 30)))
    publish(land(make_rows(100, 40)))
    officer = sign_in("market", Role.DATA_OFFICER)
    bureau = sign_in("market", Role.BUREAU_ADMINISTRATOR)
    assert "商户" in bureau.get("/lake/?q=商户").content.decode()
    listed = officer.get("/lake/").content.decode()
    assert "40" in listed
    page = officer.get("/lake/shop/").content.decode()
    assert "/lake/shop/rows/1/" in page
    rows = officer.get("/lake/shop/rows/?sort=-id").content.decode()
    assert "139" in rows
    assert "商户139" not in rows
    assert "商***" in rows
    old = officer.get("/lake/shop/rows/1/?item=id&value=7").content.decode()
    assert "商**" in old
    assert (
        Entry.objects.filter(action="lake.read_rows", username="market-data_officer").count() == 2
    )


def test_rows_are_not_exported_and_sensitive_items_are_not_asked_after(
    sign_in: Callable[..., Client],
) -> None:
    publish(land(make_rows(0, 3)))
    officer = sign_in("market", Role.DATA_OFFICER)
    answer = officer.get("/lake/shop/rows/?export=csv")
    assert answer["Content-Type"].startswith("text/html")
    assert "download>" not in answer.content.decode()
    question = {"where": {"op": "starts_with", "column": "name", "value": "商户1"}}
    refused = _ask(officer, question)
    assert refused.status_code == 403
    assert refused.json()["type"].endswith("masked_column")
    assert _ask(officer, {"order": [{"column": "name"}]}).status_code == 403


def test_json_answers_pages_of_masked_rows(sign_in: Callable[..., Client]) -> None:
    snapshot = publish(land(make_rows(0, 5)))
    officer = sign_in("market", Role.DATA_OFFICER)
    question = {
        "columns": ["id", "name"],
        "where": {"op": "and", "args": [{"op": "<", "column": "id", "value": 2}]},
        "snapshot_id": snapshot.id,
    }
    assert _ask(officer, question).json() == {
        "total": 2,
        "rows": [{"id": "0", "name": "商**"}, {"id": "1", "name": "商**"}],
    }
    bad = {"where": {"op": "sql", "text": "1=1"}}
    assert _ask(officer, bad).status_code == 422
    assert officer.get("/api/v1/lake/snapshots").json()[0]["rows"] == 5
    assert len(officer.get("/api/v1/lake/resources/shop/snapshots").json()) == 1


def test_nobody_else_sees_rows(sign_in: Callable[..., Client]) -> None:
    publish(land(make_rows(0, 5)))
    stranger = sign_in("housing", Role.DATA_OFFICER)
    assert stranger.get("/lake/shop/rows/").status_code in {403, 404}
    assert stranger.get("/api/v1/lake/snapshots").json() == []
    auditor = sign_in("market", Role.AUDITOR)
    assert auditor.get("/lake/shop/rows/").status_code in {403, 404}
    assert _ask(auditor, {}).status_code == 403


def _ask(client: Client, question: dict[str, object]):  # noqa: ANN202 - the test client's response has no public type
    body = json.dumps(question)
    return client.post("/api/v1/lake/resources/shop/rows", body, content_type="application/json")
