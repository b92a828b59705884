"""A long load that was killed goes on behind its last sealed part, unless the source changed."""

import pytest

from chengshu.data.catalog.contracts import Attachment, ItemDraft
from chengshu.data.ingest import api, seals
from chengshu.data.ingest.contracts import BatchState
from chengshu.data.lake import api as lake
from chengshu.data.sources.connectors import copied
from chengshu.data.standardisation import api as standardisation
from tests.data.ingest.conftest import Run
from tests.data.ingest.shops import SYSTEM, publish
from tests.data.ingest.test_interruptions import Killed

pytestmark = pytest.mark.django_db
ROWS = 30_000
ITEMS = (
    ItemDraft("id", "编号", "I", is_primary_key=True),
    ItemDraft("name", "名称", "C", is_required=True),
)


class Job:
    """A job that dies after some batches, and counts what was read."""

    id = 1
    actor = SYSTEM

    def __init__(self, batches: int) -> None:
        self.left = batches
        self.said: list[int] = []

    def advance(self, done: int, _total: int, _note: str = "") -> None:
        self.said.append(done)

    def stop_if_cancelled(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise Killed


@pytest.fixture
def shops(department: Run, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(copied, "RANGE_BLOCKS", 10)
    monkeypatch.setattr(seals, "SEAL_ROWS", 5_000)
    department(f"INSERT INTO shops SELECT g, '店' || g FROM generate_series(1, {ROWS}) g")  # noqa: S608 - a number
    key = publish(ITEMS, Attachment("dept", "shops"))
    with pytest.raises(Killed):
        api.load_resource(SYSTEM, key, job=Job(12))
    return key


def taken(key: str) -> list[int]:
    table = lake.read_rows(SYSTEM, resource_code=key, columns=["id"], limit=2 * ROWS)
    return table["id"].to_pylist()


def test_the_load_goes_on_behind_the_last_seal(shops: str) -> None:
    job = Job(10_000)
    batch = api.load_resource(SYSTEM, shops, job=job)
    assert batch.state is BatchState.PUBLISHED
    assert (batch.source_count, batch.landed, batch.accepted) == (ROWS, ROWS, ROWS)
    assert job.said[0] > 5_000
    assert taken(shops) == list(range(1, ROWS + 1))
    landed = lake.find_landed(resource_code=shops, batch_id=batch.id)
    assert landed is not None
    assert len(landed.parts) > 2


@pytest.mark.parametrize("change", ["DELETE FROM shops WHERE id = 3", "VACUUM FULL shops"])
def test_a_source_that_changed_is_read_from_the_beginning(
    shops: str, department: Run, change: str
) -> None:
    statement = "CLUSTER shops USING shops_pkey" if change.startswith("VACUUM") else change
    department(statement)
    job = Job(10_000)
    batch = api.load_resource(SYSTEM, shops, job=job)
    assert job.said[0] < 5_000
    assert batch.state is BatchState.PUBLISHED
    assert len(taken(shops)) == batch.source_count == len(set(taken(shops)))


def test_rows_sealed_under_other_steps_are_made_anew(
    shops: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    runner_of = standardisation.runner_of

    def changed(key: str, **words: object) -> tuple[object, int]:
        runner, version = runner_of(key, **words)  # type: ignore[arg-type]  # passed through
        return runner, version + 1

    monkeypatch.setattr(standardisation, "runner_of", changed)
    job = Job(10_000)
    assert api.load_resource(SYSTEM, shops, job=job).landed == ROWS
    assert job.said[0] < 5_000
