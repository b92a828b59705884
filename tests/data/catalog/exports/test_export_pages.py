from collections.abc import Callable
from dataclasses import replace

import pytest
from django.test import Client

from chengshu.base.accounts.contracts import Actor, Role, system_actor
from chengshu.base.jobs import api as jobs
from chengshu.base.jobs.contracts import JobState
from chengshu.data.catalog import api
from chengshu.data.catalog.contracts import (
    ExportFormat,
    ExportOrder,
    ResourceDraft,
    ResourceInfo,
)
from chengshu.data.catalog.errors import ExportNotFoundError
from chengshu.data.catalog.exports import keeping
from chengshu.data.catalog.models import ExportRow
from chengshu.data.catalog.views import exports
from tests.data.catalog.imports.test_import_pages import sign_in, text_of

pytestmark = pytest.mark.django_db

SYSTEM = system_actor("tests")
Publish = Callable[[ResourceDraft], ResourceInfo]


class Worker:
    """A job that runs here and now."""

    id = 1

    def __init__(self, actor: Actor) -> None:
        self.actor = actor
        self.told: list[tuple[int, int]] = []

    def advance(self, done: int, total: int, note: str = "") -> None:
        self.told.append((done, total))

    def stop_if_cancelled(self) -> None:
        """Nobody cancels."""


@pytest.fixture
def bureau_client(city: None) -> Client:
    return sign_in("bureau", Role.BUREAU_ADMINISTRATOR)


@pytest.mark.parametrize("kind", list(ExportFormat))
def test_every_format_is_offered_and_handed_out(
    bureau_client: Client, draft: ResourceDraft, publish: Publish, kind: ExportFormat
) -> None:
    publish(replace(draft, is_open=True))
    page = text_of(bureau_client, "/catalog/export/?q=企业")
    assert f'value="{kind.value}"' in page
    assert "向社会开放的目录（1 条）" in page
    answer = bureau_client.get(f"/catalog/export/?to={kind.value}&scope=public&q=企业")
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert len(content) > 500
    assert answer.headers["Content-Disposition"].endswith(f".{kind.value}")


def test_an_unknown_format_is_refused(bureau_client: Client) -> None:
    text_of(bureau_client, "/catalog/export/?to=exe", 422)


def test_a_long_export_is_a_job_with_its_file(
    bureau_client: Client,
    bureau: Actor,
    draft: ResourceDraft,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(exports, "AT_ONCE", 0)
    for number in range(25):
        api.draft_resource(SYSTEM, replace(draft, key=f"r_{number}", title=f"目录{number}"))
    answer = bureau_client.get("/catalog/export/?to=ttl")
    page = text_of(bureau_client, answer.url)  # type: ignore[attr-defined]
    assert "完成后刷新本页即可下载" in page
    text_of(bureau_client, f"{answer.url}?file=1", 404)  # type: ignore[attr-defined]
    number = int(answer.url.rstrip("/").rpartition("/")[2])  # type: ignore[attr-defined]
    owner = jobs.get_job(SYSTEM, number).by
    worker = Worker(replace(bureau, username=owner))
    api.make_export(worker, api_number(number))
    assert worker.told == [(20, 25), (25, 25)]
    assert "下载（" in text_of(bureau_client, answer.url)  # type: ignore[attr-defined]
    file = bureau_client.get(f"{answer.url}?file=1")  # type: ignore[attr-defined]
    assert b"dcat:Catalog" in b"".join(file.streaming_content)  # type: ignore[attr-defined]
    assert api.forget_old_exports() == 0


def api_number(job_id: int) -> int:
    return ExportRow.objects.get(job_id=job_id).pk


def test_only_who_ordered_an_export_gets_it(
    city: None, bureau: Actor, officer: Actor, draft: ResourceDraft
) -> None:
    api.draft_resource(SYSTEM, draft)
    job = api.order_export(officer, ExportOrder(ExportFormat.JSONLD))
    assert job.state is JobState.QUEUED
    with pytest.raises(ExportNotFoundError):
        api.get_export(bureau, job.id)
    with pytest.raises(ExportNotFoundError):
        api.make_export(Worker(bureau), api_number(job.id))
    assert api.get_export(officer, job.id).path is None


def test_a_file_that_was_not_finished_is_not_there(city: None) -> None:
    with pytest.raises(ZeroDivisionError):
        break_off()
    assert keeping.find("x.ttl") is None
    assert [path for path in keeping.folder().iterdir() if path.suffix == ".part"] == []


def break_off() -> None:
    with keeping.writing("x.ttl") as target:
        target.write(b"half")
        raise ZeroDivisionError
