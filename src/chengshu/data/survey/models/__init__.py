"""Tables of survey."""

from chengshu.data.survey.models.drafts import DraftedTable, DraftStep

__all__ = ["DraftStep", "DraftedTable"]
