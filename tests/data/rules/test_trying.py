"""Trying a rule on what landed before, and reading a condition: nothing is kept."""

import json

import pytest

from chengshu.base.accounts.contracts import Role
from chengshu.base.errors.api import NotAllowedError
from chengshu.data.lake import api as lake
from chengshu.data.lake.contracts import Gate, PublishMode
from chengshu.data.rules import api
from chengshu.data.rules.contracts import RuleSpec
from chengshu.data.rules.models import RuleVersion
from tests.data.quality.people import SYSTEM, draft_people, good, land, person
from tests.data.quality.test_quality_pages import sign_in

pytestmark = pytest.mark.django_db


def publish(key: str, *rows: dict[str, object]) -> int:
    landed = land(key, rows)
    gate = Gate(landed.batch_id, landed.rows, landed.rows, ())
    lake.publish_snapshot(SYSTEM, landed=landed, gate=gate, mode=PublishMode.FULL)
    return landed.batch_id


@pytest.fixture
def key() -> str:
    return draft_people()


def test_a_trial_says_what_would_have_been_refused_and_keeps_nothing(key: str) -> None:
    publish(key, good(0, age=200))
    newest = publish(key, good(0, age=10), good(1, age=70), good(2, age=80))
    spec = RuleSpec("expression", "", {"text": "年龄 < 60", "name": "young"})
    tried = api.try_rule(person(Role.DATA_OFFICER), key, spec)
    assert [(batch.rows, batch.failed) for batch in tried.batches] == [(3, 2), (1, 1)]
    assert tried.batches[0].batch_id == newest
    assert tried.failed == 3
    assert [row["age"] for row in tried.rows] == ["70", "80", "200"]
    assert not RuleVersion.objects.exists()


def test_rows_of_a_trial_are_masked(key: str) -> None:
    publish(key, good(0))
    tried = api.try_rule(SYSTEM, key, RuleSpec("expression", "", {"text": "年龄 < 1"}))
    shown = tried.rows[0]
    assert shown["id"] != good(0)["id"]
    assert shown["name"] != "李四"
    assert not any(name.startswith("_") for name in shown)


def test_a_rule_over_the_batch_tells_what_it_would_have_seen(key: str) -> None:
    publish(key, good(0), good(1))
    spec = RuleSpec("group", "", {"columns": ["sex"], "maximum": 1})
    tried = api.try_rule(SYSTEM, key, spec)
    assert tried.batches[0].failed == 0
    assert tried.batches[0].told


def test_only_who_may_save_rules_may_try_them(key: str) -> None:
    for actor in (person(Role.AUDITOR), person(Role.DATA_OFFICER, "housing")):
        with pytest.raises(NotAllowedError):
            api.try_rule(actor, key, RuleSpec("required", "id"))


def test_conditions_are_read_over_the_net_with_place_and_remedy(key: str) -> None:
    officer = sign_in(Role.DATA_OFFICER)

    def post(path: str, body: object) -> tuple[int, dict[str, object]]:
        answer = officer.post(
            f"/api/v1/rules/{key}/{path}", json.dumps(body), content_type="application/json"
        )
        return answer.status_code, answer.json()

    assert post("reading", {"text": "年龄>=18且姓名不为空"}) == (
        200,
        {
            "chinese": "年龄 >= 18 并且 姓名 不为空",
            "english": "age >= 18 and name is not null",
            "columns": ["age", "name"],
        },
    )
    status, problem = post("reading", {"text": "年令 >= 18"})
    assert status == 422
    assert "年龄" in str(problem["detail"])
    publish(key, good(0, age=5))
    rule = {"kind": "expression", "parameters": {"text": "年龄 >= 18"}}
    status, tried = post("trial", rule)
    assert status == 200
    assert tried["batches"][0]["failed"] == 1
