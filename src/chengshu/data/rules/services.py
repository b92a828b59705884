"""Writes of rules: versions put in force, changes proposed and decided."""

from collections.abc import Iterable, Sequence

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from chengshu.base.clock import api as clock
from chengshu.data.catalog.contracts import ResourceInfo
from chengshu.data.rules import selectors
from chengshu.data.rules.contracts import (
    CatalogueKind,
    ChangeState,
    RuleSpec,
    Severity,
)
from chengshu.data.rules.errors import (
    BadRuleError,
    NoReasonError,
    RuleMappingError,
    RulesChangedError,
)
from chengshu.data.rules.kinds import rule_kinds
from chengshu.data.rules.models import RuleChange, RuleVersion
from chengshu.data.rules.rulebook import OFF, rules_in_force


def replace_rules(
    *, resource: ResourceInfo, rules: Sequence[RuleSpec], by: str, reason: str
) -> RuleVersion:
    """Put the next version in force, in which `rules` are all that people changed.

    Raises:
        BadRuleError: A rule cannot work as written.
        InvalidInputError: A kind does not exist.
        NoReasonError: A rule is switched off without a reason.
        RuleMappingError: A rule names an item the resource does not have.
        RulesChangedError: Somebody else changed the rules at the same moment.
        RuleTextError: A condition cannot be understood.
    """
    for spec in rules:
        if spec.parameters.get(OFF) and not reason:
            raise NoReasonError(field=spec.code)
    settled = [settle(spec, resource) for spec in rules]
    return _next_version(resource, settled, (by, by), reason=reason)


@transaction.atomic
def propose_change(*, resource: ResourceInfo, spec: RuleSpec, by: str, reason: str) -> RuleChange:
    """Keep a change until a second person decides; an earlier one for the rule is replaced.

    Raises:
        NoReasonError: There is no reason.
        BadRuleError, InvalidInputError, RuleMappingError, RuleTextError: As `settle` does.
    """
    if not reason.strip():
        raise NoReasonError(field=spec.code)
    settled, now = settle(spec, resource), clock.now()
    earlier = selectors.open_changes(resource.key).filter(code=settled.code)
    earlier.update(state=ChangeState.REPLACED, decided_by=by, decided_at=now)
    return RuleChange.objects.create(
        resource_code=resource.key,
        code=settled.code,
        rule=settled.to_document(),
        before=_in_force(resource, settled.code),
        origin=selectors.PERSON,
        state=ChangeState.OPEN,
        reason=reason.strip(),
        proposed_by=by,
        proposed_at=now,
    )


@transaction.atomic
def confirm_changes(
    *, resource: ResourceInfo, changes: Sequence[RuleChange], by: str
) -> RuleVersion:
    """Put proposed changes in force as the next version.

    Raises:
        RulesChangedError: A rule is no longer what it was when the change was proposed.
    """
    saved = {spec.code: spec for spec in selectors.rules_of(selectors.find_version(resource.key))}
    for change in changes:
        if change.origin == selectors.PERSON and change.before != _in_force(resource, change.code):
            raise RulesChangedError(rule=change.code)
        saved[change.code] = RuleSpec.from_document(change.rule)
    proposers = "、".join(dict.fromkeys(change.proposed_by for change in changes))[:150]
    reason = "；".join(dict.fromkeys(change.reason for change in changes))
    version = _next_version(resource, list(saved.values()), (proposers, by), reason=reason)
    _decide(changes, ChangeState.CONFIRMED, by, version=version.version)
    return version


@transaction.atomic
def decline_changes(*, changes: Sequence[RuleChange], by: str, note: str) -> None:
    """Keep that proposed changes were declined, and why.

    Raises:
        NoReasonError: There is no reason.
    """
    if not note.strip():
        raise NoReasonError(field="、".join(change.code for change in changes))
    _decide(changes, ChangeState.DECLINED, by, note=note.strip())


def catalogue_change(*, resource: ResourceInfo, spec: RuleSpec, reason: str) -> RuleChange:
    """Return what the entry proposes as a change to be decided; kept by the decision."""
    settled = settle(spec, resource)
    return RuleChange(
        resource_code=resource.key,
        code=settled.code,
        rule=settled.to_document(),
        origin=selectors.CATALOGUE,
        state=ChangeState.OPEN,
        reason=reason,
        proposed_by=selectors.CATALOGUE,
        proposed_at=clock.now(),
    )


def _decide(
    changes: Iterable[RuleChange],
    state: ChangeState,
    by: str,
    *,
    note: str = "",
    version: int | None = None,
) -> None:
    for change in changes:
        change.state, change.note, change.version = state, note, version
        change.decided_by, change.decided_at = by, clock.now()
        change.save()


def _in_force(resource: ResourceInfo, code: str) -> dict[str, object] | None:
    found = (spec for spec in rules_in_force(resource) if spec.code == code)
    spec = next(found, None)
    return spec.to_document() if spec else None


def _next_version(
    resource: ResourceInfo, rules: Sequence[RuleSpec], people: tuple[str, str], *, reason: str
) -> RuleVersion:
    """Keep the next version; the same rules again make none."""
    last = selectors.find_version(resource.key)
    document = [spec.to_document() for spec in rules]
    if last is not None and last.rules == document:
        return last
    proposed_by, confirmed_by = people
    try:
        with transaction.atomic():
            return RuleVersion.objects.create(
                resource_code=resource.key,
                version=last.version + 1 if last else 1,
                rules=document,
                valid_from=clock.now(),
                proposed_by=proposed_by,
                confirmed_by=confirmed_by,
                reason=reason,
            )
    except IntegrityError as error:
        raise RulesChangedError(rule=resource.title) from error


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
