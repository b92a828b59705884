"""What crosses the door of survey: drafts that the machine proposes, and scans."""

from chengshu.data.survey.contracts.drafts import (
    Alternative,
    ColumnDraft,
    Evidence,
    NearDuplicate,
    Proposal,
    SurveyContext,
    TableDraft,
)

__all__ = [
    "Alternative",
    "ColumnDraft",
    "Evidence",
    "NearDuplicate",
    "Proposal",
    "SurveyContext",
    "TableDraft",
]
