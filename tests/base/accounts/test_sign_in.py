"""Sign-in through the real page: wrong passwords, lockout, and what the audit says of them."""

import datetime as dt

import pytest
from axes.models import AccessAttempt
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from chengshu.base.accounts import api as accounts
from chengshu.base.accounts.contracts import Actor, Post, Role
from chengshu.base.audit import api as audit
from tests.base.conftest import PASSWORD


@pytest.fixture
def officer(city: Actor) -> Actor:
    posts = (Post("tax", frozenset({Role.DATA_OFFICER})),)
    accounts.save_person(city, username="li", name="李一", password=PASSWORD, posts=posts)
    return city


def _sign_in(client: Client, password: str, username: str = "li") -> HttpResponse:
    return client.post(reverse("account_login"), {"login": username, "password": password})


def _signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def _lines(system: Actor) -> list[tuple[str, str, object]]:
    found = audit.list_entries(system, audit.EntryFilter(action="accounts.sign*"))
    return [(e.action, e.outcome, e.detail.get("reason")) for e in reversed(found.entries)]


def test_the_right_password_signs_in_and_leaves_a_line(officer: Actor, client: Client) -> None:
    assert _sign_in(client, PASSWORD).status_code == 302
    assert _signed_in(client)
    assert _lines(officer) == [("accounts.sign_in", "done", None)]


def test_signing_out_leaves_a_line(officer: Actor, client: Client) -> None:
    _sign_in(client, PASSWORD)
    client.post(reverse("account_logout"))
    assert not _signed_in(client)
    assert _lines(officer)[-1] == ("accounts.sign_out", "done", None)


def test_a_wrong_password_is_refused_in_chinese_and_recorded(
    officer: Actor, client: Client
) -> None:
    response = _sign_in(client, "Wrong-1234567")
    assert "用户名" in response.content.decode()
    assert not _signed_in(client)
    assert _lines(officer) == [("accounts.sign_in", "refused", "wrong_password")]


def test_five_failures_lock_even_the_right_password_out(officer: Actor, client: Client) -> None:
    for _ in range(5):
        response = _sign_in(client, "Wrong-1234567")
    assert response.status_code == 429
    assert "锁定 30 分钟" in response.content.decode()
    response = _sign_in(client, PASSWORD)
    assert response.status_code == 429
    assert not _signed_in(client)
    assert _lines(officer)[-1] == ("accounts.sign_in", "refused", "locked")


def test_the_lock_opens_after_thirty_minutes(officer: Actor, client: Client) -> None:
    for _ in range(5):
        _sign_in(client, "Wrong-1234567")
    for attempt in AccessAttempt.objects.all():
        attempt.attempt_time -= dt.timedelta(minutes=31)
        attempt.save()
    assert _sign_in(client, PASSWORD).status_code == 302
    assert _signed_in(client)


def test_one_persons_lock_does_not_lock_others(officer: Actor, client: Client) -> None:
    for _ in range(5):
        _sign_in(client, "Wrong-1234567", username="zhao")
    assert _sign_in(client, PASSWORD).status_code == 302


def test_the_password_is_never_written_into_the_audit(officer: Actor, client: Client) -> None:
    _sign_in(client, "Wrong-1234567")
    found = audit.list_entries(officer)
    assert all("Wrong-1234567" not in str(entry) for entry in found.entries)


def test_an_inactive_person_cannot_sign_in(officer: Actor, client: Client) -> None:
    accounts.save_person(officer, username="li", name="李一", is_active=False)
    _sign_in(client, PASSWORD)
    assert not _signed_in(client)


def test_a_changed_password_leaves_a_line(officer: Actor, client: Client) -> None:
    _sign_in(client, PASSWORD)
    fresh = "Fresh-Pass.77"
    data = {"oldpassword": PASSWORD, "password1": fresh, "password2": fresh}
    client.post(reverse("account_change_password"), data)
    found = audit.list_entries(officer, audit.EntryFilter(action="accounts.change_password"))
    assert [entry.username for entry in found.entries] == ["li"]
