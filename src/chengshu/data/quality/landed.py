"""Refused rows as quality keeps them: readable cells."""

import json
from collections.abc import Mapping
from typing import Final

import pyarrow as pa

from chengshu.data.rules.contracts import LINE_MARK, RAW

_LONGEST_CELL: Final = 1000


def row_values(batch: pa.RecordBatch) -> list[dict[str, str | None]]:
    """Return rows as text cells, long ones cut; what could not be converted as it was written."""
    names = [name for name in batch.schema.names if not name.startswith("_")]
    columns = {name: batch.column(name).to_pylist() for name in names}
    raws = batch.column(RAW).to_pylist() if RAW in batch.schema.names else [None] * len(batch)
    return [
        _cells({name: columns[name][row] for name in names}, raws[row])
        for row in range(batch.num_rows)
    ]


def _cells(cells: Mapping[str, object], raw: str | None) -> dict[str, str | None]:
    kept = json.loads(raw) if raw else {}
    if LINE_MARK in kept:
        return {name: _cut(value) for name, value in kept.items()}
    return {name: _cut(kept.get(name, cell)) for name, cell in cells.items()}


def _cut(cell: object) -> str | None:
    if cell is None:
        return None
    text = str(cell).replace("\x00", "")
    return text if len(text) <= _LONGEST_CELL else text[:_LONGEST_CELL] + "…"
