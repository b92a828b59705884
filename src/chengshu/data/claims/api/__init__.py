"""The door of claims: templates, lines with their steps, disputes, boards, tasks."""

from chengshu.data.claims.api.boards import claim_progress, list_listed
from chengshu.data.claims.api.disputes import get_dispute, list_disputes, rule_dispute
from chengshu.data.claims.api.lines import (
    claim_element,
    decline_element,
    find_next,
    get_claim,
    list_claims,
    list_events,
    object_to_element,
    suggest_holdings,
)
from chengshu.data.claims.api.reviews import (
    approve_claim,
    list_claim,
    return_claim,
    submit_claim,
)
from chengshu.data.claims.api.tasks import list_tasks
from chengshu.data.claims.api.templates import (
    find_retirement,
    get_template,
    issue_templates,
    list_departments,
    list_duty_lines,
    list_templates,
    load_templates,
    may_retire,
    retire_template,
    save_template,
)

__all__ = [
    "approve_claim",
    "claim_element",
    "claim_progress",
    "decline_element",
    "find_next",
    "find_retirement",
    "get_claim",
    "get_dispute",
    "get_template",
    "issue_templates",
    "list_claim",
    "list_claims",
    "list_departments",
    "list_disputes",
    "list_duty_lines",
    "list_events",
    "list_listed",
    "list_tasks",
    "list_templates",
    "load_templates",
    "may_retire",
    "object_to_element",
    "retire_template",
    "return_claim",
    "rule_dispute",
    "save_template",
    "submit_claim",
    "suggest_holdings",
]
