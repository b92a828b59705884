import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_the_start_page_asks_strangers_to_sign_in() -> None:
    answer = Client().get("/")
    assert answer.status_code == 302
    assert answer["Location"] == "/accounts/login/?next=/"


def test_the_start_page_greets_by_name_and_organisation(client_in: Client) -> None:
    text = client_in.get("/").content.decode()
    assert "林清晨" in text
    assert "市住房和城乡建设局" in text
    assert "没有待办事项" in text


def test_a_person_signs_in_changes_language_and_signs_out(client_in: Client) -> None:
    client = Client()
    page = client.get("/accounts/login/").content.decode()
    assert "登录" in page
    answer = client.post("/accounts/login/", {"login": "lin", "password": "Qing-chen-2026"})
    assert answer["Location"] == "/"
    client.post("/language/", {"language": "en", "next": "/"})
    assert 'lang="en"' in client.get("/").content.decode()
    assert client.post("/accounts/logout/")["Location"] == "/"
    assert client.get("/").status_code == 302


def test_every_page_sends_the_security_headers() -> None:
    answer = Client().get("/accounts/login/")
    assert "default-src 'self'" in answer["Content-Security-Policy"]
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert answer["Referrer-Policy"] == "same-origin"
    assert "style=" not in answer.content.decode()
