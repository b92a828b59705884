"""Batches of many row groups and parts are judged by position, as one."""

import numpy as np
import pyarrow as pa
import pytest

from chengshu.data.catalog.contracts import ItemDraft
from chengshu.data.lake import api as lake
from chengshu.data.lake.contracts import LandedFile, Seal
from chengshu.data.lake.services import sealing
from chengshu.data.rules import api
from chengshu.data.rules.contracts import RuleSpec
from tests.data.quality.people import SYSTEM, draft_people

pytestmark = pytest.mark.django_db
ROWS = 10_000
_numbers = iter(range(700_000_000, 800_000_000))


@pytest.fixture
def landed(monkeypatch: pytest.MonkeyPatch) -> LandedFile:
    """Rows whose key is their number, in row groups of 3000 and two parts."""
    monkeypatch.setattr(sealing, "ROW_GROUP", 3000)
    key = draft_people(
        ItemDraft("id", "编号", "C"), ItemDraft("name", "名称", "C"), ItemDraft("n", "数", "I")
    )
    numbers = np.arange(ROWS)
    keys = [f"{number:06d}" for number in numbers]
    keys[9_999] = keys[1]  # in another part
    keys[5_001] = keys[5_000]
    names = [f"张{number}" for number in np.random.default_rng(7).integers(0, 7, ROWS)]
    names[4_000] = "王"
    names[1] = names[5_000] = "张8"
    names[9_999] = names[5_001] = "张9"
    schema = lake.table_schema(key)
    columns = {"id": keys, "name": names, "n": numbers % 100, "_raw": [None] * ROWS}
    table = pa.table(columns, schema=schema)
    batches = table.to_batches(max_chunksize=2500)
    return lake.land(
        SYSTEM,
        resource_code=key,
        batch_id=next(_numbers),
        batches=[*batches[:2], Seal("half"), *batches[2:]],
    )


def failing(landed: LandedFile, *specs: RuleSpec) -> list[list[int]]:
    return [finding.places.tolist() for finding in api.find_failures(landed, specs)]


def test_failures_are_positions_in_the_whole_batch(landed: LandedFile) -> None:
    assert len(landed.parts) == 2
    assert failing(
        landed,
        RuleSpec("length", "name", {"maximum": 1}),
        RuleSpec("pattern", "name", {"pattern": "张[0-9]"}),
        RuleSpec("range", "n", {"maximum": 98}),
    ) == [
        [place for place in range(ROWS) if place != 4000],
        [4000],
        list(range(99, ROWS, 100)),
    ]


def test_keys_are_unique_over_parts_and_row_groups(landed: LandedFile) -> None:
    unique = RuleSpec("unique", "", {"columns": ["id"]})
    assert failing(landed, unique) == [[5001, 9999]]
    composite = RuleSpec("unique", "", {"columns": ["id", "name"]})
    assert failing(landed, composite) == [[]]
    assert failing(landed, RuleSpec("unique", "", {"columns": ["id"], "keep": "none"})) == [
        [1, 5000, 5001, 9999]
    ]


def test_a_warned_row_still_stands_for_its_key(landed: LandedFile) -> None:
    warn = RuleSpec("length", "id", {"maximum": 1, "severity": "warn"})
    finding, unique = api.find_failures(landed, [warn, RuleSpec("unique", "", {"columns": ["id"]})])
    assert len(finding.places) == ROWS
    assert finding.severity == "warn"
    assert unique.places.tolist() == [5001, 9999]


def test_text_that_repeats_comes_as_dictionaries(landed: LandedFile) -> None:
    types = lake.scan_landed(
        landed, ["id", "name"], lambda batch, first: (first, *batch.schema.types)
    )
    assert [(first, str(one)[:4], str(two)[:4]) for first, one, two in types] == [
        (0, "stri", "dict"),
        (3000, "stri", "dict"),
        (5000, "stri", "dict"),
        (8000, "stri", "dict"),
    ]
    assert list(lake.scan_landed(landed, [], lambda batch, first: batch.num_rows)) == [
        *(3000, 2000, 3000, 2000)
    ]
