"""The door of rules: kinds, the rules of a resource, and the judge that finds what fails."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from django.db import transaction

from chengshu.base.access import api as access
from chengshu.base.accounts.contracts import Actor, system_actor
from chengshu.base.audit import api as audit
from chengshu.base.clock import api as clock
from chengshu.data.catalog import api as catalog
from chengshu.data.catalog.contracts import ResourceInfo
from chengshu.data.lake.contracts import LandedFile, list_columns
from chengshu.data.rules import examining, judge, kinds, language, rulebook, services, trying
from chengshu.data.rules.api.life import (
    adopt_proposals,
    confirm_changes,
    decline_changes,
    decline_proposals,
    find_spec,
    list_changes,
    list_proposals,
    list_versions,
    may_confirm,
    may_propose,
    propose_change,
)
from chengshu.data.rules.contracts import (
    Finding,
    Observation,
    Places,
    ReadRule,
    RuleBook,
    RuleInfo,
    RuleKind,
    RuleSpec,
    Severity,
    TriedRule,
)
from chengshu.data.rules.landed import LandedSurroundings, positions, union, well_shaped

__all__ = [
    "adopt_proposals",
    "book_in_force",
    "confirm_changes",
    "decline_changes",
    "decline_proposals",
    "default_rules",
    "describe_rules",
    "examine_batch",
    "find_failures",
    "find_spec",
    "get_kind",
    "label_of",
    "list_changes",
    "list_kinds",
    "list_proposals",
    "list_rules",
    "list_versions",
    "may_confirm",
    "may_propose",
    "positions",
    "propose_change",
    "read_condition",
    "rules_in_force",
    "save_rules",
    "severity_of",
    "surroundings_of",
    "try_rule",
    "union",
    "well_shaped",
]

MOST_TRIED: Final = 10  # batches one trial may look at


def list_kinds() -> Mapping[str, RuleKind]:
    """Return the rule kinds this installation knows, by key."""
    return {key: kind for key, kind in kinds.rule_kinds}  # noqa: C416 - a registry has `keys`, which misleads dict()


def get_kind(key: str) -> RuleKind:
    """Return one rule kind.

    Raises:
        InvalidInputError: There is no such kind.
    """
    return kinds.rule_kinds.get(key)


def default_rules(resource: ResourceInfo) -> tuple[RuleSpec, ...]:
    """Return the rules that follow from a catalogue entry."""
    return kinds.default_rules(resource)


def book_in_force(resource: ResourceInfo) -> RuleBook:
    """Return the rules a batch is judged by now, with their version."""
    return rulebook.book_in_force(resource)


def rules_in_force(resource: ResourceInfo) -> tuple[RuleSpec, ...]:
    """Return the rules a batch is judged by, in order; saved ones win by code."""
    return rulebook.rules_in_force(resource)


def describe_rules(resource: ResourceInfo) -> tuple[RuleInfo, ...]:
    """Return the rules in force with their sentences in the reader's language."""
    return rulebook.describe_rules(resource)


def label_of(resource: ResourceInfo, spec: RuleSpec) -> str:
    """Return the Chinese names of the items a rule is about."""
    return rulebook.label_of(resource, spec)


def list_rules(actor: Actor, resource_code: str) -> tuple[RuleInfo, ...]:
    """Return the rules in force for a resource, with their sentences."""
    resource = _resource(resource_code)
    access.check(actor, "rules.read", organisation=resource.provider_code)
    return rulebook.describe_rules(resource)


def save_rules(
    actor: Actor, resource_code: str, changed: Sequence[RuleSpec], *, reason: str = ""
) -> tuple[RuleInfo, ...]:
    """Put in force at once, as a new version, all that is changed about a resource's rules.

    The rest follows from the catalogue. A rule with the code of a default one replaces it; the
    parameter `off` switches it off, which needs a reason. Departments propose instead.

    Raises:
        BadRuleError: A rule cannot work as written.
        NoReasonError: A rule is switched off without a reason.
        RuleMappingError: A rule names an item the resource does not have.
        RulesChangedError: Somebody else changed the rules at the same moment.
    """
    resource = _resource(resource_code)
    access.check(actor, "rules.replace", organisation=resource.provider_code)
    with transaction.atomic():
        version = services.replace_rules(
            resource=resource, rules=changed, by=actor.username, reason=reason
        )
        detail = {"rules": [spec.code for spec in changed], "version": version.version}
        audit.record(actor, "rules.replace", subject=resource_code, detail=detail)
    return rulebook.describe_rules(resource)


def read_condition(actor: Actor, resource_code: str, text: str) -> ReadRule:
    """Return how a condition is understood by the names of an entry; nothing is kept.

    Raises:
        RuleTextError: It cannot be understood; says where and what to change.
    """
    resource = _resource(resource_code)
    access.check(actor, "rules.read", organisation=resource.provider_code)
    vocabulary = language.Vocabulary(resource.items)
    tree = language.read(text, vocabulary)
    chinese, english = (language.write(tree, vocabulary, tongue) for tongue in language.Tongue)
    return ReadRule(chinese, english, tuple(sorted(set(list_columns(tree)))))


def try_rule(actor: Actor, resource_code: str, spec: RuleSpec, *, batches: int = 3) -> TriedRule:
    """Return what a rule would have done to the newest batches; no verdict is touched or kept.

    Raises:
        BadRuleError: The rule cannot work as written.
        RuleMappingError: It names an item the resource or a landed batch does not have.
        RuleTextError: A condition cannot be understood.
    """
    resource = _resource(resource_code)
    access.check(actor, "rules.save", organisation=resource.provider_code)
    settled = services.settle(spec, resource)
    tried = trying.try_rule(resource, settled, batches=min(max(batches, 1), MOST_TRIED))
    detail = {"rule": settled.code, "batches": len(tried.batches), "failed": tried.failed}
    audit.record(actor, "rules.try", subject=resource_code, detail=detail)
    return tried


def surroundings_of(landed: LandedFile) -> LandedSurroundings:
    """Return what rules may ask while a landed batch is judged today."""
    return LandedSurroundings(landed, clock.today())


def find_failures(
    landed: LandedFile, specs: Sequence[RuleSpec], surroundings: LandedSurroundings | None = None
) -> tuple[Finding, ...]:
    """Return which rows of a landed file each rule refuses, by position, in the order of `specs`.

    Raises:
        RuleMappingError: A rule does not fit the landed columns: our fault, nobody is judged.
    """
    return judge.find_failures(landed, specs, surroundings or surroundings_of(landed))


def severity_of(spec: RuleSpec) -> Severity:
    """Return what becomes of what fails a rule."""
    return rulebook.severity_of(spec)


def examine_batch(
    landed: LandedFile, specs: Sequence[RuleSpec], refused: Places
) -> tuple[tuple[RuleSpec, Observation], ...]:
    """Return what the rules over the batch as a whole see in its rows but for the refused ones."""
    return examining.examine_batch(specs, replace(surroundings_of(landed), refused=refused))


def _resource(resource_code: str) -> ResourceInfo:
    return catalog.get_resource(system_actor("rules"), resource_code)
