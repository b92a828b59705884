"""Source batches turned into the items' Arrow types; what cannot be turned is kept in `_raw`."""

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from chengshu.data.ingest.cells import parser_of
from chengshu.data.ingest.mapping import Mapping
from chengshu.data.sources.contracts import MisshapenRow

RAW: Final = "_raw"
_EDGES: Final = " \t\r\n\u00a0\ufeff"  # the ideographic space stays: text items keep their width
_ROWS_AT_ONCE: Final = 10_000


@dataclass(frozen=True)
class Standard:
    """How the batches of one source table become landed batches of `schema`."""

    mapping: Mapping
    schema: pa.Schema
    null_words: tuple[str, ...]

    def standardise(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Return the batch in the types of the catalogue, with `_raw` for what did not convert."""
        columns: dict[str, pa.Array] = {}
        failures: list[tuple[str, pa.Array, pa.Array]] = []
        for column, source in self.mapping.columns:
            given = self._without_null_words(batch.column(source))
            target = self.schema.field(column).type
            columns[column] = _convert(given, target)
            failed = pc.and_(pc.is_valid(given), pc.is_null(columns[column]))
            if failed.true_count:
                failures.append((column, failed, given))
        columns[RAW] = _raw_texts(batch.num_rows, failures)
        return pa.RecordBatch.from_arrays(
            [columns[name] for name in self.schema.names], schema=self.schema
        )

    def keep_misshapen(self, rows: Sequence[MisshapenRow]) -> Iterator[pa.RecordBatch]:
        """Return misshapen rows as rows of nulls that carry their text and line in `_raw`."""
        for start in range(0, len(rows), _ROWS_AT_ONCE):
            part = rows[start : start + _ROWS_AT_ONCE]
            raws = pa.array([_misshapen_text(row) for row in part], pa.string())
            nulls = {field.name: pa.nulls(len(part), field.type) for field in self.schema}
            arrays = [raws if name == RAW else nulls[name] for name in self.schema.names]
            yield pa.RecordBatch.from_arrays(arrays, schema=self.schema)

    def _without_null_words(self, column: pa.Array) -> pa.Array:
        if not (pa.types.is_string(column.type) or pa.types.is_large_string(column.type)):
            return column
        text = pc.utf8_trim(column.cast(pa.string()), characters=_EDGES)
        words = pa.array([word.lower() for word in (*self.null_words, "")], pa.string())
        is_null = pc.is_in(pc.utf8_lower(pc.utf8_trim_whitespace(text)), value_set=words)
        return pc.if_else(is_null, pa.scalar(None, pa.string()), text)


def _convert(given: pa.Array, target: pa.DataType) -> pa.Array:
    """Return `given` as `target`, null where that is impossible."""
    if given.type == target:
        return given
    if target == pa.string():
        return given.cast(pa.string())
    if pa.types.is_floating(given.type) and pa.types.is_decimal(target):
        given = _rounded(given, target.scale)
    encoded = given.cast(pa.string()).dictionary_encode()
    parse = parser_of(target)
    parsed = pa.array([parse(text) for text in encoded.dictionary.to_pylist()], target)
    return parsed.take(encoded.indices)


def _rounded(given: pa.Array, scale: int) -> pa.Array:
    """Return doubles as decimal text: 0.1 + 0.2 of a source is 0.30 here, not a lost cell."""

    def rounded(value: float) -> str:
        return f"{Decimal(repr(value)):.{scale}f}" if math.isfinite(value) else repr(value)

    texts = [None if value is None else rounded(value) for value in given.to_pylist()]
    return pa.array(texts, pa.string())


def _raw_texts(rows: int, failures: Sequence[tuple[str, pa.Array, pa.Array]]) -> pa.Array:
    """Return one JSON object per row with the texts of its failed cells, null where none."""
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
