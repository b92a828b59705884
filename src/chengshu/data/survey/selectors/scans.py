"""Reads of scans, their tables and findings."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from chengshu.base.access.contracts import Reach
from chengshu.base.clock import api as clock
from chengshu.data.sources.contracts import Sampling, TableProfile
from chengshu.data.survey.contracts.scans import (
    Finding,
    ScanInfo,
    ScanOptions,
    ScanPage,
    ScanQuery,
    ScanState,
    ScanTableInfo,
    ScanTablePage,
    ScanTableQuery,
    TableState,
)
from chengshu.data.survey.errors import ScanNotFoundError
from chengshu.data.survey.models import Scan, ScanTable
from chengshu.data.survey.models.scans import ACTIVE
from chengshu.data.survey.profiles import from_document
from chengshu.data.survey.scan_words import say_finding
from chengshu.data.survey.windows import is_open, opens_at

_ORDERS = {"position", "name", "rows", "row_count", "milliseconds", "columns"}


def get_row(*, scan_id: int) -> Scan:
    """Return the row of a scan.

    Raises:
        ScanNotFoundError: There is none.
    """
    row = Scan.objects.filter(pk=scan_id).first()
    if row is None:
        raise ScanNotFoundError(kind="", key=scan_id)
    return row


def get_scan(*, scan_id: int) -> ScanInfo:
    """Return one scan with its counts.

    Raises:
        ScanNotFoundError: There is none.
    """
    [info] = _to_infos([get_row(scan_id=scan_id)])
    return info


def find_latest(*, source_code: str) -> ScanInfo | None:
    """Return the newest scan of a source, or None."""
    rows = list(Scan.objects.filter(source_code=source_code)[:1])
    return _to_infos(rows)[0] if rows else None


def list_scans(*, query: ScanQuery, reach: Reach) -> ScanPage:
    """Return one page of the scans within reach, newest first."""
    rows = Scan.objects.all()
    if not reach.everything:
        rows = rows.filter(organisation_code__in=reach.organisations)
    if query.source_code:
        rows = rows.filter(source_code=query.source_code)
    if query.state is not None:
        rows = rows.filter(state=query.state.value)
    start = (query.page - 1) * query.page_size
    return ScanPage(tuple(_to_infos(rows[start : start + query.page_size])), rows.count())


def list_waking() -> list[Scan]:
    """Return the scans that ought to go on now, whether a job works on them or not."""
    rows = Scan.objects.filter(state__in=ACTIVE)
    waiting, moment = ScanState.WAITING.value, clock.now()
    return [row for row in rows if row.state != waiting or is_open(row.window, moment)]


def list_tables(*, scan_id: int, query: ScanTableQuery) -> ScanTablePage:
    """Return one page of the tables of a scan."""
    rows: QuerySet[ScanTable] = ScanTable.objects.filter(scan_id=scan_id).defer("profile", "held")
    if query.text:
        rows = rows.filter(Q(name__icontains=query.text) | Q(comment__icontains=query.text))
    if query.state is not None:
        rows = rows.filter(state=query.state.value)
    order = query.order if query.order.removeprefix("-") in _ORDERS else "position"
    rows = rows.order_by(order, "position")
    start = (query.page - 1) * query.page_size
    page = rows[start : start + query.page_size]
    return ScanTablePage(tuple(_to_table(row) for row in page), rows.count())


def get_profile(*, scan_id: int, table: str) -> TableProfile | None:
    """Return what is kept of a table's profile: no value that is or may be a person's."""
    row = ScanTable.objects.filter(scan_id=scan_id, name=table).first()
    return from_document(row.profile) if row and row.profile else None


def _to_infos(rows: Iterable[Scan]) -> list[ScanInfo]:
    found = list(rows)
    counts: dict[int, dict[str, Any]] = {
        int(each["scan"]): {name: value or 0 for name, value in each.items()}
        for each in ScanTable.objects
        .filter(scan__in=found)
        .order_by()
        .values("scan")
        .annotate(
            total=Count("id"),
            read=Count("id", filter=Q(state=TableState.READ.value)),
            refused=Count("id", filter=Q(state=TableState.REFUSED.value)),
            all_rows=Sum("rows"),
            all_columns=Sum("columns"),
            all_queries=Sum("queries"),
            all_milliseconds=Sum("milliseconds"),
        )
    }
    return [_to_info(row, counts.get(row.pk, {})) for row in found]


def _to_info(row: Scan, counts: dict[str, Any]) -> ScanInfo:
    state = ScanState(row.state)
    return ScanInfo(
        id=row.pk,
        source_code=row.source_code,
        organisation_code=row.organisation_code,
        options=ScanOptions(row.rows_limit, row.seconds_limit, tuple(row.patterns), row.window),
        state=state,
        note=row.note,
        by=row.username,
        queued_at=row.queued_at,
        started_at=row.started_at,
        ended_at=row.ended_at,
        total=counts.get("total", 0),
        read=counts.get("read", 0),
        refused=counts.get("refused", 0),
        drafted=row.drafted,
        rows=counts.get("all_rows", 0),
        columns=counts.get("all_columns", 0),
        queries=counts.get("all_queries", 0),
        milliseconds=counts.get("all_milliseconds", 0),
        connections=row.connections,
        gone=tuple(row.gone),
        opens_at=opens_at(row.window, clock.now()) if state is ScanState.WAITING else None,
        is_inferring=row.is_inferring,
    )


def _to_table(row: ScanTable) -> ScanTableInfo:
    finding = Finding(row.name, row.code, say_finding(row.code, row.words)) if row.code else None
    return ScanTableInfo(
        name=row.name,
        kind=row.kind,
        comment=row.comment,
        state=TableState(row.state),
        columns=row.columns,
        rows=row.rows,
        row_count=row.row_count,
        is_exact=row.is_exact,
        sampling=Sampling(row.sampling) if row.sampling else None,
        milliseconds=row.milliseconds,
        queries=row.queries,
        ended_at=row.ended_at,
        finding=finding,
    )
