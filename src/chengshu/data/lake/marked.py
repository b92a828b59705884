"""Questions to marks: pages, counts by reasons, and the landed rows they mark."""

import bisect
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import duckdb
import pyarrow as pa

from chengshu.data.lake import engine, marks
from chengshu.data.lake.contracts import (
    EarlierMarks,
    LandedFile,
    LandedPart,
    MarksFile,
    MarksPage,
    MarksQuery,
)
from chengshu.data.lake.errors import LandedFileError
from chengshu.data.lake.selectors import marks_paths

# The states are those of `MARK_REPEATED` and `MARK_OPEN`; later ones come with the ends.
_SHOWN: Final = """
SELECT batch, position, rules, warnings, key, first_batch, first_position, shown.state FROM (
    SELECT m.*, CASE WHEN m.first_batch IS NOT NULL THEN 'repeated'
    ELSE coalesce(e.state, 'quarantined') END AS state
    FROM marks m LEFT JOIN ends e USING (batch, position)
) shown WHERE
"""


def list_marks(query: MarksQuery) -> MarksPage:
    """Return one page of marked rows, the latest batch first, and how many match."""
    paths = marks_paths(query.files)
    where, values = _conditions(query)

    def work(cursor: duckdb.DuckDBPyConnection) -> MarksPage:
        marks.load_marks(cursor, "marks", paths)
        cursor.register("ends", query.ends)
        shown = f"{_SHOWN} {where}"
        counted = cursor.execute(f"SELECT count(*) FROM ({shown})", values).fetchone()  # noqa: S608 - fixed words
        page = f"{shown} ORDER BY batch DESC, position LIMIT ? OFFSET ?"
        cursor.execute(page, [*values, query.limit, query.offset])
        return MarksPage(cursor.to_arrow_table(), int(counted[0]) if counted else 0)

    return engine.ask(work)


def group_marks(query: MarksQuery) -> pa.Table:
    """Return how many rows fail together the same rules: batch, rules, rows, the most first."""
    paths = marks_paths(query.files)
    where, values = _conditions(query)

    def work(cursor: duckdb.DuckDBPyConnection) -> pa.Table:
        marks.load_marks(cursor, "marks", paths)
        cursor.register("ends", query.ends)
        cursor.execute(
            f"SELECT batch, rules, count(*) AS rows FROM ({_SHOWN} {where}) "  # noqa: S608 - fixed words
            "GROUP BY batch, rules ORDER BY rows DESC, batch DESC, rules",
            values,
        )
        return cursor.to_arrow_table()

    return engine.ask(work)


def refused_positions(file: MarksFile) -> pa.Array:
    """Return the positions of the refused rows of one batch, ascending."""
    paths = marks_paths([file])

    def work(cursor: duckdb.DuckDBPyConnection) -> pa.Table:
        marks.load_marks(cursor, "marks", paths)
        cursor.execute("SELECT position FROM marks WHERE refused ORDER BY position")
        return cursor.to_arrow_table()

    return engine.ask(work)["position"].combine_chunks()


def compare_marks(
    *,
    landed: LandedFile,
    here: MarksFile,
    key: tuple[str, ...],
    earlier: EarlierMarks,
    replaces: bool,
) -> pa.Table:
    """Return what became of the open rows of earlier batches now that a batch is published."""
    before, now = marks_paths(earlier.files), marks_paths([here])
    if not before:
        return marks.ENDED.empty_table()

    def work(cursor: duckdb.DuckDBPyConnection) -> pa.Table:
        marks.load_marks(cursor, "earlier", before)
        marks.load_marks(cursor, "here", now)
        return marks.compare(cursor, (landed.paths, key), earlier.ended, replaces=replaces)

    return engine.ask(work)


def list_touched(
    *, files: Sequence[MarksFile], ended: pa.Table, rule: str, changed: Mapping[int, Sequence[str]]
) -> pa.Table:
    """Return the open rows that one rule refused and no rule that stayed as it was."""
    paths = marks_paths(files)
    codes = pa.table(
        [list(changed), list(changed.values())],
        schema=pa.schema([("batch", pa.int64()), ("codes", pa.list_(pa.string()))]),
    )

    def work(cursor: duckdb.DuckDBPyConnection) -> pa.Table:
        marks.load_marks(cursor, "marks", paths)
        cursor.register("changed", codes)
        return marks.find_touched(cursor, ended, rule)

    return engine.ask(work)


def read_positions(landed: LandedFile, positions: Sequence[int]) -> pa.Table:
    """Return some rows of a landed batch by position, ascending; other row groups stay unread.

    Raises:
        LandedFileError: A part is gone.
    """
    wanted = sorted(set(positions))
    paths = [str(part.path) for part in landed.parts if _holds(part, wanted)]
    if not paths:
        return pa.table({})
    if not all(Path(path).is_file() for path in paths):
        raise LandedFileError(reason=f"#{landed.batch_id}")

    def work(cursor: duckdb.DuckDBPyConnection) -> pa.Table:
        cursor.register("wanted", pa.table({"position": pa.array(wanted, pa.int64())}))
        cursor.execute(
            "SELECT l.* FROM read_parquet(?) l SEMI JOIN wanted w ON l._position = w.position "
            "WHERE l._position BETWEEN ? AND ? ORDER BY l._position",
            [paths, wanted[0], wanted[-1]],
        )
        return cursor.to_arrow_table()

    return engine.ask(work)


def _holds(part: LandedPart, wanted: Sequence[int]) -> bool:
    """Tell whether one of the positions, which ascend, lies in a part."""
    place = bisect.bisect_left(wanted, part.first)
    return place < len(wanted) and wanted[place] < part.first + part.rows


def _conditions(query: MarksQuery) -> tuple[str, list[object]]:
    """Return what narrows marks, as fixed words with places, and the values for the places."""
    rules = "rules" if query.refused else "warnings"
    asked: tuple[tuple[str, object], ...] = (
        (f"list_contains({rules}, ?)", query.rule),
        ("rules[1] = ?", query.leading),
        ("contains(lower(key), lower(?))", query.text),
        ("state = ?", query.state),
        ("position = ?", query.position),
    )
    chosen = [(words, value) for words, value in asked if value not in ("", None)]
    kept = "refused" if query.refused else "NOT refused"
    if query.is_first:
        kept += " AND first_batch IS NULL"
    return " AND ".join([kept, *(words for words, _ in chosen)]), [value for _, value in chosen]
