"""A row of the database as a sheet to confirm, and the figures a list needs of it."""

from chengshu.data.survey.confirming import band_of
from chengshu.data.survey.contracts import Band, DraftState, Line
from chengshu.data.survey.documents import (
    decisions_from_document,
    draft_from_document,
    drifts_from_document,
)
from chengshu.data.survey.lines import Sheet, all_lines
from chengshu.data.survey.models import DraftedTable


def read_sheet(row: DraftedTable) -> Sheet:
    """Return the draft, the decisions and the drift a row keeps."""
    return Sheet(
        draft=draft_from_document(row.document),
        decisions=decisions_from_document(row.decisions),
        drifts=drifts_from_document(row.drift),
        cleared=frozenset(row.cleared),
        base=draft_from_document(row.base) if row.base else None,
        former=decisions_from_document(row.former),
    )


def count_lines(row: DraftedTable) -> None:
    """Bring the figures of a row up to its decisions; the caller saves."""
    sheet = read_sheet(row)
    lines = all_lines(sheet)
    open_lines = [line for line in lines if not line.is_decided]
    row.lines = len(lines)
    row.undecided = 0 if row.state == DraftState.CONFIRMED else len(open_lines)
    row.columns = len(sheet.draft.columns)
    row.row_count = sheet.draft.row_count
    row.band = _typical(lines)
    title = next(line for line in lines if line.id == "t:title")
    row.title = str(title.values["title"] or "")[:255]


def _typical(lines: tuple[Line, ...]) -> Band:
    """Return the band of the middle column: how sure the machine is of the table on the whole."""
    sure = sorted(line.confidence for line in lines if line.column and not line.is_secret)
    return band_of(sure[len(sure) // 2]) if sure else Band.LOW
