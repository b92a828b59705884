"""What initials alone could mean is not said as if it were known."""

import datetime as dt

import pytest

from chengshu.data.survey.contracts.drafts import TableDraft
from chengshu.data.survey.inference import infer_tables
from chengshu.data.survey.inference.moments import measure_step, moments_of
from tests.data.survey.families.reading import HERE, read_family
from tests.data.survey.inference.making import CONTEXT, PEOPLE, column, table
from tests.data.survey.initials import disguise
from tests.data.survey.knowledge import national_knowledge

START = dt.datetime(2026, 3, 1, 0, 0, tzinfo=dt.UTC)


def drafted(name: str, *columns: str, comment: str = "") -> TableDraft:
    (found,) = infer_tables(
        [table(name, *map(column, columns), comment=comment)], national_knowledge(), CONTEXT
    )
    return found


@pytest.mark.parametrize("name", ["zsk", "hj_xzcf", "fh_cwk", "bz"])
def test_a_title_that_could_mean_many_things_stays_the_name_of_the_table(name: str) -> None:
    title = drafted(name, "bh", "mc", "rq").proposals["title"]
    assert (title.value, title.evidence[0].kind) == (name, "title_guessed")
    assert title.confidence <= 0.2
    assert title.alternatives


def test_a_title_whose_words_are_known_together_is_read() -> None:
    assert drafted("t_jbxx", "bh", "mc").proposals["title"].value == "基本信息"


def test_a_comment_is_the_title_whatever_the_name_says() -> None:
    assert drafted("zsk", "bh", comment="热线知识库").proposals["title"].value == "热线知识库"


def test_what_a_piece_mostly_means_comes_before_words_of_the_field() -> None:
    found = drafted("t_yw", "xm", "bz")
    assert found.columns[1].proposals["name_zh"].value == "备注"


def test_a_name_put_together_of_guesses_is_offered_as_one() -> None:
    found = infer_tables(
        [table("t_yw", column("fhf", PEOPLE), column("qqcs", ("a=1", "b=2", "c=3", "d=4")))],
        national_knowledge(),
        CONTEXT,
    )[0]
    said = [each.proposals["name_zh"] for each in found.columns if each.column == "qqcs"]
    assert [name.confidence < 0.5 for name in said] == [True]


def test_disguised_families_keep_no_chinese_name() -> None:
    family = disguise(read_family(HERE / "hospital.txt"))
    texts = [c.name + c.comment for each in family.tables for c in each.profile.columns]
    assert texts
    assert "".join(texts).isascii()


@pytest.mark.parametrize(("minutes", "step"), [(60, 60), (30, 30), (5, 5), (7, 0)])
def test_moments_on_the_clock_have_a_step(minutes: int, step: int) -> None:
    texts = [
        (START + dt.timedelta(minutes=minutes * number)).strftime("%Y-%m-%d %H:%M:%S")
        for number in range(400)
    ]
    assert measure_step(moments_of(texts)) == step


def test_days_alone_and_working_hours_have_none() -> None:
    assert moments_of(["2026-03-01", "20260301"]) == ()
    office = [f"2026-03-{day:02} {hour:02}:00:00" for day in range(1, 9) for hour in range(8, 18)]
    assert measure_step(moments_of(office)) == 0


def test_moments_are_read_in_every_writing() -> None:
    texts = ["2026-03-01T05:30:00Z", "202603010530", "2026年3月1日 5时30分", "1772343000"]
    assert moments_of(texts) == (19800,) * 4


def test_a_table_written_every_hour_is_not_daily() -> None:
    moments = [START + dt.timedelta(hours=number) for number in range(240)]
    times = tuple(moment.strftime("%Y-%m-%d %H:%M:%S") for moment in moments)
    days = tuple(dict.fromkeys(text[:10] for text in times))
    measured = column("jcsj", times, "timestamp", days=days)
    (found,) = infer_tables([table("t_zl", measured, rows=240)], national_knowledge(), CONTEXT)
    cycle = found.proposals["update_cycle"]
    assert (cycle.value, cycle.evidence[0].kind) == ("1", "cycle_minutes")


def test_days_do_not_contradict_a_name_that_says_hours() -> None:
    days = tuple(f"2026-03-{day:02}" for day in range(1, 29))
    dated = column("jcrq", days, "date", days=days)
    (found,) = infer_tables([table("air_hour", dated, rows=9000)], national_knowledge(), CONTEXT)
    cycle = found.proposals["update_cycle"]
    assert (cycle.value, cycle.evidence[-1].kind) == ("1", "cycle_declared")
