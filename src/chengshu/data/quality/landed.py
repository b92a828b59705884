"""Refused rows as quality keeps them: readable cells."""

import json
from collections.abc import Mapping
from typing import Final

import pyarrow as pa

from chengshu.data.rules.contracts import LINE_MARK, RAW

LONGEST_CELL: Final = 1000
WHOLE_CELL: Final = 32_000  # what a cell of a workbook holds


def row_values(batch: pa.RecordBatch, longest: int = LONGEST_CELL) -> list[dict[str, str | None]]:
    """Return rows as text cells, longer ones cut; what could not be converted as it was written."""
    names = [name for name in batch.schema.names if not name.startswith("_")]
    columns = {name: batch.column(name).to_pylist() for name in names}
    raws = batch.column(RAW).to_pylist() if RAW in batch.schema.names else [None] * len(batch)
    return [
        _cells({name: columns[name][row] for name in names}, raws[row], longest)
        for row in range(batch.num_rows)
    ]


def _cells(cells: Mapping[str, object], raw: str | None, longest: int) -> dict[str, str | None]:
    kept = json.loads(raw) if raw else {}
    if LINE_MARK in kept:
        return {name: _cut(value, longest) for name, value in kept.items()}
    return {name: _cut(kept.get(name, cell), longest) for name, cell in cells.items()}


def _cut(cell: object, longest: int) -> str | None:
    if cell is None:
        return None
    text = str(cell).replace("\x00", "")
    return text if len(text) <= longest else text[:longest] + "…"
