"""The life of a scan: asked for, paused, resumed, cancelled, ended; its tables written once."""

import fnmatch
from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from chengshu.base.accounts.contracts import Actor
from chengshu.base.clock import api as clock
from chengshu.base.errors.api import ChengshuError, RetryError
from chengshu.data.sources.contracts import SourceInfo, TableInfo, TableProfile
from chengshu.data.sources.errors import SourceUnreachableError, TableUnreadableError
from chengshu.data.survey.contracts.scans import ScanOptions, ScanState, TableState
from chengshu.data.survey.errors import ScanOptionsError, ScanRunningError, ScanStateError
from chengshu.data.survey.models import Scan, ScanTable
from chengshu.data.survey.profiles import seal, to_document, without_values
from chengshu.data.survey.scan_words import label_scan_state
from chengshu.data.survey.windows import check_window

MOST_ATTEMPTS = 3
_MOST_NAME = 255
_MOST_ROWS, _MOST_SECONDS = 200_000, 600.0
_MAY_PAUSE = {ScanState.QUEUED, ScanState.RUNNING, ScanState.WAITING}
_MAY_RESUME = {ScanState.PAUSED, ScanState.FAILED}
_MAY_CANCEL = _MAY_PAUSE | {ScanState.PAUSED}


def _between(least: str, most: str) -> str:
    return _("应在 %(least)s 到 %(most)s 之间") % {"least": least, "most": most}


def create_scan(*, actor: Actor, source: SourceInfo, options: ScanOptions) -> Scan:
    """Write down a scan that is asked for.

    Raises:
        ScanOptionsError: A limit, a pattern or the window cannot be used.
        ScanRunningError: The source has a scan that is not over.
    """
    if not 1 <= options.rows <= _MOST_ROWS:
        raise ScanOptionsError(field=_("每表最多行数"), reason=_between("1", f"{_MOST_ROWS}"))
    if not 0 < options.seconds <= _MOST_SECONDS:
        raise ScanOptionsError(field=_("每表最多秒数"), reason=_between("0", f"{_MOST_SECONDS:g}"))
    scan = Scan(
        source_code=source.code,
        organisation_code=source.organisation_code,
        rows_limit=options.rows,
        seconds_limit=options.seconds,
        patterns=[pattern.strip() for pattern in options.tables if pattern.strip()],
        window=check_window(options.window),
        username=actor.username,
        queued_at=clock.now(),
    )
    try:
        with transaction.atomic():
            scan.save()
    except IntegrityError as error:
        raise ScanRunningError(source=source.name) from error
    return scan


def pause_scan(*, scan_id: int) -> Scan:
    """Let a scan read no further table until it is resumed."""
    return _turn(scan_id, ScanState.PAUSED, _MAY_PAUSE)


def resume_scan(*, scan_id: int) -> Scan:
    """Let a paused or failed scan go on where it stopped."""
    scan = _turn(scan_id, ScanState.QUEUED, _MAY_RESUME)
    scan.note, scan.failures, scan.ended_at = "", 0, None
    scan.save(update_fields=["note", "failures", "ended_at"])
    return scan


def cancel_scan(*, scan_id: int) -> Scan:
    """End a scan before its time; what was held of its values goes."""
    scan = _turn(scan_id, ScanState.CANCELLED, _MAY_CANCEL)
    open_ones = [TableState.WAITING.value, TableState.RUNNING.value]
    scan.tables.filter(state__in=open_ones).update(state=TableState.LEFT)
    end_scan(scan, ScanState.CANCELLED)
    return scan


def _turn(scan_id: int, to: ScanState, allowed: set[ScanState]) -> Scan:
    scan = Scan.objects.select_for_update().get(pk=scan_id)
    if ScanState(scan.state) not in allowed:
        raise ScanStateError(scan=scan_id, state=label_scan_state(ScanState(scan.state)))
    scan.state = to.value
    try:
        with transaction.atomic():
            scan.save(update_fields=["state"])
    except IntegrityError as error:  # a failed one, while a newer one is open
        raise ScanRunningError(source=scan.source_code) from error
    return scan


def move(scan: Scan, to: ScanState, note: str = "") -> bool:
    """Turn a scan that still goes on; False when a person has turned it meanwhile."""
    going = Scan.objects.filter(pk=scan.pk, state__in=[state.value for state in _MAY_PAUSE])
    values: dict[str, object] = {"state": to.value, "note": note}
    if to is ScanState.RUNNING and scan.started_at is None:
        scan.started_at = clock.now()
        values["started_at"] = scan.started_at
    return bool(going.update(**values))


