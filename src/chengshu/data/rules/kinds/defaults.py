"""The rules that follow from a catalogue entry without anybody writing one."""

from collections.abc import Iterator
from typing import Final

from chengshu.data.catalog.contracts import ItemInfo, ResourceInfo
from chengshu.data.rules.contracts import RuleSpec
from chengshu.data.rules.kinds.registry import rule_kinds

_TEXT_TYPES: Final = frozenset({"C", "M", "G"})
_DATE_TYPES: Final = frozenset({"D", "T"})
_CHECKED_TYPES: Final = frozenset({"N", "Y", "L", "B", "I", "F"})


def default_rules(resource: ResourceInfo) -> tuple[RuleSpec, ...]:
    """Return the rules of `resource`: shape, then item by item, then the unique key."""
    rules = [RuleSpec("shape")]
    for item in resource.items:
        rules.extend(_presence_rules(item))
        rules.extend(_text_rules(item))
        rules.extend(_range_rules(item))
    key = resource.primary_key
    if key:
        rules.append(RuleSpec("unique", "", {"columns": list(key)}))
    return tuple(rules)


def _presence_rules(item: ItemInfo) -> Iterator[RuleSpec]:
    if item.data_type in _DATE_TYPES:
        yield RuleSpec("date", item.column)
    elif item.data_type in _CHECKED_TYPES:
        yield RuleSpec("type", item.column, {"type": str(item.data_type)})
    if item.is_required or item.is_primary_key:
        yield RuleSpec("required", item.column)


def _text_rules(item: ItemInfo) -> Iterator[RuleSpec]:
    if item.length and item.data_type in _TEXT_TYPES:
        yield RuleSpec("length", item.column, {"maximum": item.length})
    if item.pattern:
        yield RuleSpec("pattern", item.column, {"pattern": item.pattern})
    if item.identifier in rule_kinds.keys():  # noqa: SIM118 - a registry, not a dict
        yield RuleSpec(item.identifier, item.column)
    if item.code_table:
        yield RuleSpec("code", item.column, {"code_table": item.code_table})
    if item.reference:
        resource, _, column = item.reference.partition(".")
        yield RuleSpec("reference", item.column, {"resource": resource, "column": column})


def _range_rules(item: ItemInfo) -> Iterator[RuleSpec]:
    ends = {"minimum": item.minimum, "maximum": item.maximum}
    parameters = {name: end for name, end in ends.items() if end is not None and end != ""}
    if parameters:
        kind = "date_range" if item.data_type in _DATE_TYPES else "range"
        yield RuleSpec(kind, item.column, parameters)
