"""Kills loads at random moments, many times, then counts: every row exactly one end state.

    python -m bench.kills --times 200

Registers a file of rows, some bad, in a scratch database of the installation's server. A process
loads it again and again, in full, each time with other rows bad; it is killed (-9) at a random
moment and another goes on. In the end every batch is walked through: landed = accepted +
quarantined, the ends of its rows add up, each marked row has one, the lake shows what the last
batch accepted, and nothing is there twice; every cell that standardisation changed has its one
line in the file beside its part. Prints what the kills hit; exits 1 at any fault.
"""

import argparse
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
from django.db import connections

from bench.ready import scratch_database
from chengshu.base.accounts import api as accounts
from chengshu.base.accounts.contracts import (
    Actor,
    Level,
    OrganisationInfo,
    OrganisationKind,
    Post,
    Role,
    system_actor,
)
from chengshu.data.catalog import api as catalog
from chengshu.data.catalog.contracts import (
    Attachment,
    ClassNode,
    ItemDraft,
    LoadMode,
    ResourceDraft,
    ShareType,
)
from chengshu.data.ingest import api as ingest
from chengshu.data.ingest.models import Batch
from chengshu.data.lake import api as lake
from chengshu.data.lake.contracts import LandedPart, MarksQuery
from chengshu.data.lake.models import Snapshot
from chengshu.data.quality.ends import marks_of, read_ends
from chengshu.data.quality.models import COUNTERS, Judgement
from chengshu.data.sources import api as sources
from chengshu.data.sources.contracts import NewSource, SourceKind

ACTOR, KEY, ROWS = system_actor("bench"), "bench_kills", 3000
OFFICER = Actor("officer", "张三", (Post("market", frozenset({Role.DATA_OFFICER})),))
BUREAU = Actor("bureau", "王五", (Post("bureau", frozenset({Role.BUREAU_ADMINISTRATOR})),))
ITEMS = (
    ItemDraft("code", "编号", "C", length=8, is_primary_key=True, source_column="编号"),
    ItemDraft("amount", "金额", "I", maximum=99, source_column="金额"),
)
UNDER_WAY = ("open", "landed", "judged")
GONE, BAD, TWICE = 0.01, 0.05, 0.995  # of a row's fate, drawn from 0 to 1
UNTIDY = 7  # one code of so many has a blank before it, which standardisation takes away
_ALL = 1 << 40


def draft(folder: Path) -> None:
    """Make the department, its file source, and the resource that is loaded from it."""
    kind = OrganisationKind.DEPARTMENT
    uscc = "11220000013544541J"
    info = OrganisationInfo("market", "市场监督管理局", uscc, kind, Level.CITY, "219900", None)
    accounts.save_organisation(ACTOR, info)
    sources.save_system(ACTOR, code="registry", name="登记系统", organisation_code="market")
    new = NewSource(
        "files", "文件", "registry", "market", SourceKind.FILES, folder=str(folder), options={}
    )
    sources.save_source(ACTOR, new)
    legal, units = ClassNode("102", "法人", "1"), ClassNode("102001", "单位", "102")
    catalog.save_classes(ACTOR, [ClassNode("1", "基础"), legal, units])
    resource = ResourceDraft(
        key=KEY,
        title="商户信息",
        provider_code="market",
        abstract="在本市登记的商户。",
        class_path="102001",
        format="3",
        format_name="mysql",
        share_type=ShareType.UNCONDITIONAL,
        share_mode="1",
        update_cycle="2",
        items=ITEMS,
    )
    catalog.draft_resource(ACTOR, resource)
    catalog.submit_resource(OFFICER, KEY)
    catalog.approve_resource(OFFICER, KEY)
    catalog.approve_resource(BUREAU, KEY)
    catalog.attach_source(ACTOR, KEY, Attachment("files", "*.csv", LoadMode.FULL))


def write_file(folder: Path, chance: random.Random) -> None:
    """Put the next state of the source in place: a few other rows bad, gone, or there twice."""
    lines = ["编号,金额"]
    for number in range(ROWS):
        fate = chance.random()
        if fate < GONE:
            continue
        code = f" c{number}" if number % UNTIDY == 0 else f"c{number}"
        lines.append(f"{code},{500 if fate < BAD else number % 90}")
        lines += [f"{code},1"] * (fate > TWICE)
    lines += [",5", "broken"]
    draft_file = folder / "next.part"
    draft_file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    draft_file.replace(folder / "shops.csv")


def load_forever(folder: Path, seed: int, times: int) -> None:
    """Load again and again; the source only changes between two batches."""
    chance = random.Random(seed)  # noqa: S311 - made-up rows, not secrets
    for _ in range(times):
        if not Batch.objects.filter(state__in=UNDER_WAY).exists():
            write_file(folder, chance)
        ingest.load_resource(ACTOR, KEY)


def apart(folder: Path, seed: int, times: int) -> int:
    """Start a process that loads; return its number."""
    connections.close_all()
    lake.close()
    child = os.fork()
    if child:
        return child
    try:
        load_forever(folder, seed, times)
    except BaseException as error:  # noqa: BLE001 - the edge of a process: say it and go
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
        os._exit(1)
    os._exit(0)


