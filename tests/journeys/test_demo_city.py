"""From department databases to a closed case, by door calls only, and once more."""

import pytest

from chengshu.base.accounts.contracts import Actor, system_actor
from chengshu.base.audit import api as audit
from chengshu.data.ingest import api as ingest
from chengshu.data.ingest.contracts import BatchQuery, BatchState
from cities.demo import api, pack
from cities.demo.report import Report


def _walk(actor: Actor) -> Report:
    said: list[str] = []
    report = api.run(actor, data=None, say=said.append)
    assert len(said) > len(api.STEPS)
    return report


def _wrong(report: Report) -> list[object]:
    return [row for row in report.rows if not row.check.ok]


@pytest.mark.journey
def test_the_whole_way_holds_and_walking_again_doubles_nothing(traveller: Actor) -> None:
    first = _walk(traveller)
    assert _wrong(first) == []
    assert first.holds

    again = _walk(traveller)
    assert _wrong(again) == []
    assert [row.check.title for row in again.rows] == [row.check.title for row in first.rows]

    published = BatchQuery(state=BatchState.PUBLISHED)
    assert ingest.list_batches(system_actor("test"), published).total == len(pack.list_tables())
    assert audit.verify().faults == ()
