"""The unique key: one accepted row per key in a batch."""

from collections.abc import Sequence
from functools import partial
from typing import ClassVar, Final

import numpy as np
import pyarrow as pa
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chengshu.data.rules.contracts import Characteristic, Places, RuleSpec, Surroundings
from chengshu.data.rules.errors import BadRuleError
from chengshu.data.rules.kinds.columns import Mask, texts_of
from chengshu.data.rules.kinds.keys import RowKeys, number_rows, repeated_numbers
from chengshu.data.rules.kinds.registry import Kind, rule_kinds

FIRST: Final = "first"
NONE: Final = "none"
_MARKS: Final = 1 << 22  # places of a filter that lets few rows through by chance


def key_columns(spec: RuleSpec) -> tuple[str, ...]:
    """Return the columns of the key, or refuse the rule."""
    columns = spec.parameters.get("columns")
    if not isinstance(columns, list | tuple) or not columns:
        reason = gettext("缺少参数 %(name)s") % {"name": "columns"}
        raise BadRuleError(field=spec.code, reason=reason)
    return tuple(str(column) for column in columns)


class Unique(Kind):
    """Of the rows with one key the first that passes every other rule is accepted.

    `keep` "none" refuses all of them. Keys with an empty part are left to `required`.
    """

    title: ClassVar[str | Promise] = _("主键唯一")
    sentence: ClassVar[str | Promise] = _("主键（%(label)s）在同一批次内不得重复，重复时只收第一行")

    characteristic: ClassVar[Characteristic] = Characteristic.ACCURACY

    def check(self, spec: RuleSpec) -> None:
        """Refuse a rule without columns or with an unknown way to keep."""
        key_columns(spec)
        if spec.parameters.get("keep", FIRST) not in {FIRST, NONE}:
            raise BadRuleError(field=spec.code, reason=gettext("keep 应为 first 或 none"))

    def columns(self, spec: RuleSpec) -> tuple[str, ...]:
        """Return the parts of the key."""
        return key_columns(spec)

    def find(self, spec: RuleSpec, surroundings: Surroundings) -> Places:
        """Number the key of every row, then compare the few whose numbers repeat."""
        columns = key_columns(spec)
        keys = list(surroundings.scan(columns, partial(number_rows, columns)))
        doubled = repeated_numbers(keys)
        if not len(doubled):
            return doubled
        places, codes = _candidates(keys, doubled)
        if any(part.is_hashed for part in keys):
            codes = _exact_codes(surroundings, columns, places)
        refused = np.isin(places, np.asarray(surroundings.refused_positions()))
        keeps_first = spec.parameters.get("keep", FIRST) == FIRST
        return places[_repeated(codes, places, refused, keeps_first=keeps_first)]


def _candidates(keys: Sequence[RowKeys], doubled: Places) -> tuple[Places, Places]:
    """Return position and number of the rows whose number repeats."""
    marks = np.zeros(_MARKS, dtype=np.bool_)
    marks[doubled & (_MARKS - 1)] = True
    places, numbers = [], []
    for part in keys:
        hits = np.flatnonzero(marks[part.numbers & (_MARKS - 1)])
        hits = hits[np.isin(part.numbers[hits], doubled)]
        places.append(part.places(hits))
        numbers.append(part.numbers[hits])
    return np.concatenate(places), np.concatenate(numbers)


def _exact_codes(surroundings: Surroundings, columns: tuple[str, ...], places: Places) -> Places:
    """Return one number per distinct key of the rows at `places`, reading the keys themselves."""

    def take(batch: pa.RecordBatch, first: int) -> pa.Table:
        low, high = np.searchsorted(places, [first, first + batch.num_rows])
        chosen = pa.Table.from_batches([batch]).select(list(columns))
        plain = [texts_of(column.combine_chunks()) for column in chosen.columns]
        return pa.table(plain, list(columns)).take(pa.array(places[low:high] - first))

    table = pa.concat_tables(surroundings.scan(columns, take))
    codes = np.zeros(table.num_rows, dtype=np.int64)
    for column in columns:
        part = table[column].combine_chunks().dictionary_encode()
        joined = codes * (len(part.dictionary) + 1) + np.asarray(part.indices, dtype=np.int64)
        codes = np.unique(joined, return_inverse=True)[1].astype(np.int64)
    return codes


def _repeated(codes: Places, places: Places, refused: Mask, *, keeps_first: bool) -> Places:
    """Return which rows repeat a key: all but the kept one, or all of each repeated key."""
    order = np.lexsort((places, refused, codes))
    ordered = codes[order]
    is_first = np.ones(len(ordered), dtype=np.bool_)
    is_first[1:] = ordered[1:] != ordered[:-1]
    if keeps_first:
        return order[~is_first]
    _values, group, counts = np.unique(ordered, return_inverse=True, return_counts=True)
    return order[counts[group] > 1]


rule_kinds.register("unique", Unique())
