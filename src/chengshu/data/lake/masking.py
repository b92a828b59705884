"""Masking rows before a person sees them."""

from collections.abc import Mapping, Sequence

import pyarrow as pa

from chengshu.data.catalog import api as catalog


def mask_table(
    table: pa.Table, *, masks: Mapping[str, str], unmasked: Sequence[str] = ()
) -> pa.Table:
    """Return `table` with each column of `masks` (column → mask kind) masked as text.

    Kinds are those of the catalogue; an unknown or empty kind hides everything. `unmasked`
    columns stay as they are.
    """
    for column, kind in masks.items():
        if column not in table.schema.names or column in unmasked:
            continue
        values = [catalog.mask_value(kind, value) for value in table[column].to_pylist()]
        position = table.schema.get_field_index(column)
        table = table.set_column(position, column, pa.array(values, pa.string()))
    return table
