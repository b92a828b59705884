"""Running bound steps over the columns of one batch, with a line for every cell they change.

The runner knows nothing of catalogue or database: it takes columns of text and returns columns of
text with the changes, so that a try-out, a test and a load do exactly the same.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from chengshu.data.standardisation.contracts.steps import (
    CHANGES,
    BoundPair,
    BoundStep,
    Outcome,
)

Columns = Mapping[str, pa.Array]


@dataclass(frozen=True)
class RunningStep:
    """A bound step under its key, with the items its parts go into."""

    key: str
    bound: BoundStep
    into: Mapping[str, str] = field(default_factory=dict)
    text_only: bool = False


@dataclass(frozen=True)
class RunningPair:
    """A bound step over two columns."""

    key: str
    bound: BoundPair
    columns: tuple[str, str]


@dataclass(frozen=True)
class Runner:
    """The steps of one resource ready to run: by column in order, and those over two columns."""

    chains: Mapping[str, Sequence[RunningStep]] = field(default_factory=dict)
    pairs: tuple[RunningPair, ...] = ()

    @property
    def filled(self) -> frozenset[str]:
        """Columns that steps of other columns fill."""
        chains = self.chains.values()
        return frozenset(target for one in chains for step in one for target in step.into.values())

    def run(self, columns: Columns) -> tuple[dict[str, pa.Array], "ChangeLog"]:
        """Return the columns in standard form, and what was changed.

        Texts and numbers are standardised, anything else passes. A column that is filled by
        others and not given is made; what it holds already is never overwritten.
        """
        log = ChangeLog()
        done: dict[str, pa.Array] = {}
        fills: list[tuple[str, str, pa.Array]] = []
        for name in sorted(columns, key=self.filled.__contains__):
            values = columns[name]
            if name in self.filled:
                values = _filled(name, as_text(values), (fills, log))
            done[name] = self._run_chain(name, values, (fills, log))
        for name in sorted(self.filled - set(columns)):
            rows = len(next(iter(columns.values())))
            empty = _filled(name, pa.nulls(rows, pa.string()), (fills, log))
            done[name] = self._run_chain(name, empty, (fills, log))
        for pair in self.pairs:
            _run_pair(pair, done, log)
        return done, log

    def _run_chain(
        self, name: str, values: pa.Array, notes: "tuple[list[Fill], ChangeLog]"
    ) -> pa.Array:
        fills, log = notes
        for step in self.chains.get(name, ()):
            if not pa.types.is_string(values.type):
                if step.text_only or not _is_number(values.type):
                    continue
                values = as_text(values)
            values = _run_step(step, (name, values), (fills, log))
        return values


Fill = tuple[str, str, pa.Array]


class ChangeLog:
    """The change lines of one batch, gathered column by column."""

    def __init__(self) -> None:
        """Begin without lines."""
        self._batches: list[pa.RecordBatch] = []
        self._sequences: dict[str, int] = {}
        self.counts: Counter[tuple[str, str]] = Counter()

    def add(self, column: str, step: str, lines: tuple[pa.Array, pa.Array, pa.Array]) -> None:
        """Note (positions, before, after) of one step on one column."""
        positions, before, after = lines
        rows = len(positions)
        if not rows:
            return
        sequence = self._sequences.get(column, 0) + 1
        self._sequences[column] = sequence
        self.counts[column, step] += rows
        arrays = [
            positions.cast(pa.int64()),
            pa.repeat(pa.scalar(column, pa.string()), rows),
            pa.repeat(pa.scalar(sequence, pa.int16()), rows),
            pa.repeat(pa.scalar(step, pa.string()), rows),
            before,
            after,
        ]
        self._batches.append(pa.RecordBatch.from_arrays(arrays, schema=CHANGES))

    def table(self) -> pa.Table:
        """Return the lines in the order in which they were made; by column, then step."""
        return pa.Table.from_batches(self._batches, schema=CHANGES)


def restore(columns: Columns, changes: pa.Table) -> dict[str, pa.Array]:
    """Return the columns of text as they were before `changes`, by taking each line back.

    An empty text and no text are the same: there is no line between them.

    Raises:
        ValueError: A line does not say what the cell holds: the changes are of other columns.
    """
    cells = {name: as_text(values).to_pylist() for name, values in columns.items()}
    for line in reversed(changes.sort_by("sequence").to_pylist()):
        column = cells[line["column"]]
        if (column[line["_position"]] or None) != (line["after"] or None):
            message = f"{line} ≠ {column[line['_position']]!r}"
            raise ValueError(message)
        column[line["_position"]] = line["before"]
    return {name: pa.array(texts, pa.string()) for name, texts in cells.items()}


def differing(before: pa.Array, after: pa.Array) -> pa.Array:
    """Tell where two arrays differ; null equals null."""
    unequal = pc.fill_null(pc.not_equal(before, after), fill_value=False)
    return pc.or_(unequal, pc.xor(pc.is_null(before), pc.is_null(after)))


def as_text(values: pa.Array) -> pa.Array:
    """Return a column as text."""
    if isinstance(values, pa.ChunkedArray):
        values = values.combine_chunks()
    return values if pa.types.is_string(values.type) else values.cast(pa.string())


def _run_step(
    step: RunningStep, cells: tuple[str, pa.Array], notes: tuple[list[Fill], ChangeLog]
) -> pa.Array:
    name, values = cells
    fills, log = notes
    mask = step.bound.candidates(values)
    if mask is None:
        return values
    places = pc.indices_nonzero(mask)
    encoded = values.take(places).dictionary_encode()
    outcome = step.bound.apply(encoded.dictionary)
    for part, texts in _parts(step, outcome):
        found = texts.take(encoded.indices)
        given = pc.is_valid(found)
        at = _replaced(
            pa.nulls(len(values), pa.string()), places.filter(given), found.filter(given)
        )
        fills.append((part, step.key, at))
    changed = differing(encoded.dictionary, outcome.values).take(encoded.indices)
    if not changed.true_count:
        return values
    rows, before = places.filter(changed), values.take(places).filter(changed)
    after = outcome.values.take(encoded.indices).filter(changed)
    told = pc.invert(pc.and_(pc.equal(before, ""), pc.is_null(after)))
    log.add(name, step.key, (rows.filter(told), before.filter(told), after.filter(told)))
    return _replaced(values, rows, after)


def _parts(step: RunningStep, outcome: Outcome) -> Iterator[tuple[str, pa.Array]]:
    for part, target in step.into.items():
        if part in outcome.parts:
            yield target, outcome.parts[part]


def _filled(name: str, values: pa.Array, notes: tuple[list[Fill], ChangeLog]) -> pa.Array:
    """Put what other columns gave into the empty cells of a column."""
    fills, log = notes
    for target, step, texts in fills:
        if target != name:
            continue
        rows = pc.indices_nonzero(pc.and_(pc.is_null(values), pc.is_valid(texts)))
        after = texts.take(rows)
        log.add(name, step, (rows, pa.nulls(len(rows), pa.string()), after))
        values = pc.coalesce(values, texts)
    return values


def _run_pair(pair: RunningPair, done: dict[str, pa.Array], log: ChangeLog) -> None:
    first, second = (as_text(done[name]) for name in pair.columns)
    changed = pair.bound.apply(first, second)
    for name, before, after in zip(pair.columns, (first, second), changed, strict=True):
        rows = pc.indices_nonzero(differing(before, after))
        log.add(name, pair.key, (rows, before.take(rows), after.take(rows)))
        done[name] = after


def _replaced(values: pa.Array, rows: pa.Array, texts: pa.Array) -> pa.Array:
    """Return the values with `texts` at `rows`, which ascend."""
    if len(rows) == len(values):
        return texts
    mask = np.zeros(len(values), dtype=np.bool_)
    mask[rows.to_numpy()] = True
    return pc.replace_with_mask(values, pa.array(mask), texts)


def _is_number(kind: pa.DataType) -> bool:
    return bool(
        pa.types.is_integer(kind) or pa.types.is_decimal(kind) or pa.types.is_floating(kind)
    )
