"""The unique key: one accepted row per key in a batch."""

from collections.abc import Iterator
from typing import ClassVar, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chengshu.data.rules.contracts import POSITION, Places, RuleSpec, Surroundings
from chengshu.data.rules.errors import BadRuleError
from chengshu.data.rules.kinds.columns import Mask
from chengshu.data.rules.kinds.registry import Kind, rule_kinds

FIRST: Final = "first"
NONE: Final = "none"


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

    def check(self, spec: RuleSpec) -> None:
        """Refuse a rule without columns or with an unknown way to keep."""
        key_columns(spec)
        if spec.parameters.get("keep", FIRST) not in {FIRST, NONE}:
            raise BadRuleError(field=spec.code, reason=gettext("keep 应为 first 或 none"))

    def columns(self, spec: RuleSpec) -> tuple[str, ...]:
        """Return the parts of the key."""
        return key_columns(spec)

    def find(self, spec: RuleSpec, surroundings: Surroundings) -> Places:
        """Look at the key of every row once."""
        columns = key_columns(spec)
        batches = surroundings.batch_columns((*columns, POSITION))
        codes, places = _key_codes(batches, columns)
        refused = np.isin(places, np.asarray(surroundings.refused_positions()))
        keeps_first = spec.parameters.get("keep", FIRST) == FIRST
        return places[_repeated(codes, places, refused, keeps_first=keeps_first)]


def _key_codes(
    batches: Iterator[pa.RecordBatch], columns: tuple[str, ...]
) -> tuple[Places, Places]:
    """Return one number per distinct key, and the position, of every row with a full key."""
    kept = [batch.select([*columns, POSITION]) for batch in batches]
    if not kept:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    table = pa.Table.from_batches(kept)
    for column in columns:
        table = table.filter(pc.is_valid(table[column]))
    codes = np.zeros(table.num_rows, dtype=np.int64)
    for column in columns:
        part = table[column].combine_chunks().dictionary_encode()
        if isinstance(part, pa.ChunkedArray):
            part = part.combine_chunks()
        joined = codes * (len(part.dictionary) + 1) + np.asarray(part.indices, dtype=np.int64)
        codes = np.unique(joined, return_inverse=True)[1].astype(np.int64)
    return codes, np.asarray(table[POSITION], dtype=np.int64)


def _repeated(codes: Places, places: Places, refused: Mask, *, keeps_first: bool) -> Places:
    """Return which rows repeat a key: all but the kept one, or all of each repeated key."""
    order = np.lexsort((places, refused, codes))
    ordered = codes[order]
    is_first = np.ones(len(ordered), dtype=np.bool_)
    is_first[1:] = ordered[1:] != ordered[:-1]
    if keeps_first:
        return order[~is_first]
    counts = np.bincount(ordered) if len(ordered) else np.zeros(0, dtype=np.int64)
    return order[counts[ordered] > 1]


rule_kinds.register("unique", Unique())
