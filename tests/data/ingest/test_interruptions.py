"""A load that is killed anywhere continues: nothing lost, nothing doubled."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection

from chengshu.base.jobs.errors import JobCancelledError
from chengshu.data.ingest import api
from chengshu.data.ingest.contracts import BatchQuery, BatchState
from chengshu.data.ingest.errors import LoadRunningError
from chengshu.data.ingest.locks import only_one_load
from chengshu.data.ingest.models import Batch
from chengshu.data.ingest.services import landing, loading
from chengshu.data.lake import api as lake
from chengshu.data.quality import api as quality
from chengshu.data.quality.contracts import RowQuery
from tests.data.ingest.shops import HEADER, OFFICER, SYSTEM, file_shop

pytestmark = pytest.mark.django_db(transaction=False)


class Killed(BaseException):
    """Stands for kill -9: nothing in the program catches it."""


@pytest.fixture
def shop(tmp_path: Path) -> str:
    rows = "".join(f"{number},店{number},,{number},是\n" for number in range(50))
    (tmp_path / "shops.csv").write_text(HEADER + rows + "x,,,,\ny,短\n", encoding="utf-8")
    return file_shop(tmp_path)


def kill_in(monkeypatch: pytest.MonkeyPatch, place: object, name: str, *, after: bool) -> None:
    real: Callable[..., object] = getattr(place, name)

    def killed(*args: object, **named: object) -> object:
        if after:
            real(*args, **named)
        raise Killed

    monkeypatch.setattr(place, name, killed)


PLACES = [
    (loading, "land_batch", False),
    (lake, "land", False),
    (lake, "land", True),
    (landing, "_check_counts", True),
    (loading, "land_batch", True),
    (quality, "judge_batch", False),
    (quality, "judge_batch", True),
    (lake, "publish_snapshot", False),
    (lake, "publish_snapshot", True),
    (quality, "settle_batch", False),
    (quality, "settle_batch", True),
    (loading, "end_batch", False),
]


@pytest.mark.parametrize(("place", "name", "after"), PLACES)
def test_a_load_killed_anywhere_ends_as_if_it_had_not_been(
    shop: str, monkeypatch: pytest.MonkeyPatch, place: object, name: str, *, after: bool
) -> None:
    with monkeypatch.context() as patch:
        kill_in(patch, place, name, after=after)
        with pytest.raises(Killed):
            api.load_resource(SYSTEM, shop)
    batch = api.load_resource(SYSTEM, shop)
    assert api.list_batches(SYSTEM, BatchQuery(resource_code=shop)).total == 1
    assert batch.state is BatchState.PUBLISHED
    assert (batch.source_count, batch.landed, batch.accepted, batch.quarantined) == (52, 52, 50, 2)
    assert batch.misshapen == 1
    assert lake.count_rows(SYSTEM, resource_code=shop) == 50
    assert len(lake.list_snapshots(shop)) == 1
    assert quality.list_quarantined(SYSTEM, RowQuery(resource_code=shop)).total == 2
    assert quality.get_verdict(SYSTEM, batch.id).new == 2


def test_a_load_killed_while_it_reads_lands_anew(
    shop: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(self: object, batch: object) -> object:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(landing.Standard, "standardise", broken)
        with pytest.raises(Killed):
            api.load_resource(SYSTEM, shop)
    batch = api.load_resource(SYSTEM, shop)
    assert (batch.state, batch.landed) == (BatchState.PUBLISHED, 52)


def test_a_load_that_breaks_again_and_again_waits_for_a_person(
    shop: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        kill_in(patch, quality, "judge_batch", after=False)
        for _ in range(5):
            with pytest.raises(Killed):
                api.load_resource(SYSTEM, shop)
    batch = api.load_resource(SYSTEM, shop)
    assert batch.state is BatchState.PUBLISHED
    page = api.list_batches(SYSTEM, BatchQuery(resource_code=shop))
    assert [each.state for each in page.rows] == [BatchState.PUBLISHED, BatchState.FAILED]
    assert "5 次" in page.rows[1].note


def test_two_loads_of_one_resource_never_run_at_once(shop: str) -> None:
    with only_one_load(shop, "商户"), pytest.raises(LoadRunningError, match="正在入库"):
        api.load_resource(SYSTEM, shop)
    assert api.load_resource(SYSTEM, shop).state is BatchState.PUBLISHED


def test_the_lock_ends_with_its_connection(shop: str) -> None:
    guard = only_one_load(shop, "商户")
    guard.__enter__()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_locks"
            " WHERE locktype = 'advisory' AND pid <> pg_backend_pid()"
        )
    for _ in range(100):
        try:
            with only_one_load(shop, "商户"):
                break
        except LoadRunningError:
            threading.Event().wait(0.05)
    else:
        pytest.fail("the lock outlived its connection")


class Job:
    """A job context that is cancelled after some steps."""

    id = 1
    actor = OFFICER

    def __init__(self, steps: int) -> None:
        self.steps = steps
        self.said: list[tuple[int, int, str]] = []

    def advance(self, done: int, total: int, note: str = "") -> None:
        self.said.append((done, total, note))

    def stop_if_cancelled(self) -> None:
        self.steps -= 1
        if self.steps < 0:
            raise JobCancelledError(key=1)


def test_a_cancelled_load_publishes_nothing_and_the_next_starts_anew(shop: str) -> None:
    with pytest.raises(JobCancelledError):
        api.load_resource(SYSTEM, shop, job=Job(1))
    (batch,) = api.list_batches(SYSTEM, BatchQuery(resource_code=shop)).rows
    assert batch.state is BatchState.CANCELLED
    assert lake.latest_snapshot(shop) is None
    assert api.load_resource(SYSTEM, shop).state is BatchState.PUBLISHED


def test_a_load_says_how_far_it_is(shop: str) -> None:
    job = Job(100)
    api.load_resource(SYSTEM, shop, job=job)
    assert job.said[0] == (51, 52, "")
    assert [note for _, _, note in job.said[1:]] == ["已落地", "已质检", "已发布"]


def test_a_landed_file_that_changed_is_not_published(
    shop: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        kill_in(patch, lake, "publish_snapshot", after=False)
        with pytest.raises(Killed):
            api.load_resource(SYSTEM, shop)
    Batch.objects.filter(resource_code=shop).update(digest="0" * 64)
    assert api.load_resource(SYSTEM, shop).state is BatchState.FAILED
    assert lake.latest_snapshot(shop) is None
