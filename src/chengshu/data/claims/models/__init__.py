"""Tables of claims: templates, lines with their history, disputes."""

from chengshu.data.claims.models.lines import Dispute, Line, LineEvent
from chengshu.data.claims.models.templates import TemplateRow

__all__ = ["Dispute", "Line", "LineEvent", "TemplateRow"]