def kill_often(folder: Path, times: int, longest: float) -> Counter[str]:
    """Start and kill as often as asked; return which state of a batch the kills hit."""
    chance, hits = random.Random(times), Counter[str]()  # noqa: S311 - moments, not secrets
    for turn in range(times):
        child = apart(folder, turn, 1000)
        time.sleep(chance.uniform(0.0, longest))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        batch = Batch.objects.order_by("-pk").first()
        hits[batch.state if batch else "none"] += 1
    return hits


def seconds_of_a_load(folder: Path) -> float:
    """Return how long a load in peace takes, once everything is compiled."""
    seconds = 0.0
    for seed in (-2, -1):
        started = time.perf_counter()
        os.waitpid(apart(folder, seed, 1), 0)
        seconds = time.perf_counter() - started
    return seconds


def faults() -> Iterator[str]:
    """Walk over everything that is not as the law says."""
    judged = {one.batch_id: one for one in Judgement.objects.all()}
    for batch in Batch.objects.order_by("pk"):
        judgement = judged.get(batch.pk)
        if batch.state == "published" and (judgement is None or judgement.settled_at is None):
            yield f"#{batch.pk}: published, but not judged and settled"
        if batch.state == "published" and Snapshot.objects.filter(batch_id=batch.pk).count() != 1:
            yield f"#{batch.pk}: not one snapshot"
        if judgement is not None:
            yield from faults_of(judgement)
    latest = lake.latest_snapshot(KEY)
    if latest is None or latest.rows != judged[latest.batch_id].accepted:
        yield "the lake does not show what the last batch accepted"
    elif lake.count_rows(ACTOR, resource_code=KEY, where=None) != latest.rows:
        yield "the lake does not hold the rows it says"


def faults_of(judgement: Judgement) -> Iterator[str]:
    """Walk over the faults of one judgement: its counters against its marks and ends."""
    about = f"#{judgement.batch_id}"
    landed = lake.find_landed(resource_code=KEY, batch_id=judgement.batch_id)
    if landed is None or landed.rows != judgement.accepted + judgement.quarantined:
        yield f"{about}: landed is not accepted plus quarantined"
    for part in landed.parts if landed else ():
        yield from faults_of_changes(about, part)
    query = MarksQuery((marks_of(judgement),), read_ends([judgement]), limit=_ALL)
    found = lake.list_marks(query).rows
    counted = Counter(found["state"].to_pylist())
    kept = {name: getattr(judgement, name) for name in COUNTERS}
    counted["waiting"] = counted.pop("quarantined", 0)
    if len(set(found["position"].to_pylist())) != judgement.quarantined:
        yield f"{about}: a row is marked twice or not at all"
    if {name: rows for name, rows in kept.items() if rows} != +counted:
        yield f"{about}: counters {kept} but rows {dict(counted)}"
    if judgement.ends.count() != sum(
        rows for name, rows in kept.items() if name not in {"waiting", "repeated"}
    ):
        yield f"{about}: ends of rows that are none"


def faults_of_changes(about: str, part: LandedPart) -> Iterator[str]:
    """Walk over the cells of a part that should have a change line, and the lines it has."""
    codes = pq.read_table(part.path, columns=["code", "_position"])
    untidy = {
        position: code
        for code, position in zip(*(column.to_pylist() for column in codes.columns), strict=True)
        if code and code.startswith("c") and int(code[1:]) % UNTIDY == 0
    }
    if part.changes is None:
        yield f"{about}: {len(untidy)} cells were changed, but there are no change lines"
        return
    lines = pq.read_table(part.changes.path).to_pylist()
    trimmed = [line for line in lines if (line["column"], line["step"]) == ("code", "trim")]
    if {line["_position"]: line["after"] for line in trimmed} != untidy:
        yield f"{about}: the change lines are not those of the part"
    if len(trimmed) != len(untidy) or any(
        line["before"] != f" {line['after']}" for line in trimmed
    ):
        yield f"{about}: a change line is there twice or says another cell"
    if len(lines) != part.changes.lines:
        yield f"{about}: {len(lines)} change lines, {part.changes.lines} recorded"


def run(times: int, longest: float | None) -> int:
    """Kill, finish one load in peace, count; return how many faults there are."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        draft(folder)
        hits = kill_often(folder, times, longest or 1.2 * seconds_of_a_load(folder))
        child = apart(folder, times, 2)
        _, status = os.waitpid(child, 0)
        wrong = list(faults()) + (["the last load failed"] if status else [])
    states = Counter(Batch.objects.values_list("state", flat=True))
    rows = sum(one.landed for one in Judgement.objects.all())
    sys.stdout.write(f"{times} kills hit batches that were {dict(hits)}\n")
    sys.stdout.write(f"batches {dict(states)}, {rows:,} judged rows, {len(wrong)} faults\n")
    sys.stdout.writelines(f"  {line}\n" for line in wrong)
    return len(wrong)


def main() -> int:
    """Kill in a scratch database; return 1 when anything is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=200)
    parser.add_argument("--longest", type=float, help="seconds a load may live; measured first")
    asked = parser.parse_args()
    with scratch_database(keep=False):
        try:
            wrong = run(asked.times, asked.longest)
        finally:
            lake.close()
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
