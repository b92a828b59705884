"""What is exported: which entries, in which format."""

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from chengshu.data.catalog.contracts.lists import ResourceQuery


class ExportFormat(StrEnum):
    """In which form the catalogue goes out; the value is the ending of the file."""

    GUIDE = "xlsx"
    JSONLD = "jsonld"
    TURTLE = "ttl"
    PDF = "pdf"
    WORD = "docx"


@dataclass(frozen=True)
class ExportOrder:
    """What to export: entries that match `query`; with `is_public` published open ones only."""

    format: ExportFormat
    query: ResourceQuery = field(default_factory=ResourceQuery)
    is_public: bool = False
    site: str = ""


@dataclass(frozen=True)
class ExportFile:
    """An export made as a job: where it stands, and the file when it is ready."""

    job_id: int
    order: ExportOrder
    path: Path | None
    size: int = 0
