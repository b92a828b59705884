"""Publishing: the accepted rows of a landed batch become the next snapshot, exactly once.

The lake's commit carries resource and batch in its extra info, so that a commit whose record we
failed to write (a crash in between) is found again and recorded instead of repeated.
"""

import json
from dataclasses import dataclass

import duckdb
import pyarrow as pa
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from sqlglot import exp

from chengshu.base.clock import api as clock
from chengshu.data.lake import engine, tables
from chengshu.data.lake.contracts import Gate, LandedFile, LandedPart, PublishMode, SnapshotInfo
from chengshu.data.lake.errors import GateError, LandedFileError, SchemaMismatchError
from chengshu.data.lake.marks import load_marks
from chengshu.data.lake.models import Snapshot
from chengshu.data.lake.selectors import find_snapshot_of_batch, marks_paths, to_info
from chengshu.data.lake.services.marking import digest_marks
from chengshu.data.lake.services.recording import (
    check_parts,
    count_rows,
    last_version,
    list_commits,
    lock,
    present_state,
    record_commits,
)

_REFUSED = "refused_positions"


@dataclass(frozen=True)
class Publication:
    """One publish as asked for."""

    landed: LandedFile
    gate: Gate
    mode: PublishMode
    key: tuple[str, ...]
    author: str


def publish(publication: Publication, *, schema: pa.Schema) -> SnapshotInfo:
    """Publish a batch behind its gate; a batch that is published already is returned as it is.

    Raises:
        GateError: The gate does not belong to the batch or does not add up.
        LandedFileError: The landed file is gone or changed.
    """
    landed = publication.landed
    _check_gate(publication)
    resource_code = landed.resource_code
    with transaction.atomic():
        lock(resource_code)
        known = find_snapshot_of_batch(landed.batch_id)
        if known is not None:
            return known
        record_commits(resource_code)
        known = find_snapshot_of_batch(landed.batch_id)
        if known is not None:
            return known
        _check_file(landed, publication.gate)
        _check_key(publication, schema)
        after = last_version(resource_code)
        engine.ask(lambda cursor: _commit(cursor, publication, (schema, after)))
        record_commits(resource_code)
        known = find_snapshot_of_batch(landed.batch_id)
        return known or _record_unchanged(publication)


def _record_unchanged(publication: Publication) -> SnapshotInfo:
    """Record a publish that changed nothing: the lake makes no commit for it."""
    resource_code = publication.landed.resource_code
    version, rows = engine.ask(lambda cursor: present_state(cursor, resource_code))
    row = Snapshot.objects.create(
        resource_code=resource_code,
        number=Snapshot.objects.filter(resource_code=resource_code).count() + 1,
        version=version,
        batch_id=publication.landed.batch_id,
        mode=publication.mode.value,
        rows=rows,
        published_at=clock.now(),
        published_by=publication.author,
    )
    return to_info(row)


def _check_gate(publication: Publication) -> None:
    gate, landed = publication.gate, publication.landed
    belongs = gate.batch_id == landed.batch_id and gate.landed == landed.rows
    if not (belongs and gate.adds_up):
        raise GateError(batch_id=landed.batch_id, landed=landed.rows, accepted=gate.accepted)


def _check_file(landed: LandedFile, gate: Gate) -> None:
    check_parts(landed.batch_id, landed.parts)
    if gate.marks and gate.marks.name and digest_marks(gate.marks) != gate.marks.digest:
        raise LandedFileError(
            reason=_("批次 %(batch)s 的质检标记文件已被改动") % {"batch": landed.batch_id}
        )


def _check_key(publication: Publication, schema: pa.Schema) -> None:
    for name in publication.key:
        if name not in schema.names:
            resource = publication.landed.resource_code
            raise SchemaMismatchError(resource=resource, column=name, reason=_("不是信息项"))


def _commit(
    cursor: duckdb.DuckDBPyConnection, publication: Publication, about: tuple[pa.Schema, int]
) -> None:
    """Run the publish as one transaction of the lake, unless an earlier try went through."""
    schema, after = about
    resource_code = publication.landed.resource_code
    done = list_commits(cursor, resource_code, after)
    if any(commit.batch_id == publication.landed.batch_id and not commit.act for commit in done):
        return
    tables.follow_catalogue(cursor, resource_code, schema)
    _list_refused(cursor, publication)
    cursor.execute("BEGIN")
    _clear(cursor, publication)
    _add(cursor, publication)
    _sign(cursor, publication)
    cursor.execute("COMMIT")


