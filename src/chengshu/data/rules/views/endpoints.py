"""JSON of rules at /api/v1/rules/."""

from typing import Annotated

from django.http import HttpRequest
from ninja import Field, Router, Schema

from chengshu.base.look import api as look
from chengshu.data.rules import api
from chengshu.data.rules.contracts import (
    ProposedRule,
    ReadRule,
    RuleInfo,
    RuleSpec,
    TriedRule,
    VersionInfo,
)

router = Router(tags=["rules"])
Short = Annotated[str, Field(max_length=128, pattern=r"^[^\x00]*$")]
Code = Annotated[str, Field(max_length=300, pattern=r"^[^\x00]*$")]
Reason = Annotated[str, Field(max_length=1000, pattern=r"^[^\x00]*$")]
Number = Annotated[int, Field(ge=1, le=2**62)]


class RuleIn(Schema):
    """One rule to save; see the rule kinds for their parameters."""

    kind: Short
    item: Short = ""
    parameters: dict[str, str | int | float | bool | list[str] | None] = Field(default_factory=dict)


class ChangeIn(RuleIn):
    """A rule to propose, and why."""

    reason: Reason


class DecisionIn(Schema):
    """Which changes are confirmed, or declined with a note."""

    ids: Annotated[list[Number], Field(max_length=500)]
    confirm: bool = True
    note: Reason = ""


class AdoptionIn(Schema):
    """Which proposals of the catalogue are adopted, or declined with a note."""

    codes: Annotated[list[Code], Field(max_length=500)]
    confirm: bool = True
    note: Reason = ""


class Decided(Schema):
    """The version a decision put in force; null where nothing came into force."""

    version: int | None = None


@router.get("/{key}", response=list[RuleInfo], summary="资源的质检规则")
def list_rules(request: HttpRequest, key: Short) -> list[RuleInfo]:
    """Return the rules in force for a resource."""
    return list(api.list_rules(look.actor(request), key))


class TextIn(Schema):
    """A condition as written."""

    text: Annotated[str, Field(max_length=2000, pattern=r"^[^\x00]*$")]


@router.post("/{key}/reading", response=ReadRule, summary="检查条件写法")
def read_condition(request: HttpRequest, key: Short, condition: TextIn) -> ReadRule:
    """Return how a condition is understood, or where it is wrong."""
    return api.read_condition(look.actor(request), key, condition.text)


@router.post("/{key}/trial", response=TriedRule, summary="试运行规则")
def try_rule(request: HttpRequest, key: Short, rule: RuleIn) -> TriedRule:
    """Return what a rule would have refused in the newest batches; nothing is kept."""
    spec = RuleSpec(rule.kind, rule.item, rule.parameters)
    return api.try_rule(look.actor(request), key, spec)


@router.put("/{key}", response=list[RuleInfo], summary="直接调整质检规则（数据局）")
def save_rules(
    request: HttpRequest, key: Short, rules: list[RuleIn], *, reason: Reason = ""
) -> list[RuleInfo]:
    """Put in force, as a new version, all that is changed about a resource's rules."""
    specs = [RuleSpec(rule.kind, rule.item, rule.parameters) for rule in rules]
    return list(api.save_rules(look.actor(request), key, specs, reason=reason))


@router.get("/{key}/versions", response=list[VersionInfo], summary="质检规则的历次版本")
def list_versions(request: HttpRequest, key: Short) -> list[VersionInfo]:
    """Return the versions, newest first, with differences in words."""
    return list(api.list_versions(look.actor(request), key))


@router.get("/{key}/changes", response=list[ProposedRule], summary="待确认的规则调整")
def list_changes(request: HttpRequest, key: Short) -> list[ProposedRule]:
    """Return the changes that wait for a second person."""
    return list(api.list_changes(look.actor(request), key))


@router.post("/{key}/changes", response=ProposedRule, summary="提出规则调整")
def propose_change(request: HttpRequest, key: Short, change: ChangeIn) -> ProposedRule:
    """Propose a rule; with the parameter `off`, to switch it off."""
    spec = RuleSpec(change.kind, change.item, change.parameters)
    return api.propose_change(look.actor(request), key, spec, reason=change.reason)


@router.post("/{key}/changes/decision", response=Decided, summary="确认或不采纳规则调整")
def decide_changes(request: HttpRequest, key: Short, decision: DecisionIn) -> Decided:
    """Confirm proposed changes as the next version, or decline them with a reason."""
    actor = look.actor(request)
    if decision.confirm:
        return Decided(version=api.confirm_changes(actor, key, decision.ids))
    api.decline_changes(actor, key, decision.ids, note=decision.note)
    return Decided()


@router.get("/{key}/proposals", response=list[ProposedRule], summary="目录建议的规则")
def list_proposals(request: HttpRequest, key: Short) -> list[ProposedRule]:
    """Return what the catalogue entry proposes and nobody decided about."""
    return list(api.list_proposals(look.actor(request), key))


@router.post("/{key}/proposals/decision", response=Decided, summary="采纳或不采纳目录建议")
def decide_proposals(request: HttpRequest, key: Short, decision: AdoptionIn) -> Decided:
    """Put in force what the entry proposes, or decline it with a reason."""
    actor = look.actor(request)
    if decision.confirm:
        return Decided(version=api.adopt_proposals(actor, key, decision.codes))
    api.decline_proposals(actor, key, decision.codes, note=decision.note)
    return Decided()
