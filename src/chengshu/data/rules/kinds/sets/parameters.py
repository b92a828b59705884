"""What set kinds share: which rows they look at, column lists, measures, findings as examples."""

from collections.abc import Mapping
from typing import Final

import numpy as np
import pyarrow as pa
from django.utils.translation import gettext as _

from chengshu.data.catalog.contracts import ResourceInfo
from chengshu.data.lake import api as lake
from chengshu.data.lake.contracts import Expression, Measure, MeasureKind
from chengshu.data.rules.contracts import (
    POSITION,
    Observation,
    Places,
    RuleSpec,
    Severity,
    Surroundings,
)
from chengshu.data.rules.errors import BadRuleError
from chengshu.data.rules.kinds.conditions import read_condition, settle_condition
from chengshu.data.rules.kinds.registry import Kind, number_parameter

SHOWN: Final = 20  # findings kept as examples
NOWHERE: Final[Places] = np.zeros(0, dtype=np.int64)


class SetRule(Kind):
    """A kind over rows together; the parameter `where` narrows them by a condition."""

    def settle(self, spec: RuleSpec, resource: ResourceInfo) -> RuleSpec:
        """Read the condition by the names of the entry."""
        text = str(spec.parameters.get("where") or "")
        if not text:
            return spec
        settled, items = settle_condition(text, resource)
        kept = {**spec.parameters, "where": settled, "where_items": items}
        return RuleSpec(spec.kind, spec.item, kept)


class BatchRule(SetRule):
    """A kind over the batch as a whole: it refuses no row, it warns or stops the batch."""

    severity = Severity.WARN

    def check(self, spec: RuleSpec) -> None:
        """Refuse a rule that would have to name rows."""
        if spec.parameters.get("severity") == Severity.REJECT:
            reason = _("此类规则判断整批数据，只能提醒或拦截整批，不能退回单行")
            raise BadRuleError(field=spec.code, reason=reason)

    def find(self, spec: RuleSpec, surroundings: Surroundings) -> Places:
        """Refuse no row."""
        return NOWHERE


def condition_of(spec: RuleSpec) -> Expression | None:
    """Return the condition of the rows a rule looks at."""
    text, items = spec.parameters.get("where"), spec.parameters.get("where_items")
    if not text or not isinstance(items, Mapping):
        return None
    return read_condition(str(text), items)


def columns_parameter(spec: RuleSpec, name: str) -> tuple[str, ...]:
    """Return a list of columns, or refuse the rule."""
    given = spec.parameters.get(name)
    columns = [given] if isinstance(given, str) else given
    if not isinstance(columns, list | tuple) or not all(columns) or not columns:
        raise BadRuleError(field=spec.code, reason=_("缺少参数 %(name)s") % {"name": name})
    return tuple(str(column) for column in columns)


def measure_parameter(spec: RuleSpec, name: str, of: str) -> Measure:
    """Return a measure: `count`, or `sum`, `avg`, `min`, `max`, `count_distinct` of a column."""
    kind = str(spec.parameters.get(name) or MeasureKind.COUNT)
    column = str(spec.parameters.get(of) or "")
    if kind not in set(MeasureKind) or (kind != MeasureKind.COUNT and not column):
        reason = _("参数 %(name)s 应为 count，或 sum、avg、min、max 并指明字段") % {"name": name}
        raise BadRuleError(field=spec.code, reason=reason)
    return Measure(MeasureKind(kind), column)


def share_parameter(spec: RuleSpec, name: str, default: float) -> float:
    """Return a number of 0 or more, or refuse the rule."""
    given = number_parameter(spec, name)
    if given is not None and given < 0:
        raise BadRuleError(field=spec.code, reason=_("参数 %(name)s 不能小于 0") % {"name": name})
    return default if given is None else float(given)


def check_other(spec: RuleSpec, resource_code: str, columns: tuple[str, ...]) -> None:
    """Refuse a rule that names columns another resource does not have.

    Raises:
        NotFoundError: There is no such resource.
    """
    known = lake.table_schema(resource_code).names
    missing = [column for column in columns if column and column not in known]
    if missing:
        words = {"resource": resource_code, "columns": "、".join(missing)}
        reason = _("资源 %(resource)s 没有字段 %(columns)s") % words
        raise BadRuleError(field=spec.code, reason=reason)


def places_of(answer: pa.Table) -> Places:
    """Return the positions of an answer."""
    return np.asarray(answer[POSITION].combine_chunks(), dtype=np.int64)


def observation_of(answer: pa.Table, figures: Mapping[str, object] | None = None) -> Observation:
    """Return what was found, the first rows of it as examples in plain values."""
    shown = [
        {name: _plain(value) for name, value in row.items()}
        for row in answer.slice(0, SHOWN).to_pylist()
    ]
    total = answer.num_rows
    return Observation(total > 0, total, tuple(shown), {"total": total, **(figures or {})})


def _plain(value: object) -> object:
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)
