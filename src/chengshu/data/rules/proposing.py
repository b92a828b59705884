"""Rules a catalogue entry proposes beside its default ones; none is in force by itself."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from chengshu.data.catalog.contracts import ItemInfo, LoadMode, ResourceInfo
from chengshu.data.rules import pack, selectors
from chengshu.data.rules.contracts import RuleSpec
from chengshu.data.rules.kinds import default_rules


@dataclass(frozen=True)
class Suggestion:
    """A rule that seems to fit an entry, and why."""

    spec: RuleSpec
    reason: str


def propose_rules(resource: ResourceInfo) -> tuple[Suggestion, ...]:
    """Return what fits the entry and nobody decided about: neither in force, off nor declined.

    A declined rule is proposed again once it would be a different one.
    """
    saved = selectors.rules_of(selectors.find_version(resource.key))
    known = {spec.code for spec in (*default_rules(resource), *saved)}
    known |= {change.code for change in selectors.open_changes(resource.key)}
    declined = selectors.declined_by_code(resource.key)
    found: dict[str, Suggestion] = {}
    for one in (*_by_items(resource), *_by_entry(resource)):
        code = one.spec.code
        if code not in known and one.spec.to_document() not in declined.get(code, []):
            found.setdefault(code, one)
    return tuple(found.values())


def _by_items(resource: ResourceInfo) -> Iterator[Suggestion]:
    for item in resource.items:
        for template in pack.proposals():
            if template.data_types and item.data_type not in template.data_types:
                continue
            evidence = _evidence(item, template)
            if evidence:
                yield from _fill(resource, item, template, evidence=evidence)


def _evidence(item: ItemInfo, template: pack.Proposal) -> str:
    """Return in words why a template fits an item, or nothing."""
    if item.element and item.element in template.elements:
        return _("对应数据元 %(element)s") % {"element": item.element}
    if item.identifier and item.identifier in template.identifiers:
        return _("信息项已登记标识类型 %(identifier)s") % {"identifier": item.identifier}
    if template.names and re.search(template.names, item.name_zh):
        return _("名称为“%(name)s”") % {"name": item.name_zh}
    return ""


def _fill(
    resource: ResourceInfo, item: ItemInfo, template: pack.Proposal, *, evidence: str
) -> Iterator[Suggestion]:
    """Yield the rule with the items it compares with; without any of them it says nothing."""
    parameters: dict[str, object] = dict(template.parameters)
    others = []
    for name, pattern in template.others.items():
        other = next((one for one in resource.items if _matches(one, item, pattern)), None)
        if other is not None:
            parameters[name] = other.column
            others.append(other.name_zh)
    if template.others and not others:
        return
    if others:
        evidence = _("%(evidence)s，同表有“%(others)s”") % {
            "evidence": evidence,
            "others": "、".join(others),
        }
    yield Suggestion(RuleSpec(template.kind, item.column, parameters), evidence)


def _matches(one: ItemInfo, item: ItemInfo, pattern: str) -> bool:
    """Tell whether `one` is the item meant by a pattern, in which {stem} is the item's stem."""
    if one.column == item.column:
        return False
    stem = re.sub(pack.stems(), "", item.name_zh)
    return re.fullmatch(pattern.replace("{stem}", re.escape(stem)), one.name_zh) is not None


def _by_entry(resource: ResourceInfo) -> Iterator[Suggestion]:
    attachment = resource.attachment
    if attachment is not None and attachment.mode is LoadMode.FULL:
        reason = _("每次全量更新，行数突变多为抽取不全")
        yield Suggestion(RuleSpec("volume"), reason)
