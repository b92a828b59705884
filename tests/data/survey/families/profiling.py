"""A small honest profiler: what a gentle reader would find in the rows, by the contract's words."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa

from chengshu.data.sources.contracts import ColumnProfile, TableProfile
from chengshu.data.sources.profiling.combining import find_distinct_sets

_NUMBER = re.compile(r"int|serial|numeric|decimal|number|double|float|real", re.IGNORECASE)
_DATE = re.compile(r"date|time", re.IGNORECASE)
_WHOLE = re.compile(r"\d{4}-\d{2}-\d{2}")
_SAMPLE, _FREQUENT, _DAYS = 200, 60, 400


@dataclass(frozen=True)
class Declared:
    """A column as the source declares it."""

    name: str
    type: str
    comment: str
    marks: dict[str, str]


def _ordered(texts: Sequence[str], type_: str) -> list[str]:
    if _NUMBER.search(type_):
        return sorted(texts, key=float)
    return sorted(texts)


def _days(texts: Sequence[str], type_: str) -> tuple[str, ...]:
    """The calendar days of a column the source itself calls date or time."""
    if not _DATE.search(type_):
        return ()
    found = {text[:10] for text in texts if _WHOLE.match(text)}
    return tuple(sorted(day for day in found if _is_day(day)))[:_DAYS]


def _is_day(text: str) -> bool:
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        return False
    return True


def profile_column(declared: Declared, cells: Sequence[object]) -> ColumnProfile:
    texts = [str(cell) for cell in cells if cell is not None and str(cell).strip()]
    counts = Counter(texts)
    different = list(counts)
    step = max(len(different) // _SAMPLE, 1)
    ordered = _ordered(different, declared.type) if different else [""]
    lengths = [len(text) for text in different] or [0]
    return ColumnProfile(
        declared.name,
        declared.type,
        declared.comment,
        nullable="pk" not in declared.marks and "nn" not in declared.marks,
        is_primary_key="pk" in declared.marks,
        is_unique="uk" in declared.marks,
        references=declared.marks.get("fk", ""),
        rows=len(cells),
        nulls=len(cells) - len(texts),
        distinct=len(different),
        minimum=ordered[0],
        maximum=ordered[-1],
        min_length=min(lengths),
        max_length=max(lengths),
        frequent=tuple(counts.most_common(_FREQUENT)),
        sample=tuple(different[::step][:_SAMPLE]),
        days=_days(different, declared.type) if different else (),
    )


def profile_table(
    name: str,
    comment: str,
    declared: Sequence[Declared],
    cells: dict[str, list[object]],
    *,
    is_file: bool,
) -> TableProfile:
    columns = tuple(profile_column(column, cells[column.name]) for column in declared)
    count = columns[0].rows
    unique = tuple((column.name,) for column in columns if column.is_unique)
    kind = "file" if is_file else "table"
    return TableProfile(
        name, comment, kind, count, is_exact=True, columns=columns, unique_keys=unique,
        sampled_rows=count, distinct_sets=_distinct_sets(columns, unique, cells),
    )  # fmt: skip


def _distinct_sets(
    columns: Sequence[ColumnProfile],
    unique: Sequence[Sequence[str]],
    cells: dict[str, list[object]],
) -> tuple[tuple[str, ...], ...]:
    arrays = [pa.array([None if c is None else str(c) for c in each]) for each in cells.values()]
    return find_distinct_sets(columns, unique, pa.table(arrays, names=list(cells)))
