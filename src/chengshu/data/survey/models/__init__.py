"""Tables of survey."""

from chengshu.data.survey.models.drafts import DraftedTable, DraftStep
from chengshu.data.survey.models.scans import Scan, ScanTable

__all__ = ["DraftStep", "DraftedTable", "Scan", "ScanTable"]
