"""The work of a scan: list, read table by table, draft; taken up again wherever it stopped."""

from collections import deque
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager

import structlog
from django.utils.translation import gettext as _

from chengshu.base.accounts.contracts import Actor
from chengshu.base.clock import api as clock
from chengshu.base.errors.api import ChengshuError, NotAllowedError, RefusedError, RetryError
from chengshu.base.jobs.contracts import JobContext
from chengshu.base.jobs.errors import JobCancelledError, JobSupersededError
from chengshu.data.sources import api as sources
from chengshu.data.sources.contracts import ProfileLimits, Profiler, TableProfile
from chengshu.data.sources.errors import SourceBusyError, SourceUnreachableError
from chengshu.data.survey.contracts.scans import ScanState, TableState
from chengshu.data.survey.errors import TableBrokenError, TableCrashedError
from chengshu.data.survey.locks import hold_scan
from chengshu.data.survey.models import Scan, ScanTable
from chengshu.data.survey.services import scans
from chengshu.data.survey.services.drafting import draft_scan
from chengshu.data.survey.windows import is_open

_MOST_FAILURES = 3  # of the source as a whole, before a person must look
_SEAT_SECONDS = 30.0
_STOPPED = {ScanState.PAUSED.value, ScanState.CANCELLED.value}
_log = structlog.get_logger(__name__)


def run_scan(actor: Actor, scan: Scan, job: JobContext | None = None) -> Scan:
    """Bring a scan as far as it may go now; what was read before is not read again.

    Nothing is done while another process works on it.

    Raises:
        RetryError: The source does not answer; the same call may go on later.
    """
    with hold_scan(scan.pk) as is_mine:
        if is_mine:
            scan.refresh_from_db()
            return _work_on(actor, scan, job)
    return scan


def _work_on(actor: Actor, scan: Scan, job: JobContext | None) -> Scan:
    if not is_open(scan.window, clock.now()):
        scans.move(scan, ScanState.WAITING)
        return scan
    if not scans.move(scan, ScanState.RUNNING):
        return scan
    try:
        with _counted(scan):
            _run(actor, scan, job)
    except JobCancelledError:
        scans.cancel_scan(scan_id=scan.pk)
        raise
    except JobSupersededError:
        raise
    except RetryError as error:
        if scan.failures < _MOST_FAILURES:
            scans.move(scan, ScanState.QUEUED, str(error))
            raise
        scans.end_scan(scan, ScanState.FAILED, str(error))
    except RefusedError as error:
        scans.end_scan(scan, ScanState.FAILED, str(error))
    scan.refresh_from_db()
    return scan


@contextmanager
def _counted(scan: Scan) -> Iterator[None]:
    """Count what ends badly, so that a scan that breaks again and again waits for a person."""
    ended_well = False
    try:
        yield
        ended_well = True
    finally:
        if not ended_well:
            scan.failures += 1
            Scan.objects.filter(pk=scan.pk).update(failures=scan.failures)
            if scan.failures > _MOST_FAILURES:
                scans.end_scan(scan, ScanState.FAILED, _("程序多次出错，请联系运维人员查看日志。"))


def _run(actor: Actor, scan: Scan, job: JobContext | None) -> None:
    if not scan.is_listed:
        scans.list_tables(scan=scan, found=sources.describe_source(actor, scan.source_code))
        scan.refresh_from_db()
    with sources.open_profiles(actor, scan.source_code) as profiler:
        stopped = _Reading(scan, profiler, job).read_all()
    if not stopped:
        draft_scan(scan)


def _may_try_again(row: ScanTable, error: RetryError) -> bool:
    """Tell whether a table waits for its source: one that cuts the line thrice is left out."""
    return isinstance(error, SourceUnreachableError) or row.attempts < scans.MOST_ATTEMPTS


