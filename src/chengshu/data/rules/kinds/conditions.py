"""Conditions inside rules: read by an entry's names once, kept with what the names meant."""

from collections.abc import Mapping

from django.utils.translation import get_language

from chengshu.data.catalog.contracts import ItemDraft, ResourceInfo
from chengshu.data.lake.contracts import Expression, list_columns
from chengshu.data.rules import language

Items = dict[str, dict[str, str]]  # column → its name and data type when the rule was saved


def settle_condition(text: str, resource: ResourceInfo) -> tuple[str, Items]:
    """Return a condition in its regular form, and the items it names.

    Raises:
        RuleTextError: It cannot be understood; says where and what to change.
    """
    vocabulary = language.Vocabulary(resource.items)
    tree = language.read(text, vocabulary)
    used = set(list_columns(tree))
    items = {
        item.column: {"name": item.name_zh, "type": str(item.data_type)}
        for item in resource.items
        if item.column in used
    }
    return language.write(tree, vocabulary, language.Tongue.CHINESE), items


def read_condition(text: str, items: Mapping[str, object]) -> Expression:
    """Return what a settled condition says."""
    return language.read(text, _vocabulary(items))


def say_condition(text: str, items: Mapping[str, object]) -> str:
    """Return a settled condition in the reader's tongue."""
    vocabulary = _vocabulary(items)
    is_chinese = (get_language() or "zh").startswith("zh")
    tongue = language.Tongue.CHINESE if is_chinese else language.Tongue.ENGLISH
    return language.write(language.read(text, vocabulary), vocabulary, tongue)


def _vocabulary(items: Mapping[str, object]) -> language.Vocabulary:
    drafts = []
    for column, item in items.items():
        kept = item if isinstance(item, Mapping) else {}
        name, data_type = str(kept.get("name") or column), str(kept.get("type") or "C")
        drafts.append(ItemDraft(column=column, name_zh=name, data_type=data_type))
    return language.Vocabulary(drafts)
