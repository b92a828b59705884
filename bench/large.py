"""What a look into a table costs when it has a million rows, and when it has a hundred million.

Tables of four narrow columns: unlogged ones in PostgreSQL, filled by `generate_series`; in MariaDB,
whose InnoDB fills more slowly and keeps more, a tenth of the rows, filled from its sequences.
"""

import shutil
import statistics
import sys
import time
from collections.abc import Callable

from bench.servers import connect_mariadb, connect_postgresql
from chengshu.base.accounts.contracts import Actor
from chengshu.data.sources import api as sources
from chengshu.data.sources.contracts import ProfileLimits

SCHEMA = "bench_large"
_PIECE = 10_000_000
_BYTES_A_ROW = 60  # with the head of the row, measured
_SPARE = 10 * 2**30


def affordable(rows: int) -> int:
    """Return `rows`, or as many millions as the disk has room for."""
    free = shutil.disk_usage("/").free - _SPARE
    return min(rows, max(free // _BYTES_A_ROW // 10**6, 1) * 10**6)


def build(rows: int) -> str:
    """Make a table of `rows` rows unless it stands already; return its name in the source."""
    table = f"rows_{rows // 10**6}m"
    with connect_postgresql() as session:
        session.execute(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}".encode())
        known = session.execute("SELECT to_regclass(%s)", [f"{SCHEMA}.{table}"]).fetchone()
        if known and known[0]:
            return f"{SCHEMA}.{table}"
        session.execute(
            f"CREATE UNLOGGED TABLE {SCHEMA}.{table}_part"
            " (id int, code smallint, amount int, day date)".encode()
        )
        for start in range(0, rows, _PIECE):
            session.execute(
                f"INSERT INTO {SCHEMA}.{table}_part SELECT g, g % 97, g % 10007,"  # noqa: S608 - names of this file
                f" date '2020-01-01' + g % 2000"
                f" FROM generate_series({start + 1}, {min(start + _PIECE, rows)}) g".encode()
            )
        session.execute(f"ALTER TABLE {SCHEMA}.{table}_part RENAME TO {table}".encode())
        session.execute(f"ANALYZE {SCHEMA}.{table}".encode())
    return f"{SCHEMA}.{table}"


def build_in_mariadb(rows: int) -> str:
    """Make the same table in MariaDB unless it stands already; return its name in the source."""
    table = f"rows_{rows // 10**6}m"
    with connect_mariadb() as session, session.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE IF NOT EXISTS {SCHEMA}")
        cursor.execute(f"USE {SCHEMA}")
        if cursor.execute("SHOW TABLES LIKE %s", [table]):
            return table
        cursor.execute(f"DROP TABLE IF EXISTS {table}_part")
        cursor.execute(
            f"CREATE TABLE {table}_part (id int PRIMARY KEY, code smallint, amount int, day date)"
        )
        cursor.execute("SET unique_checks = 0")
        for start in range(0, rows, _PIECE // 10):
            end = min(start + _PIECE // 10, rows)
            cursor.execute(
                f"INSERT INTO {table}_part SELECT seq, seq %% 97, seq %% 10007,"  # noqa: S608 - names of this file
                f" date_add('2020-01-01', INTERVAL seq %% 2000 DAY)"
                f" FROM seq_{start + 1}_to_{end}",
                [],
            )
        cursor.execute(f"RENAME TABLE {table}_part TO {table}")
        cursor.execute(f"ANALYZE TABLE {table}")
    return table


def look(actor: Actor, source: str, table: str, *, rounds: int = 7) -> float:
    """Return the median seconds of a profile with the ordinary limits, the first left out."""
    times = []
    for _ in range(rounds + 1):
        start = time.perf_counter()
        found = sources.profile_table(actor, source, table, limits=ProfileLimits())
        times.append(time.perf_counter() - start)
    sys.stdout.write(
        f"  {table}: {found.row_count:,} rows (exact: {found.is_exact}), looked at"
        f" {found.sampled_rows:,} by {found.sampling}, first {times[0] * 1000:.0f} ms,"
        f" then {statistics.median(times[1:]) * 1000:.0f} ms\n"
    )
    return statistics.median(times[1:])


def compare(actor: Actor, source: str, *, rows: int, make: Callable[[int], str] = build) -> float:
    """Print both costs and return their ratio."""
    many = affordable(rows)
    if many < rows:
        sys.stdout.write(f"  the disk has room for {many:,} rows only, not {rows:,}\n")
    small, big = make(10**6), make(many)
    ratio = look(actor, source, big) / look(actor, source, small)
    sys.stdout.write(f"  {many:,} rows cost {ratio:.2f} times what 1,000,000 cost\n")
    return ratio
