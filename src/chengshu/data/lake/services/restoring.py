"""Restoring: rows that were refused and now pass are shown after all, in one new snapshot.

The rows are copied from where they landed, with their batch and position: the files of a batch
were added with the refused rows hidden, and a file is not added twice. The commit carries the
name of the act, so that an act whose record was lost in a crash is recorded and not repeated.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from sqlglot import exp

from chengshu.data.lake import engine, tables
from chengshu.data.lake.contracts import RESTORE, LandedPart, PublishMode, SnapshotInfo
from chengshu.data.lake.errors import LandedFileError
from chengshu.data.lake.models import Snapshot
from chengshu.data.lake.selectors import find_landed, find_latest, find_snapshot_of_act
from chengshu.data.lake.services.recording import (
    check_parts,
    count_rows,
    last_version,
    list_commits,
    lock,
    record_commits,
)


@dataclass(frozen=True)
class Restoration:
    """Which rows (`PLACES`) to show, by whose act; `act` names it among all there ever are."""

    resource_code: str
    act: str
    rows: pa.Table
    key: tuple[str, ...]
    author: str


def restore(restoration: Restoration, *, schema: pa.Schema) -> SnapshotInfo | None:
    """Show refused rows; return the snapshot that shows them, None where nothing is published.

    Rows stay hidden where a newer accepted row has their key, where a later full load replaced
    everything, and where their batch was never published. An act done before is not done again.

    Raises:
        LandedFileError: A landed file is gone or changed.
    """
    resource_code = restoration.resource_code
    with transaction.atomic():
        lock(resource_code)
        record_commits(resource_code)
        known = find_snapshot_of_act(restoration.act)
        latest = find_latest(resource_code)
        if known is not None or latest is None:
            return known
        rows = _rows_in_force(restoration)
        parts = _parts(resource_code, rows)
        if parts:
            after = last_version(resource_code)
            engine.ask(
                lambda cursor: _commit(
                    cursor, restoration, _Work(rows, parts, schema, after, latest.batch_id)
                )
            )
            record_commits(resource_code)
        return find_snapshot_of_act(restoration.act) or latest


@dataclass(frozen=True)
class _Work:
    """What one commit is made of: rows, the parts they lie in, the table's columns, its place."""

    rows: pa.Table
    parts: Sequence[LandedPart]
    schema: pa.Schema
    after: int
    batch_id: int


def _rows_in_force(restoration: Restoration) -> pa.Table:
    """Return the rows of published batches that no later full load replaced."""
    found = Snapshot.objects.filter(resource_code=restoration.resource_code, act="")
    full = found.filter(mode=PublishMode.FULL).order_by("-number").first()
    batches = found.filter(number__gte=full.number if full else 0)
    kept = pa.array(list(batches.values_list("batch_id", flat=True)), pa.int64())
    return restoration.rows.filter(pc.is_in(restoration.rows["batch"], value_set=kept))


def _parts(resource_code: str, rows: pa.Table) -> list[LandedPart]:
    """Return the parts that hold one of the rows, after checking that they are as they landed."""
    parts: list[LandedPart] = []
    for batch_id in sorted(pc.unique(rows["batch"]).to_pylist()):
        landed = find_landed(resource_code=resource_code, batch_id=batch_id)
        if landed is None:
            raise LandedFileError(
                reason=_("批次 %(batch)s 的落地文件不在磁盘上") % {"batch": batch_id}
            )
        places = rows.filter(pc.equal(rows["batch"], batch_id))["position"]
        mine = [part for part in landed.parts if _holds(part, places)]
        check_parts(batch_id, mine)
        parts += mine
    return parts


def _holds(part: LandedPart, places: pa.ChunkedArray) -> bool:
    inside = pc.and_(pc.greater_equal(places, part.first), pc.less(places, part.first + part.rows))
    return bool(pc.any(inside).as_py())


