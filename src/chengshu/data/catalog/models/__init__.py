"""Tables of catalog: entries with items, versions and events, the class tree, code tables."""

from chengshu.data.catalog.models.codes import CodeEntryRow, CodeTableRow
from chengshu.data.catalog.models.exports import ExportRow
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
from chengshu.data.catalog.models.reviewers import ChiefRow, DelegationRow
from chengshu.data.catalog.models.targets import CountRow, TargetRow

__all__ = [
    "AttachmentRow",
    "ChiefRow",
    "ClassNodeRow",
    "CodeEntryRow",
    "CodeTableRow",
    "CountRow",
    "DelegationRow",
    "ExportRow",
    "FormerCode",
    "ImportRunRow",
    "ImportedRow",
    "ItemRow",
    "Resource",
    "ReviewEvent",
    "TargetRow",
    "Version",
]
