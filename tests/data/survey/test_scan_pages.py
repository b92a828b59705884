"""Scans as people meet them: permissions, pages, JSON, command line, jobs."""

import json
from collections.abc import Callable
from itertools import product
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.test import Client

from chengshu.base.accounts import api as accounts
from chengshu.base.accounts.contracts import Actor, Post, Role
from chengshu.base.accounts.models import Person
from chengshu.base.audit.models import Entry
from chengshu.base.errors.api import NotAllowedError
from chengshu.base.jobs.models import Job
from chengshu.cli import catalog
from chengshu.data.survey import api as survey
from chengshu.data.survey import jobs as survey_jobs
from chengshu.data.survey.contracts import ScanOptions, ScanQuery, ScanState
from chengshu.data.survey.errors import ScanNotFoundError, ScanStateError
from chengshu.data.survey.locks import hold_scan
from chengshu.data.survey.models import Scan
from config import wiring
from tests.data.survey.drafted import BUREAU, OFFICER, OTHER, OWNER, SYSTEM, person
from tests.data.survey.scanned import CODE, AfterEach, make_source, scan

pytestmark = pytest.mark.usefixtures("city")
BACKEND = "django.contrib.auth.backends.ModelBackend"
ACTS: dict[str, Callable[[Actor, int], object]] = {
    "get": survey.get_scan,
    "tables": survey.list_scan_tables,
    "profile": lambda who, number: survey.get_profile(who, number, "t0"),
    "pause": survey.pause_scan,
    "resume": survey.resume_scan,
    "cancel": survey.cancel_scan,
    "run": survey.run_scan,
}
READS = {"get", "tables", "profile"}


@pytest.fixture(autouse=True)
def source(city: None, tmp_path: Path) -> None:
    make_source(tmp_path)


@pytest.fixture
def sign_in() -> Callable[..., Client]:
    def enter(organisation: str, role: Role) -> Client:
        name = f"{organisation}-{role}"
        posts = [Post(organisation, frozenset({role}))]
        accounts.save_person(
            SYSTEM, username=name, name="林清晨", password="Qing-chen-2026", posts=posts
        )
        client = Client()
        client.force_login(Person.objects.get(username=name), backend=BACKEND)
        return client

    return enter


def allowed(role: Role, place: str, act: str) -> bool:
    """Say by the issue's own words who may."""
    if role in {Role.BUREAU_ADMINISTRATOR, Role.OPERATOR, Role.SYSTEM}:
        return True
    if role is Role.AUDITOR:
        return act in READS
    return role is Role.DATA_OFFICER and place == OWNER


@pytest.mark.parametrize("state", ScanState)
def test_no_role_does_or_sees_more_than_it_may(state: ScanState) -> None:
    number = survey.start_scan(SYSTEM, CODE).id
    for role, place, act in product(Role, (OWNER, "housing"), ACTS):
        if allowed(role, place, act):
            continue
        Scan.objects.filter(pk=number).update(state=state.value)
        with pytest.raises(NotAllowedError):
            ACTS[act](person("x", place, role), number)
        assert Scan.objects.get(pk=number).state == state.value


@pytest.mark.parametrize("state", ScanState)
def test_who_may_is_only_refused_by_the_state(state: ScanState) -> None:
    number = survey.start_scan(SYSTEM, CODE).id
    fits = {
        "pause": {ScanState.QUEUED, ScanState.RUNNING, ScanState.WAITING},
        "resume": {ScanState.PAUSED, ScanState.FAILED},
        "cancel": set(ScanState) - {ScanState.DONE, ScanState.FAILED, ScanState.CANCELLED},
    }
    for act, states in fits.items():
        Scan.objects.filter(pk=number).update(state=state.value)
        if state in states:
            ACTS[act](OFFICER, number)
        else:
            with pytest.raises(ScanStateError):
                ACTS[act](OFFICER, number)


def test_another_departments_officer_neither_scans_nor_sees() -> None:
    done = scan()
    with pytest.raises(NotAllowedError):
        survey.start_scan(OTHER, CODE)
    with pytest.raises(NotAllowedError):
        survey.find_latest_scan(OTHER, CODE)
    assert survey.list_scans(OTHER).total == 0
    assert survey.list_scans(OFFICER).total == survey.list_scans(BUREAU).total == 1
    assert survey.list_scans(OFFICER, ScanQuery(state=ScanState.PAUSED)).total == 0
    assert survey.find_latest_scan(OFFICER, CODE) == done
    with pytest.raises(ScanNotFoundError):
        survey.get_scan(OFFICER, 404)


def test_each_step_and_the_end_leave_a_line() -> None:
    begun = survey.start_scan(OFFICER, CODE)
    survey.pause_scan(OFFICER, begun.id)
    survey.resume_scan(OFFICER, begun.id)
    survey.run_scan(OFFICER, begun.id)
    entries = Entry.objects.filter(action="survey.scan").order_by("pk")
    lines = [json.loads(entry.detail) for entry in entries]
    assert [line.get("step", "end") for line in lines] == ["start", "pause", "resume", "end"]
    assert lines[-1]["read"] == 4
    assert lines[-1]["queries"] >= 4


