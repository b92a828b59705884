"""The life of rules in words: what a version changed, what a proposal would change."""

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _

from chengshu.data.catalog.contracts import ResourceInfo
from chengshu.data.rules import selectors
from chengshu.data.rules.contracts import ProposedRule, RuleSpec, Severity, VersionInfo
from chengshu.data.rules.models import RuleChange
from chengshu.data.rules.proposing import Suggestion
from chengshu.data.rules.rulebook import OFF, describe, overlay, severity_of


def describe_versions(resource: ResourceInfo) -> tuple[VersionInfo, ...]:
    """Return every version, newest first; differences are told by the entry as it is now."""
    before = {spec.code: spec for spec in overlay(resource, ())}
    found = []
    for row in selectors.list_versions(resource.key):
        after = {spec.code: spec for spec in overlay(resource, selectors.rules_of(row))}
        found.append(
            VersionInfo(
                version=row.version,
                valid_from=row.valid_from,
                proposed_by=row.proposed_by,
                confirmed_by=row.confirmed_by,
                reason=row.reason,
                differences=tuple(_differences(resource, before, after)),
            )
        )
        before = after
    return tuple(reversed(found))


def describe_change(resource: ResourceInfo, change: RuleChange) -> ProposedRule:
    """Return a proposed change with its words; of one that switches off, the rule it ends."""
    spec = RuleSpec.from_document(change.rule)
    before = RuleSpec.from_document(change.before) if change.before else None
    is_off = bool(spec.parameters.get(OFF))
    shown = before if is_off and before else spec
    return ProposedRule(
        id=change.pk,
        code=change.code,
        rule=describe(resource, shown),
        is_off=is_off,
        before=describe(resource, before).expects if before else "",
        reason=change.reason,
        proposed_by=change.proposed_by,
        proposed_at=change.proposed_at,
    )


def describe_suggestion(resource: ResourceInfo, one: Suggestion) -> ProposedRule:
    """Return what the entry proposes, with its words."""
    rule = describe(resource, one.spec)
    return ProposedRule(
        id=0, code=one.spec.code, rule=rule, is_off=False, before="", reason=one.reason
    )


def say_severity(severity: Severity) -> str:
    """Return what becomes of what fails, in words."""
    words = {
        Severity.REJECT: _("退回该行"),
        Severity.WARN: _("提醒"),
        Severity.STOP: _("拦截整批"),
    }
    return words[severity]


def _differences(
    resource: ResourceInfo, before: Mapping[str, RuleSpec], after: Mapping[str, RuleSpec]
) -> Iterator[str]:
    for code, spec in after.items():
        if code not in before:
            yield _("新增：%(rule)s") % {"rule": _say(resource, spec)}
        elif before[code] != spec:
            words = {"before": _say(resource, before[code]), "after": _say(resource, spec)}
            yield _("调整：由“%(before)s”改为“%(after)s”") % words
    for code, spec in before.items():
        if code not in after:
            yield _("停用：%(rule)s") % {"rule": _say(resource, spec)}


def _say(resource: ResourceInfo, spec: RuleSpec) -> str:
    sentence = describe(resource, spec).expects
    return _("%(sentence)s（%(severity)s）") % {
        "sentence": sentence,
        "severity": say_severity(severity_of(spec)),
    }
