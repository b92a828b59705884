"""Real files land, are judged and published; the counts are those the files are known by."""

import csv
import gzip
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from chengshu.data.catalog import api as catalog
from chengshu.data.catalog.contracts import Attachment
from chengshu.data.ingest import api as ingest
from chengshu.data.ingest.contracts import BatchInfo, BatchQuery, BatchState
from chengshu.data.lake import api as lake
from chengshu.data.lake.contracts import Column, Compare, Comparison, Literal
from chengshu.data.quality import api as quality
from chengshu.data.quality.contracts import QuarantinedRow, RowQuery
from chengshu.data.sources import api as sources
from chengshu.data.sources.contracts import NewSource, SourceKind
from cities.demo.journey.cataloguing import make_draft, publish
from cities.demo.journey.connecting import system_code
from cities.demo.journey.walk import Walk
from cities.demo.pack import TablePlan
from cities.demo.real.files import bring_files, real_folder, table_name
from cities.demo.real.plans import get_plan, list_plans
from cities.demo.report import Check, count, holds

_ALL = 1_000_000
_OLD_NUMBERS = 97
_VESSELS = 350
_FULL_WIDTH = re.compile("[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]")
_FULL_WIDTH_ROWS = 324


def _connect(walk: Walk, plan: TablePlan) -> str:
    code = f"files_{plan.key}"
    new = NewSource(
        code=code,
        name=plan.title,
        system_code=system_code(plan.department),
        organisation_code=plan.department,
        kind=SourceKind.FILES,
        folder=str(real_folder(plan.key)),
    )
    sources.save_source(walk.actor, new)
    return code


def find_batch(walk: Walk, plan: TablePlan) -> BatchInfo | None:
    """Return the batch that published a real resource, if it was loaded."""
    query = BatchQuery(resource_code=plan.key, state=BatchState.PUBLISHED)
    return next(iter(ingest.list_batches(walk.actor, query).rows), None)


def _land(walk: Walk, folder: str, plan: TablePlan) -> BatchInfo:
    bring_files(walk.data or Path(), folder, plan)
    officer = walk.officer(plan.department)
    source = _connect(walk, plan)
    publish(make_draft(plan), officer=officer, bureau=walk.person("guanli"))
    catalog.attach_source(officer, plan.key, Attachment(source, table_name(plan)))
    return find_batch(walk, plan) or ingest.load_resource(officer, plan.key)


def land_files(walk: Walk) -> tuple[Check, ...]:
    """Catalogue, attach and load every real file."""
    checks = []
    for folder, plan in list_plans():
        batch = _land(walk, folder, plan)
        checks.append(count(f"{plan.title}落地行数", plan.rows, batch.landed))
    return tuple(checks)


def _refused(walk: Walk, batch: BatchInfo) -> tuple[QuarantinedRow, ...]:
    return quality.list_quarantined(walk.actor, RowQuery(batch_id=batch.id, limit=_ALL)).rows


def _kinds(rows: Sequence[QuarantinedRow]) -> Counter[str]:
    return Counter(reason.kind for row in rows for reason in row.reasons)


def judge_enterprises(walk: Walk) -> tuple[Check, ...]:
    """Old numbers and the shifted row are refused, nothing else is; text survives as it is."""
    plan = get_plan("real_enterprise")
    batch = find_batch(walk, plan)
    if batch is None:
        return (holds("企业登记已发布", ok=False),)
    kinds = _kinds(_refused(walk, batch))
    capital = Compare(Comparison.EQUAL, Column("capital"), Literal("N/A"))
    left = lake.count_rows(walk.actor, resource_code=plan.key, where=capital)
    return (
        count("旧注册号因信用代码不符被隔离", _OLD_NUMBERS, kinds["uscc"]),
        count("错位行因列数不符被隔离", 1, kinds["shape"]),
        count("隔离行合计", _OLD_NUMBERS + 1, batch.quarantined),
        count("N/A 残留", 0, left),
        _full_width(walk, plan),
    )


def _full_width(walk: Walk, plan: TablePlan) -> Check:
    """Hold the full-width rows of liaoning_2000 against the file, cell by cell."""
    path = next(real_folder(plan.key).glob("liaoning_2000*"))
    with gzip.open(path, "rt", encoding="utf-8-sig", newline="") as stream:
        rows = [row for row in csv.reader(stream) if any(map(_FULL_WIDTH.search, row))]
    where = Compare(Comparison.CONTAINS, Column("file"), Literal("liaoning_2000"))
    columns = [item.column for item in plan.items if item.column != "file"]
    table = lake.read_rows(
        walk.actor, resource_code=plan.key, columns=columns, where=where, limit=_ALL
    )
    kept = {_key(row) for row in zip(*(table[name].to_pylist() for name in columns), strict=True)}
    whole = sum(_key(row) in kept for row in rows)
    ok = whole == len(rows) == _FULL_WIDTH_ROWS
    return Check("全角字符行原样保留", f"{_FULL_WIDTH_ROWS}", f"{whole}", ok=ok)


def _key(row: Sequence[object]) -> tuple[str, ...]:
    """Return the cells of a row as text, null words as blanks."""
    texts = ("" if cell is None else str(cell) for cell in row)
    return tuple("" if text == "N/A" else text for text in texts)


def judge_vessels(walk: Walk) -> tuple[Check, ...]:
    """Every impossible year of the fishing vessels is caught, and nothing else."""
    batch = find_batch(walk, get_plan("real_vessel"))
    if batch is None:
        return (holds("渔船信息已发布", ok=False),)
    kinds = _kinds(_refused(walk, batch))
    return (
        count("不可能的建造年份被查出", _VESSELS, kinds["date_range"]),
        count("渔船隔离行合计", _VESSELS, batch.quarantined),
    )
