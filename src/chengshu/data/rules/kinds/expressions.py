"""Conditions in the officers' own words, read by the rule language."""

from typing import ClassVar

import pyarrow as pa
import pyarrow.compute as pc
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from chengshu.data.catalog.contracts import ItemDraft, ResourceInfo
from chengshu.data.lake.contracts import Expression as Tree
from chengshu.data.lake.contracts import list_columns
from chengshu.data.rules import language
from chengshu.data.rules.contracts import RowRule, RuleSpec, Surroundings
from chengshu.data.rules.errors import BadRuleError
from chengshu.data.rules.kinds.columns import raw_has
from chengshu.data.rules.kinds.registry import Kind, rule_kinds, text_parameter


class Expression(Kind):
    """The condition `text` holds of the row; where a value is missing it may.

    `items` keeps what the names meant when the rule was saved, so that an entry may rename its
    items without changing what its rules say: column → name and data type.
    """

    title: ClassVar[str | Promise] = _("条件表达式")
    sentence: ClassVar[str | Promise] = _("应满足：%(text)s")

    def settle(self, spec: RuleSpec, resource: ResourceInfo) -> RuleSpec:
        """Read the text by the names of the entry, and keep what they mean.

        Raises:
            RuleTextError: It cannot be understood; says where and what to change.
        """
        vocabulary = language.Vocabulary(resource.items)
        tree = language.read(text_parameter(spec, "text"), vocabulary)
        used = set(list_columns(tree))
        items = {
            item.column: {"name": item.name_zh, "type": str(item.data_type)}
            for item in resource.items
            if item.column in used
        }
        text = language.write(tree, vocabulary, language.Tongue.CHINESE)
        return RuleSpec(spec.kind, spec.item, {**spec.parameters, "text": text, "items": items})

    def check(self, spec: RuleSpec) -> None:
        """Refuse what cannot be understood."""
        _read(spec)

    def columns(self, spec: RuleSpec) -> tuple[str, ...]:
        """Return the items the condition names."""
        return tuple(item.column for item in _items(spec))

    def expects(self, spec: RuleSpec, label: str) -> str:
        """Return the condition in the reader's tongue."""
        is_chinese = (get_language() or "zh").startswith("zh")
        tongue = language.Tongue.CHINESE if is_chinese else language.Tongue.ENGLISH
        text = language.write(_read(spec), language.Vocabulary(_items(spec)), tongue)
        return str(self.sentence) % {"text": text}

    def bind(self, spec: RuleSpec, surroundings: Surroundings) -> RowRule:
        """Judge by Arrow; a cell that could not be converted is left to the rule of its type."""
        tree = language.on_day(_read(spec), surroundings.today)
        columns = self.columns(spec)

        def judge(batch: pa.RecordBatch) -> pa.BooleanArray:
            fails = language.failing(tree, batch)
            for column in columns:
                fails = pc.and_not(fails, raw_has(batch, column))
            return fails

        return judge


def _read(spec: RuleSpec) -> Tree:
    return language.read(text_parameter(spec, "text"), language.Vocabulary(_items(spec)))


def _items(spec: RuleSpec) -> list[ItemDraft]:
    kept = spec.parameters.get("items")
    if not isinstance(kept, dict):
        raise BadRuleError(field=spec.code, reason=gettext("请先保存，再使用此规则"))
    return [
        ItemDraft(column=column, name_zh=str(item["name"]), data_type=str(item["type"]))
        for column, item in kept.items()
    ]


rule_kinds.register("expression", Expression())
