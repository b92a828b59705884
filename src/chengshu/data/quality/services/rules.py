"""Saving what a person changed about the rules of a resource."""

from collections.abc import Sequence

from chengshu.base.clock import api as clock
from chengshu.data.catalog.contracts import ResourceInfo
from chengshu.data.quality.contracts import RuleSpec
from chengshu.data.quality.errors import RuleMappingError
from chengshu.data.quality.models import RuleSet
from chengshu.data.quality.rulebook import OFF, to_document
from chengshu.data.quality.rules import rule_kinds


def save_rules(*, resource: ResourceInfo, rules: Sequence[RuleSpec], by: str) -> None:
    """Replace what was saved for a resource.

    Raises:
        BadRuleError: A rule cannot work as written.
        InvalidInputError: A kind does not exist.
        RuleMappingError: A rule names an item the resource does not have.
    """
    for spec in rules:
        if spec.item and resource.find_item(spec.item) is None:
            raise RuleMappingError(rule=spec.code, reason=spec.item)
        if not spec.parameters.get(OFF):
            rule_kinds.get(spec.kind).check(spec)
    document = [to_document(spec) for spec in rules]
    defaults = {"rules": document, "saved_by": by, "saved_at": clock.now()}
    RuleSet.objects.update_or_create(resource_code=resource.key, defaults=defaults)
