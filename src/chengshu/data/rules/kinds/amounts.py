"""Kinds that judge numbers and dates: ranges, both ends included."""

from collections.abc import Mapping
from typing import ClassVar

import pyarrow as pa
import pyarrow.compute as pc
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chengshu.base.clock import api as clock
from chengshu.data.rules.contracts import RowRule, RuleSpec, Surroundings
from chengshu.data.rules.errors import BadRuleError, RuleMappingError
from chengshu.data.rules.kinds.columns import all_pass
from chengshu.data.rules.kinds.registry import (
    Kind,
    date_parameter,
    number_parameter,
    rule_kinds,
)


def _outside(column: pa.Array, minimum: object, maximum: object) -> pa.BooleanArray | None:
    outside = None
    if minimum is not None:
        outside = pc.less(column, pa.scalar(minimum))
    if maximum is not None:
        above = pc.greater(column, pa.scalar(maximum))
        outside = above if outside is None else pc.or_(outside, above)
    return outside


class _Between(Kind):
    """A range of anything that has an order."""

    def words(self, parameters: Mapping[str, object]) -> Mapping[str, object]:
        """Show an open end as a word."""
        open_end = gettext("不限")
        return {
            name: gettext("今天")
            if parameters.get(name) == "today"
            else parameters.get(name, open_end)
            for name in ("minimum", "maximum")
        }


class Range(_Between):
    """A number between `minimum` and `maximum`, either may be missing."""

    title: ClassVar[str | Promise] = _("数值范围")
    sentence: ClassVar[str | Promise] = _("“%(label)s”应在 %(minimum)s 至 %(maximum)s 之间")

    def check(self, spec: RuleSpec) -> None:
        """Refuse ends that are no numbers, or stand the wrong way round."""
        low, high = number_parameter(spec, "minimum"), number_parameter(spec, "maximum")
        if low is None and high is None:
            raise BadRuleError(field=spec.code, reason=gettext("上下限至少填一个"))
        if low is not None and high is not None and low > high:
            raise BadRuleError(field=spec.code, reason=gettext("下限大于上限"))

    def bind(self, spec: RuleSpec, surroundings: Surroundings) -> RowRule:
        """Compare in the column's own numeric type."""
        low, high = number_parameter(spec, "minimum"), number_parameter(spec, "maximum")

        def judge(batch: pa.RecordBatch) -> pa.BooleanArray:
            column = batch.column(spec.item)
            if not (_is_number(column.type)):
                reason = gettext("字段不是数值型，不能检查数值范围")
                raise RuleMappingError(rule=spec.code, reason=reason)
            outside = _outside(column, low, high)
            return all_pass(batch) if outside is None else pc.fill_null(outside, fill_value=False)

        return judge


class DateRange(_Between):
    """A day between `minimum` and `maximum`: ISO dates, years, or `today`."""

    title: ClassVar[str | Promise] = _("日期范围")
    sentence: ClassVar[str | Promise] = _("“%(label)s”的日期应在 %(minimum)s 至 %(maximum)s 之间")

    def check(self, spec: RuleSpec) -> None:
        """Refuse ends that are no dates, or stand the wrong way round."""
        today = clock.today()
        low = date_parameter(spec, "minimum", today)
        high = date_parameter(spec, "maximum", today)
        if low is None and high is None:
            raise BadRuleError(field=spec.code, reason=gettext("上下限至少填一个"))
        if low is not None and high is not None and low > high:
            raise BadRuleError(field=spec.code, reason=gettext("下限大于上限"))

    def bind(self, spec: RuleSpec, surroundings: Surroundings) -> RowRule:
        """Compare by day; moments count as their day."""
        low = date_parameter(spec, "minimum", surroundings.today)
        high = date_parameter(spec, "maximum", surroundings.today)

        def judge(batch: pa.RecordBatch) -> pa.BooleanArray:
            column = batch.column(spec.item)
            if not pa.types.is_temporal(column.type):
                reason = gettext("字段不是日期型，不能检查日期范围")
                raise RuleMappingError(rule=spec.code, reason=reason)
            outside = _outside(pc.cast(column, pa.date32(), safe=False), low, high)
            return all_pass(batch) if outside is None else pc.fill_null(outside, fill_value=False)

        return judge


def _is_number(column_type: pa.DataType) -> bool:
    types = pa.types
    return bool(
        types.is_integer(column_type)
        or types.is_floating(column_type)
        or types.is_decimal(column_type)
    )


rule_kinds.register("range", Range())
rule_kinds.register("date_range", DateRange())
