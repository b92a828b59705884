"""Step four: every table is loaded, judged and published; the verdicts are held to the ledger."""

import bisect
import datetime as dt
from collections import Counter
from dataclasses import dataclass

from chengshu.data.ingest import api as ingest
from chengshu.data.ingest.contracts import BatchInfo, BatchQuery, BatchState
from chengshu.data.lake import api as lake
from chengshu.data.quality import api as quality
from chengshu.data.quality.contracts import RowQuery
from cities.demo import pack
from cities.demo.generate.faults import Fault
from cities.demo.generate.ledger import read_ledger
from cities.demo.journey.walk import Walk
from cities.demo.report import Check, count, holds

_ALL = 1_000_000


def _list_batches(walk: Walk) -> dict[str, BatchInfo]:
    """Return by resource the batch that published the rows of the present sources.

    An incremental table grows and is never replaced, so its first batch stays the one.
    """
    marker = walk.sources.files / ".digest"
    built = dt.datetime.fromtimestamp(marker.stat().st_mtime, tz=dt.UTC)
    query = BatchQuery(state=BatchState.PUBLISHED, limit=_ALL)
    plans = {plan.key: plan for plan in pack.list_tables()}
    return {
        batch.resource_code: batch
        for batch in reversed(ingest.list_batches(walk.actor, query).rows)
        if (plan := plans.get(batch.resource_code))
        and batch.landed == plan.rows
        and (plan.mode == "incremental" or batch.started_at >= built)
    }


def load_tables(walk: Walk) -> tuple[Check, ...]:
    """Load what has not been loaded, referenced tables first."""
    done = _list_batches(walk)
    batches = [
        done.get(plan.key) or ingest.load_resource(walk.officer(plan.department), plan.key)
        for plan in pack.list_tables()
    ]
    planned = sum(plan.rows for plan in pack.list_tables())
    accepted = sum(batch.accepted for batch in batches)
    quarantined = sum(batch.quarantined for batch in batches)
    landed = sum(batch.landed for batch in batches)
    published = sum(batch.state is BatchState.PUBLISHED for batch in batches)
    return (
        count("批次已发布", len(batches), published),
        count("落地行数", planned, landed),
        count("落地 = 合格 + 问题", landed, accepted + quarantined),
    )


@dataclass
class _Tally:
    """What became of planted faults and of good rows."""

    caught: Counter[str]
    missed: list[tuple[str, Fault]]
    wronged: list[tuple[str, int]]


def _landed(planted: dict[int, Fault], rows: int) -> dict[int, Fault]:
    """Return the faults by landed position: rows of a wrong shape land after all others."""
    broken = sorted(place for place, fault in planted.items() if fault.kind == "shape")
    whole = rows - len(broken)
    return {
        whole + broken.index(place)
        if fault.kind == "shape"
        else place - bisect.bisect_left(broken, place): fault
        for place, fault in planted.items()
    }


def _judge(walk: Walk, batch: BatchInfo, planted: dict[int, Fault], *, tally: _Tally) -> None:
    key = batch.resource_code
    rows = quality.list_quarantined(walk.actor, RowQuery(batch_id=batch.id, limit=_ALL)).rows
    refused = {row.position: {reason.kind for reason in row.reasons} for row in rows}
    planted = _landed(planted, batch.landed)
    for position, fault in planted.items():
        if fault.kind in refused.get(position, set()):
            tally.caught[fault.kind] += 1
        else:
            tally.missed.append((key, fault))
    tally.wronged += [(key, place) for place in refused.keys() - planted.keys()]


def hold_verdicts(walk: Walk) -> tuple[Check, ...]:
    """Compare every refused row with the ledger of planted faults."""
    ledger = read_ledger(walk.sources.ledger)
    tally = _Tally(Counter(), [], [])
    batches = _list_batches(walk)
    for key, faults in ledger.items():
        if key in batches:
            _judge(walk, batches[key], faults, tally=tally)
        else:
            tally.missed += [(key, fault) for fault in faults.values()]
    planted = sum(len(faults) for faults in ledger.values())
    kinds = {fault.kind for faults in ledger.values() for fault in faults.values()}
    missed = "；".join(f"{key} {fault}" for key, fault in tally.missed[:3])
    wronged = "；".join(f"{key} 第 {place} 行" for key, place in tally.wronged[:3])
    caught = count("植入的问题被查出", planted, sum(tally.caught.values()))
    wrongly = count("合格行被误拒", 0, len(tally.wronged))
    return (
        caught
        if caught.ok
        else Check(caught.title, caught.expected, f"{caught.found}（{missed}）", ok=False),
        wrongly
        if wrongly.ok
        else Check(wrongly.title, "0", f"{wrongly.found}（{wronged}）", ok=False),
        count("规则种类", len(kinds), len(tally.caught)),
    )


def count_snapshots(walk: Walk) -> tuple[Check, ...]:
    """Hold the rows of every snapshot against the accepted rows of its batch."""
    expected = found = 0
    batches = _list_batches(walk)
    for plan in pack.list_tables():
        batch = batches.get(plan.key)
        expected += batch.accepted if batch else 0
        found += lake.count_rows(walk.actor, resource_code=plan.key)
    whole = all(lake.latest_snapshot(plan.key) is not None for plan in pack.list_tables())
    return count("快照行数", expected, found), holds("每个资源都有快照", ok=whole)