def _list_refused(cursor: duckdb.DuckDBPyConnection, publication: Publication) -> None:
    """Make the table of refused positions, from the marks where there are some.

    Raises:
        GateError: The marks do not name as many rows of the landed file as the gate says.
    """
    gate, landed = publication.gate, publication.landed
    if gate.marks is None:
        refused = pa.array(gate.refused_positions, pa.int64())
        cursor.register(_REFUSED, pa.table({"position": refused}))
        return
    load_marks(cursor, "marks", marks_paths([gate.marks]))
    cursor.execute(
        f"CREATE TEMP TABLE {_REFUSED} AS SELECT DISTINCT position FROM marks "  # noqa: S608 - a fixed name
        "WHERE refused AND position BETWEEN 0 AND ?",
        [landed.rows - 1],
    )
    row = cursor.execute(f"SELECT count(*) FROM {_REFUSED}").fetchone()  # noqa: S608 - a fixed name
    if not row or landed.rows - row[0] != gate.accepted:
        raise GateError(batch_id=landed.batch_id, landed=landed.rows, accepted=gate.accepted)


def _clear(cursor: duckdb.DuckDBPyConnection, publication: Publication) -> None:
    """Take out what the batch replaces: everything, or the rows of the same key."""
    table = tables.table_reference(publication.landed.resource_code).sql("duckdb")
    if publication.mode is PublishMode.FULL:
        cursor.execute(f"DELETE FROM {table}")  # noqa: S608 - a checked, quoted name
        return
    cursor.execute(
        f"DELETE FROM {table} WHERE _batch = ?",  # noqa: S608 - a checked, quoted name
        [publication.landed.batch_id],
    )
    if publication.key:
        names = ", ".join(exp.to_identifier(k, quoted=True).sql("duckdb") for k in publication.key)
        cursor.execute(
            f"DELETE FROM {table} WHERE ({names}) IN (SELECT ({names}) FROM read_parquet(?) "  # noqa: S608 - checked, quoted names
            f"WHERE _position NOT IN (SELECT position FROM {_REFUSED}))",
            [[str(path) for path in publication.landed.paths]],
        )


def _add(cursor: duckdb.DuckDBPyConnection, publication: Publication) -> None:
    """Add the landed parts as they are and hide its refused rows by position."""
    landed = publication.landed
    if not landed.rows:
        return
    name = tables.table_name(landed.resource_code)
    for part in landed.parts:
        if _is_refused_whole(cursor, part):
            continue  # a file added and emptied in one transaction is removed from the disk
        cursor.execute(
            "CALL ducklake_add_data_files('lake', ?, ?, allow_missing => true, "
            "ignore_extra_columns => true)",
            [name, str(part.path)],
        )
    if landed.rows != publication.gate.accepted:
        table = tables.table_reference(landed.resource_code).sql("duckdb")
        cursor.execute(
            f"DELETE FROM {table} WHERE _batch = ? "  # noqa: S608 - a checked, quoted name
            f"AND _position IN (SELECT position FROM {_REFUSED})",
            [landed.batch_id],
        )


def _is_refused_whole(cursor: duckdb.DuckDBPyConnection, part: LandedPart) -> bool:
    """Tell whether no row of a part is accepted."""
    row = cursor.execute(
        f"SELECT count(*) FROM {_REFUSED} WHERE position >= ? AND position < ?",  # noqa: S608 - a fixed name
        [part.first, part.first + part.rows],
    ).fetchone()
    return bool(part.rows) and row is not None and row[0] == part.rows


def _sign(cursor: duckdb.DuckDBPyConnection, publication: Publication) -> None:
    """Write into the commit what it is, after counting what it shows."""
    landed = publication.landed
    info = {
        "resource": landed.resource_code,
        "batch": landed.batch_id,
        "mode": publication.mode.value,
        "rows": count_rows(cursor, landed.resource_code),
        "digest": landed.digest,
    }
    cursor.execute(
        "CALL lake.set_commit_message(?, ?, extra_info => ?)",
        [publication.author, f"{landed.resource_code} #{landed.batch_id}", json.dumps(info)],
    )
