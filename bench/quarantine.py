"""What it costs to judge, mark, publish, repair and waive at a city's scale.

    python -m bench.quarantine [ROWS]

Lands ROWS people (10 million) with a planted 2.4 % of faults in a scratch database of the
installation's server, judges and publishes them, lets the same bad rows come again, then a batch
that repairs 200,000 of them, and waives the rest. Prints seconds by step, the most memory of this
process, bytes on disk for a refused row, and the ratio of judging to the bare scan of the same
columns in the same run. Exits 1 when a count is not exactly what was planted.
"""

import resource
import sys
import time
from collections.abc import Callable, Iterator
from typing import TypeVar

import numpy as np
import pyarrow as pa

from bench.ready import scratch_database
from chengshu.base.accounts import api as accounts
from chengshu.base.accounts.contracts import Level, OrganisationInfo, OrganisationKind, system_actor
from chengshu.data.catalog import api as catalog
from chengshu.data.catalog.contracts import CodeEntry, CodeTable, ItemDraft, ResourceDraft
from chengshu.data.lake import api as lake
from chengshu.data.lake.contracts import LandedFile, PublishMode
from chengshu.data.lake.selectors import marks_folder
from chengshu.data.quality import api as quality
from chengshu.data.quality.contracts import RowState

T = TypeVar("T")
ACTOR, KEY = system_actor("bench"), "bench_people"
ITEMS = (
    ItemDraft("id", "身份证号", "C", is_primary_key=True, identifier="citizen_id"),
    ItemDraft("name", "姓名", "C", length=20, is_required=True),
    ItemDraft("sex", "性别", "C", code_table="bench_sex"),
    ItemDraft("born", "出生日期", "D", minimum="1900-01-01", is_required=True),
    ItemDraft("phone", "电话", "C", pattern="1[3-9][0-9]{9}"),
    ItemDraft("age", "年龄", "I", minimum=0, maximum=150),
)
WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2], dtype=np.int64)
CHECKS = np.frombuffer(b"10X98765432", dtype=np.uint8)
PIECE, EVERY, MENDED = 500_000, 125, 200_000  # of 125 rows the first three are bad: 2.4 %
_FIRST_DAY = np.datetime64("1960-01-01")