class _Reading:
    """Reads the tables that wait, as many at once as the source has connections for us."""

    def __init__(self, scan: Scan, profiler: Profiler, job: JobContext | None) -> None:
        self.scan = scan
        self.profiler = profiler
        self.job = job
        self.limits = ProfileLimits(scan.rows_limit, scan.seconds_limit)
        open_ones = [TableState.WAITING.value, TableState.RUNNING.value]
        self.total = scan.tables.count()
        self.waiting = deque(scan.tables.filter(state__in=open_ones))
        self.done = self.total - len(self.waiting)
        self.running: dict[Future[TableProfile], tuple[ScanTable, int]] = {}
        self.lost: ChengshuError | None = None

    def read_all(self) -> bool:
        """Read until nothing waits; return True where somebody or the clock stopped it.

        Raises:
            RetryError: The source went away.
        """
        stopped = False
        with ThreadPoolExecutor(self.profiler.seats) as pool:
            while (self.waiting and not stopped and not self.lost) or self.running:
                stopped = stopped or self._must_stop()
                while self.waiting and not stopped and not self.lost and self._begin_next(pool):
                    pass
                self._collect()
        if self.lost is not None:
            raise self.lost
        return stopped or self._must_stop()

    def _must_stop(self) -> bool:
        """Look for a person's word and at the clock, between two tables."""
        if self.job is not None:
            self.job.stop_if_cancelled()
        state = Scan.objects.values_list("state", flat=True).get(pk=self.scan.pk)
        if state in _STOPPED:
            return True
        if self.waiting and not is_open(self.scan.window, clock.now()):
            return scans.move(self.scan, ScanState.WAITING)
        return False

    def _begin_next(self, pool: ThreadPoolExecutor) -> bool:
        """Begin with the next table if the source has a seat for it; else with none.

        Raises:
            SourceBusyError: It had none for long, and nothing of ours is under way.
        """
        if self.waiting[0].attempts >= scans.MOST_ATTEMPTS:
            row = self.waiting.popleft()
            scans.keep_finding(row=row, error=TableCrashedError(table=row.name))
            self.done += 1
            return True
        seat = self._find_seat()
        if seat is None:
            return False
        row = self.waiting.popleft()
        scans.begin_table(row)
        self.running[pool.submit(self.profiler.profile, row.name, self.limits)] = row, seat
        if len(self.running) > self.scan.connections:
            self.scan.connections = len(self.running)
            self.scan.save(update_fields=["connections"])
        return True

    def _find_seat(self) -> int | None:
        """Return a free seat; wait for one only where nothing is under way."""
        if len(self.running) >= self.profiler.seats:
            return None
        try:
            return self.profiler.take(0 if self.running else _SEAT_SECONDS)
        except SourceBusyError:
            if not self.running:
                raise
        return None

    def _collect(self) -> None:
        if not self.running:
            return
        ended, _others = wait(self.running, return_when=FIRST_COMPLETED)
        for future in ended:
            row, seat = self.running.pop(future)
            self.profiler.leave(seat)
            self._settle(row, future)
            if self.job is not None:
                self.job.advance(self.done, self.total, row.name)

    def _settle(self, row: ScanTable, future: Future[TableProfile]) -> None:
        """Write down how the reading of one table ended."""
        error = future.exception()
        if error is None:
            scans.keep_profile(row=row, profile=future.result())
            self._forget_failures()
        elif isinstance(error, RetryError) and _may_try_again(row, error):
            scans.put_back(row=row, error=error)
            self.lost = error
            return
        elif isinstance(error, ChengshuError) and not isinstance(error, NotAllowedError):
            scans.keep_finding(row=row, error=error)
        else:
            _log.error("table broken", table=row.name, exc_info=error)
            broken = TableBrokenError(table=row.name, reason=type(error).__name__)
            scans.keep_finding(row=row, error=broken)
        self.done += 1

    def _forget_failures(self) -> None:
        """A table that was read shows that the source is well again."""
        if self.scan.failures:
            self.scan.failures = 0
            Scan.objects.filter(pk=self.scan.pk).update(failures=0)
