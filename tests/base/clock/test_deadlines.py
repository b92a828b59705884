"""Deadlines in four units: laws for every time, and days of the calendar by name."""

import datetime as dt
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chengshu.base.clock import api as clock
from chengshu.base.clock.calendar import Calendar
from chengshu.base.clock.contracts import DaySource, Light, Pause, TimeUnit
from chengshu.base.clock.errors import BrokenCalendarError, UnusableTimeError
from chengshu.base.clock.measure import Measure

ZONE = ZoneInfo("Asia/Shanghai")
HOUR, DAY = TimeUnit.WORKING_HOUR, TimeUnit.WORKING_DAY

moments = st.datetimes(
    min_value=dt.datetime(2023, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
    max_value=dt.datetime(2026, 12, 31),  # noqa: DTZ001 - hypothesis adds the zone
    timezones=st.just(ZONE),
)
units = st.sampled_from(TimeUnit)
amounts = st.integers(min_value=0, max_value=16 * 12).map(lambda n: Fraction(n, 16))


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=ZONE)


@st.composite
def pauses(draw: st.DrawFn) -> list[Pause]:
    spans = draw(st.lists(st.tuples(moments, st.timedeltas(dt.timedelta(), dt.timedelta(20)))))
    return [Pause(start, start + length) for start, length in spans]


@given(moments, amounts, amounts, units)
def test_deadlines_add_up(start: dt.datetime, a: Fraction, b: Fraction, unit: TimeUnit) -> None:
    whole = clock.deadline(start, a + b, unit)
    assert clock.deadline(clock.deadline(start, a, unit), b, unit) == whole


@given(moments, amounts, units, pauses())
def test_at_its_deadline_an_amount_is_used_up(
    start: dt.datetime, amount: Fraction, unit: TimeUnit, stops: list[Pause]
) -> None:
    due = clock.deadline(start, amount, unit, pauses=stops)
    assert clock.elapsed(start, due, unit, pauses=stops) == amount


@given(moments, moments, amounts, units, pauses())
def test_used_and_remaining_make_the_limit(
    start: dt.datetime, end: dt.datetime, limit: Fraction, unit: TimeUnit, stops: list[Pause]
) -> None:
    used = clock.elapsed(start, end, unit, pauses=stops)
    left = clock.remaining(start, end, unit, amount=limit, pauses=stops)
    assert used + left == limit
    assert used >= 0


@given(moments, amounts, amounts, units)
def test_more_time_never_ends_earlier(
    start: dt.datetime, a: Fraction, b: Fraction, unit: TimeUnit
) -> None:
    assert start <= clock.deadline(start, a, unit) <= clock.deadline(start, a + b, unit)


@given(moments, amounts, units, pauses())
@settings(max_examples=50)
def test_a_pause_never_shortens_a_deadline(
    start: dt.datetime, amount: Fraction, unit: TimeUnit, stops: list[Pause]
) -> None:
    assert clock.deadline(start, amount, unit, pauses=stops) >= clock.deadline(start, amount, unit)


def test_spring_festival_with_its_make_up_saturday() -> None:
    """2026: 15 to 23 February are off; Saturdays 14 and 28 February are worked."""
    friday = at("2026-02-13T16:00")
    assert clock.deadline(friday, 2, HOUR) == at("2026-02-14T09:00")
    assert clock.deadline(friday, 1, DAY) == at("2026-02-14T16:00")
    assert clock.deadline(friday, 2, DAY) == at("2026-02-24T16:00")
    assert clock.describe_day(dt.date(2026, 2, 14)).is_working
    assert clock.describe_day(dt.date(2026, 2, 17)).name == "春节"


def test_a_pause_across_a_weekend_takes_no_working_time() -> None:
    weekend = [Pause(at("2026-06-05T17:30"), at("2026-06-08T08:30"))]
    start, end = at("2026-06-05T16:30"), at("2026-06-08T09:30")
    for unit in (HOUR, DAY):
        used = clock.elapsed(start, end, unit)
        assert clock.elapsed(start, end, unit, pauses=weekend) == used
        assert clock.deadline(start, used, unit, pauses=weekend) == end
    assert clock.elapsed(start, end, TimeUnit.URGENT_HOUR, pauses=weekend) == 2


def test_the_lunch_hour_does_not_count() -> None:
    assert clock.deadline(at("2026-06-03T11:00"), 2, HOUR) == at("2026-06-03T14:30")


def test_a_deadline_at_closing_time_stays_on_that_day() -> None:
    assert clock.deadline(at("2026-06-03T15:30"), 2, HOUR) == at("2026-06-03T17:30")
    assert clock.deadline(at("2026-06-05T17:30"), 1, DAY) == at("2026-06-08T17:30")


