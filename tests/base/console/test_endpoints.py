from http import HTTPStatus

import pytest

from chengshu.base.accounts.contracts import Actor
from chengshu.base.audit import api as audit
from chengshu.base.jobs import api as jobs
from chengshu.base.jobs.definitions import definitions
from tests.base.console.conftest import Enter

pytestmark = pytest.mark.django_db
AT = "/api/v1/base"


def work(context: object, **arguments: object) -> None:
    """Nothing to do."""


def test_an_auditor_reads_lines_and_verifies(enter: Enter, city: Actor) -> None:
    client = enter("auditor")
    number = audit.record(city, "jobs.retry_job", subject="s", detail={"n": 1})
    found = client.get(f"{AT}/audit/entries?action=jobs.*&since=2020-01-01T00:00:00Z").json()
    assert found["total"] == 1
    assert found["entries"][0]["detail"] == {"n": 1}
    proof = client.get(f"{AT}/audit/entries/{number}").json()
    assert proof["holds"] is True
    assert proof["digest"] == proof["computed"]
    report = client.post(f"{AT}/audit/verification").json()
    assert report["holds"] is True
    assert report["faults"] == []


@pytest.mark.parametrize(
    "query",
    ["since=2020-01-01", "until=0001-01-01T00:00:00%2B14:00", "page=0", "who=%00", "up_to=-1"],
)
def test_wrong_input_is_a_problem_document(enter: Enter, query: str) -> None:
    answer = enter("auditor").get(f"{AT}/audit/entries?{query}")
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert answer["Content-Type"] == "application/problem+json"


def test_jobs_are_read_cancelled_and_tried_again(enter: Enter, city: Actor) -> None:
    if definitions.find("console.sample") is None:
        jobs.define("console.sample", work, title="样例任务")
    job = jobs.enqueue(city, "console.sample", subject="甲", arguments={})
    client = enter("operator")
    assert client.get(f"{AT}/jobs?state=queued").json()["total"] == 1
    assert client.get(f"{AT}/jobs/{job.id}").json()["title"] == "样例任务"
    assert client.post(f"{AT}/jobs/{job.id}/cancel").json()["state"] == "cancelled"
    assert client.post(f"{AT}/jobs/{job.id}/retry").json()["state"] == "queued"
    assert client.get(f"{AT}/jobs/{2**62}").status_code == HTTPStatus.NOT_FOUND


def test_everybody_gets_only_what_the_policy_says(enter: Enter) -> None:
    enter("data_officer", at="tax", username="wang", name="王海")
    client = enter("data_officer", at="health")
    people = client.get(f"{AT}/people").json()
    assert [one["username"] for one in people] == ["lin"]
    assert len(client.get(f"{AT}/organisations").json()) == 7
    for path in ("audit/entries", "audit/entries/1"):
        assert client.get(f"{AT}/{path}").status_code == HTTPStatus.FORBIDDEN
    assert client.post(f"{AT}/audit/verification").status_code == HTTPStatus.FORBIDDEN
    assert client.get(f"{AT}/people?organisation=tax").status_code == HTTPStatus.FORBIDDEN
