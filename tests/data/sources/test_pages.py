"""Pages and JSON of sources, as people meet them."""

import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from chengshu.base.accounts import api as accounts
from chengshu.base.accounts.contracts import Post, Role
from chengshu.base.accounts.models import Person
from chengshu.data.sources import api as sources
from chengshu.data.sources.contracts import NewSource, SourceKind
from tests.data.sources.people import SYSTEM

pytestmark = pytest.mark.usefixtures("market")
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def sign_in() -> Callable[..., Client]:
    def enter(organisation: str, role: Role) -> Client:
        name = f"{organisation}-{role}"
        accounts.save_person(
            SYSTEM,
            username=name,
            name="林清晨",
            password="Qing-chen-2026",
            posts=[Post(organisation, frozenset({role}))],
        )
        client = Client()
        client.force_login(Person.objects.get(username=name), backend=BACKEND)
        return client

    return enter


@pytest.fixture
def officer(sign_in: Callable[..., Client]) -> Client:
    return sign_in("market", Role.DATA_OFFICER)


@pytest.fixture
def drop() -> str:
    new = NewSource("drop", "文件交换", "registry", "market", SourceKind.FILES)
    return sources.save_source(SYSTEM, new).code


def test_an_officer_registers_a_system_and_a_source(officer: Client) -> None:
    form = {"code": "oa", "name": "办公系统", "organisation_code": "market", "note": ""}
    assert officer.post("/sources/systems/", form).status_code == 302
    assert "办公系统" in officer.get("/sources/systems/").content.decode()
    source = {
        "code": "oa-files",
        "name": "办公文件",
        "system_code": "oa",
        "organisation_code": "market",
        "kind": "files",
        "options": '{"encoding": "gbk"}',
    }
    answer = officer.post("/sources/new/", source)
    assert answer.status_code == 302, answer.content.decode()
    assert sources.get_source(SYSTEM, "oa-files").options == {"encoding": "gbk"}
    page = officer.get("/sources/oa-files/edit/").content.decode()
    assert "gbk" in page
    again = officer.post("/sources/oa-files/edit/", {**source, "name": "改名"})
    assert again.status_code == 302
    assert sources.get_source(SYSTEM, "oa-files").name == "改名"
    assert "改名" in officer.get("/sources/?q=改名").content.decode()


@pytest.mark.parametrize("options", ["{", "[1]", '{"header_row": "x"}'])
def test_options_that_make_no_sense_stay_on_the_form(officer: Client, options: str) -> None:
    source = {
        "code": "bad",
        "name": "坏",
        "system_code": "registry",
        "organisation_code": "market",
        "kind": "files",
        "options": options,
    }
    assert officer.post("/sources/new/", source).status_code == 200
    assert sources.find_source(SYSTEM, "bad") is None


def test_a_secret_goes_in_and_never_comes_out(officer: Client) -> None:
    body = {
        "code": "secret-db",
        "name": "库",
        "system_code": "registry",
        "organisation_code": "market",
        "kind": "postgresql",
        "host": "127.0.0.1",
        "port": 1,
        "database": "d",
        "username": "u",
        "password": "hush-hush-hush",
    }
    answer = officer.post("/api/v1/sources/", json.dumps(body), content_type="application/json")
    assert answer.status_code == 200, answer.content
    seen = [
        answer,
        officer.get("/api/v1/sources/"),
        officer.get("/api/v1/sources/secret-db"),
        officer.get("/sources/secret-db/"),
        officer.get("/sources/secret-db/edit/"),
        officer.get("/sources/?export=csv"),
        officer.post("/api/v1/sources/secret-db/test"),
        officer.get("/sources/secret-db/tables/"),
    ]
    for response in seen:
        content = b"".join(response) if response.streaming else response.content
        assert b"hush-hush" not in content
    assert seen[6].json()["ok"] is False
    assert officer.get("/api/v1/sources/secret-db/tables").status_code == 503
    assert officer.post("/sources/secret-db/test/").status_code == 302
    assert "连接失败" in officer.get("/sources/").content.decode()


def test_a_file_is_uploaded_described_and_sampled(officer: Client, drop: str) -> None:
    file = SimpleUploadedFile("企业.csv", "名称,代码\n甲公司,1\n".encode("gb18030"))
    assert officer.post(f"/sources/{drop}/upload/", {"file": file}).status_code == 302
    tables = officer.get(f"/sources/{drop}/tables/").content.decode()
    assert "企业.csv" in tables
    assert "代码" in tables
    sample = officer.get(f"/sources/{drop}/sample/?table=企业.csv").content.decode()
    assert "甲公司" in sample
    assert officer.get(f"/sources/{drop}/sample/?table=../x.csv").status_code == 422
    listed = officer.get(f"/api/v1/sources/{drop}/tables").json()
    assert [column["name"] for column in listed[0]["columns"]] == ["名称", "代码"]


def test_a_bad_upload_is_refused_on_the_page_and_in_json(officer: Client, drop: str) -> None:
    program = SimpleUploadedFile("run.exe", b"MZ")
    answer = officer.post(f"/sources/{drop}/upload/", {"file": program})
    assert answer.status_code == 422
    assert "类型不支持" in answer.content.decode()
    again = officer.post(f"/api/v1/sources/{drop}/files", {"file": io.BytesIO(b"x")})
    assert again.status_code == 422
    assert again["Content-Type"] == "application/problem+json"
    good = SimpleUploadedFile("a.csv", b"a\n1\n")
    assert officer.post(f"/api/v1/sources/{drop}/files", {"file": good}).json()["size"] == 4


def test_other_departments_and_roles_see_nothing(
    sign_in: Callable[..., Client], drop: str, tmp_path: Path
) -> None:
    other = sign_in("housing", Role.DATA_OFFICER)
    for address in (f"/sources/{drop}/", f"/sources/{drop}/tables/", f"/sources/{drop}/edit/"):
        assert other.get(address).status_code == 403
    assert "文件交换" not in other.get("/sources/").content.decode()
    assert other.get("/api/v1/sources/").json() == []
    leader = sign_in("market", Role.LEADER)
    assert leader.get("/sources/").status_code == 403
    auditor = sign_in("market", Role.AUDITOR)
    assert auditor.get(f"/sources/{drop}/sample/?table=x.csv").status_code == 403
    assert Client().get("/sources/").status_code == 302
