"""JSON of rules at /api/v1/rules/."""

from typing import Annotated

from django.http import HttpRequest
from ninja import Field, Router, Schema

from chengshu.base.look import api as look
from chengshu.data.rules import api
from chengshu.data.rules.contracts import ReadRule, RuleInfo, RuleSpec, TriedRule

router = Router(tags=["rules"])
Short = Annotated[str, Field(max_length=128, pattern=r"^[^\x00]*$")]


class RuleIn(Schema):
    """One rule to save; see the rule kinds for their parameters."""

    kind: Short
    item: Short = ""
    parameters: dict[str, str | int | float | bool | list[str] | None] = Field(default_factory=dict)


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


@router.put("/{key}", response=list[RuleInfo], summary="保存质检规则")
def save_rules(request: HttpRequest, key: Short, rules: list[RuleIn]) -> list[RuleInfo]:
    """Replace what was changed about a resource's rules."""
    specs = [RuleSpec(rule.kind, rule.item, rule.parameters) for rule in rules]
    return list(api.save_rules(look.actor(request), key, specs))
