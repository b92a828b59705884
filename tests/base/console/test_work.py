"""Jobs and permissions: lists that only show."""

import re
from http import HTTPStatus
from pathlib import Path

import pytest
from django.test import Client

from chengshu.base.access import api as access
from chengshu.base.access.contracts import Rule, Scope
from chengshu.base.accounts.contracts import Actor, Role
from chengshu.base.console import words
from chengshu.base.console.views import permissions
from chengshu.base.jobs import api as jobs
from chengshu.base.jobs.definitions import definitions
from tests.base.console.conftest import Enter

pytestmark = pytest.mark.django_db
RECORDED = re.compile(r'record\(\s*\w+(?:\(\w*\))?,\s*"([a-z_]+\.[a-z_]+)"')


def work(context: object, **arguments: object) -> None:
    """Nothing to do."""


@pytest.fixture
def job(city: Actor) -> jobs.JobInfo:
    if definitions.find("console.sample") is None:
        jobs.define("console.sample", work, title="样例任务")
    return jobs.enqueue(city, "console.sample", subject="甲", arguments={})


def body(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == HTTPStatus.OK
    return answer.content.decode()


def test_jobs_are_listed_by_state_and_subject(enter: Enter, job: jobs.JobInfo) -> None:
    client = enter("operator")
    text = body(client, "/jobs/?state=queued&subject=甲&sort=id")
    assert "样例任务" in text
    assert "排队中" in text
    assert f"/jobs/{job.id}/progress/" in text
    assert "没有符合条件" in body(client, "/jobs/?state=failed")
    assert "样例任务" in body(client, "/jobs/?state=nonsense")


def test_a_job_is_cancelled_and_tried_again_by_its_buttons(enter: Enter, job: jobs.JobInfo) -> None:
    client = enter("operator")
    text = body(client, f"/jobs/{job.id}/progress/")
    assert "取消任务" in text
    assert "执行次数" in text
    client.post(f"/jobs/{job.id}/cancel/")
    assert "已取消" in body(client, "/jobs/")
    assert "重新执行" in body(client, f"/jobs/{job.id}/progress/")
    client.post(f"/jobs/{job.id}/retry/")
    assert "排队中" in body(client, "/jobs/")
    answer = client.post(f"/jobs/{job.id}/retry/")
    assert answer.status_code == HTTPStatus.CONFLICT
    assert "不能这样操作" in answer.content.decode()


def test_data_officers_see_no_jobs_of_others(enter: Enter, job: jobs.JobInfo) -> None:
    client = enter("data_officer", at="tax")
    assert "样例任务" not in body(client, "/jobs/")
    assert client.post(f"/jobs/{job.id}/cancel/").status_code == HTTPStatus.FORBIDDEN
    answer = enter("developer").get("/jobs/")
    assert answer.status_code == HTTPStatus.FORBIDDEN
    assert "查看后台任务" in answer.content.decode()


def test_the_policy_is_shown_as_it_is(enter: Enter) -> None:
    client = enter("operator")
    text = body(client, "/permissions/?q=编制目录")
    assert "全部单位" in text
    assert "catalog.draft" in text
    assert "共 1 条" in text
    count = sum(Role.LEADER in rule.roles for rule in access.list_rules())
    assert f"共 {count} 条" in body(client, "/permissions/?role=leader&sort=title")
    assert "维护人员和岗位" in body(client, "/permissions/?room=accounts")
    assert client.get("/permissions/?export=csv").status_code == HTTPStatus.OK
    answer = enter("developer").get("/permissions/")
    assert answer.status_code == HTTPStatus.FORBIDDEN
    assert "查看权限表" in answer.content.decode()


def test_a_limit_by_grade_is_shown(monkeypatch: pytest.MonkeyPatch, enter: Enter) -> None:
    rule = Rule("lake.sample", "样例", {Role.LEADER: Scope.ANY}, {Role.LEADER: 3})
    monkeypatch.setattr(permissions.access, "list_rules", lambda: (rule,))
    assert "全部单位，3 级以下" in body(enter("auditor"), "/permissions/")


def test_every_audited_action_has_a_name() -> None:
    source = Path(words.__file__).parents[2]
    found = {
        action
        for path in source.rglob("*.py")
        for action in RECORDED.findall(path.read_text(encoding="utf-8"))
    }
    assert len(found) > 30
    assert sorted(action for action in found if words.name_action(action) == action) == []
