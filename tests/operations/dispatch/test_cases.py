import datetime as dt

import pytest
from django.db import DatabaseError, transaction

from chengshu.base.accounts.contracts import Actor, Role
from chengshu.base.audit import api as audit
from chengshu.base.errors.api import NotAllowedError
from chengshu.operations.dispatch import api as dispatch
from chengshu.operations.dispatch.contracts import (
    CaseAction,
    CaseInfo,
    CaseQuery,
    CaseState,
    Move,
    Upload,
)
from chengshu.operations.dispatch.errors import (
    BadCaseFieldError,
    BadCoordinatesError,
    CaseNotFoundError,
    FileNotFoundInCaseError,
    FileRefusedError,
    FileTooLargeError,
    NoteRequiredError,
    StaleCaseError,
    UnknownClassError,
    UnknownSourceError,
    UnknownUnitError,
)
from chengshu.operations.dispatch.models import Assignment, Case, CaseStep
from tests.operations.conftest import SHANGHAI, Clock, actor
from tests.operations.dispatch.conftest import CODES, Reporter

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 32
MONDAY = dt.datetime(2026, 11, 16, 9, 0, tzinfo=SHANGHAI)
FRIDAY = dt.datetime(2026, 11, 20, 9, 0, tzinfo=SHANGHAI)


def go(who: Actor, case: CaseInfo, action: str, **more: object) -> CaseInfo:
    return dispatch.act(who, case.no, Move(CaseAction(action), **more))  # type: ignore[arg-type]


def dispatched(report: Reporter, officer: Actor) -> CaseInfo:
    case = report()
    go(officer, case, "accept")
    return go(officer, case, "dispatch")


def test_the_number_is_region_day_and_sequence(report: Reporter, at: Clock) -> None:
    at(MONDAY)
    first, second, other = report(), report(), report(area_code="219902")

    assert [first.no, second.no] == ["21990120261116000001", "21990120261116000002"]
    assert other.no == "21990220261116000001"


def test_reporting_the_same_key_twice_opens_one_case(report: Reporter) -> None:
    first = report(source_key="same")
    second = report(source_key="same", title="又一次")

    assert first == second
    assert Case.objects.count() == 1
    assert CaseStep.objects.count() == 1


def test_the_class_gives_name_unit_and_limit(report: Reporter) -> None:
    case = report()

    assert (case.class_name, case.lead_unit, case.lead_unit_name) == (
        "污水井盖",
        "water",
        "云枢市排水公司",
    )


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"class_code": "0000"}, UnknownClassError),
        ({"code_system": "gbt30428.2-2013"}, UnknownClassError),
        ({"source": "rumour"}, UnknownSourceError),
        ({"lead_unit": "nobody"}, UnknownUnitError),
        ({"title": "  "}, BadCaseFieldError),
        ({"title": "长" * 129}, BadCaseFieldError),
        ({"source_key": ""}, BadCaseFieldError),
        ({"area_code": "21"}, BadCaseFieldError),
        ({"grid_code": "12"}, BadCaseFieldError),
        ({"longitude": 120.0}, BadCoordinatesError),
        ({"longitude": 120.0, "latitude": 30.0}, BadCoordinatesError),
        (
            {"longitude": 120.0, "latitude": 30.0, "coordinate_system": "火星"},
            BadCoordinatesError,
        ),
        (
            {"longitude": float("nan"), "latitude": 30.0, "coordinate_system": "WGS-84"},
            BadCoordinatesError,
        ),
        (
            {"longitude": 220.0, "latitude": 30.0, "coordinate_system": "WGS-84"},
            BadCoordinatesError,
        ),
    ],
)
def test_a_bad_report_is_refused(
    change: dict[str, object], error: type[Exception], report: Reporter
) -> None:
    with pytest.raises(error):
        report(**change)
    assert Case.objects.count() == 0


def test_a_class_that_has_ended_takes_no_cases(report: Reporter, system: Actor) -> None:
    old = dispatch.list_case_classes(system, code_system=CODES)[0]
    ended = type(old)(**(vars(old) | {"valid_to": dt.date(2020, 1, 1)}))
    dispatch.save_case_classes(system, [ended])

    with pytest.raises(UnknownClassError):
        report(class_code=old.code)


