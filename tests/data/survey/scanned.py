"""Sources small enough to be scanned in a test, and what stands in a job's place."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

from chengshu.data.sources import api as sources
from chengshu.data.sources.contracts import NewSource, SourceKind
from chengshu.data.survey import api as survey
from chengshu.data.survey.contracts import ScanInfo, ScanOptions, ScanTableInfo, TableState
from tests.data.survey.drafted import OWNER, SYSTEM

CODE = "lite"
SECRET = "王小明的身份证"


def make_source(folder: Path, tables: int = 4) -> str:
    """Register a SQLite file with tables `t0`…, a broken view and a person's values."""
    session = sqlite3.connect(folder / "x.db", isolation_level=None)
    for number in range(tables):
        session.execute(f"CREATE TABLE t{number} (id INTEGER PRIMARY KEY, xm TEXT, kind TEXT)")
        session.executemany(
            f"INSERT INTO t{number} (xm, kind) VALUES (?, ?)",  # noqa: S608 - a number
            [(f"{SECRET}{row}", "0" + str(row % 2)) for row in range(30)],
        )
    session.execute("CREATE VIEW v_broken AS SELECT a FROM gone")
    session.close()
    new = NewSource(
        CODE, "小库", "mz_help", OWNER, SourceKind.SQLITE, database="x.db", folder=str(folder)
    )
    return sources.save_source(SYSTEM, new).code


def scan(options: ScanOptions = ScanOptions()) -> ScanInfo:  # noqa: B008 - frozen
    """Scan the source from beginning to end."""
    return survey.run_scan(SYSTEM, survey.start_scan(SYSTEM, CODE, options).id)


def tables_of(scan_id: int) -> dict[str, ScanTableInfo]:
    page = survey.list_scan_tables(SYSTEM, scan_id)
    return {row.name: row for row in page.rows}


def names_in(scan_id: int, state: TableState) -> set[str]:
    return {name for name, row in tables_of(scan_id).items() if row.state is state}


class AfterEach:
    """Stands for a job: does something once a number of tables were read."""

    id = 1
    actor = SYSTEM

    def __init__(self, after: int, then: Callable[[], object]) -> None:
        self.after = after
        self.then = then
        self.seen: list[str] = []

    def advance(self, done: int, total: int, note: str = "") -> None:
        self.seen.append(f"{done}/{total} {note}")
        if len(self.seen) == self.after:
            self.then()

    def stop_if_cancelled(self) -> None:
        return
