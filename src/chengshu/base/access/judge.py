"""The judgement: one rule, one actor, one question."""

from dataclasses import dataclass

from django.utils.translation import gettext

from chengshu.base.access.contracts import Reach, Rule, Scope
from chengshu.base.access.errors import (
    ForeignOrganisationError,
    GradeTooHighError,
    NotAllowedError,
    PurposeMissingError,
)
from chengshu.base.accounts import api as accounts
from chengshu.base.accounts.contracts import Actor, OrganisationKind, Role


@dataclass(frozen=True)
class Question:
    """What the permission is wanted for; None leaves that side open."""

    organisation: str | None = None
    grade: int | None = None
    purpose: str | None = None


def find_refusal(actor: Actor, rule: Rule, question: Question) -> NotAllowedError | None:
    """Return why `actor` may not, or None when it may."""
    if actor.is_system:
        return None
    title = gettext(rule.title)
    holding = _holding(actor, rule)
    if not holding:
        return NotAllowedError(permission=title)
    reaching = {role for role, code in holding if _reaches(rule.roles[role], code, question)}
    if not reaching:
        return ForeignOrganisationError(permission=title, organisation=question.organisation)
    return _find_missing(rule, title, reaching, question=question)


def _find_missing(
    rule: Rule, title: str, roles: set[Role], *, question: Question
) -> NotAllowedError | None:
    if not any(_grade_fits(rule, role, question) for role in roles):
        return GradeTooHighError(permission=title, grade=question.grade)
    if rule.needs_purpose and not (question.purpose or "").strip():
        return PurposeMissingError(permission=title)
    return None


def reach_of(actor: Actor, rule: Rule) -> Reach:
    """Return the organisations that `actor` reaches under `rule`."""
    holding = _holding(actor, rule)
    if actor.is_system or any(rule.roles[role] is Scope.ANY for role, _code in holding):
        return Reach(everything=True)
    reached: set[str] = set()
    for role, code in holding:
        reached |= _below(code) if rule.roles[role] is Scope.BELOW else {code}
    return Reach(everything=False, organisations=frozenset(reached))


def _holding(actor: Actor, rule: Rule) -> list[tuple[Role, str]]:
    """Return the roles that hold the permission, each with the organisation of its post."""
    return [
        (role, post.organisation_code)
        for post in actor.posts
        for role in post.roles
        if role in rule.roles
    ]


def _reaches(scope: Scope, own: str, question: Question) -> bool:
    wanted = question.organisation
    if wanted is None or scope is Scope.ANY or wanted == own:
        return True
    return scope is Scope.BELOW and wanted in _below(own)


def _below(own: str) -> frozenset[str]:
    """Return the own organisation and its subordinates; a data bureau acts for its government."""
    organisation = accounts.find_organisation(own)
    if organisation is None:
        return frozenset()
    is_bureau = organisation.kind is OrganisationKind.BUREAU
    return accounts.list_subordinates((is_bureau and organisation.parent_code) or own)


def _grade_fits(rule: Rule, role: Role, question: Question) -> bool:
    limit = rule.grades.get(role)
    return limit is None or question.grade is None or question.grade <= limit
