"""Kinds that compare items of one row: an ID with birth, sex and region; two dates."""

from collections.abc import Callable, Mapping
from typing import ClassVar, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chengshu.data.rules.contracts import Characteristic, RowRule, RuleSpec, Surroundings
from chengshu.data.rules.errors import BadRuleError, RuleMappingError
from chengshu.data.rules.kernels import identifiers as kernels
from chengshu.data.rules.kernels.running import Numbers
from chengshu.data.rules.kernels.running import judge as find
from chengshu.data.rules.kinds.columns import texts_of
from chengshu.data.rules.kinds.registry import Kind, rule_kinds, text_parameter

_UNKNOWN: Final = kernels.UNKNOWN
_NOTHING: Final = np.zeros(0, dtype=np.int64)  # what is not compared
_SEXES: Final = {"1": 1, "男": 1, "男性": 1, "2": 0, "女": 0, "女性": 0}


class CitizenAgreement(Kind):
    """A citizen ID agrees with the columns `birth` (date), `sex` and `region` of its row.

    What cannot be read on either side is not compared: other rules judge it. `digits` of the
    region are compared (2 province, 4 city, 6 county; 6 if not given). People move: a rule with
    `region` should only warn unless the column is the place of first registration.
    """

    title: ClassVar[str | Promise] = _("身份证号与其他项一致")
    sentence: ClassVar[str | Promise] = _("“%(label)s”应与本行的%(others)s一致")
    characteristic: ClassVar[Characteristic] = Characteristic.CONSISTENCY

    def check(self, spec: RuleSpec) -> None:
        """Refuse a rule that names nothing to compare with."""
        if len(self.columns(spec)) == 1:
            raise BadRuleError(field=spec.code, reason=gettext("birth、sex、region 至少填一个"))

    def columns(self, spec: RuleSpec) -> tuple[str, ...]:
        """Return the ID and what it is compared with."""
        others = (spec.parameters.get(name) for name in ("birth", "sex", "region"))
        return (spec.item, *(str(name) for name in others if name))

    def words(self, parameters: Mapping[str, object]) -> Mapping[str, object]:
        """Name what is compared."""
        names = {
            "birth": gettext("出生日期"),
            "sex": gettext("性别"),
            "region": gettext("行政区划"),
        }
        return {"others": "、".join(name for key, name in names.items() if parameters.get(key))}

    def bind(self, spec: RuleSpec, surroundings: Surroundings) -> RowRule:
        """Read the columns beside the ID as numbers, then compare row by row."""
        birth, sex, region = (spec.parameters.get(name) for name in ("birth", "sex", "region"))
        digits = int(str(spec.parameters.get("digits") or 6))

        def judge(batch: pa.RecordBatch) -> pa.BooleanArray:
            theirs = (
                _days(spec, batch.column(str(birth))) if birth else _NOTHING,
                _sexes(batch.column(str(sex))) if sex else _NOTHING,
                _regions(batch.column(str(region)), digits) if region else _NOTHING,
            )
            ids = texts_of(batch.column(spec.item))
            fails = find(kernels.citizen_differences, ids, theirs)
            if ids.null_count:
                fails &= np.asarray(ids.is_valid().to_numpy(zero_copy_only=False), dtype=np.bool_)
            return pa.array(fails)

        return judge


class DateOrder(Kind):
    """The date is not after the one in the column `until`; equal days pass."""

    title: ClassVar[str | Promise] = _("日期先后")
    sentence: ClassVar[str | Promise] = _("“%(label)s”不应晚于 %(until)s")
    characteristic: ClassVar[Characteristic] = Characteristic.CONSISTENCY

    def check(self, spec: RuleSpec) -> None:
        """Refuse a rule without the other date."""
        text_parameter(spec, "until")

    def columns(self, spec: RuleSpec) -> tuple[str, ...]:
        """Return both dates."""
        return (spec.item, text_parameter(spec, "until"))

    def bind(self, spec: RuleSpec, surroundings: Surroundings) -> RowRule:
        """Compare by day; where one is missing there is nothing to compare."""
        until = text_parameter(spec, "until")

        def judge(batch: pa.RecordBatch) -> pa.BooleanArray:
            days = [as_days(spec, batch.column(name)) for name in (spec.item, until)]
            return pc.fill_null(pc.greater(*days), fill_value=False)

        return judge


def as_days(spec: RuleSpec, column: pa.Array) -> pa.Array:
    """Return a column of dates or moments as days, or say that the rule does not fit."""
    if not pa.types.is_temporal(column.type):
        reason = gettext("字段不是日期型，不能比较日期")
        raise RuleMappingError(rule=spec.code, reason=reason)
    return pc.cast(column, pa.date32(), safe=False)


def _days(spec: RuleSpec, column: pa.Array) -> Numbers:
    days = as_days(spec, column).cast(pa.int32()).cast(pa.int64())
    found: Numbers = pc.fill_null(days, _UNKNOWN).to_numpy()
    return found


def _sexes(column: pa.Array) -> Numbers:
    return _by_value(column, lambda text: _SEXES.get(text, _UNKNOWN))


def _regions(column: pa.Array, digits: int) -> Numbers:
    def number(text: str) -> int:
        head = text[:digits]
        return int(head) if len(head) == digits and head.isascii() and head.isdigit() else _UNKNOWN

    return _by_value(column, number)


def _by_value(column: pa.Array, number: Callable[[str], int]) -> Numbers:
    encoded = (
        column if pa.types.is_dictionary(column.type) else texts_of(column).dictionary_encode()
    )
    texts = encoded.dictionary.cast(pa.string()).to_pylist()
    numbers = np.array([*(number(text) for text in texts), _UNKNOWN], dtype=np.int64)
    found: Numbers = numbers[pc.fill_null(encoded.indices, len(texts)).to_numpy()]
    return found


rule_kinds.register("citizen_agreement", CitizenAgreement())
rule_kinds.register("date_order", DateOrder())
