"""What crosses the door of claims: templates, lines, disputes, boards."""

from chengshu.data.claims.contracts.boards import (
    POSITIVE,
    STAGES,
    ClaimPage,
    ClaimQuery,
    DepartmentProgress,
    ListedElement,
    Stage,
)
from chengshu.data.claims.contracts.disputes import (
    DisputeInfo,
    DisputeKind,
    DisputeState,
    Party,
)
from chengshu.data.claims.contracts.lines import (
    ClaimAction,
    ClaimInfo,
    ClaimRole,
    ClaimState,
    EventInfo,
    EventKind,
    Holding,
    RuleResult,
    Suggestion,
)
from chengshu.data.claims.contracts.templates import (
    IssueReport,
    Retirement,
    Template,
    TemplatePage,
    TemplateQuery,
    TemplateStanding,
)

__all__ = [
    "POSITIVE",
    "STAGES",
    "ClaimAction",
    "ClaimInfo",
    "ClaimPage",
    "ClaimQuery",
    "ClaimRole",
    "ClaimState",
    "DepartmentProgress",
    "DisputeInfo",
    "DisputeKind",
    "DisputeState",
    "EventInfo",
    "EventKind",
    "Holding",
    "IssueReport",
    "ListedElement",
    "Party",
    "Retirement",
    "RuleResult",
    "Stage",
    "Suggestion",
    "Template",
    "TemplatePage",
    "TemplateQuery",
    "TemplateStanding",
]
