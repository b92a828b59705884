"""Commits of the lake and their records: under one lock, digests checked, none recorded twice.

A commit carries what it is in its extra info, so that one whose record we failed to write (a
crash in between) is found again and recorded instead of repeated.
"""

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import dataclass

import duckdb
from django.db import connection
from django.utils.translation import gettext_lazy as _
from sqlglot import exp

from chengshu.base.clock import api as clock
from chengshu.base.crypto import api as crypto
from chengshu.data.lake import engine, tables
from chengshu.data.lake.contracts import LandedPart
from chengshu.data.lake.errors import LandedFileError
from chengshu.data.lake.models import Snapshot


@dataclass(frozen=True)
class Commit:
    """One commit of the lake: a batch that was published, or rows an `act` showed again."""

    version: int
    batch_id: int
    mode: str
    rows: int
    author: str
    at: dt.datetime
    act: str = ""


def lock(resource_code: str) -> None:
    """Let one process at a time publish a resource; the lock ends with the transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"lake:{resource_code}"]
        )


def last_version(resource_code: str) -> int:
    """Return the version of the newest snapshot of a resource, or -1."""
    last = Snapshot.objects.filter(resource_code=resource_code).order_by("-version").first()
    return last.version if last else -1


def list_commits(cursor: duckdb.DuckDBPyConnection, resource_code: str, after: int) -> list[Commit]:
    """Return the commits of a resource after a version of the lake, in their order."""
    cursor.execute(
        "SELECT snapshot_id, commit_extra_info, author, epoch_us(snapshot_time) "
        "FROM lake.snapshots() WHERE snapshot_id > ? AND commit_extra_info IS NOT NULL "
        "ORDER BY snapshot_id",
        [after],
    )
    commits = []
    for version, extra, author, microseconds in cursor.fetchall():
        info = json.loads(extra)
        if info.get("resource") == resource_code:
            at = dt.datetime.fromtimestamp(microseconds / 1_000_000, tz=clock.now().tzinfo)
            told = (info["batch"], info["mode"], info["rows"])
            commits.append(Commit(version, *told, author, at, info.get("act", "")))
    return commits


def record_commits(resource_code: str) -> int:
    """Record the lake's commits of a resource that we have no snapshot of; return how many.

    Must run under the resource's lock.
    """
    after = last_version(resource_code)
    commits = engine.ask(lambda cursor: list_commits(cursor, resource_code, after))
    number = Snapshot.objects.filter(resource_code=resource_code).count()
    for offset, commit in enumerate(commits, start=1):
        Snapshot.objects.create(
            resource_code=resource_code,
            number=number + offset,
            version=commit.version,
            batch_id=commit.batch_id,
            act=commit.act,
            mode=commit.mode,
            rows=commit.rows,
            published_at=commit.at,
            published_by=commit.author,
        )
    return len(commits)


def present_state(cursor: duckdb.DuckDBPyConnection, resource_code: str) -> tuple[int, int]:
    """Return the lake's newest version and the rows a resource has there."""
    newest = cursor.execute("SELECT max(snapshot_id) FROM lake.snapshots()").fetchone()
    version = int(newest[0]) if newest else 0
    return version, count_rows(cursor, resource_code)


def count_rows(cursor: duckdb.DuckDBPyConnection, resource_code: str) -> int:
    """Return how many rows the table of a resource shows now."""
    table = tables.table_reference(resource_code)
    counted = exp.select(exp.Count(this=exp.Star())).from_(table).sql("duckdb")
    row = cursor.execute(counted).fetchone()
    return int(row[0]) if row else 0


def check_parts(batch_id: int, parts: Iterable[LandedPart]) -> None:
    """Refuse parts that are gone or whose bytes are not those that landed.

    Raises:
        LandedFileError: One is gone or changed.
    """
    for part in parts:
        if not part.path.is_file():
            raise LandedFileError(
                reason=_("批次 %(batch)s 的落地文件不在磁盘上") % {"batch": batch_id}
            )
        if crypto.digest_file(part.path) != part.digest:
            raise LandedFileError(
                reason=_("批次 %(batch)s 的落地文件已被改动") % {"batch": batch_id}
            )
