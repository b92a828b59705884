"""The measuring itself: a city is built, registered, scanned and drafted; promises are compared."""

import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass

import config.wiring
from bench import large as large_tables
from bench.departments import Department, departments
from bench.servers import (
    DATABASE,
    MARIADB,
    POSTGRESQL,
    READER_PASSWORD,
    build_mariadb,
    build_postgresql,
)
from bench.watching import Watcher
from chengshu.base.accounts import api as accounts
from chengshu.base.accounts.contracts import Level, OrganisationInfo, OrganisationKind, system_actor
from chengshu.data.catalog import api as catalog
from chengshu.data.elements import api as elements
from chengshu.data.sources import api as sources
from chengshu.data.sources.contracts import NewSource, SourceKind
from chengshu.data.survey import api as survey
from chengshu.data.survey.contracts import ScanInfo

ACTOR = system_actor("bench")
ANCHOR = 19.0  # seconds a table, OpenMetadata's profiler (issue 23990)
MOST_SECONDS, MOST_MEMORY, MOST_CONNECTIONS = 300, 1024, 2
_FEWEST_LARGE = 20_000_000  # rows from which a tenth is still large
MOST_RATIO = 1.5  # of the large table to the small one; more is no sampling


@dataclass(frozen=True)
class Options:
    """What to measure: share of the city, rows of the large table (0: none), worker processes."""

    scale: float
    large: int
    reuse: bool
    workers: int


def say(text: str) -> None:
    """Print one line now."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def build(city: Sequence[Department]) -> None:
    """Fill both servers."""
    started = time.perf_counter()
    build_postgresql([one for one in city if one.server == "postgresql"])
    build_mariadb([one for one in city if one.server == "mariadb"])
    say(f"built in {time.perf_counter() - started:.0f} s")


def register(city: Sequence[Department]) -> None:
    """Register organisations, systems and sources, as an administrator does once."""
    for one in city:
        info = OrganisationInfo(
            one.code, one.name, "", OrganisationKind.DEPARTMENT, Level.CITY, "219900", None
        )
        accounts.save_organisation(ACTOR, info)
        sources.save_system(
            ACTOR, code=f"sys_{one.code}", name=f"{one.name}业务系统", organisation_code=one.code
        )
        sources.save_source(ACTOR, _source(one))


def _source(one: Department) -> NewSource:
    is_mariadb = one.server == "mariadb"
    address = MARIADB if is_mariadb else POSTGRESQL
    return NewSource(
        one.code,
        f"{one.name}业务库",
        f"sys_{one.code}",
        one.code,
        SourceKind.MARIADB if is_mariadb else SourceKind.POSTGRESQL,
        host=str(address["host"]),
        port=int(address["port"]),
        database=one.code if is_mariadb else DATABASE,
        username=str(address["user"]) if is_mariadb else one.code,
        password=str(address["password"]) if is_mariadb else READER_PASSWORD,
        options={} if is_mariadb else {"schema": one.code},
    )


def _large_source(department: str, kind: SourceKind) -> str:
    """Register the database with the large tables as a source of a department."""
    code = f"bench_large_{kind.value}"
    is_mariadb = kind is SourceKind.MARIADB
    address = MARIADB if is_mariadb else POSTGRESQL
    new = NewSource(
        code,
        "大表",
        f"sys_{department}",
        department,
        kind,
        host=address["host"],
        port=int(address["port"]),
        database=large_tables.SCHEMA if is_mariadb else DATABASE,
        username=address["user"],
        password=address["password"],
    )
    sources.save_source(ACTOR, new)
    return code


def compare_large(department: str, rows: int) -> bool:
    """Compare a large and a small table on both servers; return whether the promise holds."""
    first = _large_source(department, SourceKind.POSTGRESQL)
    ratios = [large_tables.compare(ACTOR, first, rows=rows)]
    if rows >= _FEWEST_LARGE:
        second = _large_source(department, SourceKind.MARIADB)
        make = large_tables.build_in_mariadb
        ratios.append(large_tables.compare(ACTOR, second, rows=rows // 10, make=make))
    holds = max(ratios) <= MOST_RATIO
    say(f"  {'holds' if holds else 'BROKEN'}: at most {MOST_RATIO} times")
    return holds


def load_knowledge() -> None:
    """Load what a city loads on its first day."""
    catalog.load_national_pack(ACTOR)
    elements.load_elements(ACTOR)


def scan(city: Sequence[Department], *, workers: int) -> list[ScanInfo]:
    """Have every source scanned by jobs, as the button does, and wait for the workers."""
    started = [survey.start_scan(ACTOR, one.code) for one in city]
    command = [sys.executable, "-m", "chengshu", "worker", "--once"]
    processes = [subprocess.Popen(command) for _ in range(workers)]  # noqa: S603 - our own program
    for process in processes:
        process.wait()
    return [survey.get_scan(ACTOR, one.id) for one in started]


def tell(scans: Sequence[ScanInfo], seconds: float, watcher: Watcher) -> bool:
    """Print what the scans took; return whether the promises hold."""
    tables = sum(one.read for one in scans)
    drafted = sum(one.drafted for one in scans)
    refused = sum(one.refused for one in scans)
    columns = sum(one.columns for one in scans)
    memory = watcher.peak_bytes / 2**20
    say(f"{len(scans)} sources, {tables} tables read, {refused} refused, {columns} columns")
    say(f"{drafted} tables drafted in {seconds:.1f} s: {tables / seconds:.2f} tables/s")
    say(f"reading alone cost the sources {sum(one.milliseconds for one in scans) / 1000:.1f} s")
    say(f"most memory {memory:.0f} MB, most connections of one source {watcher.most_connections}")
    each = seconds / max(tables, 1)
    say(f"{each:.3f} s a table; OpenMetadata's profiler {ANCHOR:.0f} s: {ANCHOR / each:.0f} times")
    promises = {
        "all tables drafted": drafted == tables and refused == 0 and tables > 0,
        f"at most {MOST_SECONDS} s": seconds <= MOST_SECONDS,
        f"at most {MOST_MEMORY} MB": memory <= MOST_MEMORY,
        "at most 2 connections a source": 0 < watcher.most_connections <= MOST_CONNECTIONS,
    }
    for promise, holds in promises.items():
        say(f"  {'holds' if holds else 'BROKEN'}: {promise}")
    return all(promises.values())


def measure(options: Options) -> bool:
    """Build, scan, draft, compare; print each number; return whether the promises hold."""
    config.wiring.connect_rooms()
    city = departments(options.scale)
    if not options.reuse:
        build(city)
    load_knowledge()
    register(city)
    started = time.perf_counter()
    with Watcher() as watcher:
        scans = scan(city, workers=options.workers)
        seconds = time.perf_counter() - started
    kept = tell(scans, seconds, watcher)
    if options.large:
        kept = compare_large(city[0].code, options.large) and kept
    return kept