def end_scan(scan: Scan, state: ScanState, note: str = "") -> None:
    """End a scan; nothing of its values stays held unless it may be resumed."""
    with transaction.atomic():
        if state is not ScanState.FAILED:
            scan.tables.exclude(held="").update(held="")
        scan.state, scan.note, scan.ended_at = state.value, note, clock.now()
        scan.is_inferring = False
        scan.save(update_fields=["state", "note", "ended_at", "is_inferring"])


@transaction.atomic
def list_tables(*, scan: Scan, found: Sequence[TableInfo]) -> None:
    """Write down once which tables the scan will read, and which the source no longer has."""
    scan = Scan.objects.select_for_update().get(pk=scan.pk)
    if scan.is_listed:
        return
    chosen = [info for info in found if _is_wanted(info.name, scan.patterns)]
    if scan.patterns and not chosen:
        raise ScanOptionsError(field="tables", reason="、".join(scan.patterns))
    rows = [_new_row(scan, info, place) for place, info in enumerate(chosen)]
    ScanTable.objects.bulk_create(rows, batch_size=1000)
    known = ScanTable.objects.filter(scan__source_code=scan.source_code).exclude(scan=scan)
    before = set(known.values_list("name", flat=True).distinct().order_by())
    scan.gone = sorted(before - {info.name for info in found})
    scan.is_listed = True
    scan.save(update_fields=["gone", "is_listed"])


def _new_row(scan: Scan, info: TableInfo, position: int) -> ScanTable:
    """Return the row of a table that waits; one whose name nobody could keep is refused."""
    row = ScanTable(
        scan=scan,
        name=info.name,
        kind=info.kind,
        comment=info.comment,
        columns=len(info.columns),
        position=position,
    )
    if len(info.name) > _MOST_NAME:
        row.name = f"{info.name[:_MOST_NAME]}…{position}"
        row.state, row.code = TableState.REFUSED.value, TableUnreadableError.code
        row.words = {"table": row.name, "reason": str(_("名称超过 255 个字符"))}
    return row


def _is_wanted(name: str, patterns: Sequence[str]) -> bool:
    is_meant = name in patterns or any(fnmatch.fnmatchcase(name, each) for each in patterns)
    return is_meant or not patterns


def begin_table(row: ScanTable) -> None:
    """Note that a table is about to be read, so that one that kills its reader is known."""
    row.attempts += 1
    row.state = TableState.RUNNING.value
    row.save(update_fields=["attempts", "state"])


def keep_profile(*, row: ScanTable, profile: TableProfile) -> None:
    """Write down what was read of a table; its values are sealed until drafts are made."""
    row.state, row.ended_at = TableState.READ.value, clock.now()
    row.kind, row.comment, row.columns = profile.kind, profile.comment, len(profile.columns)
    row.rows, row.row_count, row.is_exact = (
        profile.sampled_rows,
        profile.row_count,
        profile.is_exact,
    )
    row.sampling, row.milliseconds = profile.sampling.value, profile.milliseconds
    row.queries = profile.queries
    row.profile = to_document(without_values(profile))
    with transaction.atomic():
        scan = Scan.objects.select_for_update().get(pk=row.scan_id)
        is_cancelled = scan.state == ScanState.CANCELLED  # while it was being read
        row.held = "" if is_cancelled else seal(profile, context=held_context(row))
        row.save()


def held_context(row: ScanTable) -> str:
    """Return what the sealed profile of a table is bound to."""
    return f"scan:{row.scan_id}:{row.name}"


def keep_finding(*, row: ScanTable, error: ChengshuError) -> None:
    """Write down why a table was not read."""
    row.state, row.ended_at = TableState.REFUSED.value, clock.now()
    row.code = error.code
    row.words = {name: str(value) for name, value in error.data.items()}
    row.save(update_fields=["state", "ended_at", "code", "words"])


def put_back(*, row: ScanTable, error: RetryError) -> None:
    """Let a table wait for another try; that nobody answered is no fault of its own."""
    row.state = TableState.WAITING.value
    row.attempts -= isinstance(error, SourceUnreachableError)
    row.save(update_fields=["state", "attempts"])