def test_the_whole_loop_leaves_an_append_only_flow(
    report: Reporter, officer: Actor, worker: Actor, grid: Actor
) -> None:
    case = dispatched(report, officer)
    go(worker, case, "receive")
    go(worker, case, "handle", note="已更换井盖")
    go(grid, case, "rework", note="盖板松动")
    go(worker, case, "handle", note="已加固")
    go(grid, case, "verify")
    closed = go(officer, case, "close")

    flow = dispatch.get_case(officer, case.no).flow
    assert [(step.action, step.from_state, step.to_state, step.username) for step in flow] == [
        ("report", "", "reported", "officer"),
        ("accept", "reported", "accepted", "officer"),
        ("dispatch", "accepted", "dispatched", "officer"),
        ("receive", "dispatched", "handling", "worker"),
        ("handle", "handling", "handled", "worker"),
        ("rework", "handled", "handling", "grid"),
        ("handle", "handling", "handled", "worker"),
        ("verify", "handled", "verified", "grid"),
        ("close", "verified", "closed", "officer"),
    ]
    assert [step.sequence for step in flow] == list(range(1, 10))
    assert flow[5].note == "盖板松动"
    assert closed.closed_at is not None
    assert (closed.due_at, closed.light) == (None, "")


def test_the_database_refuses_to_change_the_flow(report: Reporter) -> None:
    report()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        CaseStep.objects.update(note="别的")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        CaseStep.objects.all().delete()


def test_a_stale_version_is_refused(report: Reporter, officer: Actor) -> None:
    case = report()
    go(officer, case, "accept", version=1)

    with pytest.raises(StaleCaseError, match=r"第 1 版.*第 2 版"):
        go(officer, case, "dispatch", version=1)


def test_actions_that_need_a_note_say_so(report: Reporter, officer: Actor) -> None:
    case = report()

    with pytest.raises(NoteRequiredError, match="作废"):
        go(officer, case, "void", note="  ")


def test_dispatch_needs_a_unit_that_exists(report: Reporter, officer: Actor) -> None:
    case = report(class_code="9999")
    go(officer, case, "accept")

    with pytest.raises(UnknownUnitError):
        go(officer, case, "dispatch")
    with pytest.raises(UnknownUnitError):
        go(officer, case, "dispatch", unit="nobody")
    assert go(officer, case, "dispatch", unit="health").lead_unit == "health"


def test_a_return_ends_the_assignment_and_resets_the_clock(
    report: Reporter, officer: Actor, worker: Actor, at: Clock
) -> None:
    at(MONDAY)
    case = dispatched(report, officer)
    at(MONDAY + dt.timedelta(days=1))
    go(worker, case, "return", note="不属本单位")
    again = go(officer, case, "dispatch", unit="health")

    assert [one.unit_code for one in Assignment.objects.filter(ended_at=None)] == ["health"]
    assert again.due_at == MONDAY + dt.timedelta(days=3)


def test_the_handling_clock_starts_at_dispatch(report: Reporter, officer: Actor, at: Clock) -> None:
    at(MONDAY)
    case = dispatched(report, officer)

    assert case.due_at == MONDAY + dt.timedelta(days=2)
    assert case.light == "green"
    at(MONDAY + dt.timedelta(days=1, minutes=1))
    assert dispatch.get_case(officer, case.no).case.light == "yellow"
    at(MONDAY + dt.timedelta(days=2, minutes=1))
    late = dispatch.get_case(officer, case.no).case
    assert (late.light, late.is_overdue) == ("red", True)


def test_a_pause_over_the_weekend_costs_no_working_time(
    report: Reporter, officer: Actor, worker: Actor, at: Clock
) -> None:
    at(FRIDAY)
    case = dispatched(report, officer)  # two working days: due Tuesday 09:00
    go(worker, case, "receive")
    at(FRIDAY.replace(hour=17, minute=0))
    paused = go(officer, case, "suspend", note="待产权单位确认")
    before = Case.objects.get(no=case.no).handling_left
    at(dt.datetime(2026, 11, 23, 8, 30, tzinfo=SHANGHAI))
    resumed = go(officer, case, "resume")

    assert (paused.due_at, paused.light) == (None, "")
    assert before == Case.objects.get(no=case.no).handling_left
    assert resumed.due_at is not None
    assert resumed.due_at - case.due_at < dt.timedelta(hours=1)  # type: ignore[operator]


