"""Pages, JSON, uploads and timed work of ingest."""

import datetime as dt
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from chengshu.base.accounts import api as accounts
from chengshu.base.accounts.contracts import Post, Role
from chengshu.base.clock import api as clock
from chengshu.base.errors.api import NotAllowedError, RefusedError
from chengshu.base.jobs import api as jobs
from chengshu.base.jobs.contracts import JobState
from chengshu.data.catalog.contracts import Attachment
from chengshu.data.ingest import api
from chengshu.data.ingest.contracts import BatchQuery, BatchState, LoadOptions, LoadQuery
from chengshu.data.ingest.errors import ExpectationError
from chengshu.data.ingest.jobs import run_load, run_schedule
from chengshu.data.ingest.models import Batch
from tests.data.ingest.shops import (
    HEADER,
    ITEMS,
    OFFICER,
    OTHER,
    SYSTEM,
    file_shop,
    file_source,
    publish,
)

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"
GOOD, BAD = "a,甲,,,\n", "b,,,很多,\n"


def sign_in(role: Role, organisation: str = "market") -> Client:
    username = f"{role.value}.{organisation}"
    post = Post(organisation, frozenset({role}))
    accounts.save_person(SYSTEM, username=username, name="张三", posts=[post])
    client = Client()
    client.force_login(get_user_model().objects.get(username=username), BACKEND)
    return client


class Context:
    """A running job, as the function of the job sees it."""

    id = 1
    actor = SYSTEM

    def advance(self, done: int, total: int, note: str = "") -> None: ...

    def stop_if_cancelled(self) -> None: ...


@pytest.fixture
def shop(tmp_path: Path) -> str:
    (tmp_path / "shops.csv").write_text(HEADER + GOOD + BAD, encoding="utf-8")
    return file_shop(tmp_path)


def test_a_batch_shows_its_counts_rules_way_and_refused_rows(shop: str) -> None:
    batch = api.load_resource(SYSTEM, shop)
    officer = sign_in(Role.DATA_OFFICER)
    page = officer.get(f"/ingest/batches/{batch.id}/").content.decode()
    for words in (
        "商户信息",
        "来源 2 行，落地 2 行",
        "“名称”不能为空",
        "全部 1 行",
        batch.digest,
        "已发布",
    ):
        assert words in page
    listed = officer.get("/ingest/", {"q": shop, "state": "published"}).content.decode()
    assert f"/ingest/batches/{batch.id}/" in listed
    assert officer.get("/ingest/", {"export": "xlsx"}).status_code == 200
    assert officer.get("/ingest/batches/0/").status_code == 404


def test_a_clean_batch_says_that_every_rule_passed(tmp_path: Path) -> None:
    (tmp_path / "shops.csv").write_text(HEADER + GOOD, encoding="utf-8")
    batch = api.load_resource(SYSTEM, file_shop(tmp_path))
    page = sign_in(Role.DATA_OFFICER).get(f"/ingest/batches/{batch.id}/").content.decode()
    assert "全部规则通过" in page


def test_a_failed_batch_says_why_and_what_stays(tmp_path: Path) -> None:
    (tmp_path / "shops.csv").write_text("编号\na\n", encoding="utf-8")
    batch = api.load_resource(SYSTEM, file_shop(tmp_path))
    page = sign_in(Role.DATA_OFFICER).get(f"/ingest/batches/{batch.id}/").content.decode()
    assert "没有对应字段" in page
    assert "线上数据保持上一批次不变" in page
    assert "尚未质检" in page


def test_an_officer_starts_a_load_of_the_own_resources_only(shop: str) -> None:
    officer, other = sign_in(Role.DATA_OFFICER), sign_in(Role.DATA_OFFICER, "housing")
    listed = officer.get("/ingest/resources/", {"q": "商户"}).content.decode()
    assert shop in listed
    assert "已超期" in listed
    assert officer.post(f"/ingest/resources/{shop}/load/").status_code == 302
    page = officer.get(f"/ingest/resources/{shop}/").content.decode()
    assert "立即入库" in page
    assert "上传文件" not in page
    assert officer.get(f"/ingest/resources/{shop}/load/").status_code == 405
    assert other.post(f"/ingest/resources/{shop}/load/").status_code == 403


