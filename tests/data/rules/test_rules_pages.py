"""The page and JSON of a resource's rules."""

import json

import pytest

from chengshu.base.accounts.contracts import Role
from chengshu.data.catalog.contracts import ItemDraft
from tests.data.quality.people import draft_people
from tests.data.quality.test_quality_pages import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def key() -> str:
    return draft_people(
        ItemDraft("code", "编号", "C", is_primary_key=True), ItemDraft("n", "数量", "I", maximum=9)
    )


def test_rules_are_shown_with_their_sentences(key: str) -> None:
    page = sign_in(Role.DATA_OFFICER).get(f"/rules/{key}/").content.decode()
    assert "主键（编号）在同一批次内不得重复" in page


def test_programs_read_and_save_rules(key: str) -> None:
    officer = sign_in(Role.BUREAU_ADMINISTRATOR)
    body = json.dumps([{"kind": "length", "item": "code", "parameters": {"maximum": 3}}])
    address = f"/api/v1/rules/{key}"
    rules = officer.put(address, body, content_type="application/json").json()
    assert any(rule["spec"]["kind"] == "length" for rule in rules)
    assert officer.get(address).json() == rules
    bad = json.dumps([{"kind": "pattern", "item": "code", "parameters": {"pattern": "(?=a)"}}])
    refused = officer.put(address, bad, content_type="application/json")
    assert refused.status_code == 422
    assert "环视" in refused.json()["detail"]