def citizen_ids(numbers: np.ndarray) -> pa.Array:
    """Return a valid citizen ID (GB 11643-1999) for each number, each another one."""
    days = _FIRST_DAY + (numbers // 999).astype("timedelta64[D]")
    dates = np.char.replace(np.datetime_as_string(days, unit="D"), "-", "")
    sequence = np.char.zfill((numbers % 999 + 1).astype("U3"), 3)
    body = np.char.add(np.char.add("110105", dates), sequence).astype("S17")
    digits = np.frombuffer(body.tobytes(), dtype=np.uint8).reshape(-1, 17)
    last = CHECKS[((digits - 48).astype(np.int64) @ WEIGHTS) % 11]
    whole = np.concatenate([digits, last[:, None]], axis=1)
    offsets = np.arange(0, 18 * (len(numbers) + 1), 18, dtype=np.int32)
    buffers = [None, pa.py_buffer(offsets), pa.py_buffer(np.ascontiguousarray(whole))]
    return pa.Array.from_buffers(pa.string(), len(numbers), buffers)


def people(numbers: np.ndarray, *, is_bad: np.ndarray) -> pa.RecordBatch:
    """Return people by number; the bad ones have a phone of letters."""
    good = np.char.add("138", np.char.zfill((numbers % 10**8).astype("U8"), 8))
    columns = {
        "id": citizen_ids(numbers),
        "name": pa.array(np.char.add("居民", (numbers % 9973).astype("U4"))),
        "sex": pa.array(np.where(numbers % 2 == 0, "1", "2")),
        "born": pa.array(_FIRST_DAY + (numbers // 999).astype("timedelta64[D]")),
        "phone": pa.array(np.where(is_bad, "unknown", good)),
        "age": pa.array(numbers % 90),
    }
    schema = lake.table_schema(KEY)
    cells = [columns[n].cast(schema.field(n).type) for n in schema.names if n in columns]
    names = [name for name in schema.names if name in columns]
    return pa.RecordBatch.from_arrays(cells, names=names)


def pieces(rows: int) -> Iterator[pa.RecordBatch]:
    """Walk over all people, the planted faults among them."""
    for start in range(0, rows, PIECE):
        numbers = np.arange(start, min(start + PIECE, rows))
        yield people(numbers, is_bad=numbers % EVERY < 3)  # noqa: PLR2004 - three of 125


def mended(count: int) -> Iterator[pa.RecordBatch]:
    """Walk over the first bad people, mended."""
    places = np.arange(count)
    numbers = places // 3 * EVERY + places % 3
    yield people(numbers, is_bad=np.zeros(count, dtype=np.bool_))


def timed(name: str, work: Callable[[], T]) -> tuple[T, float]:
    """Do `work`, say how long it took, return what it gave and the seconds."""
    start = time.perf_counter()
    found = work()
    seconds = time.perf_counter() - start
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    sys.stdout.write(f"{name:<44}{seconds:9.2f} s   {most:6} MB\n")
    sys.stdout.flush()
    return found, seconds


def draft() -> None:
    """Make the department, the code table and the resource."""
    department = OrganisationInfo(
        "police", "公安局", "", OrganisationKind.DEPARTMENT, Level.CITY, "219900", None
    )
    accounts.save_organisation(ACTOR, department)
    codes = [CodeEntry("1", "男"), CodeEntry("2", "女")]
    catalog.save_code_table(ACTOR, CodeTable("bench_sex", "性别"), codes)
    catalog.draft_resource(ACTOR, ResourceDraft(KEY, "人口", "police", items=ITEMS))


def land(batch_id: int, batches: Iterator[pa.RecordBatch]) -> LandedFile:
    """Land a batch of people."""
    return lake.land(ACTOR, resource_code=KEY, batch_id=batch_id, batches=batches)


def publish(landed: LandedFile, mode: PublishMode) -> None:
    """Publish a judged batch behind its gate."""
    gate = quality.gate_of(quality.get_verdict(ACTOR, landed.batch_id))
    key = ("id",) if mode is PublishMode.MERGE else ()
    lake.publish_snapshot(ACTOR, landed=landed, gate=gate, mode=mode, key=key)


def scan(landed: LandedFile) -> int:
    """Read the judged columns and do nothing with them."""
    names = [item.column for item in ITEMS]
    return sum(batch.num_rows for batch in lake.read_landed(landed, names))


def measure(rows: int) -> bool:
    """Walk the whole way; return whether every count is what was planted."""
    draft()
    landed, _ = timed(f"land {rows:,} rows", lambda: land(1, pieces(rows)))
    _, bare = timed("bare scan of the columns", lambda: scan(landed))
    verdict, judged = timed("judge and mark", lambda: quality.judge_batch(ACTOR, landed=landed))
    timed("publish behind the marks", lambda: publish(landed, PublishMode.FULL))
    size = sum(path.stat().st_size for path in marks_folder().rglob("*.parquet"))
    again = land(2, pieces(rows))
    second, _ = timed("judge the same rows again", lambda: quality.judge_batch(ACTOR, landed=again))
    timed("publish them", lambda: publish(again, PublishMode.FULL))
    none, _ = timed("settle them", lambda: quality.settle_batch(ACTOR, landed=again, replaces=True))
    count = min(MENDED, verdict.quarantined)
    repair = land(3, mended(count))
    timed(f"judge {count:,} mended rows", lambda: quality.judge_batch(ACTOR, landed=repair))
    timed("merge them", lambda: publish(repair, PublishMode.MERGE))
    ended, _ = timed("settle: mark them repaired", lambda: _settle(repair))
    left = quality.refused_positions(verdict)
    rested, _ = timed("waive the others", lambda: _waive(left))
    states = quality.count_rows(ACTOR, KEY)
    sys.stdout.write(f"judging {rows / judged:,.0f} rows/s, {judged / bare:.1f} × the bare scan; ")
    sys.stdout.write(f"{size / max(verdict.quarantined, 1):.1f} bytes a refused row\n")
    planted = sum(min(3, rows - start) for start in range(0, rows, EVERY))
    return (
        (verdict.quarantined, second.new, none, ended) == (planted, 0, 0, count)
        and rested == planted - count
        and states[RowState.REPAIRED] == count
        and states[RowState.QUARANTINED] == 0
    )


def _settle(landed: LandedFile) -> int:
    return quality.settle_batch(ACTOR, landed=landed, replaces=False)


def _waive(positions: pa.Array) -> int:
    return quality.waive_rows(ACTOR, batch_id=1, positions=positions, reason="历史数据")


def main() -> int:
    """Measure in a scratch database; return 1 when a count is wrong."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000_000
    with scratch_database(keep=False):
        try:
            is_exact = measure(rows)
        finally:
            lake.close()
    sys.stdout.write("counts exact\n" if is_exact else "COUNTS WRONG\n")
    return 0 if is_exact else 1


if __name__ == "__main__":
    sys.exit(main())
