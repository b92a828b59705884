"""Tables of catalog: entries with versions and events, the class tree, code tables."""

from chengshu.data.catalog.models.codes import CodeEntryRow, CodeTableRow
from chengshu.data.catalog.models.resources import (
    AttachmentRow,
    ClassNodeRow,
    FormerCode,
    Resource,
    ReviewEvent,
    Version,
)

__all__ = [
    "AttachmentRow",
    "ClassNodeRow",
    "CodeEntryRow",
    "CodeTableRow",
    "FormerCode",
    "Resource",
    "ReviewEvent",
    "Version",
]
