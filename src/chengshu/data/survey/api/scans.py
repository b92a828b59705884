"""The door to scans: have a source read, watch it, pause, resume, cancel."""

from collections.abc import Mapping

from django.db import transaction

from chengshu.base.access import api as access
from chengshu.base.accounts import api as accounts
from chengshu.base.accounts.contracts import Actor, system_actor
from chengshu.base.audit import api as audit
from chengshu.base.jobs import api as jobs
from chengshu.base.jobs.contracts import JobContext, JobInfo
from chengshu.data.sources import api as sources
from chengshu.data.sources.contracts import TableProfile
from chengshu.data.survey.contracts.scans import (
    ScanInfo,
    ScanOptions,
    ScanPage,
    ScanQuery,
    ScanState,
    ScanTablePage,
    ScanTableQuery,
)
from chengshu.data.survey.selectors import scans as selectors
from chengshu.data.survey.services import scanning
from chengshu.data.survey.services import scans as services

SCAN_JOB = "survey.scan"
_SCAN, _READ = "survey.scan", "survey.read_scans"
_EVERY_SCAN = ScanQuery()
_EVERY_TABLE = ScanTableQuery()
_GENTLE = ScanOptions()


def start_scan(actor: Actor, source_code: str, options: ScanOptions = _GENTLE) -> ScanInfo:
    """Have a source read by a job.

    Raises:
        ScanOptionsError: A limit, a pattern or the window cannot be used.
        ScanRunningError: The source has a scan that is not over.
    """
    source = sources.get_source(actor, source_code)
    access.check(actor, _SCAN, organisation=source.organisation_code)
    with transaction.atomic():
        scan = services.create_scan(actor=actor, source=source, options=options)
        job = _enqueue(actor, scan.pk)
        _record(actor, "start", scan.pk, detail={"job": job.id, **vars(options)})
    return selectors.get_scan(scan_id=scan.pk)


def pause_scan(actor: Actor, scan_id: int) -> ScanInfo:
    """Let a scan read no further table until it is resumed; what is being read ends.

    Raises:
        ScanStateError: It does not go on.
    """
    _check(actor, _SCAN, scan_id)
    with transaction.atomic():
        services.pause_scan(scan_id=scan_id)
        _record(actor, "pause", scan_id)
    return selectors.get_scan(scan_id=scan_id)


def resume_scan(actor: Actor, scan_id: int) -> ScanInfo:
    """Let a paused or failed scan go on where it stopped.

    Raises:
        ScanStateError: It is neither.
        ScanRunningError: The source has another scan that is not over.
    """
    _check(actor, _SCAN, scan_id)
    with transaction.atomic():
        services.resume_scan(scan_id=scan_id)
        _enqueue(actor, scan_id)
        _record(actor, "resume", scan_id)
    return selectors.get_scan(scan_id=scan_id)


def cancel_scan(actor: Actor, scan_id: int) -> ScanInfo:
    """End a scan; what was read stays on record, nothing is drafted from it.

    Raises:
        ScanStateError: It is over already.
    """
    _check(actor, _SCAN, scan_id)
    with transaction.atomic():
        services.cancel_scan(scan_id=scan_id)
        _record(actor, "cancel", scan_id)
    return selectors.get_scan(scan_id=scan_id)


def run_scan(actor: Actor, scan_id: int, *, job: JobContext | None = None) -> ScanInfo:
    """Bring a scan as far as it may go now, in this process.

    Raises:
        RetryError: The source does not answer; the same call may go on later.
    """
    _check(actor, _SCAN, scan_id)
    scanning.run_scan(actor, selectors.get_row(scan_id=scan_id), job)
    info = selectors.get_scan(scan_id=scan_id)
    if info.is_over:
        counts = {name: getattr(info, name) for name in ("total", "read", "refused", "drafted")}
        load = {"rows": info.rows, "queries": info.queries, "milliseconds": info.milliseconds}
        outcome = "failed" if info.state is ScanState.FAILED else "done"
        detail = {"scan": scan_id, "state": info.state.value, **counts, **load}
        audit.record(actor, _SCAN, subject=info.source_code, outcome=outcome, detail=detail)
    return info


def wake_scans(actor: Actor) -> int:
    """Queue again the scans whose window has opened or whose job ended; return how many."""
    access.check(actor, _SCAN)
    waiting = selectors.list_waking()
    for scan in waiting:
        _enqueue(_who_asked(scan.username), scan.pk)
    return len(waiting)


def get_scan(actor: Actor, scan_id: int) -> ScanInfo:
    """Return one scan.

    Raises:
        ScanNotFoundError: There is none, or the actor may not know of it.
    """
    _check(actor, _READ, scan_id)
    return selectors.get_scan(scan_id=scan_id)


def find_latest_scan(actor: Actor, source_code: str) -> ScanInfo | None:
    """Return the newest scan of a source the actor may see, or None."""
    info = selectors.find_latest(source_code=source_code)
    if info is not None:
        access.check(actor, _READ, organisation=info.organisation_code)
    return info


def list_scans(actor: Actor, query: ScanQuery = _EVERY_SCAN) -> ScanPage:
    """Return one page of the scans the actor may see, newest first."""
    access.check(actor, _READ)
    return selectors.list_scans(query=query, reach=access.reach(actor, _READ))


def list_scan_tables(
    actor: Actor, scan_id: int, query: ScanTableQuery = _EVERY_TABLE
) -> ScanTablePage:
    """Return one page of the tables of a scan, with what could not be read and why."""
    _check(actor, _READ, scan_id)
    return selectors.list_tables(scan_id=scan_id, query=query)


def get_profile(actor: Actor, scan_id: int, table: str) -> TableProfile | None:
    """Return what is kept of a table's profile: no value that is or may be a person's."""
    _check(actor, _READ, scan_id)
    return selectors.get_profile(scan_id=scan_id, table=table)


def _enqueue(actor: Actor, scan_id: int) -> JobInfo:
    """Queue the work under the number of the scan, so that it runs once at a time."""
    row = selectors.get_row(scan_id=scan_id)
    return jobs.enqueue(
        actor,
        SCAN_JOB,
        subject=row.source_code,
        arguments={"scan": scan_id},
        key=f"{SCAN_JOB}:{scan_id}",
    )


def _who_asked(username: str) -> Actor:
    """Return the one a scan goes on for, with the posts held today."""
    name, _mark, program = username.partition(":")
    if program:
        return system_actor(program)
    person = accounts.find_person(name)
    posts = person.posts if person and person.is_active else ()
    return Actor(name, person.name if person else name, posts)


def _check(actor: Actor, permission: str, scan_id: int) -> None:
    """Refuse a foreign scan as if there were none."""
    access.check(actor, permission)
    owner = selectors.get_row(scan_id=scan_id).organisation_code
    access.check(actor, permission, organisation=owner)


def _record(
    actor: Actor, step: str, scan_id: int, *, detail: Mapping[str, object] | None = None
) -> None:
    source = selectors.get_row(scan_id=scan_id).source_code
    audit.record(
        actor, _SCAN, subject=source, detail={"scan": scan_id, "step": step, **(detail or {})}
    )