def test_the_job_of_a_scan_is_one_and_goes_on_for_who_asked() -> None:
    begun = survey.start_scan(OFFICER, CODE)
    survey.wake_scans(SYSTEM)
    job = Job.objects.get(name=survey.SCAN_JOB)
    assert job.arguments == {"scan": begun.id}
    job.delete()  # as if lost
    survey.wake_scans(SYSTEM)
    assert Job.objects.get(name=survey.SCAN_JOB).username == OFFICER.username
    survey_jobs.run_scan(AfterEach(0, lambda: None), scan=begun.id)
    assert survey.get_scan(OFFICER, begun.id).state is ScanState.DONE
    survey_jobs.wake_scans(AfterEach(0, lambda: None))
    assert Job.objects.filter(name=survey.SCAN_JOB).count() == 1


def test_two_processes_never_work_on_one_scan() -> None:
    begun = survey.start_scan(SYSTEM, CODE)
    with hold_scan(begun.id) as is_mine:
        assert is_mine
        assert survey.run_scan(SYSTEM, begun.id).read == 0
    assert survey.run_scan(SYSTEM, begun.id).read == 4


def test_an_officer_scans_pauses_and_looks_on_pages(sign_in: Callable[..., Client]) -> None:
    client = sign_in(OWNER, Role.DATA_OFFICER)
    wiring.connect_rooms()
    assert "/survey/scans/new/?source=lite" in client.get("/sources/lite/").content.decode()
    assert "还没有扫描" in client.get("/survey/scans/").content.decode()
    form = {"source": CODE, "rows": "10", "seconds": "0", "tables": "", "window": ""}
    assert client.post("/survey/scans/new/", form).status_code == 200
    answer = client.post("/survey/scans/new/", {**form, "seconds": "2", "tables": "t0, t1\n"})
    assert answer.status_code == 302
    page = client.get(answer["Location"]).content.decode()
    assert "排队中" in page
    assert "hx-trigger" in page
    number = int(answer["Location"].rstrip("/").rpartition("/")[2])
    part = client.get(f"/survey/scans/{number}/part/")
    assert "HX-Refresh" not in part
    client.post(f"/survey/scans/{number}/pause/")
    assert "已暂停" in client.get(f"/survey/scans/{number}/").content.decode()
    client.post(f"/survey/scans/{number}/resume/")
    survey.run_scan(SYSTEM, number)
    page = client.get(f"/survey/scans/{number}/").content.decode()
    assert "再次扫描" in page
    assert client.get(f"/survey/scans/{number}/part/")["HX-Refresh"] == "true"
    again = client.post(f"/survey/scans/{number}/pause/", follow=True).content.decode()
    assert "不能进行此操作" in again
    assert "小库" in client.get("/survey/scans/").content.decode()


def test_findings_stand_on_the_page(sign_in: Callable[..., Client]) -> None:
    done = scan()
    page = sign_in(OWNER, Role.DATA_OFFICER).get(f"/survey/scans/{done.id}/").content.decode()
    assert "tables=v_broken" in page
    form = sign_in(OWNER, Role.DATA_OFFICER).get("/survey/scans/new/?source=lite&tables=v_broken")
    assert ">\nv_broken</textarea>" in form.content.decode()
    page = sign_in(OWNER, Role.AUDITOR).get(f"/survey/scans/{done.id}/").content.decode()
    assert "v_broken" in page
    assert "其余数据表不受影响" in page
    assert "再次扫描" not in page


def test_another_departments_officer_gets_no_page(sign_in: Callable[..., Client]) -> None:
    done = scan()
    client = sign_in("housing", Role.DATA_OFFICER)
    assert client.get(f"/survey/scans/{done.id}/").status_code == 403
    assert client.get(f"/survey/scans/{done.id}/part/").status_code == 403
    assert client.post(f"/survey/scans/{done.id}/cancel/").status_code == 403
    assert "小库" not in client.get("/survey/scans/").content.decode()


def test_scans_have_a_json_face(sign_in: Callable[..., Client]) -> None:
    client = sign_in(OWNER, Role.DATA_OFFICER)
    body = json.dumps({"source_code": CODE, "tables": ["t0"], "window": "off"})
    made = client.post("/api/v1/survey/scans/", body, content_type="application/json").json()
    assert (made["state"], made["options"]["window"]) == ("queued", "off")
    base = f"/api/v1/survey/scans/{made['id']}"
    assert client.post(f"{base}/pause").json()["state"] == "paused"
    assert client.post(f"{base}/pause").status_code == 409
    assert client.post(f"{base}/cancel").json()["state"] == "cancelled"
    assert client.get(base).json()["id"] == made["id"]
    assert client.get(f"{base}/tables").json()["total"] == 0
    assert client.get("/api/v1/survey/scans/").json()["total"] == 1


def test_the_command_line_scans_and_goes_on_where_it_stopped() -> None:
    runner = CliRunner()
    paused = survey.start_scan(SYSTEM, CODE)
    survey.pause_scan(SYSTEM, paused.id)
    result = runner.invoke(catalog.command, ["scan", CODE])
    assert result.exit_code == 0, result.output
    assert f"扫描 {paused.id} done：读取 4 张表 120 行" in result.output
    assert "v_broken：" in result.output
    asked = ["scan", CODE, "--tables", "t0,t1", "--rows", "5", "--seconds", "3"]
    result = runner.invoke(catalog.command, asked)
    assert "读取 2 张表 10 行" in result.output
    options = survey.list_scans(SYSTEM).rows[0].options
    assert options == ScanOptions(5, 3.0, ("t0", "t1"))
    assert runner.invoke(catalog.command, ["scan", CODE, "--tables", "zzz"]).exit_code == 1
