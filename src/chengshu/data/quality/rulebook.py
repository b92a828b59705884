"""The rules of a resource: what the catalogue implies, overlaid with what a person saved."""

from collections.abc import Mapping
from typing import Final

from chengshu.data.catalog.contracts import ResourceInfo
from chengshu.data.quality.contracts import RuleInfo, RuleSpec
from chengshu.data.quality.models import RuleSet
from chengshu.data.quality.rules import default_rules, rule_kinds

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
    columns = spec.parameters.get("columns") if spec.kind == "unique" else None
    names = columns if isinstance(columns, list | tuple) else [spec.item]
    items = [(resource.find_item(str(name)), str(name)) for name in names]
    return "、".join(item.name_zh if item else name for item, name in items)


def to_document(spec: RuleSpec) -> dict[str, object]:
    """Return a rule as JSON keeps it."""
    return {"kind": spec.kind, "item": spec.item, "parameters": dict(spec.parameters)}


def from_document(document: Mapping[str, object]) -> RuleSpec:
    """Return a rule as code uses it."""
    parameters = document.get("parameters")
    return RuleSpec(
        kind=str(document["kind"]),
        item=str(document.get("item", "")),
        parameters=dict(parameters) if isinstance(parameters, dict) else {},
    )


def _saved(resource_code: str) -> tuple[RuleSpec, ...]:
    row = RuleSet.objects.filter(resource_code=resource_code).first()
    return tuple(from_document(document) for document in row.rules) if row else ()