def test_time_in_verification_is_not_charged_to_the_unit(
    report: Reporter, officer: Actor, worker: Actor, at: Clock
) -> None:
    at(MONDAY)
    case = dispatched(report, officer)
    go(worker, case, "receive")
    at(MONDAY + dt.timedelta(days=1))
    go(worker, case, "handle", note="完成")
    at(MONDAY + dt.timedelta(days=3))
    again = go(officer, case, "rework", note="未清理")

    assert again.due_at == MONDAY + dt.timedelta(days=4)  # one of two working days is left


def test_an_overdue_case_stays_overdue_after_rework(
    report: Reporter, officer: Actor, worker: Actor, at: Clock
) -> None:
    at(MONDAY)
    case = dispatched(report, officer)
    go(worker, case, "receive")
    at(MONDAY + dt.timedelta(days=3))
    go(worker, case, "handle", note="完成")
    at(MONDAY + dt.timedelta(days=4))
    again = go(officer, case, "rework", note="未清理")

    assert again.due_at == case.due_at
    assert again.light == "red"


def test_a_class_without_limit_takes_the_default(
    report: Reporter, officer: Actor, at: Clock
) -> None:
    at(MONDAY)
    case = report(class_code="9999", lead_unit="health")
    go(officer, case, "accept")

    assert go(officer, case, "dispatch").due_at == MONDAY + dt.timedelta(days=1)


def test_units_and_grid_workers_see_only_their_own(
    report: Reporter, worker: Actor, grid: Actor, officer: Actor
) -> None:
    water, east = report(area_code="219902"), report(class_code="0610")
    other = report(class_code="0610", area_code="219902")

    def seen(who: Actor) -> set[str]:
        return {one.no for one in dispatch.list_cases(who, CaseQuery()).rows}

    assert seen(officer) == {water.no, east.no, other.no}
    assert seen(worker) == {water.no}
    assert seen(grid) == {east.no}
    with pytest.raises(CaseNotFoundError):
        dispatch.get_case(worker, other.no)
    with pytest.raises(CaseNotFoundError):
        dispatch.act(worker, other.no, Move(CaseAction.RECEIVE))
    with pytest.raises(NotAllowedError):
        dispatch.list_cases(actor(Role.CITIZEN, "east"), CaseQuery())


def test_a_reporter_sees_what_he_reported(report: Reporter, grid: Actor) -> None:
    case = report(grid, area_code="219902")

    assert dispatch.get_case(grid, case.no).case.no == case.no


def test_my_cases_are_those_that_wait_for_me(
    report: Reporter, officer: Actor, worker: Actor, grid: Actor
) -> None:
    case = dispatched(report, officer)
    waiting = {who.username: len(dispatch.my_cases(who)) for who in (officer, worker, grid)}
    go(worker, case, "receive")
    go(worker, case, "handle", note="完成")
    after = {who.username: len(dispatch.my_cases(who)) for who in (officer, worker, grid)}

    assert waiting == {"officer": 0, "worker": 1, "grid": 0}
    assert after == {"officer": 1, "worker": 0, "grid": 1}


def test_lists_filter_sort_and_page(report: Reporter, officer: Actor, at: Clock) -> None:
    at(MONDAY)
    report(title="甲")
    report(title="乙", class_code="0610", source="grid")
    at(FRIDAY)
    report(title="丙", area_code="219902")

    def titles(**filters: object) -> list[str]:
        query = CaseQuery(sort="reported_at", **filters)  # type: ignore[arg-type]
        return [one.title for one in dispatch.list_cases(officer, query).rows]

    assert titles() == ["甲", "乙", "丙"]
    assert titles(text="丙") == ["丙"]
    assert titles(class_code="0610") == ["乙"]
    assert titles(area_code="219902") == ["丙"]
    assert titles(source="grid") == ["乙"]
    assert titles(lead_unit="urban") == ["乙"]
    assert titles(states=["closed"]) == []
    assert titles(light="red") == ["甲", "乙"]
    assert titles(light="green") == ["丙"]
    assert titles(light="blue") == []
    assert titles(reported_from=FRIDAY.date()) == ["丙"]
    assert titles(reported_to=MONDAY.date()) == ["甲", "乙"]
    assert titles(page=2, page_size=2) == ["丙"]


