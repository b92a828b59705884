"""The gate over a made population: rows a second and memory, beside SQL, bare scans and others.

`python -m bench.gate [--rows N] [--folder F]`: each way runs in a process of its own, so that its
peak memory is its own. Every planted fault must be found where it was planted, else it exits 1.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import click
import django
import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from bench import population

TODAY = "2026-11-20"
GOAL = 3_000_000  # rows a second on two free cores
OTHERS = Path(__file__).with_name("gate_others.py")
COLUMNS = (
    *("id", "name", "birth", "region", "community", "phone"),
    *("employer", "age", "income", "registered", "_raw"),
)
Found = Mapping[str, object]


def spent() -> tuple[float, float]:
    """Return the time of the wall and of this process's cores, in seconds."""
    return time.perf_counter(), time.process_time()


def since(begun: tuple[float, float]) -> Found:
    """Return the seconds since then: of the wall, and of the cores all threads together had."""
    wall, cores = spent()
    return {"seconds": wall - begun[0], "cores": cores - begun[1]}


def judge(path: Path) -> Found:
    """Judge the file by the door of rules; compare every position with what was planted."""
    django.setup()
    from bench.gate_rules import SPECS, surroundings  # noqa: PLC0415 - Django is set up above
    from chengshu.data.rules import api  # noqa: PLC0415 - Django is set up above

    around = surroundings(path)
    api.find_failures(around.warm.landed, SPECS, around.warm)  # compiles, or loads what is cached
    begun = spent()
    findings = api.find_failures(around.full.landed, SPECS, around.full)
    took = since(begun)
    truth = population.planted(path)
    wrong = [
        finding.spec.code
        for finding in findings
        if not np.array_equal(finding.places, truth[finding.spec.code])
    ]
    counts = {finding.spec.code: len(finding.places) for finding in findings}
    refused = len(api.union(finding.places for finding in findings))
    return {**took, "wrong": wrong, "counts": counts, "refused": refused}


def scan(path: Path) -> Found:
    """Read the same columns, row group by row group, in as many threads as the judge has."""
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 - only this way needs it

    def read(group: int) -> int:
        with pq.ParquetFile(path, memory_map=True) as file:
            rows: int = file.read_row_group(group, list(COLUMNS), use_threads=False).num_rows
            return rows

    groups = pq.read_metadata(path).num_row_groups
    begun = spent()
    with ThreadPoolExecutor(min(os.cpu_count() or 1, 4)) as pool:
        rows = sum(pool.map(read, range(groups)))
    return {**since(begun), "rows": rows}


def scan_duckdb(path: Path) -> Found:
    """Let DuckDB read the same columns, each reduced to its greatest value."""
    greatest = ", ".join(f"max({name})" for name in COLUMNS)
    session = duckdb.connect()
    begun = spent()
    session.execute(f"SELECT {greatest} FROM '{path}'").fetchall()  # noqa: S608 - names of this file
    return since(begun)


def sql(path: Path) -> Found:
    """Do the same rules as plain SQL, writing the sound and the faulty rows as copies."""
    session = duckdb.connect()
    session.execute("SET memory_limit = '4GB'; SET preserve_insertion_order = false")
    session.register("regions", pa.table({"code": list(population.REGIONS)}))
    session.register("communities", pa.table({"code": list(population.COMMUNITIES)}))
    conditions = " OR ".join(f"coalesce({text}, false)" for text in _sql_rules().values())
    begun = spent()
    session.execute(f"CREATE VIEW rows_in AS SELECT * FROM '{path}'")  # noqa: S608 - a path of this bench
    session.execute(
        "CREATE TEMP TABLE doubled AS SELECT id, min(_position) AS kept FROM rows_in"
        " GROUP BY id HAVING count(*) > 1"
    )
    joined = (
        "CREATE TEMP TABLE refused AS SELECT _position FROM rows_in LEFT JOIN doubled USING (id)"
    )
    session.execute(f"{joined} WHERE {conditions}")
    for name, join in (("clean", "ANTI"), ("bad", "SEMI")):
        target = path.with_name(f"{name}.parquet")
        session.execute(
            f"COPY (SELECT * FROM rows_in {join} JOIN refused USING (_position))"  # noqa: S608 - names of this file
            f" TO '{target}' (COMPRESSION zstd)"
        )
    took = since(begun)
    refused = session.execute("SELECT count(*) FROM refused").fetchone()
    for name in ("clean", "bad"):
        path.with_name(f"{name}.parquet").unlink()
    return {**took, "refused": refused[0] if refused else None}


