"""Kinds that judge whether a cell is there at all: shape, type, date, required."""

from collections.abc import Mapping
from typing import ClassVar, Final

import pyarrow as pa
import pyarrow.compute as pc
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from chengshu.data.rules.contracts import LINE_MARK, Characteristic, RowRule, RuleSpec, Surroundings
from chengshu.data.rules.kinds.columns import raw_has
from chengshu.data.rules.kinds.registry import Kind, rule_kinds

_TYPE_WORDS: Final = {  # item data types of the 2017 guide
    "N": _("数字"),
    "Y": _("金额（数字）"),
    "L": _("“是”或“否”"),
    "B": _("数字"),
    "I": _("整数"),
    "F": _("数字"),
}


class Shape(Kind):
    """The row has as many fields as its header; every other rule leaves misshapen rows alone."""

    title: ClassVar[str | Promise] = _("行结构")
    sentence: ClassVar[str | Promise] = _("该行字段个数应与表头一致，请核对分隔符和引号")

    def bind(self, spec: RuleSpec, surroundings: Surroundings) -> RowRule:
        """Find the rows ingest kept as raw text."""
        return lambda batch: raw_has(batch, LINE_MARK)


class Unconverted(Kind):
    """The cell could be read as the item's type; what could not lies in `_raw`."""

    title: ClassVar[str | Promise] = _("数据类型")
    sentence: ClassVar[str | Promise] = _("“%(label)s”应为%(type)s")

    def words(self, parameters: Mapping[str, object]) -> Mapping[str, object]:
        """Show the item's type in the words a person knows."""
        code = str(parameters.get("type", ""))
        return {"type": _TYPE_WORDS.get(code, code)}

    def bind(self, spec: RuleSpec, surroundings: Surroundings) -> RowRule:
        """Find the cells whose text was kept aside."""
        return lambda batch: raw_has(batch, spec.item)


class Date(Unconverted):
    """The cell is a real date."""

    title: ClassVar[str | Promise] = _("日期有效性")
    sentence: ClassVar[str | Promise] = _("“%(label)s”应为真实存在的日期，如 2024-01-31")


class Required(Kind):
    """The cell is filled; a cell that could not be converted is filled."""

    characteristic: ClassVar[Characteristic] = Characteristic.COMPLETENESS
    title: ClassVar[str | Promise] = _("必填")
    sentence: ClassVar[str | Promise] = _("“%(label)s”不能为空")

    def bind(self, spec: RuleSpec, surroundings: Surroundings) -> RowRule:
        """Find nulls that no raw text explains."""

        def judge(batch: pa.RecordBatch) -> pa.BooleanArray:
            missing = pc.is_null(batch.column(spec.item))
            return pc.and_not(missing, raw_has(batch, spec.item))

        return judge


rule_kinds.register("shape", Shape())
rule_kinds.register("type", Unconverted())
rule_kinds.register("date", Date())
rule_kinds.register("required", Required())
