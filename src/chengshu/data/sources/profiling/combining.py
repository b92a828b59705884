"""Which few columns together tell every row looked at from the others."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from chengshu.data.sources.contracts import ColumnProfile

_FEWEST_ROWS, _FIRST_ROWS = 20, 1_000
_MOST_COLUMNS, _MOST_SETS = 12, 12
_LARGEST = 3  # columns of a set
_LONGEST = 40  # characters of a value that may be part of a key

Codes = np.ndarray[tuple[int], np.dtype[np.int64]]


def find_distinct_sets(
    columns: Sequence[ColumnProfile], unique_keys: Sequence[Sequence[str]], rows: pa.Table
) -> tuple[tuple[str, ...], ...]:
    """Return the smallest sets of two or three columns that differ in every row looked at.

    Only columns that are never empty and of short values are tried, the first twelve of them; a
    set that holds a smaller one is left out. Nothing is returned where a key is declared, where
    one column does already, and where rows are too few to say.
    """
    if unique_keys or rows.num_rows < _FEWEST_ROWS or any(map(_is_key, columns)):
        return ()
    chosen = [each for each in columns if _may_belong(each)][:_MOST_COLUMNS]
    codes = {each.name: _encode(rows.column(each.name)) for each in chosen}
    distinct = {each.name: each.distinct for each in chosen}
    found: list[tuple[str, ...]] = []
    for names in _list_sets(distinct, rows.num_rows):
        is_minimal = not any(set(smaller) <= set(names) for smaller in found)
        if is_minimal and _is_distinct(names, codes):
            found.append(names)
        if len(found) == _MOST_SETS:
            break
    return tuple(found)


def _is_key(column: ColumnProfile) -> bool:
    is_found = column.rows > 0 and column.distinct == column.rows and _is_short(column)
    return column.is_primary_key or column.is_unique or is_found


def _may_belong(column: ColumnProfile) -> bool:
    return column.rows > 0 and not column.nulls and column.distinct > 1 and _is_short(column)


def _is_short(column: ColumnProfile) -> bool:
    return 0 < column.max_length <= _LONGEST


def _list_sets(distinct: Mapping[str, int], rows: int) -> Iterator[tuple[str, ...]]:
    """Yield the sets that have enough different values to tell all rows apart, small ones first."""
    for size in range(2, _LARGEST + 1):
        for names in combinations(distinct, size):
            product = 1
            for name in names:
                product *= distinct[name]
            if product >= rows:
                yield names


def _encode(cells: pa.ChunkedArray) -> Codes:
    """Return cells as whole numbers, equal ones for equal cells."""
    encoded = pc.dictionary_encode(cells.combine_chunks())
    if isinstance(encoded, pa.ChunkedArray):
        encoded = encoded.combine_chunks()
    codes: Codes = encoded.indices.to_numpy(zero_copy_only=False).astype(np.int64)
    return codes


def _is_distinct(names: Sequence[str], codes: Mapping[str, Codes]) -> bool:
    """Tell whether no two rows agree in all the columns; the first rows refuse most sets."""
    return all(_differ([codes[name][:rows] for name in names]) for rows in (_FIRST_ROWS, None))


def _differ(columns: Sequence[Codes]) -> bool:
    joined = columns[0]
    for codes in columns[1:]:
        joined = joined * (int(codes.max()) + 1) + codes
    return len(np.unique(joined)) == len(joined)
