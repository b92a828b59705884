"""The update cycle is measured from the days of records, and compared with what is declared."""

import datetime as dt
from collections.abc import Sequence
from random import Random

import pytest

from chengshu.data.survey.contracts.drafts import Proposal, TableDraft
from chengshu.data.survey.inference import infer_tables
from chengshu.data.survey.inference.cadence import Rhythm, measure_rhythm
from chengshu.data.survey.inference.cycles import compare_declared
from tests.data.survey.inference.making import CONTEXT, column, knowledge, table

DAY = dt.date(2025, 1, 1)  # a Wednesday
DAYS = [DAY + dt.timedelta(days=number) for number in range(365)]


def measured(days: Sequence[dt.date], rate: float = 0.0) -> Rhythm:
    found = measure_rhythm(days, rate=rate)
    assert found is not None
    return found


def dated(days: Sequence[dt.date], comment: str = "", **more: object) -> TableDraft:
    """Draft a table of visits with these days, each the day of one row."""
    texts = tuple(day.isoformat() for day in days)
    visits = column("visit_date", texts, "date", days=texts, **more)
    (found,) = infer_tables([table("t", visits, comment=comment)], knowledge(), CONTEXT)
    return found


@pytest.mark.parametrize(
    ("gap", "cycle"), [(1, "2"), (7, "3"), (30, "4"), (91, "5"), (182, "7"), (365, "6")]
)
def test_even_gaps_are_the_cycle(gap: int, cycle: str) -> None:
    days = [DAY + dt.timedelta(days=gap * number) for number in range(12)]
    assert measured(days).cycle == cycle


def test_working_days_are_a_daily_cycle() -> None:
    assert measured([day for day in DAYS if day.weekday() < 5]).cycle == "2"


def test_most_working_days_are_a_daily_cycle_with_its_count() -> None:
    chance = Random(7)  # noqa: S311 - days that anybody may guess
    working = [day for day in DAYS if day.weekday() < 5]
    found = measured(chance.sample(working, 180))
    assert found.cycle == "2"


def test_ends_of_months_are_a_monthly_cycle() -> None:
    ends = [day for day in DAYS if (day + dt.timedelta(days=1)).day == 1]
    assert (measured(ends).cycle, measured(ends).words["count"]) == ("4", "12")


@pytest.mark.parametrize(
    ("places", "cycle"),
    [
        ([(year, 3, day) for year in (2022, 2023, 2024) for day in (4, 5, 6)], "6"),
        ([(2025, month, day) for month in range(1, 9) for day in (2, 3, 4)], "4"),
        ([(2025, month, day) for month in (1, 4, 7, 10) for day in (8, 9, 10, 11)], "5"),
    ],
)
def test_the_days_of_one_load_are_one_load(places: list[tuple[int, int, int]], cycle: str) -> None:
    found = measured([dt.date(*place) for place in places])
    assert (found.cycle, found.kind) == (cycle, "cycle_gathered")


def test_scattered_days_follow_no_rule() -> None:
    chance = Random(3)  # noqa: S311 - days that anybody may guess
    found = measured(chance.sample(DAYS, 30))
    assert (found.cycle, found.kind) == ("8", "cycle_irregular")
    assert found.worth <= 0.5


def test_a_few_sampled_days_of_a_busy_table_are_daily_by_its_rows() -> None:
    chance = Random(3)  # noqa: S311 - days that anybody may guess
    assert measured(chance.sample(DAYS, 30), rate=40.0).kind == "cycle_rate"


@pytest.mark.parametrize("count", [2, 3])
def test_too_few_days_are_unknown_with_the_reason(count: int) -> None:
    found = dated(DAYS[:count]).proposals["update_cycle"]
    assert (found.value, found.confidence) == ("", 0.0)
    assert found.evidence[0].words == {"column": "visit_date", "days": str(count)}


def test_a_table_without_days_says_so() -> None:
    (found,) = infer_tables([table("t", column("f1", ["a", "b"]))], knowledge(), CONTEXT)
    assert [each.kind for each in found.proposals["update_cycle"].evidence] == ["cycle_no_days"]


def test_event_days_make_a_cycle_as_loads_do() -> None:
    found = dated([day for day in DAYS if day.weekday() == 0]).proposals["update_cycle"]
    assert found.value == "3"


def test_what_is_measured_is_compared_with_what_is_declared() -> None:
    mondays = [day for day in DAYS if day.weekday() == 0]
    plain = dated(mondays).proposals["update_cycle"]
    agreed = dated(mondays, "巡查记录，每周汇总").proposals["update_cycle"]
    other = dated(mondays, "巡查记录，每月汇总").proposals["update_cycle"]
    assert (agreed.value, agreed.confidence > plain.confidence) == ("3", True)
    assert (other.value, other.confidence <= 0.5) == ("3", True)
    assert [each.value for each in other.alternatives] == ["4"]
    assert other.evidence[-1].kind == "cycle_differs"


def test_a_declared_cycle_stands_where_none_is_measured() -> None:
    found = compare_declared(Proposal("", 0.0), "统计季报")
    assert (found.value, found.evidence[0].kind) == ("5", "cycle_declared")


def test_growth_counts_from_the_first_to_the_last_day_the_column_has() -> None:
    found = dated(DAYS[300:], minimum="2024-01-01", maximum="2025-12-31").proposals["growth"]
    assert found.evidence[0].words["days"] == "731"
    assert found.evidence[0].words["month"] == "4"
