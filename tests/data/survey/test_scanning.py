"""A scan reads what it may, stops when it must, and goes on where it stopped."""

import datetime as dt
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from chengshu.base.clock import api as clock
from chengshu.base.jobs.errors import JobCancelledError
from chengshu.data.sources import api as sources
from chengshu.data.sources import plugs, selectors
from chengshu.data.sources.contracts import ProfileLimits, SourceKind, TableProfile
from chengshu.data.sources.errors import SourceBusyError, SourceUnreachableError
from chengshu.data.sources.seats import take_seat
from chengshu.data.survey import api as survey
from chengshu.data.survey import windows
from chengshu.data.survey.contracts import DraftQuery, ScanInfo, ScanOptions, ScanState, TableState
from chengshu.data.survey.errors import ScanOptionsError, ScanRunningError, ScanStateError
from chengshu.data.survey.models import Scan, ScanTable
from chengshu.data.survey.services import drafting, scanning
from tests.data.survey.drafted import SYSTEM
from tests.data.survey.scanned import (
    CODE,
    SECRET,
    AfterEach,
    make_source,
    names_in,
    scan,
    tables_of,
)

pytestmark = pytest.mark.usefixtures("city")
Profile = Callable[[object, object, str, ProfileLimits], TableProfile]


class Killed(BaseException):
    """Stands for kill -9: nothing in the program catches it."""


@pytest.fixture(autouse=True)
def source(city: None, tmp_path: Path) -> Path:
    make_source(tmp_path)
    return tmp_path


def intercept(monkeypatch: pytest.MonkeyPatch, then: Callable[[str], None]) -> list[str]:
    """Do something whenever a table is about to be read; return the names read."""
    connector = plugs.CONNECTORS.get(SourceKind.SQLITE)
    real, names = connector.profile, []

    def profile(connection: object, table: str, limits: ProfileLimits) -> TableProfile:
        names.append(table)
        then(table)
        return real(connection, table, limits)  # type: ignore[arg-type]

    monkeypatch.setattr(connector, "profile", profile)
    return names


def test_a_scan_reads_every_table_and_tells_what_it_could_not() -> None:
    done = scan()
    assert (done.state, done.total, done.read, done.refused) == (ScanState.DONE, 5, 4, 1)
    assert (done.rows, done.percent, done.columns) == (120, 100, 12)
    assert done.queries >= 4
    assert done.ended_at
    broken = tables_of(done.id)["v_broken"]
    assert broken.state is TableState.REFUSED
    assert broken.finding
    assert "v_broken" in broken.finding.sentence or "x.db" in broken.finding.sentence


def test_nothing_of_a_persons_values_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    held: list[str] = []
    monkeypatch.setattr(
        scanning,
        "draft_scan",
        lambda _scan: held.extend(
            ScanTable.objects.exclude(held="").values_list("held", flat=True)
        ),
    )
    first = scan()
    assert len(held) == 4
    assert not any(SECRET in token or "小明" in token for token in held)
    monkeypatch.undo()
    survey.run_scan(SYSTEM, first.id)
    for row in ScanTable.objects.filter(state=TableState.READ):
        assert row.held == ""
        assert SECRET not in str(row.profile)
    kept = survey.get_profile(SYSTEM, first.id, "t0")
    assert kept
    assert [(one.name, one.distinct, one.sample) for one in kept.columns] == [
        ("id", 30, ()),
        ("xm", 30, ()),
        ("kind", 2, ()),
    ]


def test_what_was_read_is_drafted_and_waits_for_a_person() -> None:
    done = scan()
    assert done.drafted == 4
    drafts = survey.list_drafts(SYSTEM, DraftQuery(source=CODE))
    assert {row.table for row in drafts.rows} == {"t0", "t1", "t2", "t3"}
    shown = survey.get_draft(SYSTEM, drafts.rows[0].id)
    assert {line.column for line in shown.column_lines} == {"id", "xm", "kind"}
    assert SECRET not in str(shown)


