"""What it costs to land and judge a table of people, beside reading it and doing nothing."""

import os
import resource
import sys
import time
from uuid import uuid4

from bench.servers import POSTGRESQL, connect_postgresql
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
    ResourceDraft,
    ShareType,
)
from chengshu.data.ingest import api as ingest
from chengshu.data.ingest.contracts import BatchState
from chengshu.data.sources import api as sources
from chengshu.data.sources.contracts import NewSource, SourceKind

DATABASE = "chengshu_bench_ingest"
GOAL, MOST_MEMORY = 0.7, 1.0  # share of bare COPY; GB
_ACTOR = system_actor("bench")
_PIECE = 1_000_000
_ROUNDS = 3
_COLUMNS = """
    id bigint, id_number varchar(18), name varchar(20), sex char(1), birth_date date,
    phone varchar(11), region_code varchar(6), address varchar(60), income numeric(12, 2),
    updated_at timestamp, is_poor boolean, employer varchar(18)
"""
_CELLS = """
    g, lpad((110000000000000000 + g * 7919::bigint)::text, 18, '0'), '张' || g % 5000,
    1 + g % 2, date '1950-01-01' + (g % 25000)::int, '13' || lpad((g % 1000000000)::text, 9, '0'),
    219901 + g % 13, '某某街道' || g % 300 || '号', g % 1000000 / 100.0,
    timestamp '2024-01-01' + g % 31536000 * interval '1 s', g % 97 = 0,
    '91' || lpad((g % 100000)::text, 16, '0')
"""
ITEMS = (
    ItemDraft("id", "编号", "I", is_primary_key=True),
    ItemDraft("id_number", "证件号码", "C", length=18, is_required=True),
    ItemDraft("name", "姓名", "C", length=20, is_required=True),
    ItemDraft("sex", "性别", "C", length=1),
    ItemDraft("birth_date", "出生日期", "D"),
    ItemDraft("phone", "联系电话", "C", length=11),
    ItemDraft("region_code", "行政区划", "C", length=6),
    ItemDraft("address", "住址", "C", length=60),
    ItemDraft("income", "收入", "Y", length=12, scale=2),
    ItemDraft("updated_at", "更新时间", "T"),
    ItemDraft("is_poor", "是否低收入", "L"),
    ItemDraft("employer", "单位代码", "C", length=18),
)


def measure(rows: int) -> bool:
    """Print bare COPY and ours, round by round; return whether the promise holds."""
    table = _build(rows)
    key = _publish(table)
    _say(f"{rows:,} rows, {os.cpu_count()} cores")
    shares = []
    for number in range(1, _ROUNDS + 1):
        bare, ours = _copy(table), _load(key)
        shares.append(bare / ours["judged"])
        steps = ", ".join(f"{name} {rows / seconds:,.0f}/s" for name, seconds in ours.items())
        load = os.getloadavg()[0]
        _say(f"round {number}: bare COPY {rows / bare:,.0f}/s; {steps}; load {load:.1f}")
    share = sorted(shares)[len(shares) // 2]
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    _say(f"landed and judged at {share:.0%} of bare COPY (goal {GOAL:.0%}), {memory:.2f} GB")
    return share >= GOAL and memory <= MOST_MEMORY


def _build(rows: int) -> str:
    """Make the table unless it stands already; return its name."""
    name = f"people_{rows}"
    with connect_postgresql("postgres") as session:
        known = session.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
        if known.fetchone() is None:
            session.execute(f"CREATE DATABASE {DATABASE}".encode())
    with connect_postgresql(DATABASE) as session:
        found = session.execute("SELECT to_regclass(%s)", [name]).fetchone()
        if found and found[0]:
            return name
        session.execute(f"DROP TABLE IF EXISTS {name}_part".encode())
        session.execute(f"CREATE UNLOGGED TABLE {name}_part ({_COLUMNS})".encode())
        for start in range(0, rows, _PIECE):
            series = f"generate_series({start + 1}, {min(start + _PIECE, rows)}) g"
            session.execute(f"INSERT INTO {name}_part SELECT {_CELLS} FROM {series}".encode())  # noqa: S608 - names and numbers of this file
        session.execute(f"ALTER TABLE {name}_part RENAME TO {name}".encode())
        session.execute(f"VACUUM ANALYZE {name}".encode())
    return name


def _publish(table: str) -> str:
    """Attach the table to a published resource; return its key."""
    kind = OrganisationKind.DEPARTMENT
    uscc = "11220000013544541J"
    info = OrganisationInfo("police", "公安局", uscc, kind, Level.CITY, "219900", None)
    accounts.save_organisation(_ACTOR, info)
    sources.save_system(_ACTOR, code="people", name="人口系统", organisation_code="police")
    source = NewSource(
        "people",
        "人口库",
        "people",
        "police",
        SourceKind.POSTGRESQL,
        host=POSTGRESQL["host"],
        port=int(POSTGRESQL["port"]),
        database=DATABASE,
        username=POSTGRESQL["user"],
        password=POSTGRESQL["password"],
    )
    sources.save_source(_ACTOR, source)
    key = f"people_{uuid4().hex[:8]}"
    _review(key)
    catalog.attach_source(_ACTOR, key, Attachment("people", table))
    return key


def _review(key: str) -> None:
    """Draft the resource and carry it through its review."""
    legal, units = ClassNode("102", "法人", "1"), ClassNode("102001", "单位", "102")
    catalog.save_classes(_ACTOR, [ClassNode("1", "基础"), legal, units])
    draft = ResourceDraft(
        key=key,
        title=f"常住人口{key}",
        provider_code="police",
        abstract="生成的人口数据。",
        class_path="102001",
        format="3",
        format_name="mysql",
        share_type=ShareType.CONDITIONAL,
        share_condition="仅用于测试",
        share_mode="1",
        update_cycle="2",
        items=ITEMS,
    )
    catalog.draft_resource(_ACTOR, draft)
    officer = Actor("officer", "张三", (Post("police", frozenset({Role.DATA_OFFICER})),))
    bureau = Actor("bureau", "王五", (Post("bureau", frozenset({Role.BUREAU_ADMINISTRATOR})),))
    catalog.submit_resource(officer, key)
    catalog.approve_resource(officer, key)
    catalog.approve_resource(bureau, key)


def _copy(table: str) -> float:
    """Return the seconds of a binary COPY whose rows nobody looks at."""
    start = time.perf_counter()
    command = f"COPY {table} TO STDOUT (FORMAT binary)".encode()
    with connect_postgresql(DATABASE) as session, session.cursor().copy(command) as rows:
        for _row in rows:
            pass
    return time.perf_counter() - start


def _load(key: str) -> dict[str, float]:
    """Return the seconds until the batch was landed, judged and published."""
    start = time.perf_counter()
    batch = ingest.load_resource(_ACTOR, key)
    whole = time.perf_counter() - start
    if batch.state is not BatchState.PUBLISHED or not (batch.landed_at and batch.judged_at):
        _say(batch.note)
        raise SystemExit(1)
    landed = (batch.landed_at - batch.started_at).total_seconds()
    judged = (batch.judged_at - batch.started_at).total_seconds()
    _say(f"  accepted {batch.accepted:,}, quarantined {batch.quarantined:,}")
    return {"landed": landed, "judged": judged, "published": whole}


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
