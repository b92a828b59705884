import datetime as dt

import pytest
from django.test import Client
from pytest_django import Settings

from chengshu.base.accounts.contracts import Actor, Post, Role
from chengshu.base.accounts.models import Person
from chengshu.base.audit import api as audit
from chengshu.base.clock import api as clock_api

pytestmark = pytest.mark.django_db
PASSWORD = "Qing-chen-2026"


def sign_in(client: Client, password: str = PASSWORD) -> int:
    return client.post("/accounts/login/", {"login": "lin", "password": password}).status_code


def test_a_wrong_password_is_refused_in_chinese(person: Person) -> None:
    text = Client().post("/accounts/login/", {"login": "lin", "password": "falsch"})
    assert "您提供的用户名或密码不正确" in text.content.decode()


def test_coming_going_and_failing_leave_audit_lines(person: Person) -> None:
    client = Client()
    sign_in(client, "falsch")
    sign_in(client)
    client.post("/accounts/logout/")
    auditor = Actor("a", "甲", (Post("housing", frozenset({Role.AUDITOR})),))
    lines = audit.list_entries(auditor).entries
    assert [(line.action, line.outcome, line.username) for line in reversed(lines)][:3] == [
        ("accounts.sign_in", "refused", ""),
        ("accounts.sign_in", "done", "lin"),
        ("accounts.sign_out", "done", "lin"),
    ]
    assert {line.address for line in lines[:3]} == {"127.0.0.1"}
    assert "falsch" not in str(lines)


def test_five_wrong_passwords_lock_the_account(person: Person) -> None:
    client = Client()
    codes = [sign_in(client, "falsch") for _ in range(5)]
    assert codes == [200, 200, 200, 200, 429]
    answer = client.post("/accounts/login/", {"login": "lin", "password": PASSWORD})
    assert answer.status_code == 429
    assert "登录已锁定" in answer.content.decode()
    assert Client().get("/").status_code == 302


@pytest.mark.parametrize(
    "page", ["signup/", "password/reset/", "email/", "3rdparty/", "password/set/"]
)
def test_pages_nobody_needs_are_not_there(client_in: Client, page: str) -> None:
    assert client_in.get(f"/accounts/{page}").status_code == 404


def test_the_way_back_leads_nowhere_outside(person: Person) -> None:
    form = {"login": "lin", "password": PASSWORD, "next": "https://evil.example/"}
    assert Client().post("/accounts/login/", form)["Location"] == "/"
    answer = Client().post("/language/", {"language": "en", "next": "https://evil.example/"})
    assert answer["Location"] == "/"


def test_a_person_changes_the_password(client_in: Client, person: Person) -> None:
    assert "当前密码" in client_in.get("/accounts/password/").content.decode()
    form = {"oldpassword": PASSWORD, "password1": "kurz", "password2": "kurz"}
    assert "10" in client_in.post("/accounts/password/", form).content.decode()
    form |= {"password1": "Neu-er-2026-x", "password2": "Neu-er-2026-x"}
    assert client_in.post("/accounts/password/", form).status_code == 302
    assert sign_in(Client(), "Neu-er-2026-x") == 302


def test_an_idle_session_ends(client_in: Client, settings: Settings) -> None:
    assert client_in.get("/").status_code == 200
    session = client_in.session
    session["seen"] = int((clock_api.now() - dt.timedelta(minutes=31)).timestamp())
    session.save()
    answer = client_in.get("/", follow=True)
    assert answer.redirect_chain == [("/accounts/login/?next=/", 302)]
    assert "长时间没有操作" in answer.content.decode()


def age(client: Client, minutes: int) -> int:
    seen = int((clock_api.now() - dt.timedelta(minutes=minutes)).timestamp())
    session = client.session
    session["seen"] = seen
    session.save()
    return seen


def test_being_seen_is_noted_but_not_by_polling(client_in: Client) -> None:
    client_in.get("/")
    seen = age(client_in, 10)
    client_in.get("/", headers={"X-Poll": "1"})
    assert client_in.session["seen"] == seen
    client_in.get("/")
    assert client_in.session["seen"] > seen


def test_a_wall_is_watched_without_clicks(client_in: Client) -> None:
    seen = age(client_in, 300)
    client_in.get("/screens/none/", headers={"X-Poll": "1"})
    assert client_in.session["seen"] > seen
