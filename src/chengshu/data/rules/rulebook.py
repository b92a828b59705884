"""The rules of a resource: what the catalogue implies, overlaid with what a person saved."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from chengshu.data.catalog.contracts import ResourceInfo
from chengshu.data.rules import selectors
from chengshu.data.rules.contracts import RuleBook, RuleInfo, RuleSpec, Severity
from chengshu.data.rules.kinds import default_rules, rule_kinds

OFF: Final = "off"  # a saved rule with this parameter switches the default of its code off


def book_in_force(resource: ResourceInfo) -> RuleBook:
    """Return the rules a batch of `resource` is judged by, with their version."""
    version = selectors.find_version(resource.key)
    saved = selectors.rules_of(version)
    return RuleBook(version.version if version else 0, overlay(resource, saved))


def rules_in_force(resource: ResourceInfo) -> tuple[RuleSpec, ...]:
    """Return the rules a batch of `resource` is judged by, in order; saved ones win by code."""
    return book_in_force(resource).specs


def overlay(resource: ResourceInfo, saved: Iterable[RuleSpec]) -> tuple[RuleSpec, ...]:
    """Return the rules of the catalogue with saved ones over them, by code."""
    rules = {spec.code: spec for spec in default_rules(resource)}
    for spec in saved:
        if spec.parameters.get(OFF):
            rules.pop(spec.code, None)
        else:
            rules[spec.code] = spec
    return tuple(rules.values())


def describe_rules(resource: ResourceInfo) -> tuple[RuleInfo, ...]:
    """Return the rules in force with their sentences."""
    defaults = {spec.code: spec for spec in default_rules(resource)}
    return tuple(
        describe(resource, spec, is_default=defaults.get(spec.code) == spec)
        for spec in rules_in_force(resource)
    )


def describe(resource: ResourceInfo, spec: RuleSpec, *, is_default: bool = False) -> RuleInfo:
    """Return a rule with its words, as far as its kind and parameters can still say them."""
    kind, label = rule_kinds.get(spec.kind), label_of(resource, spec)
    return RuleInfo(
        spec=spec,
        title=str(kind.title),
        label=label,
        expects=kind.expects(spec, label),
        is_default=is_default,
        characteristic=kind.characteristic,
        severity=severity_of(spec),
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
