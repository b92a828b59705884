"""Tables of catalog: entries with items, versions and events, the class tree, code tables."""

from chengshu.data.catalog.models.codes import CodeEntryRow, CodeTableRow
from chengshu.data.catalog.models.imports import ImportedRow, ImportRunRow
from chengshu.data.catalog.models.items import ItemRow
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
    "ImportRunRow",
    "ImportedRow",
    "ItemRow",
    "Resource",
    "ReviewEvent",
    "Version",
]
