"""Rows become Arrow record batches of bounded memory."""

from collections.abc import Iterable, Iterator, Sequence

import pyarrow as pa

Cell = str | int | float | bool | None
_MOST_CHARACTERS = 64 * 1024 * 1024


def to_batches(
    rows: Iterable[Sequence[Cell]], schema: pa.Schema, *, batch_rows: int
) -> Iterator[pa.RecordBatch]:
    """Yield batches of at most `batch_rows` rows and some 64 million characters of text."""
    held: list[Sequence[Cell]] = []
    characters = 0
    for row in rows:
        held.append(row)
        characters += sum(len(cell) for cell in row if isinstance(cell, str))
        if len(held) >= batch_rows or characters >= _MOST_CHARACTERS:
            yield to_batch(held, schema)
            held, characters = [], 0
    if held:
        yield to_batch(held, schema)


def to_batch(rows: Sequence[Sequence[Cell]], schema: pa.Schema) -> pa.RecordBatch:
    """Return one batch of `rows`."""
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(schema)
    arrays = [pa.array(column, field.type) for column, field in zip(columns, schema, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)