def _sql_rules() -> Mapping[str, str]:
    """Return what fails, rule by rule, as people write it in SQL."""
    weights = [2 ** (17 - place) % 11 for place in range(17)]
    total = " + ".join(
        f"CAST(substr(id, {at}, 1) AS INTEGER) * {weight}" for at, weight in enumerate(weights, 1)
    )
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    code = " + ".join(
        f"(strpos('{alphabet}', substr(employer, {at + 1}, 1)) - 1) * {3**at % 31}"
        for at in range(17)
    )
    last = f"strpos('{alphabet}', substr(employer, 18, 1)) - 1"
    birth = "try_strptime(substr(id, 7, 8), '%Y%m%d')"
    return {
        "required": "name IS NULL",
        "unique": "kept IS NOT NULL AND _position <> kept",
        "citizen_id": "CASE WHEN regexp_full_match(id, '[1-9][0-9]{16}[0-9X]')"
        f" THEN substr('10X98765432', ({total}) % 11 + 1, 1) <> substr(id, 18, 1)"
        f" OR {birth} IS NULL ELSE true END",
        "citizen_agreement": f"{birth}::DATE <> birth",
        "uscc": "CASE WHEN regexp_full_match(employer,"
        " '[1-9ANY][1-9][0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}')"
        f" THEN (31 - ({code}) % 31) % 31 <> {last} ELSE true END",
        "code": "region NOT IN (SELECT code FROM regions)",
        "date": "registered IS NULL AND _raw LIKE '%\"registered\":%'",
        "date_range": f"registered < DATE '1900-01-01' OR registered > DATE '{TODAY}'",
        "phone": "NOT regexp_full_match(phone, '1[3-9][0-9]{9}|0[0-9]{2,3}-?[1-9][0-9]{6,7}')",
        "reference": "community NOT IN (SELECT code FROM communities)",
        "age": "age < 0 OR age > 150",
        "income": "income < 0 OR income > 1000000",
    }


WAYS: Mapping[str, Callable[[Path], Found]] = {
    "ours": judge,
    "pyarrow scan": scan,
    "duckdb scan": scan_duckdb,
    "duckdb sql": sql,
}


@dataclass(frozen=True)
class Run:
    """What one way took."""

    way: str
    seconds: float
    cores: float
    peak: int
    load: float
    told: Found


def most_memory() -> int:
    """Return the most memory this process ever had, in bytes; not that of the one before exec."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0]) * 1024


def run(way: str, path: Path) -> Run:
    """Run one way in a process of its own."""
    load = os.getloadavg()[0]
    command = [sys.executable, "-m", "bench.gate", "--way", way, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 - our own module
    told = json.loads(done.stdout.splitlines()[-1])
    return Run(way, float(told["seconds"]), float(told["cores"]), int(told["peak"]), load, told)


def report(runs: Sequence[Run], rows: int) -> bool:
    """Print one line per way with its ratio to ours; tell whether every promise is kept."""
    ours = runs[0]
    for one in runs:
        rate = rows / one.seconds / 1e6
        print(  # noqa: T201 - what a bench is for
            f"{one.way:14} {rate:7.2f} M rows/s {one.seconds:7.1f} s {one.cores:7.1f} core s"
            f" {one.peak / 2**20:6.0f} MB   ours is {one.seconds / ours.seconds:5.2f} x by wall,"
            f" {one.cores / ours.cores:5.2f} x by cores   load before {one.load:.1f}"
        )
    found = {one.way: one for one in runs}
    kept = {
        "every fault found where it was planted": not ours.told["wrong"],
        "3 M rows/s": rows / ours.seconds >= GOAL,
        "1.5 GB": ours.peak <= 1.5 * 2**30,
        "6 x plain SQL": found["duckdb sql"].seconds >= 6 * ours.seconds,
        "half the rate of the bare scan": found["pyarrow scan"].seconds >= 0.5 * ours.seconds,
    }
    for promise, is_kept in kept.items():
        print(f"{'kept  ' if is_kept else 'BROKEN'} {promise}")  # noqa: T201 - as above
    print(json.dumps(ours.told, ensure_ascii=False))  # noqa: T201 - as above
    return all(kept.values())


@click.command()
@click.option("--rows", default=10_000_000, help="rows of the population")
@click.option("--folder", default="bench-gate", type=click.Path(path_type=Path))
@click.option("--way", type=(click.Choice(list(WAYS)), click.Path(path_type=Path)), hidden=True)
def main(rows: int, folder: Path, way: tuple[str, Path] | None) -> None:
    """Make the population unless it stands already, then run every way over it."""
    if way:
        told = {**WAYS[way[0]](way[1])}
        print(json.dumps({**told, "peak": most_memory()}))  # noqa: T201 - read by who started this
        return
    folder.mkdir(parents=True, exist_ok=True)
    made = folder / f"population-{rows}.parquet"
    if not made.with_suffix(".npz").exists():
        population.write(made, rows)
    print(population.describe(made))  # noqa: T201 - what a bench is for
    is_kept = report([run(name, made) for name in WAYS], rows)
    others = os.environ.get("BENCH_GATE_PYTHON")
    if others:
        subprocess.run([others, str(OTHERS), str(made)], check=False)  # noqa: S603 - named by who runs the bench
    else:
        print("Great Expectations, Soda, pandera: skipped; see bench/README.md")  # noqa: T201 - as above
    sys.exit(0 if is_kept else 1)


if __name__ == "__main__":
    main()