def test_counts_add_up(report: Reporter, officer: Actor, at: Clock) -> None:
    at(MONDAY)
    case = report()
    report(class_code="0610", area_code="219902")
    go(officer, case, "void", note="重复")
    at(FRIDAY)

    counts = dispatch.count_cases(officer)
    assert (counts.total, counts.open, counts.closed, counts.overdue, counts.today) == (
        2,
        1,
        0,
        1,
        0,
    )
    assert counts.by_state == {"voided": 1, "reported": 1}
    assert counts.by_class == {"污水井盖": 1, "暴露垃圾": 1}
    assert counts.by_area == {"219901": 1, "219902": 1}


def test_photos_are_kept_once_and_given_back(
    report: Reporter, officer: Actor, worker: Actor
) -> None:
    case = dispatched(report, officer)
    photo = Upload("../../现场\x00.png", PNG)
    go(worker, case, "receive", files=(photo,))
    again = dispatch.attach_file(worker, case.no, photo)

    files = dispatch.get_case(worker, case.no).files
    assert [(one.name, one.media_type, one.size) for one in files] == [
        ("现场.png", "image/png", len(PNG))
    ]
    assert again.id == files[0].id
    assert dispatch.read_file(worker, case.no, again.id)[1] == PNG
    with pytest.raises(FileNotFoundInCaseError):
        dispatch.read_file(worker, report().no, again.id)


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", FileRefusedError),
        (b"MZ\x90\x00", FileRefusedError),
        (b"<svg onload=alert(1)>", FileRefusedError),
        (PNG + b"0" * 10 * 1024 * 1024, FileTooLargeError),
    ],
)
def test_files_of_a_wrong_kind_or_size_are_refused_whole(
    content: bytes, error: type[Exception], report: Reporter, officer: Actor
) -> None:
    case = report()

    with pytest.raises(error):
        go(officer, case, "accept", files=(Upload("photo.png", content),))
    assert dispatch.get_case(officer, case.no).case.state == CaseState.REPORTED


def test_too_many_files_are_refused(report: Reporter, officer: Actor) -> None:
    case = report()
    for number in range(20):
        dispatch.attach_file(officer, case.no, Upload("a.png", PNG + bytes([number])))

    with pytest.raises(FileTooLargeError):
        dispatch.attach_file(officer, case.no, Upload("b.png", PNG + b"x"))


@pytest.mark.parametrize("head", [b"\xff\xd8\xff\xe0", b"%PDF-1.7", b"RIFF1234WEBP"])
def test_the_other_accepted_types(head: bytes, report: Reporter, officer: Actor) -> None:
    case = report()

    assert dispatch.attach_file(officer, case.no, Upload("x", head)).size == len(head)


def test_coordinates_are_kept_in_wgs84(report: Reporter) -> None:
    # Tian'anmen: published pairs of the same place in three systems
    wgs = report(longitude=116.397428, latitude=39.909230, coordinate_system="WGS-84")
    gcj = report(longitude=116.403672, latitude=39.910632, coordinate_system="GCJ-02")
    bd = report(longitude=116.410039, latitude=39.916974, coordinate_system="BD-09")
    away = report(longitude=-0.1, latitude=51.5, coordinate_system="CGCS2000")

    assert (wgs.longitude, wgs.latitude) == (116.397428, 39.909230)
    for other in (gcj, bd):
        assert other.longitude == pytest.approx(wgs.longitude, abs=2e-5)
        assert other.latitude == pytest.approx(wgs.latitude, abs=2e-5)
    assert away.longitude == -0.1


def test_doings_and_refusals_are_audited(report: Reporter, grid: Actor, system: Actor) -> None:
    case = report()
    with pytest.raises(NotAllowedError):
        dispatch.act(grid, case.no, Move(CaseAction.ACCEPT))

    auditor = actor(Role.AUDITOR, "city")
    lines = {(one.action, one.outcome) for one in audit.list_entries(auditor).entries}
    assert {("dispatch.report_case", "done"), ("dispatch.accept", "refused")} <= lines


def test_the_telephone_is_kept_encrypted_and_shown_masked(report: Reporter, officer: Actor) -> None:
    case = report(reporter_phone="13812345678")

    assert "138" not in Case.objects.get(no=case.no).reporter_phone[10:]
    assert dispatch.get_case(officer, case.no).reporter_phone == "138******78"
    short = report(reporter_phone="110")
    assert dispatch.get_case(officer, short.no).reporter_phone == "***"


def test_the_words_of_the_loop_for_lists() -> None:
    assert dispatch.list_states()[0] == ("reported", "待受理")
    assert ("warning", "预警转办") in dispatch.list_sources()
