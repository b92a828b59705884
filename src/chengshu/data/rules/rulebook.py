"""The rules of a resource: what the catalogue implies, overlaid with what a person saved."""

from dataclasses import replace
from typing import Final

from chengshu.data.catalog.contracts import ResourceInfo
from chengshu.data.rules.contracts import RuleInfo, RuleSpec, Severity
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
            characteristic=rule_kinds.get(spec.kind).characteristic,
            severity=severity_of(spec),
        )
        for spec in rules_in_force(resource)
    )


def label_of(resource: ResourceInfo, spec: RuleSpec) -> str:
    """Return the Chinese names of the items a rule is about."""
    names = (spec.item,) if spec.item else rule_kinds.get(spec.kind).columns(spec)
    items = [(resource.find_item(name), name) for name in names]
    return "、".join(item.name_zh if item else name for item, name in items)


def severity_of(spec: RuleSpec) -> Severity:
    """Return what becomes of rows that fail a rule: as the rule says, or as its kind does."""
    return spec.severity if spec.parameters.get("severity") else rule_kinds.get(spec.kind).severity


def with_severity(spec: RuleSpec) -> RuleSpec:
    """Return a rule that says itself what its kind would say of severity."""
    severity = severity_of(spec)
    if severity is spec.severity:
        return spec
    return replace(spec, parameters={**spec.parameters, "severity": severity.value})


def _saved(resource_code: str) -> tuple[RuleSpec, ...]:
    row = RuleSet.objects.filter(resource_code=resource_code).first()
    return tuple(map(RuleSpec.from_document, row.rules)) if row else ()