def test_drafting_that_is_killed_is_done_again(monkeypatch: pytest.MonkeyPatch) -> None:
    begun = survey.start_scan(SYSTEM, CODE)
    with monkeypatch.context() as patch:
        patch.setattr(drafting, "infer_tables", _die)
        with pytest.raises(Killed):
            survey.run_scan(SYSTEM, begun.id)
    assert survey.get_scan(SYSTEM, begun.id).is_inferring
    names = intercept(monkeypatch, lambda _table: None)
    done = survey.run_scan(SYSTEM, begun.id)
    assert (done.state, done.drafted, names) == (ScanState.DONE, 4, [])


def test_a_scan_cancelled_while_it_drafts_keeps_none(monkeypatch: pytest.MonkeyPatch) -> None:
    begun = survey.start_scan(SYSTEM, CODE)
    real = drafting.infer_tables

    def cancel(*given: object) -> object:
        survey.cancel_scan(SYSTEM, begun.id)
        return real(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(drafting, "infer_tables", cancel)
    ended = survey.run_scan(SYSTEM, begun.id)
    assert (ended.state, ended.drafted) == (ScanState.CANCELLED, 0)
    assert survey.list_drafts(SYSTEM, DraftQuery(source=CODE)).total == 0
    assert not ScanTable.objects.exclude(held="").exists()


def test_only_the_tables_asked_for_are_read() -> None:
    done = scan(ScanOptions(tables=("t[12]", "v_nothing"), rows=10, seconds=5))
    assert set(tables_of(done.id)) == {"t1", "t2"}
    assert {row.rows for row in tables_of(done.id).values()} == {10}


def test_a_scan_of_nothing_is_refused_in_words() -> None:
    done = scan(ScanOptions(tables=("nothing_*",)))
    assert done.state is ScanState.FAILED
    assert "nothing_*" in done.note


@pytest.mark.parametrize(
    "options",
    [
        ScanOptions(rows=0),
        ScanOptions(rows=10**7),
        ScanOptions(seconds=0),
        ScanOptions(seconds=9999),
        ScanOptions(window="25:00-06:00"),
        ScanOptions(window="06:00-06:00"),
        ScanOptions(window="night"),
    ],
)
def test_limits_that_make_no_sense_are_refused(options: ScanOptions) -> None:
    with pytest.raises(ScanOptionsError):
        survey.start_scan(SYSTEM, CODE, options)


def test_a_source_has_one_scan_at_a_time() -> None:
    first = survey.start_scan(SYSTEM, CODE)
    with pytest.raises(ScanRunningError):
        survey.start_scan(SYSTEM, CODE)
    survey.cancel_scan(SYSTEM, first.id)
    assert survey.start_scan(SYSTEM, CODE).id != first.id


def test_a_paused_scan_reads_no_more_until_it_is_resumed(monkeypatch: pytest.MonkeyPatch) -> None:
    names = intercept(monkeypatch, lambda _table: None)
    begun = survey.start_scan(SYSTEM, CODE)
    job = AfterEach(2, lambda: survey.pause_scan(SYSTEM, begun.id))
    paused = survey.run_scan(SYSTEM, begun.id, job=job)
    assert paused.state is ScanState.PAUSED
    assert 2 <= paused.read < 4
    assert survey.run_scan(SYSTEM, begun.id).state is ScanState.PAUSED
    assert survey.wake_scans(SYSTEM) == 0
    survey.resume_scan(SYSTEM, begun.id)
    done = survey.run_scan(SYSTEM, begun.id)
    assert (done.state, done.read, done.refused) == (ScanState.DONE, 4, 1)
    assert sorted(names) == ["t0", "t1", "t2", "t3", "v_broken"]


def test_a_cancelled_scan_leaves_the_rest_unread() -> None:
    begun = survey.start_scan(SYSTEM, CODE)
    job = AfterEach(1, lambda: survey.cancel_scan(SYSTEM, begun.id))
    ended = survey.run_scan(SYSTEM, begun.id, job=job)
    assert ended.state is ScanState.CANCELLED
    assert names_in(begun.id, TableState.LEFT)
    assert names_in(begun.id, TableState.WAITING) == set()
    assert not ScanTable.objects.exclude(held="").exists()
    for act in (survey.pause_scan, survey.resume_scan, survey.cancel_scan):
        with pytest.raises(ScanStateError):
            act(SYSTEM, begun.id)


def test_cancelling_its_job_cancels_the_scan() -> None:
    begun = survey.start_scan(SYSTEM, CODE)

    class Cancelled(AfterEach):
        def stop_if_cancelled(self) -> None:
            raise JobCancelledError(key=1)

    with pytest.raises(JobCancelledError):
        survey.run_scan(SYSTEM, begun.id, job=Cancelled(0, lambda: None))
    assert survey.get_scan(SYSTEM, begun.id).state is ScanState.CANCELLED


def test_a_killed_scan_goes_on_and_doubles_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    begun = survey.start_scan(SYSTEM, CODE)

    def kill(*_: object, **__: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(AfterEach, "advance", kill)
        with pytest.raises(Killed):
            survey.run_scan(SYSTEM, begun.id, job=AfterEach(0, lambda: None))
    names = intercept(monkeypatch, lambda _table: None)
    read_before = names_in(begun.id, TableState.READ)
    done = survey.run_scan(SYSTEM, begun.id)
    assert (done.state, done.total, done.read, done.refused) == (ScanState.DONE, 5, 4, 1)
    assert read_before
    assert not read_before & set(names)
    assert len(names) == len(set(names))


def test_a_table_that_kills_its_reader_again_and_again_is_left_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    begun = survey.start_scan(SYSTEM, CODE)
    monkeypatch.setattr(scanning, "_MOST_FAILURES", 9)
    with monkeypatch.context() as patch:
        patch.setattr(scanning, "wait", _die)
        for _attempt in range(3):
            with pytest.raises(Killed):
                survey.run_scan(SYSTEM, begun.id)
    done = survey.run_scan(SYSTEM, begun.id)
    assert done.state is ScanState.DONE
    codes = {row.finding.code for row in tables_of(begun.id).values() if row.finding}
    assert "table_crashed" in codes
    assert done.read + done.refused == 5


def _describe(_actor: object, code: str) -> object:
    return plugs.CONNECTORS.get(SourceKind.SQLITE).describe(selectors.get_connection(code))


def _die(*_: object, **__: object) -> None:
    raise Killed


def test_a_fault_of_ours_costs_one_table(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(table: str) -> None:
        if table == "t1":
            raise ZeroDivisionError

    intercept(monkeypatch, fail)
    done = scan()
    assert (done.state, done.read, done.refused) == (ScanState.DONE, 3, 2)
    finding = tables_of(done.id)["t1"].finding
    assert finding
    assert (finding.code, "ZeroDivisionError" in finding.sentence) == ("table_broken", True)


def test_a_source_that_goes_away_is_tried_again_and_then_waits_for_a_person(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    away = True

    def leave(table: str) -> None:
        if away and table in {"t2", "t3"}:
            raise SourceUnreachableError(address="db:5432")

    names = intercept(monkeypatch, leave)
    begun = survey.start_scan(SYSTEM, CODE)
    for _attempt in range(2):
        with pytest.raises(SourceUnreachableError):
            survey.run_scan(SYSTEM, begun.id)
    failed = survey.run_scan(SYSTEM, begun.id)
    assert failed.state is ScanState.FAILED
    assert "db:5432" in failed.note
    away = False
    survey.resume_scan(SYSTEM, begun.id)
    done = survey.run_scan(SYSTEM, begun.id)
    assert done.state is ScanState.DONE
    assert names.count("t0") == 1


def test_outside_its_window_a_scan_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    names = intercept(monkeypatch, lambda _table: None)
    moment = clock.now().replace(hour=12, minute=0)
    monkeypatch.setattr(clock, "now", lambda: moment)
    begun = survey.start_scan(SYSTEM, CODE, ScanOptions(window="22:00-06:00"))
    waiting = survey.run_scan(SYSTEM, begun.id)
    assert waiting.state is ScanState.WAITING
    assert waiting.opens_at == moment.replace(hour=22, second=0, microsecond=0)
    assert names == []
    assert survey.wake_scans(SYSTEM) == 0
    moment = moment.replace(hour=23)
    assert survey.wake_scans(SYSTEM) == 1
    assert survey.run_scan(SYSTEM, begun.id).state is ScanState.DONE


def test_a_window_that_closes_stops_the_scan_between_tables(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    moment = clock.now().replace(hour=5, minute=59)
    monkeypatch.setattr(clock, "now", lambda: moment)
    begun = survey.start_scan(SYSTEM, CODE, ScanOptions(window="22:00-06:00"))

    def six() -> None:
        nonlocal moment
        moment = moment.replace(hour=6)

    stopped = survey.run_scan(SYSTEM, begun.id, job=AfterEach(1, six))
    assert stopped.state is ScanState.WAITING
    assert 1 <= stopped.read + stopped.refused < 5


def test_off_hours_follow_the_working_calendar() -> None:
    zone = clock.now().tzinfo
    monday, holiday = (
        dt.datetime(2025, 9, 29, 10, tzinfo=zone),
        dt.datetime(2025, 10, 1, 10, tzinfo=zone),
    )
    assert not windows.is_open("off", monday)
    assert windows.is_open("off", monday.replace(hour=22))
    assert windows.is_open("off", holiday)
    opening = windows.opens_at("off", monday)
    assert opening
    assert windows.is_open("off", opening)
    assert opening.hour < 14  # the lunch break is outside working hours too


def test_a_scan_uses_no_more_connections_than_are_free() -> None:
    assert scan().connections == 2
    begun = survey.start_scan(SYSTEM, CODE)
    with take_seat(CODE):
        done = survey.run_scan(SYSTEM, begun.id)
    assert (done.connections, done.read) == (1, 4)


def test_a_scan_leaves_its_seats_between_two_tables() -> None:
    begun = survey.start_scan(SYSTEM, CODE)
    seen: list[int] = []

    def sit() -> None:
        with take_seat(CODE, wait=5) as seat:
            seen.append(seat)

    survey.run_scan(SYSTEM, begun.id, job=AfterEach(2, sit))
    assert len(seen) == 1


def test_a_source_that_is_busy_for_long_is_tried_again_later(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    begun = survey.start_scan(SYSTEM, CODE)
    monkeypatch.setattr(scanning, "_SEAT_SECONDS", 0)
    monkeypatch.setattr(sources, "describe_source", _describe)
    with take_seat(CODE), take_seat(CODE), pytest.raises(SourceBusyError):
        survey.run_scan(SYSTEM, begun.id)
    assert survey.run_scan(SYSTEM, begun.id).state is ScanState.DONE


def test_a_rescan_tells_which_tables_are_gone(source: Path) -> None:
    scan()
    session = sqlite3.connect(source / "x.db")
    session.execute("DROP TABLE t3")
    session.commit()
    session.close()
    again = scan(ScanOptions(tables=("t0",)))
    assert again.gone == ("t3",)


def test_strange_names_and_cells_cost_no_scan(source: Path) -> None:
    session = sqlite3.connect(source / "x.db")
    session.execute(f'CREATE TABLE "{"长" * 300}" (a)')
    session.execute('CREATE TABLE "二 表, [x]*" ("列 名" TEXT)')
    session.execute('INSERT INTO "二 表, [x]*" VALUES (?)', ["a\x00b"])
    session.commit()
    session.close()
    done = scan()
    assert (done.state, done.read, done.refused, done.drafted) == (ScanState.DONE, 5, 2, 5)
    assert scan(ScanOptions(tables=("二 表, [x]*",))).read == 1


def test_progress_is_told_table_by_table() -> None:
    begun = survey.start_scan(SYSTEM, CODE)
    job = AfterEach(0, lambda: None)
    survey.run_scan(SYSTEM, begun.id, job=job)
    assert [line.split()[0] for line in job.seen] == [f"{n}/5" for n in range(1, 6)]


def test_who_may_not_read_the_source_ends_the_scan() -> None:
    begun = survey.start_scan(SYSTEM, CODE)
    Scan.objects.filter(pk=begun.id).update(source_code="vanished")
    ended: ScanInfo = survey.run_scan(SYSTEM, begun.id)
    assert ended.state is ScanState.FAILED
    assert sources.find_source(SYSTEM, "vanished") is None
