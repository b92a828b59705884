"""Kinds that judge numbers and dates: ranges, both ends included."""

from collections.abc import Mapping
from decimal import Decimal
from typing import ClassVar, Final

import pyarrow as pa
import pyarrow.compute as pc
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chengshu.base.clock import api as clock
from chengshu.data.rules.contracts import Characteristic, RowRule, RuleSpec, Surroundings
from chengshu.data.rules.errors import BadRuleError, RuleMappingError
from chengshu.data.rules.kinds.agreement import as_days
from chengshu.data.rules.kinds.columns import all_pass
from chengshu.data.rules.kinds.registry import (
    Kind,
    date_parameter,
    number_parameter,
    rule_kinds,
)

_MOST_SCALE: Final = 18
_NOISE: Final = 1e-15  # a double is certain of 15 digits


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

    characteristic: ClassVar[Characteristic] = Characteristic.ACCURACY

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


class Precision(Kind):
    """A number has at most `scale` digits after the point, and `digits` in all where given."""

    title: ClassVar[str | Promise] = _("数值精度")
    sentence: ClassVar[str | Promise] = _("“%(label)s”的小数位数不应超过 %(scale)s 位")

    def check(self, spec: RuleSpec) -> None:
        """Refuse a scale that is no whole number from 0 to 18."""
        scale = number_parameter(spec, "scale")
        if scale is None or scale != int(scale) or not 0 <= scale <= _MOST_SCALE:
            raise BadRuleError(field=spec.code, reason=gettext("scale 应为 0 至 18 的整数"))

    def bind(self, spec: RuleSpec, surroundings: Surroundings) -> RowRule:
        """Compare each number with itself, rounded; doubles by their 15 certain digits."""
        scale = int(number_parameter(spec, "scale") or 0)
        digits = number_parameter(spec, "digits")

        def judge(batch: pa.RecordBatch) -> pa.BooleanArray:
            column = batch.column(spec.item)
            if not _is_number(column.type):
                reason = gettext("字段不是数值型，不能检查数值范围")
                raise RuleMappingError(rule=spec.code, reason=reason)
            fails = _finer(column, scale)
            if digits is not None:
                limit = Decimal(10) ** (int(digits) - scale)
                big = pc.greater_equal(pc.abs(column.cast(pa.float64())), float(limit))
                fails = pc.or_(fails, big)
            return pc.fill_null(fails, fill_value=False)

        return judge


class NotFuture(Kind):
    """A day, or a moment's day, not after today."""

    title: ClassVar[str | Promise] = _("不晚于今天")
    sentence: ClassVar[str | Promise] = _("“%(label)s”不应晚于今天")
    characteristic: ClassVar[Characteristic] = Characteristic.ACCURACY

    def bind(self, spec: RuleSpec, surroundings: Surroundings) -> RowRule:
        """Compare by day."""
        today = pa.scalar(surroundings.today, pa.date32())

        def judge(batch: pa.RecordBatch) -> pa.BooleanArray:
            days = as_days(spec, batch.column(spec.item))
            return pc.fill_null(pc.greater(days, today), fill_value=False)

        return judge


def _finer(column: pa.Array, scale: int) -> pa.BooleanArray:
    """Tell which numbers have digits beyond `scale`; a double is what its shortest text says."""
    if pa.types.is_integer(column.type):
        return pc.and_(column.is_valid(), pa.scalar(value=False))
    if pa.types.is_decimal(column.type):
        return pc.not_equal(column, pc.round(column, ndigits=scale))
    shifted = pc.multiply(column, float(10**scale))
    near = pc.abs(pc.subtract(shifted, pc.round(shifted)))
    return pc.greater(near, pc.multiply(pc.max_element_wise(pc.abs(shifted), 1.0), _NOISE))


rule_kinds.register("precision", Precision())
rule_kinds.register("not_future", NotFuture())
rule_kinds.register("range", Range())
rule_kinds.register("date_range", DateRange())
