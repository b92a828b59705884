"""Conditions in the officers' own words, read by the rule language."""

from collections.abc import Mapping
from typing import ClassVar

import pyarrow as pa
import pyarrow.compute as pc
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chengshu.data.catalog.contracts import ResourceInfo
from chengshu.data.rules import language
from chengshu.data.rules.contracts import Characteristic, RowRule, RuleSpec, Surroundings
from chengshu.data.rules.errors import BadRuleError
from chengshu.data.rules.kinds.columns import raw_has
from chengshu.data.rules.kinds.conditions import read_condition, say_condition, settle_condition
from chengshu.data.rules.kinds.registry import Kind, rule_kinds, text_parameter


class Expression(Kind):
    """The condition `text` holds of the row; where a value is missing it may.

    `items` keeps what the names meant when the rule was saved, so that an entry may rename its
    items without changing what its rules say: column → name and data type.
    """

    characteristic: ClassVar[Characteristic] = Characteristic.CONSISTENCY
    title: ClassVar[str | Promise] = _("条件表达式")
    sentence: ClassVar[str | Promise] = _("应满足：%(text)s")

    def settle(self, spec: RuleSpec, resource: ResourceInfo) -> RuleSpec:
        """Read the text by the names of the entry, and keep what they mean.

        Raises:
            RuleTextError: It cannot be understood; says where and what to change.
        """
        text, items = settle_condition(text_parameter(spec, "text"), resource)
        return RuleSpec(spec.kind, spec.item, {**spec.parameters, "text": text, "items": items})

    def check(self, spec: RuleSpec) -> None:
        """Refuse what cannot be understood."""
        read_condition(text_parameter(spec, "text"), _items(spec))

    def columns(self, spec: RuleSpec) -> tuple[str, ...]:
        """Return the items the condition names."""
        return tuple(_items(spec))

    def expects(self, spec: RuleSpec, label: str) -> str:
        """Return the condition in the reader's tongue."""
        return str(self.sentence) % {
            "text": say_condition(text_parameter(spec, "text"), _items(spec))
        }

    def bind(self, spec: RuleSpec, surroundings: Surroundings) -> RowRule:
        """Judge by Arrow; a cell that could not be converted is left to the rule of its type."""
        tree = language.on_day(
            read_condition(text_parameter(spec, "text"), _items(spec)), surroundings.today
        )
        columns = self.columns(spec)

        def judge(batch: pa.RecordBatch) -> pa.BooleanArray:
            fails = language.failing(tree, batch)
            for column in columns:
                fails = pc.and_not(fails, raw_has(batch, column))
            return fails

        return judge


def _items(spec: RuleSpec) -> Mapping[str, object]:
    kept = spec.parameters.get("items")
    if not isinstance(kept, Mapping):
        raise BadRuleError(field=spec.code, reason=gettext("请先保存，再使用此规则"))
    return kept


rule_kinds.register("expression", Expression())
