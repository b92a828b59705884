"""Rows for the tests of rules, and surroundings that answer from memory."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import pyarrow as pa

from chengshu.data.rules.contracts import CodePeriod, RowKind, RuleSpec, SetKind, T
from chengshu.data.rules.kinds import rule_kinds


def rows(
    columns: Mapping[str, pa.Array | list[object]], raw: list[str | None] | None = None
) -> pa.RecordBatch:
    arrays = {
        name: column if isinstance(column, pa.Array) else pa.array(column)
        for name, column in columns.items()
    }
    count = len(next(iter(arrays.values())))
    arrays["_raw"] = pa.array(raw or [None] * count, pa.string())
    arrays["_position"] = pa.array(range(count), pa.int64())
    return pa.RecordBatch.from_pydict(arrays)


@dataclass(frozen=True)
class Answers:
    """Surroundings of one batch, with the codes and references a test needs."""

    batch: pa.RecordBatch
    codes: frozenset[str] = frozenset()
    periods: tuple[CodePeriod, ...] = ()
    references: tuple[str, ...] = ()
    refused: tuple[int, ...] = ()
    asked: list[tuple[str, dt.date]] = field(default_factory=list)
    resource_code: str = "shop"
    today: dt.date = dt.date(2026, 11, 20)

    def code_values(self, code_table: str, on: dt.date) -> frozenset[str]:
        self.asked.append((code_table, on))
        return self.codes

    def code_periods(self, code_table: str) -> Sequence[CodePeriod]:
        return self.periods

    def reference_values(self, resource_code: str, column: str) -> pa.Array:
        return pa.array(self.references, pa.string())

    def batch_columns(self, columns: tuple[str, ...]) -> Iterator[pa.RecordBatch]:
        yield self.batch.select(list(columns))

    def scan(
        self, columns: tuple[str, ...], look: Callable[[pa.RecordBatch, int], T]
    ) -> Iterator[T]:
        yield look(self.batch.select(list(columns)), 0)

    def refused_positions(self) -> pa.Array:
        return pa.array(self.refused, pa.int64())


def failing(spec: RuleSpec, batch: pa.RecordBatch, **answers: object) -> list[int]:
    """Return the rows that fail, by place."""
    kind = rule_kinds.get(spec.kind)
    kind.check(spec)
    surroundings = Answers(batch, **answers)
    if isinstance(kind, SetKind):
        return sorted(kind.find(spec, surroundings).tolist())
    assert isinstance(kind, RowKind)
    rule = kind.bind(spec, surroundings)
    return [place for place, fails in enumerate(rule(batch).to_pylist()) if fails]
