"""Versions of rules: who proposes a change, who confirms it, what the catalogue proposes."""

from collections.abc import Collection, Sequence

from django.db import transaction

from chengshu.base.access import api as access
from chengshu.base.accounts.contracts import Actor, system_actor
from chengshu.base.audit import api as audit
from chengshu.data.catalog import api as catalog
from chengshu.data.catalog.contracts import ResourceInfo
from chengshu.data.rules import history, proposing, selectors, services
from chengshu.data.rules.contracts import ProposedRule, RuleSpec, VersionInfo
from chengshu.data.rules.errors import ChangeNotFoundError, OwnProposalError
from chengshu.data.rules.models import RuleChange
from chengshu.data.rules.rulebook import rules_in_force


def may_propose(actor: Actor, resource: ResourceInfo) -> bool:
    """Tell whether a person may propose changes of a resource's rules."""
    return access.may(actor, "rules.save", organisation=resource.provider_code)


def may_confirm(actor: Actor, resource: ResourceInfo, proposed_by: str = "") -> bool:
    """Tell whether a person may decide on what `proposed_by` proposed."""
    owner = resource.provider_code
    if not access.may(actor, "rules.confirm", organisation=owner):
        return False
    is_own = bool(proposed_by) and proposed_by == actor.username
    return not is_own or access.may(actor, "rules.replace", organisation=owner)


def find_spec(actor: Actor, resource_code: str, code: str) -> RuleSpec | None:
    """Return the rule in force under a code, or None."""
    resource = _resource(resource_code)
    access.check(actor, "rules.read", organisation=resource.provider_code)
    return next((spec for spec in rules_in_force(resource) if spec.code == code), None)


def list_versions(actor: Actor, resource_code: str) -> tuple[VersionInfo, ...]:
    """Return the versions of a resource's rules, newest first, with differences in words."""
    resource = _resource(resource_code)
    access.check(actor, "rules.read", organisation=resource.provider_code)
    return history.describe_versions(resource)


def list_changes(actor: Actor, resource_code: str) -> tuple[ProposedRule, ...]:
    """Return the changes people proposed that wait for a second person."""
    resource = _resource(resource_code)
    access.check(actor, "rules.read", organisation=resource.provider_code)
    changes = selectors.open_changes(resource.key)
    return tuple(history.describe_change(resource, change) for change in changes)


def list_proposals(actor: Actor, resource_code: str) -> tuple[ProposedRule, ...]:
    """Return what the catalogue entry proposes and nobody decided about yet."""
    resource = _resource(resource_code)
    access.check(actor, "rules.read", organisation=resource.provider_code)
    return tuple(
        history.describe_suggestion(resource, one) for one in proposing.propose_rules(resource)
    )


def propose_change(
    actor: Actor, resource_code: str, spec: RuleSpec, *, reason: str
) -> ProposedRule:
    """Propose a rule, new or otherwise than now; with the parameter `off` to switch it off.

    Raises:
        BadRuleError: It cannot work as written.
        NoReasonError: There is no reason.
        RuleMappingError: It names an item the resource does not have.
        RuleTextError: A condition cannot be understood.
    """
    resource = _resource(resource_code)
    access.check(actor, "rules.save", organisation=resource.provider_code)
    with transaction.atomic():
        change = services.propose_change(
            resource=resource, spec=spec, by=actor.username, reason=reason
        )
        detail = {"rule": change.code, "reason": change.reason}
        audit.record(actor, "rules.save", subject=resource_code, detail=detail)
    return history.describe_change(resource, change)


def confirm_changes(actor: Actor, resource_code: str, ids: Collection[int]) -> int:
    """Put proposed changes in force together; return the version.

    Raises:
        ChangeNotFoundError: One of them does not wait any more.
        OwnProposalError: The actor proposed one, and may not change rules alone.
        RulesChangedError: A rule was changed since it was proposed to change it.
    """
    resource = _resource(resource_code)
    access.check(actor, "rules.confirm", organisation=resource.provider_code)
    with transaction.atomic():
        changes = _chosen(resource, ids)
        for change in changes:
            if not may_confirm(actor, resource, change.proposed_by):
                raise OwnProposalError(rule=change.code, permission="rules.replace")
        return _confirm(actor, resource, changes)


def decline_changes(actor: Actor, resource_code: str, ids: Collection[int], *, note: str) -> None:
    """Decline proposed changes with a reason.

    Raises:
        ChangeNotFoundError: One of them does not wait any more.
        NoReasonError: There is no reason.
    """
    resource = _resource(resource_code)
    access.check(actor, "rules.confirm", organisation=resource.provider_code)
    with transaction.atomic():
        _decline(actor, resource, _chosen(resource, ids), note=note)


def adopt_proposals(actor: Actor, resource_code: str, codes: Collection[str]) -> int:
    """Put in force what the entry proposes under `codes`; return the version.

    Raises:
        ChangeNotFoundError: One of them is not proposed any more.
    """
    resource = _resource(resource_code)
    access.check(actor, "rules.confirm", organisation=resource.provider_code)
    with transaction.atomic():
        return _confirm(actor, resource, _suggested(resource, codes))


def decline_proposals(
    actor: Actor, resource_code: str, codes: Collection[str], *, note: str
) -> None:
    """Decline what the entry proposes under `codes`; it is not proposed again as it is.

    Raises:
        ChangeNotFoundError: One of them is not proposed any more.
        NoReasonError: There is no reason.
    """
    resource = _resource(resource_code)
    access.check(actor, "rules.confirm", organisation=resource.provider_code)
    with transaction.atomic():
        _decline(actor, resource, _suggested(resource, codes), note=note)


def _confirm(actor: Actor, resource: ResourceInfo, changes: Sequence[RuleChange]) -> int:
    version = services.confirm_changes(resource=resource, changes=changes, by=actor.username)
    detail = {"rules": [change.code for change in changes], "version": version.version}
    audit.record(actor, "rules.confirm", subject=resource.key, detail=detail)
    return version.version


def _decline(
    actor: Actor, resource: ResourceInfo, changes: Sequence[RuleChange], *, note: str
) -> None:
    services.decline_changes(changes=changes, by=actor.username, note=note)
    detail = {"rules": [change.code for change in changes], "reason": note}
    audit.record(actor, "rules.decline", subject=resource.key, detail=detail)


def _chosen(resource: ResourceInfo, ids: Collection[int]) -> list[RuleChange]:
    found = {change.pk: change for change in _locked(resource)}
    missing = [str(one) for one in ids if one not in found]
    if missing or not ids:
        raise ChangeNotFoundError(key="、".join(missing))
    return [found[one] for one in dict.fromkeys(ids)]


def _locked(resource: ResourceInfo) -> list[RuleChange]:
    return list(selectors.open_changes(resource.key).select_for_update())


def _suggested(resource: ResourceInfo, codes: Collection[str]) -> list[RuleChange]:
    found = {one.spec.code: one for one in proposing.propose_rules(resource)}
    missing = [code for code in codes if code not in found]
    if missing or not codes:
        raise ChangeNotFoundError(key="、".join(missing))
    chosen = [found[code] for code in dict.fromkeys(codes)]
    return [
        services.catalogue_change(resource=resource, spec=one.spec, reason=one.reason)
        for one in chosen
    ]


def _resource(resource_code: str) -> ResourceInfo:
    return catalog.get_resource(system_actor("rules"), resource_code)
