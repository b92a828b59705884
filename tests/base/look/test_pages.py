import datetime as dt
from dataclasses import dataclass

import pytest
from django.contrib.auth.models import AnonymousUser
from django.forms import CharField, Form
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from pytest_django import DjangoAssertNumQueries

from chengshu.base.accounts.contracts import Actor, Role
from chengshu.base.accounts.contracts import Post as AccountPost
from chengshu.base.accounts.models import Person, Post
from chengshu.base.errors.api import BrokenError, ChengshuError, InvalidInputError, NotFoundError
from chengshu.base.jobs.contracts import JobPage
from chengshu.base.look import api, navigation, neighbours
from chengshu.base.look.contracts import Floor, NavItem, TableRequest, TaskCard
from chengshu.base.look.middleware import ErrorMiddleware
from config.wiring import TASKS


@dataclass(frozen=True)
class Job:
    id: int = 7
    state: str = "running"
    done: int = 5
    total: int = 20
    note: str = "正在核对"
    title: str = "装载"
    error: str = ""
    subject: str = "market"
    by: str = "lin"
    attempts: int = 1
    queued_at: dt.datetime = dt.datetime(2026, 11, 20, tzinfo=dt.UTC)
    started_at: dt.datetime | None = None
    ended_at: dt.datetime | None = None


pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 20, tzinfo=dt.UTC)


@pytest.fixture
def operator(person: Person, client_in: Client) -> Client:
    Post.objects.filter(person=person).update(role="operator")
    return client_in


@api.page
def refuse(request: HttpRequest) -> HttpResponse:
    raise NotFoundError(kind="目录", key="x1")


def request_by(person: Person | AnonymousUser, **headers: str) -> HttpRequest:
    request = RequestFactory().get("/any/?a=1", headers=headers)
    request.user = person
    return request


def test_a_refusal_becomes_a_page_that_says_what_to_change(person: Person) -> None:
    answer = refuse(request_by(person))
    assert isinstance(answer, HttpResponse)
    assert answer.status_code == 404
    assert "未找到目录“x1”，请核对编号。" in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]


def test_a_refusal_within_a_page_goes_to_the_messages(person: Person) -> None:
    answer = refuse(request_by(person, HX_Request="true"))
    assert answer["HX-Retarget"] == "#messages"
    assert isinstance(answer, HttpResponse)
    assert "<html" not in answer.content.decode()


def test_a_stranger_is_led_to_the_sign_in_page() -> None:
    assert refuse(request_by(AnonymousUser()))["Location"] == "/accounts/login/?next=/any/%3Fa%3D1"
    within = refuse(request_by(AnonymousUser(), HX_Request="true"))
    assert within.status_code == 401
    assert within["HX-Redirect"].startswith("/accounts/login/")


def test_errors_of_undecorated_views_become_pages_too(person: Person) -> None:
    middleware = ErrorMiddleware(lambda _: HttpResponse("ok"))
    request = request_by(person)
    assert middleware(request).status_code == 200
    answer = middleware.process_exception(request, InvalidInputError(field="名称", reason="太长"))
    assert answer is not None
    assert answer.status_code == 422
    assert middleware.process_exception(request, KeyError()) is None


def test_a_refusal_lands_on_its_form_field() -> None:
    class Sample(Form):
        name = CharField()

    form = Sample({"name": "x"})
    assert form.is_valid()
    api.add_error(form, InvalidInputError(field="name", reason="太长"))
    api.add_error(form, ChengshuError())
    assert "太长" in str(form.errors["name"])
    assert form.non_field_errors()


