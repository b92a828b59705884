"""Ends of rows in bulk: read as Arrow, written by COPY, so that 200,000 are a second's work."""

import io
from collections.abc import Iterable, Sequence

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pcsv
from django.db import connection

from chengshu.data.lake.contracts import ENDS, PLACES, EarlierMarks, MarksFile
from chengshu.data.quality.contracts import RowState
from chengshu.data.quality.models import Judgement

_READ = (
    "COPY (SELECT j.batch_id, r.position, e.state FROM quality_rowend r "
    "JOIN quality_judgement j ON j.id = r.judgement_id JOIN quality_ending e ON e.id = r.ending_id "
    "WHERE r.judgement_id = ANY(%s) AND e.state <> ALL(%s)) TO STDOUT (FORMAT csv)"
)
_WRITE = (
    "COPY quality_rowend (judgement_id, position, ending_id, by_position) FROM STDIN (FORMAT csv)"
)
_PIECE = 1 << 20


def marks_of(judgement: Judgement) -> MarksFile:
    """Return the marks a judgement wrote."""
    return MarksFile(
        batch_id=judgement.batch_id,
        resource_code=judgement.resource_code,
        name=judgement.marks_name,
        rows=judgement.marks_rows,
        refused=judgement.quarantined,
        repeated=judgement.repeated,
        digest=judgement.marks_digest,
    )


def read_ends(judgements: Iterable[Judgement], *, but: Sequence[RowState] = ()) -> pa.Table:
    """Return batch, position and state of the rows that came to an end other than `but`."""
    text = io.BytesIO()
    with connection.cursor() as cursor:
        ids = [judgement.pk for judgement in judgements]
        with cursor.copy(_READ, [ids, list(but)]) as copy:
            for piece in copy:
                text.write(piece)
    if not text.tell():
        return ENDS.empty_table()
    text.seek(0)
    types = pcsv.ConvertOptions(column_types=dict(zip(ENDS.names, ENDS.types, strict=True)))
    names = pcsv.ReadOptions(column_names=ENDS.names)
    return pcsv.read_csv(text, read_options=names, convert_options=types)


def earlier_marks(judgements: Sequence[Judgement], *, but: Sequence[RowState] = ()) -> EarlierMarks:
    """Return the marks of earlier judgements with the rows that ended otherwise than `but`."""
    ended = read_ends(judgements, but=but).select(PLACES.names)
    return EarlierMarks(tuple(marks_of(judgement) for judgement in judgements), ended)


def write_ends(judgement: Judgement, ending_id: int, rows: pa.Table) -> None:
    """Add the end of many rows of one judgement; columns position, by_position (may be null)."""
    table = pa.table({
        "judgement": pa.repeat(pa.scalar(judgement.pk, pa.int64()), rows.num_rows),
        "position": rows["position"],
        "ending": pa.repeat(pa.scalar(ending_id, pa.int64()), rows.num_rows),
        "by_position": rows["by_position"],
    })
    text = io.BytesIO()
    pcsv.write_csv(table, text, pcsv.WriteOptions(include_header=False))
    text.seek(0)
    with connection.cursor() as cursor, cursor.copy(_WRITE) as copy:
        while piece := text.read(_PIECE):
            copy.write(piece)


def rows_of_batch(found: pa.Table, batch_id: int, state: str) -> pa.Table:
    """Return those of `found` (batch, position, state, by_position) with a batch and a state."""
    mask = pc.and_(pc.equal(found["batch"], batch_id), pc.equal(found["state"], state))
    return found.filter(mask)
