"""Corrections of an order: its open rows for download, the corrected file checked and loaded."""

from collections.abc import Mapping, Sequence
from typing import IO, Final

import pyarrow as pa
from django.utils.translation import gettext as _

from chengshu.base.accounts.contracts import Actor, system_actor
from chengshu.data.catalog import api as catalog
from chengshu.data.catalog.contracts import ResourceInfo
from chengshu.data.ingest import api as ingest
from chengshu.data.ingest.contracts import BatchInfo, BatchState
from chengshu.data.ingest.errors import NoKeyError
from chengshu.data.quality.contracts import QuarantinedRow
from chengshu.data.repair.contracts import (
    CellFault,
    CorrectionResult,
    OrderState,
    RepairOrderInfo,
)
from chengshu.data.repair.errors import RepairStateError, UnreadableWorkbookError
from chengshu.data.repair.workbook import SheetRow, read_workbook

MOST_ROWS: Final = 10_000  # one workbook; the rest follows when these are settled
MOST_FAULTS: Final = 200  # as many as a page shows
Key = tuple[str, ...]


def check_open(order: RepairOrderInfo) -> None:
    """Raise `RepairStateError` where an order takes no corrections any more."""
    if order.state is OrderState.CLOSED:
        raise RepairStateError(reason=_("工单已办结，不能再上传更正数据"))


def resource_of(resource_code: str) -> ResourceInfo:
    """Return the entry an order is about."""
    return catalog.get_resource(system_actor("repair"), resource_code)


def columns_of(resource: ResourceInfo) -> dict[str, str]:
    """Return the columns of a workbook and what they are called, in the order of the items."""
    return {item.column: item.name_zh for item in resource.items}


def read_rows(stream: IO[bytes], resource: ResourceInfo) -> tuple[SheetRow, ...]:
    """Return the rows of a corrected workbook, at least one.

    Raises:
        UnreadableWorkbookError: It is no workbook, or its columns are not those of the order.
        NoKeyError: Rows of the resource cannot be told apart by key.
    """
    if not resource.primary_key:
        raise NoKeyError(resource=resource.title)
    rows = read_workbook(stream, list(columns_of(resource)))
    if not rows:
        raise UnreadableWorkbookError(field="Excel", reason=_("文件中没有数据行"))
    return rows


def find_faults(
    rows: Sequence[SheetRow], *, resource: ResourceInfo, held: Sequence[QuarantinedRow]
) -> tuple[CellFault, ...]:
    """Return what keeps a file from being loaded, cell by cell; empty where nothing does.

    A row is known by its key: it must be full, once in the file, and of an open row.
    """
    names, key = columns_of(resource), resource.primary_key
    known = {_key_of(row.values, key) for row in held}
    seen: dict[Key, int] = {}
    faults: list[CellFault] = []
    for row in rows:
        empty = [column for column in key if row.cells[column] is None]
        faults += [CellFault(row.line, names[column], "", _("主键不能为空")) for column in empty]
        if empty:
            continue
        value = _key_of(row.cells, key)
        told = _problem_of(value, known, seen)
        if told:
            label = "、".join(names[column] for column in key)
            faults.append(CellFault(row.line, label, " · ".join(value), told))
        seen.setdefault(value, row.line)
    return tuple(faults)


def load_rows(
    actor: Actor, rows: Sequence[SheetRow], *, resource: ResourceInfo, number: str
) -> BatchInfo:
    """Load corrected rows through the ordinary gate; return the batch that came of it."""
    columns = columns_of(resource)
    table = pa.table({
        column: pa.array([row.cells[column] for row in rows], pa.string()) for column in columns
    })
    return ingest.load_corrections(actor, resource.key, rows=table, origin=number)


def result_of(batch: BatchInfo) -> CorrectionResult:
    """Return what became of a corrected file that was loaded."""
    return CorrectionResult(
        rows=batch.landed,
        batch_id=batch.id,
        is_loaded=batch.state is BatchState.PUBLISHED,
        accepted=batch.accepted,
        refused=batch.quarantined,
        note=batch.note,
    )


def _problem_of(key: Key, known: set[Key], seen: Mapping[Key, int]) -> str:
    if key in seen:
        return _("主键与第 %(line)s 行重复") % {"line": seen[key]}
    if key not in known:
        return _("该主键不在本工单的待修复行中")
    return ""


def _key_of(values: Mapping[str, str | None], key: Sequence[str]) -> Key:
    return tuple(values.get(column) or "" for column in key)
