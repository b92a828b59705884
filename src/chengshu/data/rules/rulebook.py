"""The rules of a resource: what the catalogue implies, overlaid with what a person saved."""

from typing import Final

from chengshu.data.catalog.contracts import ResourceInfo
from chengshu.data.rules.contracts import RuleInfo, RuleSpec
from chengshu.data.rules.kinds import default_rules, rule_kinds
from chengshu.data.rules.models import RuleSet

OFF: Final = "off"  # a saved rule with this parameter switches the default of its code off


def rules_in_force(resource: ResourceInfo) -> tuple[RuleSpec, ...]:
    """Return the rules a batch of `resource` is judged by, in order; saved ones win by code."""
    rules = {spec.code: spec for spec in default_rules(resource)}
    for spec in _saved(resource.key):
        if spec.parameters.get(OFF):
            rules.pop(spec.code, None)
        else:
            rules[spec.code] = spec
    return tuple(rules.values())


def describe_rules(resource: ResourceInfo) -> tuple[RuleInfo, ...]:
    """Return the rules in force with their sentences."""
    defaults = {spec.code: spec for spec in default_rules(resource)}
    return tuple(
        RuleInfo(
            spec=spec,
            title=str(rule_kinds.get(spec.kind).title),
            label=label_of(resource, spec),
            expects=rule_kinds.get(spec.kind).expects(spec, label_of(resource, spec)),
            is_default=defaults.get(spec.code) == spec,
        )
        for spec in rules_in_force(resource)
    )


def label_of(resource: ResourceInfo, spec: RuleSpec) -> str:
    """Return the Chinese names of the items a rule is about."""
    names = (spec.item,) if spec.item else rule_kinds.get(spec.kind).columns(spec)
    items = [(resource.find_item(name), name) for name in names]
    return "、".join(item.name_zh if item else name for item, name in items)


def _saved(resource_code: str) -> tuple[RuleSpec, ...]:
    row = RuleSet.objects.filter(resource_code=resource_code).first()
    return tuple(map(RuleSpec.from_document, row.rules)) if row else ()
