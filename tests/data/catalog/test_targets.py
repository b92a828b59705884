"""Targets: who counts, the board, the trend, the forecast."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from django.test import Client

from chengshu.base.accounts import api as accounts
from chengshu.base.accounts.contracts import (
    Actor,
    Level,
    OrganisationInfo,
    OrganisationKind,
    Role,
    system_actor,
)
from chengshu.base.clock import api as clock
from chengshu.base.errors.api import NotAllowedError
from chengshu.data.catalog import api, slots
from chengshu.data.catalog.contracts import (
    LEFT_OUT,
    Attachment,
    BoardLine,
    Countable,
    Freshness,
    Measure,
    ResourceDraft,
    ResourceInfo,
    ResourceQuery,
    Scope,
    Standing,
    Target,
)
from chengshu.data.catalog.errors import BadTargetError, TitleTakenError
from chengshu.data.catalog.forecasting import foretell
from chengshu.data.catalog.models import CountRow, ItemRow, Resource
from tests.data.catalog.test_pages import client_of, text_of

Publish = Callable[[ResourceDraft], ResourceInfo]
SYSTEM = system_actor("tests")
DAY = dt.date(2026, 11, 20)


def days(*counts: int, step: int = 1) -> list[tuple[dt.date, int]]:
    first = DAY - dt.timedelta(days=step * (len(counts) - 1))
    return [(first + dt.timedelta(days=step * n), count) for n, count in enumerate(counts)]


class TestForecast:
    def test_a_steady_pace_goes_on_straight(self) -> None:
        found = foretell(
            days(*range(100, 115)), today=DAY, amount=124, deadline=DAY + dt.timedelta(days=20)
        )
        assert (found.pace, found.days, found.expected) == (1.0, 14, 134)
        assert found.reached_on == DAY + dt.timedelta(days=10)

    def test_only_the_last_four_weeks_count(self) -> None:
        history = [*days(0, 1000, step=60)[:1], *days(*[500 + n for n in range(29)])]
        found = foretell(history, today=DAY, amount=None, deadline=DAY)
        assert (found.pace, found.days) == (1.0, 28)

    def test_less_than_a_week_foretells_nothing(self) -> None:
        for history in ([], days(5), days(1, 2, 3, 4, 5, 6, 7)):
            found = foretell(history, today=DAY, amount=9, deadline=DAY)
            assert (found.expected, found.reached_on) == (None, None)
        assert foretell(days(*range(8)), today=DAY, amount=9, deadline=DAY).expected == 7

    def test_a_falling_line_never_meets_the_target_and_ends_at_nothing(self) -> None:
        found = foretell(
            days(*range(20, 10, -1)), today=DAY, amount=50, deadline=DAY + dt.timedelta(days=99)
        )
        assert (found.expected, found.reached_on) == (0, None)

    def test_what_is_reached_is_reached(self) -> None:
        found = foretell(days(*[60] * 10), today=DAY, amount=50, deadline=DAY)
        assert (found.expected, found.reached_on) == (60, DAY)


@pytest.fixture
def report(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Let a room report rows of entries, and take them in."""

    def take(hours_late: float = 1.0, **rows: int) -> None:
        now = clock.now()

        def source(_actor: Actor) -> Iterator[Measure]:
            for key, count in rows.items():
                yield Measure(key, count, now, now + dt.timedelta(hours=hours_late))

        monkeypatch.setattr(slots, "list_measures", source)
        api.measure_entries(SYSTEM)

    return take


@pytest.fixture
def catalogue(publish: Publish, draft: ResourceDraft, report: Callable[..., None]) -> None:
    """Make one entry of every standing."""
    for key in ("a_good", "b_more", "c_table", "d_loose", "e_empty"):
        publish(replace(draft, key=key, title=f"目录{key}"))
    publish(replace(draft, key="h_house", provider_code="housing", title="房屋登记信息"))
    api.draft_resource(SYSTEM, replace(draft, key="f_draft", title="草稿"))
    for key, table in (("a_good", "t1"), ("b_more", "t2"), ("c_table", "t1"), ("e_empty", "t4")):
        api.attach_source(SYSTEM, key, Attachment("market_db", table))
    api.attach_source(SYSTEM, "h_house", Attachment("housing_db", "t1"))
    report(a_good=100, b_more=50, c_table=100, e_empty=0, h_house=7)


def standing() -> dict[str, str]:
    return dict(Resource.objects.values_list("key", "standing"))


def board(actor: Actor, countable: Countable, scope: Scope) -> dict[str, BoardLine]:
    return {line.code: line for line in api.list_board(actor, countable, scope)}


