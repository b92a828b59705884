"""The door of access: the only place that answers "may they?"."""

from chengshu.base.access.contracts import Reach, Rule, Scope
from chengshu.base.access.judge import Question, find_refusal, reach_of
from chengshu.base.access.policy import get_rule, list_rules
from chengshu.base.accounts.contracts import Actor
from chengshu.base.audit import api as audit

__all__ = ["Reach", "Rule", "Scope", "check", "list_rules", "may", "reach"]


def check(
    actor: Actor,
    permission: str,
    *,
    organisation: str | None = None,
    grade: int | None = None,
    purpose: str | None = None,
) -> None:
    """Return when `actor` may; otherwise write the refusal into the audit chain and raise.

    Args:
        actor: Who wants to act.
        permission: `room.verb` as listed in `policy.yaml`.
        organisation: The organisation acted upon; None asks whether the actor may at all.
        grade: The data grade touched, 1 to 5.
        purpose: What for, in the actor's words.

    Raises:
        NotAllowedError: The actor may not; a subclass says what is missing.
        UnknownPermissionError: The policy does not list `permission`.
    """
    question = Question(organisation, grade, purpose)
    refusal = find_refusal(actor, get_rule(permission), question)
    if refusal is None:
        return
    detail = {key: value for key, value in vars(question).items() if value is not None}
    audit.record(
        actor,
        permission,
        subject=organisation or "",
        outcome="refused",
        detail=detail | {"reason": refusal.code},
    )
    raise refusal


def may(
    actor: Actor,
    permission: str,
    *,
    organisation: str | None = None,
    grade: int | None = None,
    purpose: str | None = None,
) -> bool:
    """Return whether `check` would pass, without a trace; for showing or hiding things."""
    question = Question(organisation, grade, purpose)
    return find_refusal(actor, get_rule(permission), question) is None


def reach(actor: Actor, permission: str) -> Reach:
    """Return the organisations `actor` reaches with `permission`, for filtering a list."""
    return reach_of(actor, get_rule(permission))