def test_a_file_is_uploaded_and_its_load_queued() -> None:
    key = publish(ITEMS, Attachment(file_source(None), "shops.csv"))
    officer, address = sign_in(Role.DATA_OFFICER), f"/ingest/resources/{key}/"
    assert "上传文件" in officer.get(address).content.decode()
    file = SimpleUploadedFile("shops.csv", (HEADER + GOOD).encode())
    assert officer.post(address, {"file": file}).status_code == 302
    job = api.find_load_job(OFFICER, key)
    assert job is not None
    assert job.state is JobState.QUEUED
    assert api.load_resource(SYSTEM, key).accepted == 1
    evil = SimpleUploadedFile("shops.exe", b"MZ")
    assert officer.post(address, {"file": evil}).status_code == 200
    assert officer.post(address, {}).status_code == 200


def test_uploads_to_a_shared_folder_and_of_strangers_are_refused(shop: str, tmp_path: Path) -> None:
    with (tmp_path / "shops.csv").open("rb") as stream, pytest.raises(RefusedError):
        api.upload_file(OFFICER, shop, name="x.csv", stream=stream)
    with (tmp_path / "shops.csv").open("rb") as stream, pytest.raises(NotAllowedError):
        api.upload_file(OTHER, shop, name="x.csv", stream=stream)


def test_a_queued_load_is_not_queued_twice(shop: str) -> None:
    first = api.enqueue_load(OFFICER, shop)
    assert api.enqueue_load(OFFICER, shop).id == first.id
    assert (first.name, first.subject) == (api.LOAD_JOB, shop)


def test_the_job_loads_and_fails_with_the_note(shop: str, tmp_path: Path) -> None:
    run_load(Context(), resource_code=shop)
    (batch,) = api.list_batches(SYSTEM, BatchQuery(resource_code=shop)).rows
    assert batch.state is BatchState.PUBLISHED
    (tmp_path / "shops.csv").write_text(HEADER, encoding="utf-8")
    with pytest.raises(ExpectationError, match="0 行"):
        run_load(Context(), resource_code=shop)


def test_the_schedule_queues_what_is_due_and_nothing_else(shop: str, tmp_path: Path) -> None:
    def queued() -> bool:
        run_schedule(Context())
        page = jobs.list_jobs(SYSTEM, subject=shop, state=JobState.QUEUED)
        for job in page.jobs:
            jobs.cancel_job(SYSTEM, job.id)
        return page.total == 1

    assert queued()
    api.load_resource(SYSTEM, shop)
    assert not queued()
    yesterday = clock.now() - dt.timedelta(hours=24)
    Batch.objects.filter(resource_code=shop).update(ended_at=yesterday)
    assert queued()
    api.save_options(OFFICER, LoadOptions(shop, is_scheduled=False))
    assert not queued()


def test_resources_loaded_on_demand_are_never_due_nor_late(tmp_path: Path) -> None:
    (tmp_path / "shops.csv").write_text(HEADER + GOOD, encoding="utf-8")
    publish(ITEMS, Attachment(file_source(tmp_path), "*.csv"), cycle="6")
    key = publish(ITEMS, Attachment(file_source(tmp_path), "*.csv"), title="按需", cycle="9")
    found = {row.key: row for row in api.list_loadable(SYSTEM).rows}
    assert not found[key].is_late
    assert api.list_loadable(SYSTEM, LoadQuery(text="按需")).total == 1
    assert api.list_loadable(OTHER).total == 0


def test_departments_are_on_time_or_late(shop: str) -> None:
    (late,) = (one for one in api.list_timeliness(SYSTEM) if one.organisation_code == "market")
    assert (late.resources, late.late, late.last_loaded_at) == (1, 1, None)
    api.load_resource(SYSTEM, shop)
    (on_time,) = (one for one in api.list_timeliness(SYSTEM) if one.organisation_code == "market")
    assert (on_time.on_time, on_time.late) == (1, 0)
    assert on_time.last_loaded_at is not None


def test_programs_load_watch_and_set_options(shop: str) -> None:
    batch = api.load_resource(SYSTEM, shop)
    client = sign_in(Role.DATA_OFFICER)
    assert client.get(f"/api/v1/ingest/batches/{batch.id}").json()["accepted"] == 1
    listed = client.get("/api/v1/ingest/batches", {"resource_code": shop}).json()
    assert listed["total"] == 1
    assert client.post(f"/api/v1/ingest/resources/{shop}/load").json()["subject"] == shop
    address = f"/api/v1/ingest/resources/{shop}/options"
    body = {"null_words": ["查无"], "is_scheduled": False}
    saved = client.put(address, body, content_type="application/json").json()
    assert saved == client.get(address).json()
    assert saved["null_words"] == ["查无"]
    client.put(address, {}, content_type="application/json")
    assert client.get(address).json()["null_words"] is None
    departments = client.get("/api/v1/ingest/timeliness").json()
    assert any(one["organisation_code"] == "market" for one in departments)
    assert client.get("/api/v1/ingest/batches/99999999").status_code == 404
