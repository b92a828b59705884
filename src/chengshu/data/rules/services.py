"""Saving what a person changed about the rules of a resource."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from chengshu.base.clock import api as clock
from chengshu.data.catalog.contracts import ResourceInfo
from chengshu.data.rules.contracts import CatalogueKind, RuleSpec, Severity
from chengshu.data.rules.errors import BadRuleError, RuleMappingError
from chengshu.data.rules.kinds import rule_kinds
from chengshu.data.rules.models import RuleSet
from chengshu.data.rules.rulebook import OFF


def save_rules(*, resource: ResourceInfo, rules: Sequence[RuleSpec], by: str) -> None:
    """Replace what was saved for a resource.

    Raises:
        BadRuleError: A rule cannot work as written.
        InvalidInputError: A kind does not exist.
        RuleMappingError: A rule names an item the resource does not have.
        RuleTextError: A condition cannot be understood.
    """
    document = [settle(spec, resource).to_document() for spec in rules]
    defaults = {"rules": document, "saved_by": by, "saved_at": clock.now()}
    RuleSet.objects.update_or_create(resource_code=resource.key, defaults=defaults)


def settle(spec: RuleSpec, resource: ResourceInfo) -> RuleSpec:
    """Return a rule as it is kept: it can work, and what its words mean stands in it.

    Raises:
        BadRuleError: It cannot work as written.
        InvalidInputError: The kind does not exist.
        RuleMappingError: It names an item the resource does not have.
        RuleTextError: A condition cannot be understood.
    """
    if spec.item and resource.find_item(spec.item) is None:
        raise RuleMappingError(rule=spec.code, reason=spec.item)
    if spec.parameters.get(OFF):
        return spec
    if spec.parameters.get("severity") not in {None, "", *Severity}:
        reason = _("参数 severity 应为 reject、warn 或 stop")
        raise BadRuleError(field=spec.code, reason=reason)
    kind = rule_kinds.get(spec.kind)
    settled = kind.settle(spec, resource) if isinstance(kind, CatalogueKind) else spec
    kind.check(settled)
    return settled
