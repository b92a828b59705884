"""Saving what a person changed about the rules of a resource."""

from collections.abc import Sequence

from chengshu.base.clock import api as clock
from chengshu.data.catalog.contracts import ResourceInfo
from chengshu.data.rules.contracts import RuleSpec
from chengshu.data.rules.errors import RuleMappingError
from chengshu.data.rules.kinds import rule_kinds
from chengshu.data.rules.models import RuleSet
from chengshu.data.rules.rulebook import OFF


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
    document = [spec.to_document() for spec in rules]
    defaults = {"rules": document, "saved_by": by, "saved_at": clock.now()}
    RuleSet.objects.update_or_create(resource_code=resource.key, defaults=defaults)