@pytest.mark.django_db
class TestStanding:
    def test_empty_duplicate_and_unattached_entries_do_not_count(self, catalogue: None) -> None:
        assert standing() == {
            "a_good": Standing.COUNTED,
            "b_more": Standing.COUNTED,
            "c_table": Standing.DUPLICATE,
            "d_loose": Standing.UNATTACHED,
            "e_empty": Standing.EMPTY,
            "f_draft": Standing.UNPUBLISHED,
            "h_house": Standing.COUNTED,
        }

    def test_a_title_that_differs_by_punctuation_never_comes_to_count(
        self, catalogue: None, officer: Actor, draft: ResourceDraft
    ) -> None:
        api.draft_resource(officer, replace(draft, key="z_again", title="目录 a-good。"))
        with pytest.raises(TitleTakenError):
            api.submit_resource(officer, "z_again")

    def test_going_offline_makes_room_for_the_other_of_the_table(
        self, catalogue: None, take_offline: Callable[[str], ResourceInfo]
    ) -> None:
        take_offline("a_good")
        assert standing()["c_table"] == Standing.COUNTED

    def test_each_number_opens_its_list(self, catalogue: None, bureau: Actor) -> None:
        for code, line in board(bureau, Countable.ENTRIES, Scope.DEPARTMENT).items():
            asked = ResourceQuery(provider=code, standing=Standing.COUNTED)
            assert api.search_resources(bureau, asked).total == line.reached
            left = replace(asked, standing=LEFT_OUT)
            assert api.search_resources(bureau, left).total == line.left_out
        for standing_, count in api.count_standing(bureau).items():
            found = api.search_resources(bureau, ResourceQuery(standing=standing_))
            assert found.total == count
        by_area = board(bureau, Countable.ITEMS, Scope.DISTRICT)["219900"]
        asked = ResourceQuery(area="219900", standing=Standing.COUNTED, order="-items")
        found = api.search_resources(bureau, asked)
        assert sum(row.item_count for row in found.rows) == by_area.reached == 9
        rows = api.search_resources(bureau, replace(asked, order="-rows")).rows
        assert [row.key for row in rows] == ["a_good", "b_more", "h_house"]


@pytest.mark.django_db
class TestMeasures:
    def test_freshness_is_found_by_what_the_rooms_report(
        self, catalogue: None, leader: Actor, report: Callable[..., None]
    ) -> None:
        def keys(freshness: Freshness) -> set[str]:
            page = api.search_resources(leader, ResourceQuery(freshness=freshness))
            return {row.key for row in page.rows}

        assert keys(Freshness.UNKNOWN) == {"d_loose"}
        report(hours_late=-1.0, b_more=50)
        assert keys(Freshness.LATE) == {"b_more"}
        assert "a_good" in keys(Freshness.FRESH)

    def test_measuring_twice_changes_nothing_and_keeps_one_count_a_day(
        self, catalogue: None
    ) -> None:
        before = list(CountRow.objects.values_list("provider_code", "entries", "items", "rows"))
        assert before == [("housing", 1, 3, 7), ("market", 2, 6, 150)]
        api.measure_entries(SYSTEM)
        again = list(CountRow.objects.values_list("provider_code", "entries", "items", "rows"))
        assert again == before

    def test_entries_kept_before_there_was_an_index_are_indexed(
        self, catalogue: None, leader: Actor
    ) -> None:
        Resource.objects.update(title_search=None, item_search=None)
        ItemRow.objects.all().delete()
        api.measure_entries(SYSTEM)
        assert api.search_items(leader, ResourceQuery(column="uscc")).total == 6
        assert api.suggest(leader, "房屋")[0].text == "房屋登记信息"

    def test_an_officer_does_not_measure(self, city: None, officer: Actor) -> None:
        with pytest.raises(NotAllowedError):
            api.measure_entries(officer)