def test_urgent_hours_and_natural_days_run_through_the_holidays() -> None:
    start = at("2026-02-16T22:00")
    assert clock.deadline(start, 4, TimeUnit.URGENT_HOUR) == at("2026-02-17T02:00")
    assert clock.deadline(start, 3, TimeUnit.NATURAL_DAY) == at("2026-02-19T22:00")


def test_overlapping_pauses_count_once_and_one_before_the_start_not_at_all() -> None:
    stops = [
        Pause(at("2026-06-03T09:00"), at("2026-06-03T10:00")),
        Pause(at("2026-06-03T09:30"), at("2026-06-03T10:30")),
        Pause(at("2026-06-01T09:00"), at("2026-06-01T10:00")),
    ]
    start = at("2026-06-03T08:30")
    assert clock.deadline(start, 1, HOUR, pauses=stops) == at("2026-06-03T11:00")


def test_a_pause_that_still_lasts_holds_the_deadline_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: at("2026-06-03T16:30"))
    stops = [Pause(at("2026-06-03T09:30"))]
    start = at("2026-06-03T08:30")
    assert clock.deadline(start, 2, HOUR, pauses=stops) == at("2026-06-03T17:30")
    assert clock.elapsed(start, at("2026-06-03T16:30"), HOUR, pauses=stops) == 1


def test_the_citys_own_days_override_the_national_ones() -> None:
    assert not clock.describe_day(dt.date(2026, 9, 18)).is_working
    half = clock.describe_day(dt.date(2026, 12, 31))
    assert half.source is DaySource.CITY
    assert clock.deadline(at("2026-12-31T08:30"), 1, DAY) == at("2026-12-31T12:00")


@pytest.mark.parametrize("year", [1990, 2003, 2035, 2099])
def test_years_without_a_notice_fall_back_to_weekdays_and_say_so(year: int) -> None:
    start = dt.datetime(year, 6, 1, 9, tzinfo=ZONE)
    assert clock.deadline(start, 30, DAY) > start
    day = clock.describe_day(start.date())
    assert day.source is DaySource.WEEKDAY
    assert not day.is_certain
    assert day.is_working == (start.isoweekday() <= 5)


def test_a_tenth_is_a_tenth() -> None:
    assert clock.deadline(at("2026-06-03T08:30"), 0.1, HOUR) == at("2026-06-03T08:36")


def test_lights() -> None:
    start = at("2026-06-03T08:30")
    due = clock.deadline(start, 4, HOUR)
    expected = {
        "2026-06-03T10:29": Light.GREEN,
        "2026-06-03T10:30": Light.YELLOW,
        "2026-06-03T14:00": Light.YELLOW,
        "2026-06-03T14:01": Light.RED,
    }
    assert {text: clock.light(start, due, at(text), unit=HOUR) for text in expected} == expected


def test_times_without_zone_and_negative_amounts_are_refused() -> None:
    naive = dt.datetime(2026, 6, 3, 9)  # noqa: DTZ001 - the point of the test
    with pytest.raises(UnusableTimeError):
        clock.deadline(naive, 1, HOUR)
    with pytest.raises(UnusableTimeError):
        clock.elapsed(naive, naive, HOUR)
    with pytest.raises(UnusableTimeError):
        clock.deadline(at("2026-06-03T09:00"), -1, HOUR)


def test_the_day_of_a_moment_is_the_citys_and_not_the_databases() -> None:
    assert clock.day_of(dt.datetime(2026, 11, 20, 16, 12, tzinfo=dt.UTC)) == dt.date(2026, 11, 21)
    assert clock.day_of(dt.datetime(2026, 11, 20, 15, 59, tzinfo=dt.UTC)) == dt.date(2026, 11, 20)


def test_now_is_aware_and_today_is_its_date() -> None:
    assert clock.now().tzinfo is not None
    assert abs((clock.now().date() - clock.today()).days) <= 1


@pytest.mark.parametrize(
    "text",
    [
        "working_hours: [['12:00', '08:30']]",
        "working_hours: [['08:30', '12:00'], ['11:00', '17:30']]",
        "working_hours: [['08:30', '25:00']]",
        "working_hours: [['early', 'late']]",
        "unknown: 1",
        "days: {2026-13-01: {working: false}}",
        "days: [",
    ],
)
def test_a_broken_calendar_is_named(text: str) -> None:
    with pytest.raises(BrokenCalendarError, match=r"calendar\.yaml"):
        Calendar(text, ZONE)


def test_a_city_without_working_time_cannot_promise_a_deadline() -> None:
    measure = Measure(Calendar("working_hours: []", ZONE), HOUR)
    with pytest.raises(UnusableTimeError):
        measure.after(at("2026-06-03T09:00"), Fraction(1))


def test_a_city_without_a_file_works_by_the_national_calendar() -> None:
    assert Calendar("", ZONE).day(dt.date(2026, 2, 14)).is_working
