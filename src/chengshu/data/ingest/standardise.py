"""Source batches in standard form and the items' Arrow types, with a line for each changed cell.

What cannot be turned into its type is kept in `_raw`, as the confirmed steps left it.
"""

import json
import math
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from chengshu.data.ingest.cells import parser_of, write_cell
from chengshu.data.ingest.mapping import Mapping
from chengshu.data.lake.contracts import ChangedRows
from chengshu.data.sources.contracts import MisshapenRow
from chengshu.data.standardisation.contracts import ChangeLog, Runner

RAW: Final = "_raw"
TYPE_STEP: Final = "type"
_PLAIN_NUMBER: Final = r"^-?(0|[1-9]\d*)(\.\d+)?$"
_PLAIN: Final = (
    (pa.types.is_date, r"^\d{4}-\d{2}-\d{2}$"),
    (pa.types.is_timestamp, r"^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$"),
    (pa.types.is_boolean, "^(true|false)$"),
)
_ROWS_AT_ONCE: Final = 10_000


@dataclass(frozen=True)
class Standard:
    """How the batches of one source table become landed batches of `schema`."""

    mapping: Mapping
    schema: pa.Schema
    runner: Runner

    def standardise(self, batch: pa.RecordBatch) -> ChangedRows:
        """Return the batch in the types of the catalogue, with what was changed on the way."""
        given = {column: batch.column(source) for column, source in self.mapping.columns}
        texts, log = self.runner.run({name: _as_string(cells) for name, cells in given.items()})
        columns: dict[str, pa.Array] = {}
        failures: list[tuple[str, pa.Array, pa.Array]] = []
        for column, cells in texts.items():
            plain = _plain_mask(cells, self.schema.field(column).type)
            columns[column] = _convert(cells, self.schema.field(column).type, plain)
            failed = pc.and_(pc.is_valid(cells), pc.is_null(columns[column]))
            if failed.true_count:
                failures.append((column, failed, cells))
            _note_conversion(log, column, (cells, columns[column], plain))
        columns[RAW] = _raw_texts(batch.num_rows, failures)
        rows = pa.RecordBatch.from_arrays(
            [columns[name] for name in self.schema.names], schema=self.schema
        )
        return ChangedRows(rows, log.table())

    def keep_misshapen(self, rows: Sequence[MisshapenRow]) -> Iterator[pa.RecordBatch]:
        """Return misshapen rows as rows of nulls that carry their text and line in `_raw`."""
        for start in range(0, len(rows), _ROWS_AT_ONCE):
            part = rows[start : start + _ROWS_AT_ONCE]
            raws = pa.array([_misshapen_text(row) for row in part], pa.string())
            nulls = {field.name: pa.nulls(len(part), field.type) for field in self.schema}
            arrays = [raws if name == RAW else nulls[name] for name in self.schema.names]
            yield pa.RecordBatch.from_arrays(arrays, schema=self.schema)


def _as_string(cells: pa.Array) -> pa.Array:
    return cells.cast(pa.string()) if pa.types.is_large_string(cells.type) else cells


def _plain_mask(given: pa.Array, target: pa.DataType) -> pa.Array | None:
    """Tell which texts are written as their value is shown; None where that does not matter."""
    if not pa.types.is_string(given.type) or pa.types.is_string(target):
        return None
    pattern = next((pattern for fits, pattern in _PLAIN if fits(target)), _PLAIN_NUMBER)
    return pc.fill_null(pc.match_substring_regex(given, pattern), fill_value=True)


def _convert(given: pa.Array, target: pa.DataType, plain: pa.Array | None) -> pa.Array:
    """Return `given` as `target`, null where that is impossible."""
    if given.type == target:
        return given
    if target == pa.string():
        return given.cast(pa.string())
    if plain is not None and not plain.false_count:
        with suppress(pa.ArrowInvalid):  # some text is no such value: each is read by itself
            return given.cast(target)
    if pa.types.is_floating(given.type) and pa.types.is_decimal(target):
        given = _rounded(given, target.scale)
    encoded = given.cast(pa.string()).dictionary_encode()
    parse = parser_of(target)
    parsed = pa.array([parse(text) for text in encoded.dictionary.to_pylist()], target)
    return parsed.take(encoded.indices)


def _note_conversion(
    log: ChangeLog, column: str, cells: tuple[pa.Array, pa.Array, pa.Array | None]
) -> None:
    """Note cells whose typed value is written otherwise; of plain numbers only zeros may differ."""
    given, typed, plain = cells
    if plain is not None and plain.false_count:
        suspects = pc.and_(pc.invert(plain), pc.is_valid(typed))
    elif pa.types.is_floating(given.type) and pa.types.is_decimal(typed.type):
        rounded = pc.not_equal(given, typed.cast(pa.float64()))
        suspects = pc.fill_null(rounded, fill_value=False)
    else:
        return
    places = pc.indices_nonzero(suspects)
    before, after = given.take(places).cast(pa.string()), _written(typed.take(places))
    differs = pc.not_equal(before, after)
    lines = (places.filter(differs), before.filter(differs), after.filter(differs))
    log.add(column, TYPE_STEP, lines)


def _written(typed: pa.Array) -> pa.Array:
    encoded = typed.dictionary_encode()
    texts = [write_cell(value) for value in encoded.dictionary.to_pylist()]
    return pa.array(texts, pa.string()).take(encoded.indices)


def _rounded(given: pa.Array, scale: int) -> pa.Array:
    """Return doubles as decimal text: 0.1 + 0.2 of a source is 0.30 here, not a lost cell."""

    def rounded(value: float) -> str:
        return f"{Decimal(repr(value)):.{scale}f}" if math.isfinite(value) else repr(value)

    texts = [None if value is None else rounded(value) for value in given.to_pylist()]
    return pa.array(texts, pa.string())


def _raw_texts(rows: int, failures: Sequence[tuple[str, pa.Array, pa.Array]]) -> pa.Array:
    """Return one JSON object per row with the texts of its failed cells, null where none."""
    if not failures:
        return pa.nulls(rows, pa.string())
    kept: dict[int, dict[str, object]] = {}
    for column, failed, given in failures:
        places = pc.indices_nonzero(failed)
        texts = given.take(places).cast(pa.string()).to_pylist()
        for place, text in zip(places.to_pylist(), texts, strict=True):
            kept.setdefault(place, {})[column] = text
    return pa.array([_json(kept[row]) if row in kept else None for row in range(rows)], pa.string())


def _misshapen_text(row: MisshapenRow) -> str:
    where = {"_file": row.file} if row.file else {}
    return _json({"_line": row.line, "_text": row.text, "_reason": row.reason, **where})


def _json(document: dict[str, object]) -> str:
    """Write JSON without blanks, as quality's rules look for keys in it."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))