@pytest.mark.django_db
class TestBoard:
    def test_it_sums_by_department_district_and_city(self, catalogue: None, bureau: Actor) -> None:
        accounts.save_organisation(
            SYSTEM,
            OrganisationInfo(
                *("housing", "住房保障局", "11100000000013338W"),
                *(OrganisationKind.DEPARTMENT, Level.DISTRICT, "219901", None),
            ),
        )
        departments = board(bureau, Countable.ROWS, Scope.DEPARTMENT)
        assert {code: line.reached for code, line in departments.items()} == {
            "market": 150,
            "housing": 7,
        }
        assert departments["market"].left_out == 3
        districts = board(bureau, Countable.ROWS, Scope.DISTRICT)
        assert {code: line.reached for code, line in districts.items()} == {
            "219900": 150,
            "219901": 7,
        }
        assert board(bureau, Countable.ENTRIES, Scope.CITY)[""].reached == 3
        assert api.count_standing(bureau)[Standing.DUPLICATE] == 1

    def test_a_target_is_set_changed_shown_and_dropped(
        self, catalogue: None, bureau: Actor, officer: Actor
    ) -> None:
        target = Target(Scope.DEPARTMENT, "market", Countable.ENTRIES, 4, DAY)
        with pytest.raises(NotAllowedError):
            api.set_target(officer, target)
        api.set_target(bureau, replace(target, amount=8))
        api.set_target(bureau, target)
        line = board(officer, Countable.ENTRIES, Scope.DEPARTMENT)["market"]
        assert (line.target, line.rate) == (target, 0.5)
        waiting = Target(Scope.DEPARTMENT, "bureau", Countable.ENTRIES, 2, DAY)
        api.set_target(bureau, waiting)
        empty = board(bureau, Countable.ENTRIES, Scope.DEPARTMENT)["bureau"]
        assert (empty.reached, empty.rate) == (0, 0.0)
        api.drop_target(bureau, target)
        assert (
            api.find_target(bureau, Scope.DEPARTMENT, "market", countable=Countable.ENTRIES) is None
        )

    @pytest.mark.parametrize(
        ("scope", "code", "amount"),
        [
            (Scope.CITY, "", 0),
            (Scope.CITY, "market", 5),
            (Scope.DISTRICT, "000000", 5),
            (Scope.DEPARTMENT, "nobody", 5),
        ],
    )
    def test_a_target_of_nobody_or_nothing_is_refused(
        self, city: None, bureau: Actor, scope: Scope, code: str, amount: int
    ) -> None:
        with pytest.raises(BadTargetError):
            api.set_target(bureau, Target(scope, code, Countable.ROWS, amount, DAY))

    def test_the_trend_comes_from_daily_counts(self, catalogue: None, bureau: Actor) -> None:
        today = clock.today()
        for back in range(1, 15):
            CountRow.objects.create(
                day=today - dt.timedelta(days=back),
                provider_code="market",
                entries=2,
                items=6,
                rows=150 - back * 10,
            )
        deadline = today + dt.timedelta(days=10)
        api.set_target(bureau, Target(Scope.DEPARTMENT, "market", Countable.ROWS, 200, deadline))
        line = board(bureau, Countable.ROWS, Scope.DEPARTMENT)["market"]
        assert (line.forecast.pace, line.forecast.expected) == (10.0, 250)
        assert line.forecast.reached_on == today + dt.timedelta(days=5)
        assert line.history[-1] == (today, 150)


@pytest.mark.django_db
class TestPages:
    def test_the_board_shows_numbers_with_their_lists_and_is_exported(
        self, catalogue: None, city: None
    ) -> None:
        client = client_of("chair", "bureau", Role.BUREAU_ADMINISTRATOR)
        deadline = (clock.today() + dt.timedelta(days=30)).isoformat()
        form = {"place": "city:", "countable": "entries", "amount": "10", "deadline": deadline}
        assert client.post("/catalog/targets/set/", form).status_code == 302
        page = text_of(client, "/catalog/targets/")
        for words in ("统计不足 7 天，暂不预测", "目标 10", "standing=counted", "没有数据"):
            assert words in page
        assert "住房保障局" in text_of(client, "/catalog/targets/?by=department&count=rows")
        exported = text_of(client, "/catalog/targets/?export=csv&count=rows")
        assert "市场监督管理局,150" in exported.replace('"', "")
        assert "房屋登记信息" in text_of(client, "/catalog/?standing=counted&provider=housing")
        wrong = client.post("/catalog/targets/set/", form | {"amount": "0"})
        assert wrong.status_code == 200
        listed = text_of(client, "/catalog/targets/set/")
        assert "取消目标" in listed
        client.post("/catalog/targets/drop/", {"scope": "city", "code": "", "countable": "entries"})
        assert "还没有目标" in text_of(client, "/catalog/targets/set/")

    def test_only_the_bureau_sets_targets(self, city: None) -> None:
        client: Client = client_of("officer", "market", Role.DATA_OFFICER)
        assert "设定目标" not in text_of(client, "/catalog/targets/")
        form = {
            "place": "city:",
            "countable": "entries",
            "amount": "10",
            "deadline": "2026-12-31",
        }
        answer = client.post("/catalog/targets/set/", form)
        assert "设定编目目标" in answer.content.decode()
        assert "还没有目标" in text_of(client, "/catalog/targets/set/")
