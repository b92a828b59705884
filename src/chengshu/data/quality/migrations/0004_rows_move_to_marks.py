"""Move every refused row: its reasons into a marks file, its end, if it came to one, into a row.

The values are not moved: they are read from the landed file by position. A marks file is written
under the digest of its content, so that a migration begun again writes the same file again.
"""

import hashlib
from collections import defaultdict

import pyarrow as pa
import pyarrow.parquet as pq
from django.db import migrations

from chengshu.base.crypto import api as crypto
from chengshu.base.settings import api as settings

AT_ONCE = 50_000
SCHEMA = pa.schema([
    ("batch", pa.int64()),
    ("position", pa.int64()),
    ("refused", pa.bool_()),
    ("rules", pa.list_(pa.string())),
    ("warnings", pa.list_(pa.string())),
    ("key", pa.string()),
    ("print", pa.string()),
    ("first_batch", pa.int64()),
    ("first_position", pa.int64()),
])


def move(apps, schema_editor):
    Judgement = apps.get_model("quality", "Judgement")
    RefusedRow = apps.get_model("quality", "RefusedRow")
    for judgement in Judgement.objects.order_by("pk").iterator():
        rows = RefusedRow.objects.filter(judgement=judgement).order_by("position")
        if rows.exists():
            _write_marks(judgement, rows)
            _write_ends(apps, judgement, rows)
        judgement.settled_at = judgement.judged_at
        judgement.key = _key_of(judgement)
        judgement.save()


def _key_of(judgement):
    """The key as the rule of uniqueness had it; a resource without the rule repaired nothing."""
    for rule in judgement.rules:
        if rule.get("kind") == "unique":
            return list(rule.get("parameters", {}).get("columns", []))
    return []


def _write_marks(judgement, rows):
    folder = settings.home_folder("lake", "marks", f"r_{judgement.resource_code}")
    draft = folder / f"{judgement.batch_id}-moved.part"
    total = 0
    with pq.ParquetWriter(draft, SCHEMA, compression="zstd") as writer:
        piece = []
        for row in rows.values("position", "reasons", "key", "values").iterator(AT_ONCE):
            piece.append(_mark(judgement.batch_id, row))
            if len(piece) == AT_ONCE:
                writer.write_batch(pa.RecordBatch.from_pylist(piece, schema=SCHEMA))
                total, piece = total + len(piece), []
        writer.write_batch(pa.RecordBatch.from_pylist(piece, schema=SCHEMA))
        total += len(piece)
    digest = crypto.digest_file(draft)
    target = folder / f"{judgement.batch_id}-{digest[:16]}.parquet"
    draft.replace(target)
    judgement.marks_name = f"{folder.name}/{target.name}"
    judgement.marks_rows, judgement.marks_digest = total, digest


def _mark(batch, row):
    cells = "\x1f".join(f"{name}={value}" for name, value in sorted(row["values"].items()))
    return {
        "batch": batch,
        "position": row["position"],
        "refused": True,
        "rules": row["reasons"],
        "warnings": [],
        "key": row["key"] or None,
        "print": None if row["key"] else hashlib.sha256(cells.encode()).hexdigest(),
        "first_batch": None,
        "first_position": None,
    }


def _write_ends(apps, judgement, rows):
    Ending, RowEnd = apps.get_model("quality", "Ending"), apps.get_model("quality", "RowEnd")
    counts, endings = defaultdict(int), {}
    names = ("state", "repaired_batch", "waived_by", "waived_reason", "settled_at")
    piece = []
    for row in rows.values("position", "repaired_position", *names).iterator(AT_ONCE):
        act = tuple(row[name] for name in names)
        counts[row["state"]] += 1
        if row["state"] == "quarantined":
            continue
        if act not in endings:
            state, batch, by, reason, at = act
            endings[act] = Ending.objects.create(
                resource_code=judgement.resource_code, state=state, batch_id=batch, by=by,
                reason=reason, at=at or judgement.judged_at,
            )
        piece.append(RowEnd(
            judgement=judgement, position=row["position"], ending=endings[act],
            by_position=row["repaired_position"],
        ))
        if len(piece) == AT_ONCE:
            RowEnd.objects.bulk_create(piece)
            piece = []
    RowEnd.objects.bulk_create(piece)
    judgement.waiting = counts["quarantined"]
    judgement.repaired, judgement.waived = counts["repaired"], counts["waived"]


class Migration(migrations.Migration):

    dependencies = [("quality", "0003_marks")]

    operations = [migrations.RunPython(move, migrations.RunPython.noop, elidable=False)]
