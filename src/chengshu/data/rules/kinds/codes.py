"""The code set: a value is a code that holds, or held on the day that matters."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from typing import ClassVar, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from chengshu.base.clock import api as clock
from chengshu.data.rules.contracts import CodePeriod, RowRule, RuleSpec, Surroundings
from chengshu.data.rules.kernels.running import Numbers
from chengshu.data.rules.kinds.agreement import as_days
from chengshu.data.rules.kinds.columns import Mask, flags, judge_values, texts_of
from chengshu.data.rules.kinds.registry import Kind, date_parameter, rule_kinds, text_parameter

_ALWAYS: Final = 2**31  # days; further than any date
_EPOCH: Final = dt.date(1970, 1, 1)


class Code(Kind):
    """The value is a code of `code_table` that holds today, or on the day `on`.

    With `at` it must hold on the day that date column of its row says: a code abolished later was
    right when it was written. With `ever` (and in rows where `at` is empty) it must have held once.
    """

    title: ClassVar[str | Promise] = _("代码集")
    sentence: ClassVar[str | Promise] = _("“%(label)s”应为代码集 %(code_table)s 中的有效代码")

    def check(self, spec: RuleSpec) -> None:
        """Refuse a rule without a table or with a day that is none."""
        text_parameter(spec, "code_table")
        date_parameter(spec, "on", clock.today())

    def columns(self, spec: RuleSpec) -> tuple[str, ...]:
        """Return the code, and the day it must hold on."""
        at = spec.parameters.get("at")
        return (spec.item, str(at)) if at else (spec.item,)

    def bind(self, spec: RuleSpec, surroundings: Surroundings) -> RowRule:
        """Judge each distinct value once, on a day per row where the rule asks for that."""
        table = text_parameter(spec, "code_table")
        if spec.parameters.get("at"):
            return _held_at(spec, surroundings.code_periods(table))
        if spec.parameters.get("ever"):
            codes = {period.code for period in surroundings.code_periods(table)}
        else:
            day = date_parameter(spec, "on", surroundings.today) or surroundings.today
            codes = set(surroundings.code_values(table, day))
        known = pa.array(sorted(codes), pa.string())

        def is_code(values: pa.Array) -> Mask:
            return flags(pc.is_in(values, value_set=known))

        return lambda batch: judge_values(batch.column(spec.item), is_code)


def _held_at(spec: RuleSpec, periods: Sequence[CodePeriod]) -> RowRule:
    """Return the rule that looks at the day of each row."""
    spans: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    for period in periods:
        spans[period.code].append(_days(period))
    most = max((len(found) for found in spans.values()), default=0)

    def judge(batch: pa.RecordBatch) -> pa.BooleanArray:
        codes = batch.column(spec.item)
        if not pa.types.is_dictionary(codes.type):
            codes = texts_of(codes).dictionary_encode()
        texts = codes.dictionary.cast(pa.string()).to_pylist()
        places = pc.fill_null(codes.indices, len(texts)).to_numpy()
        days = as_days(spec, batch.column(str(spec.parameters["at"]))).cast(pa.int32())
        known = days.is_valid().to_numpy(zero_copy_only=False)
        on = pc.fill_null(days, 0).to_numpy().astype(np.int64)
        holds = np.array([*(text in spans for text in texts), True])[places] & ~known
        holds |= places == len(texts)
        for number in range(most):
            first, last = _nth(spans, texts, number)
            holds |= (first[places] <= on) & (on <= last[places]) & known
        return pa.array(~holds)

    return judge


def _nth(
    spans: dict[str, list[tuple[int, int]]], texts: list[str], number: int
) -> tuple[Numbers, Numbers]:
    """Return first and last day of the n-th period of each code; none holds never."""
    never = (_ALWAYS, -_ALWAYS)
    chosen = [
        spans[text][number] if text in spans and number < len(spans[text]) else never
        for text in texts
    ]
    table = np.array([*chosen, never], dtype=np.int64)
    return table[:, 0], table[:, 1]


def _days(period: CodePeriod) -> tuple[int, int]:
    first = (period.valid_from - _EPOCH).days if period.valid_from else -_ALWAYS
    last = (period.valid_to - _EPOCH).days if period.valid_to else _ALWAYS
    return first, last


rule_kinds.register("code", Code())