def test_the_actor_is_resolved_once(
    person: Person, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    request = request_by(person)
    first = api.actor(request)
    with django_assert_num_queries(0):
        assert api.actor(request) is first
    assert first.organisation_code == "housing"
    assert api.actor(request_by(AnonymousUser())).username == ""
    assert api.actor(RequestFactory().get("/")).username == ""


def test_tasks_come_overdue_first_then_by_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(navigation, "_task_lists", {})

    def tasks(actor: Actor) -> tuple[TaskCard, ...]:
        hour = dt.timedelta(hours=1)
        return (
            TaskCard("无时限", "k", "/"),
            TaskCard("晚", "k", "/", NOW + 9 * hour, "green"),
            TaskCard("早", "k", "/", NOW + hour, "green"),
            TaskCard("超时", "k", "/", NOW - hour, "red"),
        )

    api.register_tasks("one", tasks)
    api.register_tasks("one", tasks)
    with pytest.raises(BrokenError):
        api.register_tasks("one", lambda _: ())
    titles = [card.title for card in api.list_tasks(Actor("a", "甲"))]
    assert titles == ["超时", "早", "晚", "无时限"]


def test_two_entries_cannot_share_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(navigation, "_items", {})
    api.register_nav(NavItem("data", "甲", "look:desk"))
    with pytest.raises(BrokenError):
        api.register_nav(NavItem(Floor.DATA, "乙", "look:desk"))
    with pytest.raises(KeyError):
        api.register_nav(NavItem("cellar", "丙", "look:gallery"))


def test_navigation_shows_only_what_a_person_may(client_in: Client) -> None:
    assert "/look/gallery/" not in client_in.get("/").content.decode()
    assert client_in.get("/look/gallery/").status_code == 403


def test_the_gallery_shows_every_component(operator: Client) -> None:
    text = operator.get("/look/gallery/").content.decode()
    assert 'aria-current="page"' in text
    assert "系统管理" in text
    assert "style=" not in text
    assert "<script>" not in text
    for face in ("phone", "screen", "drawer"):
        assert operator.get(f"/look/gallery/{face}/").status_code == 200
    assert operator.get("/look/gallery/other/").status_code == 404
    assert "这个字段是必填项" in operator.post("/look/gallery/", {}).content.decode()


def test_a_table_answers_with_its_part_and_its_exports(operator: Client) -> None:
    headers = {"HX-Request": "true", "HX-Target": "table"}
    part = operator.get("/look/gallery/?q=公安&sort=-code", headers=headers)
    assert "<html" not in part.content.decode()
    assert 'aria-sort="descending"' in part.content.decode()
    assert "HX-Request" in part["Vary"]
    assert operator.get("/look/gallery/?export=csv").streaming
    assert operator.get("/look/gallery/?export=exe").status_code == 200
    assert "没有符合条件的记录" in operator.get("/look/gallery/?q=没有").content.decode()


def test_a_drawer_page_stands_alone_and_within(operator: Client) -> None:
    assert "<html" in operator.get("/look/gallery/drawer/").content.decode()
    part = operator.get("/look/gallery/drawer/", headers={"HX-Request": "true"})
    assert "<html" not in part.content.decode()


def test_the_start_page_asks_the_database_little(
    client_in: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client_in.get("/")
    with django_assert_max_num_queries(3 + 2 * len(TASKS)):  # three of the shell
        client_in.get("/")


def test_missing_pages_and_jobs_say_so(client_in: Client) -> None:
    assert "页面不存在" in client_in.get("/nope/").content.decode()
    assert client_in.get("/jobs/999/progress/").status_code == 404
    assert client_in.post("/jobs/999/cancel/").status_code == 404
    assert client_in.post("/jobs/999/retry/").status_code == 404
    assert client_in.get("/jobs/999/cancel/").status_code == 405


def test_a_form_without_its_token_is_explained(person: Person) -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/accounts/login/", {"login": "lin"})
    assert answer.status_code == 403
    assert "页面已过期" in answer.content.decode()


class Doors:
    """A door of jobs that remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def get(self, actor: Actor, job_id: int) -> Job:
        return Job(id=job_id)

    def cancel(self, actor: Actor, job_id: int) -> None:
        self.asked.append(f"cancel {job_id}")

    def retry(self, actor: Actor, job_id: int) -> None:
        self.asked.append(f"retry {job_id}")

    def list(self, actor: Actor, asked: TableRequest) -> JobPage:
        return JobPage((), 0)


def test_a_job_page_shows_progress_and_passes_orders_on(
    client_in: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    doors = Doors()
    monkeypatch.setattr(neighbours, "_jobs", [api.Jobs(doors.get, doors.cancel, doors.retry)])
    assert "正在核对" in client_in.get("/jobs/7/progress/").content.decode()
    part = client_in.get("/jobs/7/progress/", headers={"HX-Request": "true"})
    assert part.content.decode().strip().startswith('<div class="progress"')
    assert client_in.post("/jobs/7/cancel/")["Location"] == "/jobs/7/progress/"
    assert client_in.post("/jobs/7/retry/")["Location"] == "/jobs/7/progress/"
    assert doors.asked == ["cancel 7", "retry 7"]


def test_jobs_must_be_connected(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(neighbours, "_jobs", [])
    with pytest.raises(BrokenError):
        neighbours.get_jobs()


def test_quick_links_follow_the_role(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(navigation, "_quick", {})
    post = AccountPost("bureau", frozenset({Role.OPERATOR, Role.AUDITOR}))
    actor = Actor("a", "甲", (post,))
    first = [link.url for link in api.list_quick(actor)]
    assert "/" not in first
    assert len(first) <= 8
    api.register_quick(Role.OPERATOR, ("console:jobs", "look:nothing"))
    api.register_quick(Role.AUDITOR, ("console:audit", "console:jobs"))
    assert [link.url for link in api.list_quick(actor)] == ["/audit/", "/jobs/"]


def test_an_address_with_a_nul_leads_nowhere(client_in: Client) -> None:
    answer = client_in.get("/people/%00/")
    assert answer.status_code == 404
    assert "未找到地址" in answer.content.decode()