def _commit(cursor: duckdb.DuckDBPyConnection, restoration: Restoration, work: _Work) -> None:
    """Run the act as one transaction of the lake, unless an earlier try went through."""
    resource_code = restoration.resource_code
    done = list_commits(cursor, resource_code, work.after)
    if any(commit.act == restoration.act for commit in done):
        return
    tables.follow_catalogue(cursor, resource_code, work.schema)
    cursor.register("wanted", work.rows)
    paths = [str(part.path) for part in work.parts]
    cursor.execute("BEGIN")
    _choose(cursor, restoration, paths)
    _replace_older(cursor, restoration)
    _insert(cursor, restoration, (paths, work.schema))
    _sign(cursor, restoration, work.batch_id)
    cursor.execute("COMMIT")


def _choose(
    cursor: duckdb.DuckDBPyConnection, restoration: Restoration, paths: Sequence[str]
) -> None:
    """Make `risen`: the rows to show, with their keys; not those shown already or outdated."""
    table = tables.table_reference(restoration.resource_code).sql("duckdb")
    keys = "".join(f", l.{name} AS {name}" for name in _names(restoration.key))
    cursor.execute(
        f"CREATE OR REPLACE TEMP TABLE risen AS SELECT l._batch, l._position{keys} "  # noqa: S608 - checked, quoted names
        "FROM read_parquet(?, union_by_name => true) l "
        "SEMI JOIN wanted w ON l._batch = w.batch AND l._position = w.position",
        [list(paths)],
    )
    cursor.execute(
        f"DELETE FROM risen USING {table} t "  # noqa: S608 - a checked, quoted name
        "WHERE t._batch = risen._batch AND t._position = risen._position"
    )
    if restoration.key:
        same = _same_key(restoration.key, "risen", "t")
        for newer in (table, "risen"):
            cursor.execute(
                f"DELETE FROM risen USING {newer} t WHERE {same} AND t._batch > risen._batch"  # noqa: S608 - checked, quoted names
            )


def _replace_older(cursor: duckdb.DuckDBPyConnection, restoration: Restoration) -> None:
    """Take out older rows of the same keys, as publishing would have done."""
    if not restoration.key:
        return
    table = tables.table_reference(restoration.resource_code).sql("duckdb")
    same = _same_key(restoration.key, "r", "t")
    cursor.execute(
        f"DELETE FROM {table} WHERE (_batch, _position) IN (SELECT (t._batch, t._position) "  # noqa: S608 - checked, quoted names
        f"FROM {table} t JOIN risen r ON {same} AND t._batch < r._batch)"
    )


def _insert(
    cursor: duckdb.DuckDBPyConnection,
    restoration: Restoration,
    source: tuple[Sequence[str], pa.Schema],
) -> None:
    paths, schema = source
    table = tables.table_reference(restoration.resource_code).sql("duckdb")
    statement = "SELECT * FROM read_parquet(?, union_by_name => true) LIMIT 0"
    landed = {entry[0] for entry in cursor.execute(statement, [list(paths)]).description or ()}
    known = [*schema.names, tables.BATCH.name, tables.POSITION.name]
    chosen = ", ".join(f"l.{name}" for name in _names([n for n in known if n in landed]))
    cursor.execute(
        f"INSERT INTO {table} BY NAME SELECT {chosen} "  # noqa: S608 - checked, quoted names
        "FROM read_parquet(?, union_by_name => true) l SEMI JOIN risen r "
        "ON l._batch = r._batch AND l._position = r._position",
        [list(paths)],
    )


def _sign(cursor: duckdb.DuckDBPyConnection, restoration: Restoration, batch_id: int) -> None:
    resource_code = restoration.resource_code
    info = {
        "resource": resource_code,
        "batch": batch_id,
        "mode": RESTORE,
        "act": restoration.act,
        "rows": count_rows(cursor, resource_code),
    }
    cursor.execute(
        "CALL lake.set_commit_message(?, ?, extra_info => ?)",
        [restoration.author, f"{resource_code} {restoration.act}", json.dumps(info)],
    )


def _same_key(key: Sequence[str], left: str, right: str) -> str:
    return " AND ".join(f"{left}.{name} = {right}.{name}" for name in _names(key))


def _names(columns: Sequence[str]) -> list[str]:
    return [exp.to_identifier(column, quoted=True).sql("duckdb") for column in columns]
